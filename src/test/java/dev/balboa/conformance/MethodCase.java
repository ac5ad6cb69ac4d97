package dev.balboa.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GoldenArguments;
import dev.balboa.testkit.GoldenTensor;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// One recorded call of a method: finds the method by name and argument types, makes the call and
/// lists what differs.
///
/// @param node a line of `methods.jsonl.gz`
record MethodCase(JsonNode node) {
    private static final String PACKAGE = "dev.balboa.tensor.";

    /// The method that takes these arguments; instance methods take the tensor first.
    ///
    /// @throws AssertionError if there is none, or more than one
    Method method() {
        String[] names = node.get("method").asText().split("\\.");
        List<Method> fitting =
                Arrays.stream(classNamed(names[0]).getMethods())
                        .filter(method -> method.getName().equals(names[1]))
                        .filter(method -> fits(parameters(method)))
                        .toList();
        if (fitting.size() == 1) return fitting.getFirst();
        throw new AssertionError(this + " fits " + fitting + " (expected: one method)");
    }

    private static Class<?> classNamed(String name) {
        try {
            return Class.forName(PACKAGE + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Class<?>> parameters(Method method) {
        List<Class<?>> types = new ArrayList<>();
        if (!Modifier.isStatic(method.getModifiers())) types.add(method.getDeclaringClass());
        types.addAll(List.of(method.getParameterTypes()));
        return types;
    }

    private boolean fits(List<Class<?>> types) {
        JsonNode arguments = node.get("args");
        return types.size() == arguments.size()
                && IntStream.range(0, types.size())
                        .allMatch(i -> fits(arguments.get(i), types.get(i)));
    }

    private static boolean fits(JsonNode argument, Class<?> type) {
        if (argument.isNull()) return !type.isPrimitive();
        return switch (argument.fieldNames().next()) {
            case "t" -> type == Tensor.class;
            case "i" -> type == int.class || type == long.class || type == Long.class;
            case "f" -> type == double.class;
            case "b" -> type == boolean.class;
            case "s" -> type == String.class;
            case "ints" -> type == int[].class || type == long[].class;
            case "tensors" -> type == List.class;
            case "shape" -> type == Shape.class;
            case "generator" -> type == Generator.class;
            case "enum" -> type.isEnum();
            case "record" -> type.isRecord() && type != Shape.class;
            case String tag ->
                    type.getSimpleName().equalsIgnoreCase(tag.replace("_", "")); // dtype, device
        };
    }

    /// What differs from the recording; empty when nothing does.
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        List<Generator> generators = new ArrayList<>();
        try (Scope _ = Scope.open()) {
            List<Tensor> tensors = new ArrayList<>();
            node.get("tensors").forEach(t -> tensors.add(GoldenTensor.of(t).toTensor()));
            Method method = method();
            List<Class<?>> types = parameters(method);
            List<Object> arguments = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                Object value = decode(node.get("args").get(i), types.get(i), tensors);
                if (value instanceof Generator generator) generators.add(generator);
                arguments.add(value);
            }
            Object result = call(method, arguments);
            if (node.has("mutated")) {
                if (result != arguments.getFirst()) faults.add("not the tensor itself came back");
                compare(node.get("mutated"), result, faults);
            } else {
                compareResult(node.get("result"), result, faults);
            }
        } catch (RuntimeException | ReflectiveOperationException e) {
            faults.add(e.toString());
        } finally {
            generators.forEach(Generator::close);
        }
        return faults;
    }

    private static Object call(Method method, List<Object> arguments)
            throws ReflectiveOperationException {
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        Object receiver = isStatic ? null : arguments.getFirst();
        Object[] rest = (isStatic ? arguments : arguments.subList(1, arguments.size())).toArray();
        try {
            return method.invoke(receiver, rest);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    private static Object decode(JsonNode argument, Class<?> type, List<Tensor> tensors)
            throws ReflectiveOperationException {
        if (argument.isNull()) return null;
        JsonNode content = argument.elements().next();
        return switch (argument.fieldNames().next()) {
            case "i" -> type == int.class ? (Object) content.asInt() : (Object) content.asLong();
            case "ints" -> type == int[].class ? ints(content) : longs(content);
            case "shape" -> Shape.of(longs(content));
            case "generator" -> Generator.of(content.asLong());
            case "enum" ->
                    Arrays.stream(type.getEnumConstants())
                            .filter(
                                    constant ->
                                            ((Enum<?>) constant).name().equals(content.asText()))
                            .findFirst()
                            .orElseThrow();
            case "record" -> record(content, type, tensors);
            default -> new GoldenArguments(tensors).value(argument);
        };
    }

    private static Object record(JsonNode content, Class<?> type, List<Tensor> tensors)
            throws ReflectiveOperationException {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        Object[] components = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            components[i] = decode(content.get(i), types[i], tensors);
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(components);
    }

    private static int[] ints(JsonNode list) {
        return Arrays.stream(longs(list)).mapToInt(Math::toIntExact).toArray();
    }

    private static long[] longs(JsonNode list) {
        long[] values = new long[list.size()];
        for (int i = 0; i < values.length; i++) values[i] = list.get(i).asLong();
        return values;
    }

    private void compareResult(JsonNode expected, Object actual, List<String> faults) {
        if (expected.has("value")) {
            compare(expected.get("value"), actual, faults);
        } else if (expected.has("values")) {
            JsonNode values = expected.get("values");
            if (!(actual instanceof List<?> list) || list.size() != values.size()) {
                faults.add(actual + " (expected: " + values.size() + " tensors)");
                return;
            }
            for (int i = 0; i < list.size(); i++) compare(values.get(i), list.get(i), faults);
        } else {
            Object value = new GoldenArguments(List.of()).value(expected);
            if (!value.equals(actual)) faults.add(actual + " (expected: " + value + ")");
        }
    }

    private void compare(JsonNode expected, Object actual, List<String> faults) {
        if (!(actual instanceof Tensor tensor)) {
            faults.add(actual + " (expected: a tensor)");
            return;
        }
        boolean exact = node.get("tol").asText().equals("exact");
        GoldenTensor.of(expected).difference(tensor, exact).ifPresent(faults::add);
    }

    @Override
    public String toString() {
        return node.get("method").asText() + node.get("args");
    }
}
