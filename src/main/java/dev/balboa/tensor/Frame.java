package dev.balboa.tensor;

import dev.balboa.internal.ffm.Abi;
import dev.balboa.internal.ffm.Slots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One call of an operator: arguments in schema order, then the run. Tensors are pinned for the
/// time of the call only, so a frame that is filled and never run holds nothing.
final class Frame {
    private static final int INITIAL = 16;
    private static final int NAMED_IN_ERRORS = 4;

    private final ThreadState thread;
    private final Slots slots = new Slots();
    private Tensor[] tensors = new Tensor[INITIAL];
    private int tensorCount;
    private final List<Generator> generators = new ArrayList<>(0);
    private Operator operator;
    private boolean beingFilled;
    private int generatorSlot;

    Frame(ThreadState thread) {
        this.thread = thread;
    }

    boolean isBeingFilled() {
        return beingFilled;
    }

    Frame begin(Operator next) {
        operator = next;
        slots.clear();
        forget();
        beingFilled = true;
        return this;
    }

    Frame add(Tensor tensor) {
        if (tensor == null) {
            beingFilled = false;
            throw new NullPointerException(
                    operator.name() + ": argument " + slots.count() + " is null");
        }
        hold(tensor);
        slots.add(Slots.TENSOR, tensor.handle());
        return this;
    }

    Frame addOptional(Tensor tensor) {
        return tensor == null ? addNone() : add(tensor);
    }

    Frame add(long value) {
        slots.add(Slots.INT, value);
        return this;
    }

    Frame add(double value) {
        slots.add(value);
        return this;
    }

    Frame add(boolean value) {
        slots.add(Slots.BOOL, value ? 1 : 0);
        return this;
    }

    Frame add(Complex value) {
        slots.addComplex(value.re(), value.im());
        return this;
    }

    Frame add(String value) {
        slots.add(value);
        return this;
    }

    Frame add(long... values) {
        slots.add(Slots.INTS, values);
        return this;
    }

    Frame add(int... values) {
        return add(Arrays.stream(values).asLongStream().toArray());
    }

    Frame add(double... values) {
        slots.add(values);
        return this;
    }

    Frame add(boolean... values) {
        slots.add(values);
        return this;
    }

    Frame add(DType type) {
        if (type == null) return addNone();
        slots.add(Slots.DTYPE, type.code());
        return this;
    }

    Frame add(Device device) {
        if (device == null) return addNone();
        slots.add(Slots.DEVICE, device.code());
        return this;
    }

    Frame add(Layout layout) {
        slots.add(Slots.LAYOUT, layout.code());
        return this;
    }

    Frame add(MemoryFormat format) {
        slots.add(Slots.MEMORY_FORMAT, format.code());
        return this;
    }

    Frame add(Generator generator) {
        if (generator == null) return addNone();
        generators.add(generator);
        slots.add(Slots.GENERATOR, 0); // the address is read when the generator is pinned
        generatorSlot = slots.count() - 1;
        return this;
    }

    Frame add(List<Tensor> list) {
        long[] handles = new long[list.size()];
        for (int i = 0; i < handles.length; i++) {
            Tensor tensor = list.get(i);
            if (tensor == null) continue;
            hold(tensor);
            handles[i] = tensor.handle();
        }
        slots.add(Slots.TENSORS, handles);
        return this;
    }

    Frame addStrings(List<String> list) {
        Slots elements = new Slots();
        list.forEach(elements::add);
        slots.addList(Slots.STRINGS, elements);
        return this;
    }

    Frame addNumbers(Slots elements) {
        slots.addList(Slots.SCALARS, elements);
        return this;
    }

    Frame addNone() {
        slots.add(Slots.NONE, 0);
        return this;
    }

    Frame addDefault() {
        slots.add(Slots.DEFAULT, 0);
        return this;
    }

    private void hold(Tensor tensor) {
        if (tensorCount == tensors.length) tensors = Arrays.copyOf(tensors, 2 * tensorCount);
        tensors[tensorCount++] = tensor;
    }

    /// Runs an operator that returns one tensor.
    Tensor tensor() {
        run(true);
        return result(0);
    }

    /// Runs an operator that returns several tensors, or one list of them.
    List<Tensor> tensors() {
        run(true);
        List<Tensor> results = new ArrayList<>();
        for (Object result : readAll()) {
            if (result instanceof List<?> list) list.forEach(item -> results.add((Tensor) item));
            else results.add((Tensor) result);
        }
        return results;
    }

    /// Runs an operator that changes `self` in place.
    Tensor inPlace(Tensor self) {
        run(false);
        return self;
    }

    /// Runs an operator that returns a truth value.
    boolean bool() {
        run(true);
        return slots.value(0) != 0;
    }

    /// Runs any operator.
    List<Object> results() {
        run(true);
        return readAll();
    }

    private Tensor result(int i) {
        if (slots.tag(i) != Slots.TENSOR) return null;
        return Tensor.adopt(slots.value(i), thread);
    }

    // All values are copied before the first tensor is adopted: adopting may park a virtual thread,
    // and lists lie in memory of the carrier.
    private List<Object> readAll() {
        Object[] raw = new Object[slots.results()];
        for (int i = 0; i < raw.length; i++) raw[i] = copy(i);
        List<Object> results = new ArrayList<>(raw.length);
        for (Object value : raw) results.add(adopt(value));
        return results;
    }

    /// A tensor not yet adopted.
    private record Handle(long address) {}

    /// A list with tensors not yet adopted, or with values of several kinds.
    private record Raw(Object[] items) {}

    private Object copy(int i) {
        return switch (slots.tag(i)) {
            case Slots.TENSOR -> new Handle(slots.value(i));
            case Slots.COMPLEX -> new Complex(slots.complex(i)[0], slots.complex(i)[1]);
            case Slots.STRING -> slots.string(i);
            case Slots.INTS -> slots.longs(i);
            case Slots.DOUBLES -> slots.doubles(i);
            case Slots.BOOLS -> slots.booleans(i);
            case Slots.TENSORS ->
                    new Raw(Arrays.stream(slots.longs(i)).mapToObj(Handle::new).toArray());
            case Slots.SCALARS ->
                    new Raw(
                            Arrays.stream(slots.mixed(i))
                                    .map(v -> single((int) v[0], v[1]))
                                    .toArray());
            default -> single(slots.tag(i), slots.value(i));
        };
    }

    private Object single(int tag, long value) {
        return switch (tag) {
            case Slots.NONE -> null;
            case Slots.TENSOR -> new Handle(value);
            case Slots.INT -> value;
            case Slots.DOUBLE -> Double.longBitsToDouble(value);
            case Slots.BOOL -> value != 0;
            case Slots.DTYPE -> DType.ofCode((int) value);
            case Slots.DEVICE -> Device.ofCode((int) value);
            default -> throw new TorchException(operator.name() + ": a result of tag " + tag);
        };
    }

    private Object adopt(Object value) {
        return switch (value) {
            case Handle(long address) -> address == 0 ? null : Tensor.adopt(address, thread);
            case Raw(Object[] items) -> {
                List<Object> list = new ArrayList<>(items.length);
                for (Object item : items) list.add(adopt(item));
                yield list;
            }
            case null, default -> value;
        };
    }

    private void run(boolean wantResults) {
        beingFilled = false;
        long handle = operator.resolve();
        int pinned = 0;
        thread.enter();
        try {
            while (pinned < tensorCount) {
                tensors[pinned].acquire();
                pinned++;
            }
            int status = call(handle, wantResults);
            if (status != Abi.OK) throw Errors.translate(status, operator.name(), named());
        } finally {
            thread.leave();
            for (int i = 0; i < pinned; i++) tensors[i].release();
            forget();
        }
    }

    private int call(long handle, boolean wantResults) {
        if (generators.isEmpty()) return slots.call(handle, wantResults);
        if (generators.size() > 1) {
            throw new IllegalArgumentException(operator.name() + ": more than one generator given");
        }
        Generator generator = generators.getFirst();
        long address = generator.acquire();
        try {
            slots.setValue(generatorSlot, address);
            return slots.call(handle, wantResults);
        } finally {
            generator.release();
        }
    }

    private Tensor[] named() {
        return Arrays.copyOf(tensors, Math.min(tensorCount, NAMED_IN_ERRORS));
    }

    // Tensors must not stay reachable because a thread once used them.
    private void forget() {
        Arrays.fill(tensors, 0, tensorCount, null);
        tensorCount = 0;
        if (!generators.isEmpty()) generators.clear();
    }
}
