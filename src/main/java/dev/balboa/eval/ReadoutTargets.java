package dev.balboa.eval;

import dev.balboa.data.Factors;
import dev.balboa.data.GeneratedImages;
import dev.balboa.data.Loader;
import dev.balboa.data.ViewParameters;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What features can be asked about, as numbers for a [RidgeReadout]: an angle is its sine and its
/// cosine, so that its two ends meet.
public final class ReadoutTargets {

    private ReadoutTargets() {}

    /// The factors of generated images: `x`, `y`, `radius`, `rotation` (sine and cosine),
    /// `object_hue` (the same), `background_hue` (the same), `background_saturation`,
    /// `brightness`, `light` (the same) and `noise`. The class is not among them.
    ///
    /// @param images at least one
    /// @return by name: float64 `[N, 1]` or `[N, 2]`, in the current scope; a factor whose range is
    ///     a point is left out
    public static Map<String, Tensor> ofImages(GeneratedImages images) {
        List<Factors> all = IntStream.range(0, images.size()).mapToObj(images::factors).toList();
        Columns<Factors> columns = new Columns<>(all);
        columns.add("x", Factors::x);
        columns.add("y", Factors::y);
        columns.add("radius", Factors::radius);
        columns.angle("rotation", Factors::rotation);
        columns.angle("object_hue", f -> 2 * Math.PI * f.objectHue());
        columns.angle("background_hue", f -> 2 * Math.PI * f.backgroundHue());
        columns.add("background_saturation", Factors::backgroundSaturation);
        columns.add("brightness", Factors::brightness);
        columns.angle("light", Factors::light);
        columns.add("noise", Factors::noise);
        return columns.targets();
    }

    /// What an augmentation did to make the views of an epoch: of the crop, the centre `crop_x` and
    /// `crop_y`, the logarithms of its area `crop_area` and of its ratio `crop_ratio`; `flip` (0 or
    /// 1), `vertical_flip`, `turn` (sine and cosine); of the jitter, `jitter_brightness`,
    /// `jitter_contrast`, `jitter_saturation` and `jitter_hue` (sine and cosine), which are 1 and 0
    /// where it was not applied; `gray`, `blur` (the deviation), `solarize` and `equalize`.
    ///
    /// @param loader gives the views
    /// @param epoch  of which they are
    /// @param view   number of the view
    /// @return by name: float64 `[N, 1]` or `[N, 2]` in the epoch's order, in the current scope;
    ///     what is the same for all views is left out
    public static Map<String, Tensor> ofViews(Loader loader, int epoch, int view) {
        Columns<ViewParameters> columns = new Columns<>(loader.parameters(epoch, view));
        columns.add("crop_x", p -> p.left() + p.width() / 2);
        columns.add("crop_y", p -> p.top() + p.height() / 2);
        columns.add("crop_area", p -> Math.log(p.width() * p.height()));
        columns.add("crop_ratio", p -> Math.log(p.width() / p.height()));
        columns.add("flip", p -> p.flip() ? 1 : 0);
        columns.add("vertical_flip", p -> p.verticalFlip() ? 1 : 0);
        columns.angle("turn", p -> Math.toRadians(p.degrees()));
        columns.add("jitter_brightness", ViewParameters::brightness);
        columns.add("jitter_contrast", ViewParameters::contrast);
        columns.add("jitter_saturation", ViewParameters::saturation);
        columns.angle("jitter_hue", p -> 2 * Math.PI * p.hue());
        columns.add("gray", p -> p.gray() ? 1 : 0);
        columns.add("blur", ViewParameters::blur);
        columns.add("solarize", p -> p.solarized() ? 1 : 0);
        columns.add("equalize", p -> p.equalized() ? 1 : 0);
        return columns.targets();
    }

    /// Columns over rows of one kind.
    private record Columns<T>(List<T> rows, Map<String, Tensor> targets) {

        Columns(List<T> rows) {
            this(rows, new LinkedHashMap<>());
        }

        void add(String name, ToDoubleFunction<T> value) {
            put(name, List.of(value));
        }

        void angle(String name, ToDoubleFunction<T> radians) {
            put(
                    name,
                    List.of(
                            row -> Math.sin(radians.applyAsDouble(row)),
                            row -> Math.cos(radians.applyAsDouble(row))));
        }

        private void put(String name, List<ToDoubleFunction<T>> values) {
            List<double[]> columns = new ArrayList<>();
            for (ToDoubleFunction<T> value : values) {
                columns.add(rows.stream().mapToDouble(value).toArray());
            }
            if (columns.stream().allMatch(Columns::isConstant)) {
                return;
            }
            int count = columns.size();
            double[] flat = new double[rows.size() * count];
            for (int i = 0; i < flat.length; i++) {
                flat[i] = columns.get(i % count)[i / count];
            }
            targets.put(name, Tensor.of(flat, Shape.of(rows.size(), count)));
        }

        private static boolean isConstant(double[] column) {
            return Arrays.stream(column).allMatch(value -> value == column[0]);
        }
    }
}
