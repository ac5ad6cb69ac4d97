package dev.balboa.tensor;

import java.util.ArrayList;
import java.util.List;

/// Text of a tensor. The values are laid out as PyTorch does (4 digits, lines of 80, the ends of
/// large tensors); the facts behind them are always all there.
final class TensorFormat {
    private static final int LINE_WIDTH = 80;
    private static final int EDGE_ITEMS = 3;
    private static final int SUMMARY_ABOVE = 1000;
    private static final String PREFIX = "tensor(";

    private TensorFormat() {}

    static String format(Tensor tensor) {
        String facts =
                "shape="
                        + tensor.shape()
                        + ", dtype="
                        + tensor.dtype()
                        + ", device="
                        + tensor.device();
        if (tensor.requiresGrad()) facts += ", requires_grad=true";
        if (tensor.device().type() == Device.Type.META) return PREFIX + "..., " + facts + ")";
        String values = values(tensor);
        int lastLine =
                values.length()
                        - (values.lastIndexOf('\n') + 1)
                        + (values.contains("\n") ? 0 : PREFIX.length());
        String separator =
                lastLine + 2 + facts.length() > LINE_WIDTH
                        ? ",\n" + " ".repeat(PREFIX.length())
                        : ", ";
        return PREFIX + values + separator + facts + ")";
    }

    /// The values alone, as PyTorch prints them between `tensor(` and the first keyword.
    static String values(Tensor tensor) {
        Shape shape = tensor.shape();
        if (shape.numel() == 0) return "[]";
        boolean summarised = shape.numel() > SUMMARY_ABOVE;
        // Reads a summary's worth of elements only, however large the tensor is.
        Layout layout = new Layout(shape.toArray(), summarised);
        try (Tensor shown = summarised ? corners(tensor) : tensor.detach()) {
            Elements elements = Elements.of(shown);
            return layout.text(elements, 0, 0, PREFIX.length());
        }
    }

    private static Tensor corners(Tensor tensor) {
        Tensor part = tensor.detach();
        for (int d = 0; d < part.dim(); d++) {
            long size = part.size(d);
            if (size <= 2 * EDGE_ITEMS) continue;
            try (Tensor whole = part;
                    Tensor head = whole.narrow(d, 0, EDGE_ITEMS);
                    Tensor tail = whole.narrow(d, size - EDGE_ITEMS, EDGE_ITEMS)) {
                part = Tensor.cat(List.of(head, tail), d);
            }
        }
        return part;
    }

    /// The shape that is shown, and which of its dimensions are cut.
    private record Layout(long[] sizes, boolean summarised) {
        private boolean isCut(int d) {
            return summarised && sizes[d] > 2 * EDGE_ITEMS;
        }

        private int shown(int d) {
            return isCut(d) ? 2 * EDGE_ITEMS : (int) sizes[d];
        }

        String text(Elements elements, int d, int offset, int indent) {
            if (d == sizes.length) return elements.text(offset);
            if (d == sizes.length - 1) return vector(elements, d, offset, indent);
            int stride = 1;
            for (int i = d + 1; i < sizes.length; i++) stride *= shown(i);
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < shown(d); i++) {
                if (isCut(d) && i == EDGE_ITEMS) parts.add("...");
                parts.add(text(elements, d + 1, offset + i * stride, indent + 1));
            }
            String separator = "," + "\n".repeat(sizes.length - d - 1) + " ".repeat(indent + 1);
            return "[" + String.join(separator, parts) + "]";
        }

        private String vector(Elements elements, int d, int offset, int indent) {
            List<String> items = new ArrayList<>();
            for (int i = 0; i < shown(d); i++) {
                if (isCut(d) && i == EDGE_ITEMS) items.add(" ...");
                items.add(elements.text(offset + i));
            }
            int perLine = Math.max(1, (LINE_WIDTH - indent) / (elements.width() + 2));
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < items.size(); i += perLine) {
                lines.add(String.join(", ", items.subList(i, Math.min(items.size(), i + perLine))));
            }
            return "[" + String.join(",\n" + " ".repeat(indent + 1), lines) + "]";
        }
    }

    /// Formatted elements of one width.
    private sealed interface Elements {
        String text(int i);

        int width();

        static Elements of(Tensor shown) {
            if (shown.dtype().isComplex()) {
                try (Tensor plain = shown.to(DType.COMPLEX128);
                        Tensor re = plain.real();
                        Tensor im = plain.imag()) {
                    return new ComplexNumbers(
                            Reals.of(re.toDoubleArray()), Reals.of(im.toDoubleArray()));
                }
            }
            if (shown.dtype().isFloatingPoint()) return Reals.of(shown.toDoubleArray());
            return Words.of(shown);
        }
    }

    private record Words(List<String> words, int width) implements Elements {
        static Words of(Tensor shown) {
            List<String> words = new ArrayList<>();
            if (shown.dtype() == DType.BOOL) {
                for (boolean value : shown.toBooleanArray()) words.add(value ? "True" : "False");
            } else {
                boolean unsigned = shown.dtype() == DType.UINT64;
                for (long value : shown.toLongArray()) {
                    words.add(unsigned ? Long.toUnsignedString(value) : Long.toString(value));
                }
            }
            return new Words(words, words.stream().mapToInt(String::length).max().orElse(1));
        }

        @Override
        public String text(int i) {
            return pad(words.get(i), width);
        }
    }

    private record Reals(double[] values, Notation notation, int width) implements Elements {
        static Reals of(double[] values) {
            Notation notation = Notation.of(values);
            int width = 1;
            for (double value : values) {
                if (Double.isFinite(value) && value != 0)
                    width = Math.max(width, notation.text(value).length());
            }
            return new Reals(values, notation, width);
        }

        @Override
        public String text(int i) {
            return pad(notation.text(values[i]), width);
        }
    }

    private record ComplexNumbers(Reals re, Reals im) implements Elements {
        @Override
        public String text(int i) {
            String imaginary = im.text(i).strip() + "j";
            return re.text(i) + (imaginary.startsWith("-") ? "" : "+") + imaginary;
        }

        @Override
        public int width() {
            return re.width() + im.width() + 1;
        }
    }

    private static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /// How the numbers of one tensor are written.
    private enum Notation {
        WHOLE,
        FIXED,
        SCIENTIFIC;

        private static final double WIDEST_RATIO = 1000;
        private static final double LARGEST = 1e8;
        private static final double SMALLEST = 1e-4;

        static Notation of(double[] values) {
            double largest = 0;
            double smallest = Double.POSITIVE_INFINITY;
            boolean whole = true;
            for (double value : values) {
                if (!Double.isFinite(value) || value == 0) continue;
                largest = Math.max(largest, Math.abs(value));
                smallest = Math.min(smallest, Math.abs(value));
                whole &= value == Math.ceil(value);
            }
            if (largest == 0) return WHOLE;
            boolean wide = largest / smallest > WIDEST_RATIO || largest > LARGEST;
            if (wide || !whole && smallest < SMALLEST) return SCIENTIFIC;
            return whole ? WHOLE : FIXED;
        }

        String text(double value) {
            if (Double.isNaN(value)) return "nan";
            if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
            String digits =
                    switch (this) {
                        case WHOLE -> Decimals.fixed(Math.abs(value), 0) + ".";
                        case FIXED -> Decimals.fixed(Math.abs(value), Decimals.PRECISION);
                        case SCIENTIFIC -> Decimals.scientific(Math.abs(value));
                    };
            return value < 0 || 1 / value < 0 ? "-" + digits : digits;
        }
    }
}
