package dev.balboa.architecture;

import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The public API as text: every public type outside `internal`, with its public and protected
/// members, sorted. What the compiler adds by itself (accessors of records, `values` of enums) is
/// left out.
final class ApiListing {
    private static final int FLAGS =
            Modifier.PUBLIC | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;
    private static final Set<String> OF_OBJECT = Set.of("equals", "hashCode", "toString");
    private static final Set<String> OF_ENUM = Set.of("values", "valueOf");

    private ApiListing() {}

    /// The whole listing, read from the compiled classes without initialising them.
    static String text() throws IOException, URISyntaxException {
        TreeMap<String, List<String>> packages = new TreeMap<>();
        for (Class<?> type : publicTypes()) {
            packages.computeIfAbsent(type.getPackageName(), _ -> new ArrayList<>())
                    .add(describe(type));
        }
        return packages.entrySet().stream()
                .map(entry -> entry.getKey() + "\n\n" + String.join("\n", entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static List<Class<?>> publicTypes() throws IOException, URISyntaxException {
        Path classes =
                Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
                    .filter(name -> !name.startsWith("dev.balboa.internal."))
                    .sorted()
                    .<Class<?>>map(ApiListing::load)
                    .filter(ApiListing::isReachable)
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiListing.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isReachable(Class<?> type) {
        if (type.isAnonymousClass() || type.isLocalClass() || !isShown(type.getModifiers()))
            return false;
        return type.getDeclaringClass() == null || isReachable(type.getDeclaringClass());
    }

    private static boolean isShown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String describe(Class<?> type) {
        StringBuilder text = new StringBuilder("  ").append(header(type)).append('\n');
        if (type.isEnum()) {
            String constants =
                    Arrays.stream(type.getFields())
                            .filter(Field::isEnumConstant)
                            .map(Field::getName)
                            .collect(Collectors.joining(", "));
            text.append("    ").append(constants).append('\n');
        }
        members(type).sorted().forEach(line -> text.append("    ").append(line).append('\n'));
        return text.toString();
    }

    private static String header(Class<?> type) {
        String kind =
                type.isAnnotation()
                        ? "@interface"
                        : type.isInterface()
                                ? "interface"
                                : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        StringBuilder text = new StringBuilder(modifiersOf(type)).append(kind).append(' ');
        text.append(name(type)).append(variables(type.getTypeParameters()));
        if (type.isRecord()) text.append(components(type));
        Type parent = type.getGenericSuperclass();
        boolean plain = type.isRecord() || type.isEnum() || type.isInterface();
        if (!plain && parent != Object.class) text.append(" extends ").append(name(parent));
        if (type.getInterfaces().length > 0 && !type.isAnnotation()) {
            text.append(type.isInterface() ? " extends " : " implements ");
            text.append(names(type.getGenericInterfaces()));
        }
        if (type.isSealed()) text.append(" permits ").append(names(type.getPermittedSubclasses()));
        return text.toString();
    }

    private static String modifiersOf(Class<?> type) {
        if (type.isSealed()) return "sealed ";
        if (type.isInterface() || type.isRecord() || type.isEnum()) return "";
        return modifiers(type.getModifiers() & (Modifier.ABSTRACT | Modifier.FINAL));
    }

    private static String components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> name(component.getGenericType()) + " " + component.getName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static Stream<String> members(Class<?> type) {
        Stream<String> fields =
                Arrays.stream(type.getDeclaredFields())
                        .filter(field -> isListed(field) && !field.isEnumConstant())
                        .map(ApiListing::field);
        Stream<String> constructors =
                Arrays.stream(type.getDeclaredConstructors())
                        .filter(constructor -> isListed(constructor) && !isGiven(type, constructor))
                        .map(constructor -> executable(constructor, "new " + name(type)));
        Stream<String> methods =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> isListed(method) && !isGiven(type, method))
                        .map(ApiListing::method);
        return Stream.of(fields, constructors, methods).flatMap(lines -> lines);
    }

    private static boolean isListed(Member member) {
        return isShown(member.getModifiers()) && !member.isSynthetic();
    }

    // The header of a record says that these exist.
    private static boolean isGiven(Class<?> type, Constructor<?> constructor) {
        return type.isRecord()
                && Arrays.equals(
                        constructor.getParameterTypes(),
                        Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toArray());
    }

    private static boolean isGiven(Class<?> type, Method method) {
        if (OF_OBJECT.contains(method.getName())) return true;
        if (type.isEnum() && OF_ENUM.contains(method.getName())) return true;
        return type.isRecord()
                && method.getParameterCount() == 0
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(component -> component.getAccessor().equals(method));
    }

    private static String field(Field field) {
        return modifiers(field.getModifiers() & FLAGS)
                + name(field.getGenericType())
                + " "
                + field.getName();
    }

    private static String method(Method method) {
        int modifiers = method.getModifiers() & (FLAGS | Modifier.PROTECTED);
        if (method.getDeclaringClass().isInterface()) modifiers &= ~Modifier.ABSTRACT;
        // Neither says anything in a final class.
        modifiers &= ~Modifier.FINAL;
        String variables = variables(method.getTypeParameters());
        return modifiers(modifiers)
                + (method.isDefault() ? "default " : "")
                + (variables.isEmpty() ? "" : variables + " ")
                + executable(method, name(method.getGenericReturnType()) + " " + method.getName());
    }

    private static String executable(Executable executable, String start) {
        Parameter[] parameters = executable.getParameters();
        List<String> written = new ArrayList<>();
        for (Parameter parameter : parameters) {
            String type = name(parameter.getParameterizedType());
            if (parameter.isVarArgs()) type = type.substring(0, type.length() - 2) + "...";
            written.add(type + " " + parameter.getName());
        }
        Type[] thrown = executable.getGenericExceptionTypes();
        return start
                + "("
                + String.join(", ", written)
                + ")"
                + (thrown.length == 0 ? "" : " throws " + names(thrown));
    }

    private static String modifiers(int modifiers) {
        String text = Modifier.toString(modifiers & ~Modifier.PUBLIC);
        return text.isEmpty() ? "" : text + " ";
    }

    private static String variables(TypeVariable<?>[] variables) {
        if (variables.length == 0) return "";
        return Arrays.stream(variables)
                .map(
                        variable ->
                                variable.getBounds()[0] == Object.class
                                        ? variable.getName()
                                        : variable.getName()
                                                + " extends "
                                                + names(variable.getBounds()))
                .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(ApiListing::name).collect(Collectors.joining(", "));
    }

    /// A type without its packages, `Map.Entry<String, Tensor>`, unless it is of the presets, whose
    /// names are those of Balboa.
    private static String name(Type type) {
        return type.getTypeName()
                .replaceAll("\\b(?<!\\.)(?!org\\.bytedeco)([a-z_0-9]+\\.)+(?=[A-Z])", "")
                .replace('$', '.');
    }
}
