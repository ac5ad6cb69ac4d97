package dev.balboa.reliability;

import dev.balboa.tensor.Complex;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Index;
import dev.balboa.tensor.Layout;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// Draws arguments by schema type and by Java type: mostly plausible, often wrong.
final class RandomArguments {

    private static final long[] LONGS = {
        0,
        1,
        2,
        3,
        -1,
        -2,
        4,
        5,
        7,
        -100,
        100,
        1_000_000,
        1L << 31,
        -(1L << 31),
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final double[] DOUBLES = {
        0,
        1,
        0.5,
        -1,
        2,
        1e-5,
        1e30,
        -1e30,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };
    private static final String[] TEXTS = {
        "mean",
        "sum",
        "none",
        "constant",
        "reflect",
        "fro",
        "",
        "floor",
        "trunc",
        "ij,jk->ik",
        "L",
        "U",
        "tanh",
        "amax",
        "reduced",
        "left",
        "prod",
        "nuc",
        "ij",
        "same",
        "\u0000",
        "ünïcode"
    };
    private static final double WILD = 0.08;
    private static final double WRONG_TYPE = 0.01;

    private final RandomGenerator random;
    private final RandomTensors tensors;
    private final RandomFunctions functions;

    RandomArguments(RandomGenerator random, List<Tensor> pool) {
        this.random = random;
        this.tensors = new RandomTensors(random, pool);
        this.functions = new RandomFunctions(random, tensors);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /// The object to call a method on.
    Object receiver(Class<?> type) {
        Object object = type == Tensor.class ? tensors.next() : forType(type);
        return object == null ? receiver(type) : object;
    }

    /// A value for a schema parameter.
    Object forSchema(SchemaParameter parameter) {
        if (chance(WRONG_TYPE)) {
            return any();
        }
        return forSchema(parameter.type());
    }

    private Object forSchema(String type) {
        if (type.endsWith("?")) {
            return chance(0.4) ? null : forSchema(type.substring(0, type.length() - 1));
        }
        return switch (type) {
            case "Tensor" -> chance(0.01) ? scalar() : tensors.next();
            case "int" -> integer();
            case "float" -> number();
            case "bool" -> random.nextBoolean();
            case "Scalar", "number" -> scalar();
            case "complex" -> new Complex(number(), number());
            case "str" -> text();
            case "ScalarType" -> pick(DType.values());
            case "Layout" -> pick(Layout.values());
            case "MemoryFormat" -> pick(MemoryFormat.values());
            case "Device" -> Device.CPU;
            case "Generator" -> Generator.of(random.nextLong());
            case "int[]" -> longs();
            case "float[]" -> doubles();
            case "bool[]" -> booleans();
            case "Tensor[]" -> list(tensors::next);
            case "Tensor?[]" -> list(() -> chance(0.3) ? null : tensors.next());
            case "Scalar[]", "number[]" -> list(this::scalar);
            case "str[]" -> list(this::text);
            default -> any();
        };
    }

    /// A value for a parameter of a Java method.
    Object forType(Type type) {
        if (type instanceof ParameterizedType generic) {
            return forGeneric(generic);
        }
        Class<?> c = (Class<?>) type;
        if (!c.isPrimitive() && chance(WRONG_TYPE)) {
            return null;
        }
        if (c.isEnum()) {
            return pick(c.getEnumConstants());
        }
        if (c.isPrimitive() || c == String.class || Number.class.isAssignableFrom(c)) {
            return forPrimitive(c);
        }
        if (c.isArray()) {
            return array(c.getComponentType());
        }
        return forClass(c);
    }

    private Object forGeneric(ParameterizedType generic) {
        if (generic.getRawType() == List.class) {
            return list(() -> forType(generic.getActualTypeArguments()[0]));
        }
        if (generic.getRawType() == UnaryOperator.class) {
            return functions.hook();
        }
        if (generic.getRawType() == Supplier.class) {
            return functions.body();
        }
        return forType(generic.getRawType());
    }

    private Object forPrimitive(Class<?> c) {
        return switch (c.getSimpleName()) {
            case "boolean" -> random.nextBoolean();
            case "int" -> (int) integer();
            case "byte" -> (byte) integer();
            case "short" -> (short) integer();
            case "long" -> integer();
            case "float" -> (float) number();
            case "double" -> number();
            case "String" -> text();
            default -> integer();
        };
    }

    private Object forClass(Class<?> c) {
        return switch (c.getSimpleName()) {
            case "Tensor" -> tensors.next();
            case "Shape" -> Shape.of(chance(WILD) ? longs() : tensors.sizes());
            case "Device" -> Device.CPU;
            case "Generator" -> Generator.of(random.nextLong());
            case "Complex" -> new Complex(number(), number());
            case "Index" -> index();
            case "Runnable" -> (Runnable) functions.body()::get;
            case "CustomFunction" -> functions.custom();
            case "Arena" -> Arena.ofAuto();
            case "MemorySegment" -> Arena.ofAuto().allocate(8L * random.nextInt(9), 8);
            case "FloatBuffer" -> FloatBuffer.allocate(random.nextInt(9));
            case "DoubleBuffer" -> DoubleBuffer.allocate(random.nextInt(9));
            case "LongBuffer" -> LongBuffer.allocate(random.nextInt(9));
            case "IntBuffer" -> IntBuffer.allocate(random.nextInt(9));
            case "ByteBuffer" -> ByteBuffer.allocate(random.nextInt(9));
            case "List" -> list(tensors::next);
            case "Object" -> any();
            default -> c.isRecord() ? record(c) : null;
        };
    }

    /// A settings record; its own constructor may refuse what was drawn.
    private Object record(Class<?> c) {
        RecordComponent[] components = c.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components).map(r -> forType(r.getGenericType())).toArray();
        try {
            return c.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object array(Class<?> component) {
        int length = random.nextInt(7);
        Object array = Array.newInstance(component, length);
        for (int i = 0; i < length; i++) {
            Object element = forType(component);
            Array.set(array, i, element);
        }
        return array;
    }

    private Index index() {
        return switch (random.nextInt(7)) {
            case 0 -> Index.at(integer());
            case 1 -> Index.range(integer(), integer());
            case 2 -> Index.range(integer(), integer(), integer());
            case 3 -> Index.all();
            case 4 -> Index.ellipsis();
            case 5 -> Index.newAxis();
            default -> Index.of(tensors.next());
        };
    }

    private Object any() {
        return switch (random.nextInt(8)) {
            case 0 -> null;
            case 1 -> tensors.next();
            case 2 -> integer();
            case 3 -> text();
            case 4 -> longs();
            case 5 -> new Object();
            case 6 -> list(tensors::next);
            default -> DType.FLOAT32;
        };
    }

    private long integer() {
        return chance(WILD) ? LONGS[random.nextInt(LONGS.length)] : random.nextInt(-2, 5);
    }

    private double number() {
        return DOUBLES[random.nextInt(DOUBLES.length)];
    }

    private Object scalar() {
        return switch (random.nextInt(4)) {
            case 0 -> integer();
            case 1 -> number();
            case 2 -> random.nextBoolean();
            default -> new Complex(number(), 1);
        };
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private long[] longs() {
        return random.ints(random.nextInt(5), 0, 1).mapToLong(_ -> integer()).toArray();
    }

    private double[] doubles() {
        return random.ints(random.nextInt(4), 0, 1).mapToDouble(_ -> number()).toArray();
    }

    private boolean[] booleans() {
        boolean[] flags = new boolean[chance(0.8) ? 3 : random.nextInt(5)];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = random.nextBoolean();
        }
        return flags;
    }

    private <T> List<T> list(Supplier<T> element) {
        List<T> list = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            list.add(element.get());
        }
        return list;
    }

    private Object pick(Object[] values) {
        return values[random.nextInt(values.length)];
    }
}
