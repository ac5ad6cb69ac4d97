package dev.balboa.tensor;

import dev.balboa.internal.ffm.Slots;
import java.util.List;

/// Turns Java objects into arguments of the boxed door.
final class Arguments {
    private Arguments() {}

    static void addAll(Frame frame, String operator, Object[] arguments) {
        if (arguments.length > Operator.maxArguments()) {
            throw new IllegalArgumentException(
                    operator
                            + ": "
                            + arguments.length
                            + " arguments (expected: at most "
                            + Operator.maxArguments()
                            + ")");
        }
        for (int i = 0; i < arguments.length; i++) add(frame, operator, i, arguments[i]);
    }

    private static void add(Frame frame, String operator, int place, Object argument) {
        if (argument == Operator.DEFAULT) {
            frame.addDefault();
            return;
        }
        switch (argument) {
            case null -> frame.addNone();
            case Tensor tensor -> frame.add(tensor);
            case Long number -> frame.add(number.longValue());
            case Integer number -> frame.add(number.longValue());
            case Short number -> frame.add(number.longValue());
            case Byte number -> frame.add(number.longValue());
            case Number number -> frame.add(number.doubleValue());
            case Boolean truth -> frame.add(truth.booleanValue());
            case Complex complex -> frame.add(complex);
            case String text -> frame.add(text);
            case DType type -> frame.add(type);
            case Device device -> frame.add(device);
            case Layout layout -> frame.add(layout);
            case MemoryFormat format -> frame.add(format);
            case Generator generator -> frame.add(generator);
            case long[] values -> frame.add(values);
            case int[] values -> frame.add(values);
            case double[] values -> frame.add(values);
            case boolean[] values -> frame.add(values);
            case Shape shape -> frame.add(shape.sizes());
            case List<?> list -> addList(frame, operator, place, list);
            default -> throw unsupported(operator, place, argument);
        }
    }

    @SuppressWarnings("unchecked")
    private static void addList(Frame frame, String operator, int place, List<?> list) {
        if (list.stream().allMatch(item -> item == null || item instanceof Tensor)) {
            frame.add((List<Tensor>) list);
        } else if (list.stream().allMatch(String.class::isInstance)) {
            frame.addStrings((List<String>) list);
        } else if (list.stream()
                .allMatch(item -> item instanceof Long || item instanceof Integer)) {
            frame.add(list.stream().mapToLong(item -> ((Number) item).longValue()).toArray());
        } else if (list.stream().anyMatch(Tensor.class::isInstance)) {
            throw new IllegalArgumentException(
                    "%s: argument %d is a list of tensors and other things (expected: one kind; Tensor.scalar(x) makes a tensor of a number)"
                            .formatted(operator, place));
        } else {
            frame.addNumbers(numbers(operator, place, list));
        }
    }

    private static Slots numbers(String operator, int place, List<?> list) {
        if (list.size() > Slots.MAX_ARGUMENTS) {
            throw new IllegalArgumentException(
                    "%s: argument %d is a list of %d mixed numbers (expected: at most %d; use double[])"
                            .formatted(operator, place, list.size(), Slots.MAX_ARGUMENTS));
        }
        Slots elements = new Slots();
        for (Object item : list) {
            switch (item) {
                case Long number -> elements.add(Slots.INT, number);
                case Integer number -> elements.add(Slots.INT, number);
                case Number number -> elements.add(number.doubleValue());
                case Boolean truth -> elements.add(Slots.BOOL, truth ? 1 : 0);
                case Complex complex -> elements.addComplex(complex.re(), complex.im());
                case null, default -> throw unsupported(operator, place, item);
            }
        }
        return elements;
    }

    private static IllegalArgumentException unsupported(
            String operator, int place, Object argument) {
        return new IllegalArgumentException(
                "%s: argument %d is a %s (expected: Tensor, number, boolean, String, array, List, DType, Device, Complex, Layout, MemoryFormat, Generator or null)"
                        .formatted(
                                operator,
                                place,
                                argument == null
                                        ? "null in a list"
                                        : argument.getClass().getName()));
    }
}
