package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Oracle: levels counted out by hand in a tensor of two images of 2 by 3 pixels.
class ImagesInMemoryTest {

    private static final Image BLACK = new Image(1, 1, new byte[3]);
    private static final int[] ZERO_ONE = {0, 1};
    private static final List<String> NAMES = List.of("a", "b");

    @Test
    void aTensorOfLevelsKeepsEachLevelAtItsPlace() {
        byte[] planes = new byte[2 * 3 * 2 * 3];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = (byte) (7 * i);
        }
        try (Scope _ = Scope.open()) {
            Tensor tensor = Tensor.of(planes, Shape.of(2, 3, 2, 3)).to(DType.UINT8);
            ImagesInMemory images = ImagesInMemory.of("mine", tensor, ZERO_ONE, NAMES);
            assertThat(images.size()).isEqualTo(2);
            for (int i = 0; i < 2; i++) {
                for (int c = 0; c < 3; c++) {
                    for (int y = 0; y < 2; y++) {
                        for (int x = 0; x < 3; x++) {
                            assertThat(images.image(i).level(x, y, c))
                                    .isEqualTo(7 * (18 * i + 6 * c + 3 * y + x) & 0xFF);
                        }
                    }
                }
            }
            assertThat(images.label(1)).isEqualTo(1);
            assertThat(images.name(1)).isEqualTo("mine/1");
            assertThat(images.classNames()).containsExactly("a", "b");
        }
    }

    @Test
    void fractionsAreRoundedTo255thsAndGrayBecomesThreeChannels() {
        try (Scope _ = Scope.open()) {
            for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
                Tensor gray =
                        Tensor.of(new float[] {0, 1, 0.5f, 0.1f}, Shape.of(1, 1, 2, 2)).to(type);
                Image image = ImagesInMemory.of("gray", gray, new int[] {-1}, List.of()).image(0);
                byte[] expected = {
                    0, 0, 0, -1, -1, -1, (byte) 128, (byte) 128, (byte) 128, 26, 26, 26
                };
                assertThat(image.rgb()).as("%s", type).containsExactly(expected);
            }
        }
    }

    @Test
    void imagesWithoutLabelsHaveNoClasses() {
        ImagesInMemory images = ImagesInMemory.unlabelled("x", List.of(BLACK, BLACK));
        assertThat(images.label(1)).isEqualTo(ImageDataset.UNLABELLED);
        assertThat(images.classNames()).isEmpty();
        assertThatThrownBy(() -> images.image(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> images.label(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> images.name(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void whatDoesNotFitTogetherIsNamed() {
        refused(
                () -> ImagesInMemory.unlabelled("x", List.of()),
                "images: none (expected: at least one)");
        refused(
                () -> ImagesInMemory.of("x", List.of(BLACK), ZERO_ONE, NAMES),
                "labels: 2 for 1 images (expected: one for each)");
        refused(
                () -> ImagesInMemory.of("x", List.of(BLACK, BLACK), new int[] {0, 2}, NAMES),
                "labels: 2 at index 1 (expected: -1 for none, or below the 2 classes)");
        refused(
                () -> ImagesInMemory.of("x", List.of(BLACK), new int[] {-2}, NAMES),
                "labels: -2 at index 0");
        try (Scope _ = Scope.open()) {
            Tensor flat = Tensor.of(new float[12], Shape.of(2, 2, 3));
            refused(
                    () -> ImagesInMemory.of("x", flat, ZERO_ONE, NAMES),
                    "images: [2, 2, 3] (expected: [N, 3, height, width] or [N, 1, height, width])");
            Tensor two = Tensor.of(new float[16], Shape.of(2, 2, 2, 2));
            refused(() -> ImagesInMemory.of("x", two, ZERO_ONE, NAMES), "images: [2, 2, 2, 2]");
            Tensor longs = Tensor.of(new long[2], Shape.of(2, 1, 1, 1));
            refused(() -> ImagesInMemory.of("x", longs, ZERO_ONE, NAMES), "images: int64");
            for (float bad : new float[] {-0.1f, 1.1f, 255, Float.NaN}) {
                Tensor out = Tensor.of(new float[] {0, bad}, Shape.of(2, 1, 1, 1));
                refused(() -> ImagesInMemory.of("x", out, ZERO_ONE, NAMES), "within [0, 1]");
            }
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
