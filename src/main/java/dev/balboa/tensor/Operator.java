package dev.balboa.tensor;

import dev.balboa.internal.ffm.Abi;
import dev.balboa.internal.ffm.Slots;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Any operator of libtorch, by its name: the second ring of the API, for everything [Tensor] has
/// no method for.
///
/// ```java
/// Operator cdist = Operator.of("aten::cdist");
/// Tensor distances = cdist.call(a, b, 2.0); // the rest takes the schema's defaults
/// List<Object> uv = Operator.of("aten::slogdet").results(matrix);
/// ```
///
/// Arguments are checked against the schema, one by one. What may stand for what:
///
/// | schema | Java |
/// |---|---|
/// | `Tensor` | [Tensor]; a [Number] becomes a wrapped number, as in PyTorch |
/// | `Scalar` | [Number], [Boolean], [Complex] |
/// | `int`, `float`, `bool`, `str` | [Long] or [Integer], any [Number], [Boolean], [String] |
/// | `int[]`, `float[]`, `bool[]`, `Scalar[]`, `str[]` | arrays, or a [List] |
/// | `Tensor[]`, `Tensor?[]` | a [List] of tensors; null elements where the schema allows them |
/// | `ScalarType`, `Device`, `Generator` | [DType], [Device], [Generator] |
/// | `Layout`, `MemoryFormat` | [Layout], [MemoryFormat] |
/// | an optional one | also null |
///
/// Operators that are known to crash libtorch on wrong arguments are refused unless the system
/// property `balboa.unsafe.operators` is `true`; [UnsafeOperators] lists them.
public final class Operator {
    /// Stands for "the schema's default" between given arguments.
    public static final Object DEFAULT =
            new Object() {
                @Override
                public String toString() {
                    return "DEFAULT";
                }
            };

    private static final Map<String, Operator> KNOWN = new ConcurrentHashMap<>();

    private final String name;
    private volatile long handle;

    private Operator(String name) {
        this.name = name;
    }

    /// The operator called `name`, such as `aten::mul.Tensor` or `aten::relu`.
    ///
    /// @throws IllegalArgumentException if there is none, with the overloads that exist; or if it
    ///     is refused as unsafe
    public static Operator of(String name) {
        Operator operator = KNOWN.computeIfAbsent(name, Operator::new);
        UnsafeOperators.check(name);
        operator.resolve();
        return operator;
    }

    /// For constants of this package: resolved at the first call, so that a missing libtorch is
    /// reported by that call and not by a class that fails to initialise.
    static Operator lazy(String name) {
        return new Operator(name);
    }

    /// The names of all operators libtorch has registered, sorted.
    public static List<String> names() {
        Native.require();
        return Arrays.stream(Abi.operatorNames().split("\n")).sorted().toList();
    }

    /// The name it was found under.
    public String name() {
        return name;
    }

    /// Its schema: arguments with types and defaults, results.
    public String schema() {
        return Abi.operatorSchema(resolve());
    }

    /// Calls an operator that returns one tensor.
    ///
    /// @param arguments in the order of the schema; missing ones take their defaults
    /// @return the tensor, owned by the current scope; the same elements as an argument for
    ///     in-place operators
    /// @throws IllegalArgumentException if an argument does not fit the schema
    /// @throws TorchException if libtorch refuses the call
    public Tensor call(Object... arguments) {
        List<Object> results = results(arguments);
        if (results.size() == 1 && results.getFirst() instanceof Tensor tensor) return tensor;
        throw new IllegalStateException(
                name + " does not return one tensor but " + schema() + "; use results(...)");
    }

    /// Calls any operator.
    ///
    /// @param arguments in the order of the schema; missing ones take their defaults
    /// @return its results: [Tensor], `List<Tensor>`, [Long], [Double], [Boolean], [Complex],
    ///     [String], arrays, [DType], null
    public List<Object> results(Object... arguments) {
        Frame frame = frame();
        Arguments.addAll(frame, name, arguments);
        return frame.results();
    }

    /// Calls any operator with some arguments given by name.
    ///
    /// @param positional the first arguments
    /// @param named further arguments by the schema's names
    /// @return as [#results(Object...)]
    public List<Object> results(List<?> positional, Map<String, ?> named) {
        int length = positional.size();
        int[] places = new int[named.size()];
        int next = 0;
        for (String argument : named.keySet()) {
            places[next] = place(argument);
            if (places[next] < positional.size()) {
                throw new IllegalArgumentException(
                        name + ": argument '" + argument + "' is given twice");
            }
            length = Math.max(length, places[next++] + 1);
        }
        Object[] all = new Object[length];
        Arrays.fill(all, DEFAULT);
        for (int i = 0; i < positional.size(); i++) all[i] = positional.get(i);
        next = 0;
        for (Object value : named.values()) all[places[next++]] = value;
        return results(all);
    }

    private int place(String argument) {
        try (Arena arena = Arena.ofConfined()) {
            int place = Abi.operatorArgument(resolve(), arena.allocateFrom(argument).address());
            if (place >= 0) return place;
        }
        throw new IllegalArgumentException(
                name + " has no argument '" + argument + "'; its schema is " + schema());
    }

    Frame frame() {
        return ThreadState.current().frame(this);
    }

    long resolve() {
        long known = handle;
        return known != 0 ? known : find();
    }

    private long find() {
        Native.require();
        int dot = name.indexOf('.', name.indexOf("::") + 2);
        String base = dot < 0 ? name : name.substring(0, dot);
        String overload = dot < 0 ? "" : name.substring(dot + 1);
        ThreadState state = ThreadState.current();
        try (Arena arena = Arena.ofConfined()) {
            int status =
                    Abi.operatorFind(
                            arena.allocateFrom(base).address(),
                            arena.allocateFrom(overload).address(),
                            state.outAddress);
            if (status != Abi.OK) throw unknown(base);
        }
        handle = state.out(0);
        return handle;
    }

    private IllegalArgumentException unknown(String base) {
        KNOWN.remove(name);
        List<String> overloads =
                names().stream()
                        .filter(known -> known.equals(base) || known.startsWith(base + "."))
                        .toList();
        String hint =
                overloads.isEmpty()
                        ? "Operator.names() lists all"
                        : "its overloads are " + String.join(", ", overloads);
        return new IllegalArgumentException("operator " + name + " does not exist; " + hint);
    }

    /// The schema.
    @Override
    public String toString() {
        return schema();
    }

    static int maxArguments() {
        return Slots.MAX_ARGUMENTS;
    }
}
