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
            return Arrays.stream(steps.split(";")).map(TorchvisionGoldens::draw).toList();
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

    private static Draw draw(String step) {
        String[] f = step.split(" ");
        return switch (f[0]) {
            case "crop" ->
                    new Draw.Crop(
                            Integer.parseInt(f[1]),
                            Integer.parseInt(f[2]),
                            Integer.parseInt(f[3]),
                            Integer.parseInt(f[4]),
                            Integer.parseInt(f[5]));
            case "flip" -> new Draw.Flip();
            case "brightness" -> new Draw.Brightness(Double.parseDouble(f[1]));
            case "contrast" -> new Draw.Contrast(Double.parseDouble(f[1]));
            case "saturation" -> new Draw.Saturation(Double.parseDouble(f[1]));
            case "hue" -> new Draw.Hue(Double.parseDouble(f[1]));
            case "gray" -> new Draw.Gray();
            case "normalize" ->
                    new Draw.Standardize(Normalize.imageNet().mean(), Normalize.imageNet().std());
            default -> throw new IllegalArgumentException("unknown step: " + step);
        };
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
