package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Oracles: torchvision 0.25's goldens, and [PixelExecutor], the same operations in plain Java, on
/// random lists of them.
class ViewKernelTest {

    /// What float32 arithmetic in another order may differ by on levels of order 1.
    private static final double ROUNDING = 2e-5;

    static Stream<TorchvisionGoldens.Case> torchvision() {
        return TorchvisionGoldens.cases().stream()
                .filter(c -> !c.pillow() && ViewKernel.covers(c.draws()));
    }

    @ParameterizedTest
    @MethodSource("torchvision")
    void operationsGiveWhatTorchvisionGives(TorchvisionGoldens.Case golden) {
        assertThat(view(golden.input(), golden.draws()))
                .containsExactly(golden.floats(), within((float) ROUNDING));
    }

    // sides around a vector's and a block's length, and one pixel
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 15, 16, 17, 31, 33, 63, 65, 129})
    void sidesThatNoVectorFitsGiveWhatPlainJavaGives(int side) {
        Image image = noise(side, Math.max(1, side - 1));
        int height = image.height();
        List<Draw> draws = new ArrayList<>();
        draws.add(new Draw.Crop(0, 0, height, side, height, side, Interpolation.BILINEAR));
        // next to its threshold rounding would decide between two levels: on bytes there is none
        draws.add(new Draw.Solarize(0.5));
        draws.addAll(List.of(new Draw.Flip(), new Draw.VerticalFlip()));
        draws.addAll(List.of(new Draw.Contrast(0.7), new Draw.Hue(0.3), new Draw.Contrast(1.4)));
        if (height > 3) {
            draws.add(new Draw.Blur(7, 1.3));
        }
        draws.addAll(List.of(new Draw.Saturation(1.8), new Draw.Gray()));
        assertSameAsPlainJava(image, draws);
    }

    @ParameterizedTest
    @CsvSource({"1,1,7,5", "40,30,16,16", "9,200,33,17", "200,9,17,33", "5,5,64,64", "3,64,64,3"})
    void resizesGiveWhatPlainJavaGives(int width, int height, int outWidth, int outHeight) {
        for (Interpolation how : List.of(Interpolation.BILINEAR, Interpolation.BICUBIC)) {
            Draw whole = new Draw.Crop(0, 0, height, width, outHeight, outWidth, how);
            assertSameAsPlainJava(noise(width, height), List.of(whole));
            // from floats as well as from bytes
            assertSameAsPlainJava(noise(width, height), List.of(new Draw.Gray(), whole));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void anyListOfOperationsGivesWhatPlainJavaGives(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100; i++) {
            Image image = noise(random.nextInt(1, 60), random.nextInt(1, 60));
            assertSameAsPlainJava(image, randomDraws(random, image));
        }
    }

    @Test
    void eachImageOfABatchHasItsOwnDrawsAndSize() {
        List<Image> images = List.of(noise(9, 7), noise(20, 30), noise(9, 7), noise(50, 11));
        List<List<Draw>> draws =
                IntStream.range(0, images.size())
                        .mapToObj(i -> draws(images.get(i), i == 2 ? new Draw.Equalize() : null))
                        .toList();
        try (Scope _ = Scope.open()) {
            Tensor views = Tensor.full(Shape.of(4, 3, 8, 8), 7);
            new ViewKernel(images).view(draws, views);
            assertThat(views.select(0, 2).min().item()).as("left out").isEqualTo(7);
            for (int i : new int[] {0, 1, 3}) {
                float[] expected = PixelExecutor.apply(images.get(i), draws.get(i)).levels();
                assertThat(views.select(0, i).contiguous().toFloatArray())
                        .as("image %d", i)
                        .containsExactly(expected, within((float) ROUNDING));
            }
        }
    }

    private static List<Draw> draws(Image image, Draw more) {
        List<Draw> draws = new ArrayList<>();
        draws.add(new Draw.Crop(1, 2, image.height() - 1, image.width() - 2, 8));
        draws.add(new Draw.Contrast(1.5));
        if (more != null) {
            draws.add(more);
        }
        return draws;
    }

    @Test
    void threadsDoNotMeet() throws Exception {
        Image image = noise(70, 50);
        List<Draw> draws = new ArrayList<>(draws(image, null));
        draws.add(new Draw.Blur(5, 1));
        float[] expected = view(image, draws);
        List<Callable<float[]>> calls =
                IntStream.range(0, 64)
                        .<Callable<float[]>>mapToObj(_ -> () -> view(image, draws))
                        .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (var result : threads.invokeAll(calls)) {
                assertThat(result.get()).containsExactly(expected);
            }
        }
    }

    @Test
    void aBlurThatIsTooNarrowToSeeChangesNothing() {
        Image image = noise(12, 12);
        assertThat(view(image, List.of(new Draw.Blur(23, 0.01))))
                .containsExactly(Pixels.of(image).levels());
    }

    // what Balboa never asks for must still not reach beyond memory
    @ParameterizedTest
    @CsvSource({
        "0 0 0 9 8 8 8 0, crop:",
        "0 -1 0 4 4 8 8 0, crop:",
        "0 0 1 8 8 8 8 0, crop:",
        "0 0 0 8 8 0 8 0, crop: 8 x 0 (expected: sides of 1 to 1048576 pixels)",
        "0 0 0 8 8 4 8 0, view: 8 x 4 (expected: 8 x 8)",
        "0 NaN 0 8 8 8 8 0, draws: nan",
        "0 0 0 1e18 8 8 8 0, draws: 1e+18",
        "4 Infinity 0 0 0 0 0 0, draws: inf",
        "9 3 -Infinity 0 0 0 0 0, draws: -inf",
        "NaN 0 0 0 0 0 0 0, draws: kind nan",
        "1 1 0 -1 0 0 0 0, pad: -1",
        "1 8 0 0 0 2 0 0, pad: 8 (expected: 0 to 7)",
        "1 0 0 0 0 4 0 0, pad: border 4",
        "9 17 1 0 0 0 0 0, blur: 17 taps",
        "9 4 1 0 0 0 0 0, blur: 4 taps",
        "9 3 0 0 0 0 0 0, blur: 0",
        "12 0 0 0 0 0 0 0, draws: kind 12",
        "-1 0 0 0 0 0 0 0, draws: kind -1",
    })
    void drawsOutOfRangeAreErrors(String draw, String message) {
        double[] row = Stream.of(draw.split(" ")).mapToDouble(Double::parseDouble).toArray();
        assertThatThrownBy(() -> call(192, new long[] {0, 8, 8, 0, 1}, row))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0 8 9 0 1, images: 8 x 9",
        "1 8 8 0 1, images: 8 x 8 from 1",
        "-1 8 8 0 1, from -1",
        "0 -8 8 0 1, images: -8 x 8 (expected: sides of 1",
        "0 8 1099511627776 0 1, images: 8 x 1099511627776",
        "0 8 8 0 2, 2 draws from 0",
        "0 8 8 2 0, 0 draws from 2",
        "0 8 8 -1 1, 1 draws from -1",
        "0 8 8 9223372036854775807 1, draws from",
        "9223372036854775807 8 8 0 1, images:",
    })
    void imagesOutOfRangeAreErrors(String image, String message) {
        long[] row = Stream.of(image.split(" ")).mapToLong(Long::parseLong).toArray();
        assertThatThrownBy(() -> call(192, row, new double[8])).hasMessageContaining(message);
    }

    @Test
    void noImagesHaveNoViews() {
        try (Scope _ = Scope.open()) {
            Tensor views = Tensor.empty(Shape.of(0, 3, 8, 8));
            assertThat(new ViewKernel(List.of()).view(List.of(), views)).isEmpty();
        }
    }

    /// What float32 arithmetic makes of it: `(x − 0.5) / 0` is infinite, or NaN.
    @Test
    void aDeviationOfNothingGivesWhatPyTorchGives() {
        Image image = new Image(3, 1, new byte[] {0, 0, 0, -1, -1, -1, 51, 51, 51});
        List<Double> mean = List.of(0.5, 0.5, 0.0);
        List<Double> none = List.of(0.0, 1.0, 0.0);
        Tensor levels = Tensor.of(Pixels.of(image).levels(), Shape.of(3, 3));
        Tensor means = Tensor.of(new double[] {0.5, 0.5, 0}, Shape.of(3, 1)).to(DType.FLOAT32);
        Tensor deviations = Tensor.of(new double[] {0, 1, 0}, Shape.of(3, 1)).to(DType.FLOAT32);
        float[] expected = levels.sub(means).div(deviations).reshape(-1).toFloatArray();
        assertThat(view(image, List.of(new Draw.Standardize(mean, none))))
                .containsExactly(expected, within((float) ROUNDING))
                .contains(Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    // the kernel writes into the views that it is given: a copy would be lost
    @Test
    void tensorsThatAreNotContiguousAreNamed() {
        try (Scope _ = Scope.open()) {
            Tensor rgb = Tensor.zeros(Shape.of(192), DType.UINT8);
            Tensor image = Tensor.of(new long[] {0, 8, 8, 0, 1}, Shape.of(1, 5));
            Tensor draw = Tensor.zeros(Shape.of(1, 8), DType.FLOAT64);
            Tensor views = Tensor.zeros(Shape.of(1, 3, 8, 8));
            assertNotContiguous(
                    "rgb",
                    rgb.expand(2, 192).t().reshape(-1).slice(0, 0L, null, 2),
                    image,
                    draw,
                    views);
            assertNotContiguous(
                    "images",
                    rgb,
                    Tensor.cat(List.of(image, image), 0).t().contiguous().t(),
                    draw,
                    views);
            assertNotContiguous("draws", rgb, image, draw.expand(2, 8), views);
            assertNotContiguous("views", rgb, image, draw, views.transpose(2, 3));
        }
    }

    private static void assertNotContiguous(String name, Object... arguments) {
        assertThatThrownBy(() -> Operator.of("balboa::augment").results(arguments))
                .hasMessageContaining(name + ":")
                .hasMessageContaining("expected: contiguous");
    }

    private static void call(int bytes, long[] image, double[] draw) {
        try (Scope _ = Scope.open()) {
            Operator.of("balboa::augment")
                    .results(
                            Tensor.zeros(Shape.of(bytes), DType.UINT8),
                            Tensor.of(image, Shape.of(1, 5)),
                            Tensor.of(draw, Shape.of(1, 8)),
                            Tensor.zeros(Shape.of(1, 3, 8, 8)));
        }
    }

    private static void assertSameAsPlainJava(Image image, List<Draw> draws) {
        assertThat(view(image, draws))
                .as("%s %s", image, draws)
                .containsExactly(
                        PixelExecutor.apply(image, draws).levels(), within((float) ROUNDING));
    }

    private static float[] view(Image image, List<Draw> draws) {
        try (Scope _ = Scope.open()) {
            PixelSize size = PixelSize.of(image, draws);
            Tensor view = Tensor.empty(Shape.of(1, 3, size.height(), size.width()));
            new ViewKernel(List.of(image)).view(List.of(draws), view);
            return view.toFloatArray();
        }
    }

    /// Without solarising, which jumps at its threshold.
    private static List<Draw> randomDraws(SplittableRandom random, Image image) {
        List<Draw> draws = new ArrayList<>();
        int width = image.width();
        int height = image.height();
        for (int n = random.nextInt(8); n > 0; n--) {
            switch (random.nextInt(10)) {
                case 0 -> {
                    int w = random.nextInt(1, width + 1);
                    int h = random.nextInt(1, height + 1);
                    int top = random.nextInt(height - h + 1);
                    int left = random.nextInt(width - w + 1);
                    width = random.nextInt(1, 50);
                    height = random.nextInt(1, 50);
                    Interpolation how =
                            random.nextBoolean() ? Interpolation.BILINEAR : Interpolation.BICUBIC;
                    draws.add(new Draw.Crop(top, left, h, w, height, width, how));
                }
                case 1 -> {
                    PaddingMode mode = PaddingMode.values()[random.nextInt(4)];
                    int most = Math.min(3, mode.most(Math.min(width, height)));
                    int top = random.nextInt(most + 1);
                    int left = random.nextInt(most + 1);
                    draws.add(new Draw.Pad(top, left, most, most, mode));
                    width += left + most;
                    height += top + most;
                }
                case 2 ->
                        draws.add(random.nextBoolean() ? new Draw.Flip() : new Draw.VerticalFlip());
                case 3 -> draws.add(new Draw.Brightness(random.nextDouble(2)));
                case 4 -> draws.add(new Draw.Contrast(random.nextDouble(2)));
                case 5 -> draws.add(new Draw.Saturation(random.nextDouble(2)));
                case 6 -> draws.add(new Draw.Gray());
                case 7 -> draws.add(new Draw.Hue(random.nextDouble(-0.5, 0.5)));
                case 8 -> {
                    int radius = random.nextInt(Math.min(5, Math.min(width, height)));
                    draws.add(new Draw.Blur(2 * radius + 1, random.nextDouble(0.1, 2)));
                }
                default ->
                        draws.add(new Draw.Standardize(List.of(.1, .2, .3), List.of(1., .9, 2.)));
            }
        }
        return draws;
    }

    private static Image noise(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        new SplittableRandom(width * 31L + height).nextBytes(rgb);
        return new Image(width, height, rgb);
    }
}
