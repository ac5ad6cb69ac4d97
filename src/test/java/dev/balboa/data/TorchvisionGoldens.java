package dev.balboa.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Reads what `src/test/python/data_goldens.py` recorded.
final class TorchvisionGoldens {

    /// One recorded result.
    record Case(
            String name,
            String source,
            int inHeight,
            int inWidth,
            String steps,
            int height,
            int width) {

        boolean pillow() {
            return name.startsWith("pillow");
        }

        Image input() {
            return new Image(inWidth, inHeight, bytes(source + ".rgb"));
        }

        /// Of torchvision on float tensors: CHW.
        float[] floats() {
            byte[] raw = bytes(name + ".f32");
            float[] values = new float[raw.length / Float.BYTES];
            ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }

        /// Of Pillow.
        Image picture() {
            return new Image(width, height, bytes(name + ".rgb"));
        }

        /// The steps as draws; `center` is no draw.
        List<Draw> draws() {
            return Arrays.stream(steps.split(";")).flatMap(s -> draws(s).stream()).toList();
        }

        /// A transform that draws nothing is put through [Drawing], on the size of the input.
        private List<Draw> draws(String step) {
            String[] f = step.split(" ");
            return switch (f[0]) {
                case "shorter" -> {
                    int most = f[2].equals("0") ? Integer.MAX_VALUE : number(f[2]);
                    yield drawn(new ResizeShorterSide(number(f[1]), most, mode(f[3])));
                }
                case "centercrop" -> drawn(new CenterCrop(number(f[1])));
                default -> List.of(draw(f));
            };
        }

        private List<Draw> drawn(Transform transform) {
            return Drawing.of(Augmentation.of(transform), inWidth, inHeight, new CounterRandom(0));
        }

        @Override
        public String toString() {
            return name + " (" + steps + ")";
        }
    }

    private TorchvisionGoldens() {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String line : lines("cases.tsv")) {
            String[] f = line.split("\t");
            cases.add(
                    new Case(
                            f[0],
                            f[1],
                            Integer.parseInt(f[2]),
                            Integer.parseInt(f[3]),
                            f[4],
                            Integer.parseInt(f[5]),
                            Integer.parseInt(f[6])));
        }
        return cases;
    }

    /// Rows of: height, width, scale low and high, ratio low and high, count, means and variances
    /// of (top, left, height, width).
    static List<double[]> cropStatistics() {
        return lines("crop-statistics.tsv").stream()
                .map(l -> Arrays.stream(l.split("\t")).mapToDouble(Double::parseDouble).toArray())
                .toList();
    }

    private static Draw draw(String[] f) {
        return switch (f[0]) {
            case "crop" ->
                    new Draw.Crop(
                            number(f[1]), number(f[2]), number(f[3]), number(f[4]), number(f[5]));
            case "resized" ->
                    new Draw.Crop(
                            number(f[1]),
                            number(f[2]),
                            number(f[3]),
                            number(f[4]),
                            number(f[5]),
                            number(f[6]),
                            mode(f[7]));
            case "pad" ->
                    new Draw.Pad(
                            number(f[1]),
                            number(f[2]),
                            number(f[3]),
                            number(f[4]),
                            PaddingMode.valueOf(f[5].toUpperCase(Locale.ROOT)));
            case "flip" -> new Draw.Flip();
            case "vflip" -> new Draw.VerticalFlip();
            case "rotate" -> new Draw.Rotate(real(f[1]), mode(f[2]), real(f[3]));
            case "blur" ->
                    // Pillow's has no number of taps
                    f.length == 2
                            ? new Draw.Blur(23, real(f[1]))
                            : new Draw.Blur(number(f[1]), real(f[2]));
            default -> color(f);
        };
    }

    private static Draw color(String[] f) {
        return switch (f[0]) {
            case "brightness" -> new Draw.Brightness(real(f[1]));
            case "contrast" -> new Draw.Contrast(real(f[1]));
            case "saturation" -> new Draw.Saturation(real(f[1]));
            case "hue" -> new Draw.Hue(real(f[1]));
            case "gray" -> new Draw.Gray();
            case "solarize" -> new Draw.Solarize(f.length == 1 ? 0.5 : real(f[1]));
            case "equalize" -> new Draw.Equalize();
            case "normalize" ->
                    new Draw.Standardize(Normalize.imageNet().mean(), Normalize.imageNet().std());
            default -> throw new IllegalArgumentException("unknown step: " + String.join(" ", f));
        };
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private static double real(String text) {
        return Double.parseDouble(text);
    }

    private static Interpolation mode(String text) {
        return Interpolation.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static List<String> lines(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] bytes(String name) {
        try (InputStream in =
                TorchvisionGoldens.class.getResourceAsStream("/goldens/data/" + name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "golden " + name + " is missing (run src/test/python/data_goldens.py)");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
