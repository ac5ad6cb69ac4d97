package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Oracle: counts by hand on a dataset whose images carry their own index.
class ImageDatasetTest {

    @Test
    void aLimitTakesEquallyManyOfEachClass() {
        ImageDataset limited = dataset(100, 30, 70).limit(60, 1);
        assertThat(counts(limited)).containsExactly(20, 20, 20);
    }

    @Test
    void aClassThatRunsOutIsFilledUpByTheOthers() {
        assertThat(counts(dataset(100, 5, 70).limit(65, 1))).containsExactly(30, 5, 30);
    }

    @Test
    void aLimitKeepsTheOrderAndTheNames() {
        ImageDataset whole = dataset(20, 20, 20);
        ImageDataset limited = whole.limit(10, 3);
        int[] at = indices(limited);
        assertThat(at).isSorted().doesNotHaveDuplicates().hasSize(10);
        for (int i = 0; i < at.length; i++) {
            assertThat(limited.image(i)).isSameAs(whole.image(at[i]));
            assertThat(limited.label(i)).isEqualTo(whole.label(at[i]));
            assertThat(limited.name(i)).isEqualTo(whole.name(at[i]));
        }
        assertThat(limited.classNames()).isEqualTo(whole.classNames());
    }

    @Test
    void theSameSeedChoosesTheSameAndAnotherDoesNot() {
        ImageDataset whole = dataset(50, 50);
        assertThat(indices(whole.limit(20, 1)))
                .containsExactly(indices(whole.limit(20, 1)))
                .isNotEqualTo(indices(whole.limit(20, 2)));
    }

    @Test
    void aSmallerLimitIsPartOfALargerOne() {
        ImageDataset whole = dataset(50, 20, 40);
        assertThat(indices(whole.limit(80, 9))).contains(indices(whole.limit(31, 9)));
    }

    @Test
    void aLimitBeyondTheSizeKeepsEverything() {
        assertThat(dataset(3, 4).limit(1000, 0).size()).isEqualTo(7);
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThatThrownBy(() -> dataset(3).limit(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit: 0 (expected: >= 1)");
    }

    @Test
    void splitsMustAgreeOnTheirClasses() {
        assertThatThrownBy(() -> Splits.of(dataset(2, 2), dataset(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test: classes [c0] (expected: those of train, [c0, c1])");
    }

    @Test
    void anImageMustHaveAsManyBytesAsItsSidesSay() {
        assertThatThrownBy(() -> new Image(4, 2, new byte[23]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rgb: 23 bytes (expected: 24 for 4x2)");
        assertThatThrownBy(() -> new Image(0, 2, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image: 0x2");
    }

    @Test
    void imagesAreEqualByTheirLevelsAndLevelsAreUnsigned() {
        Image image = new Image(1, 2, new byte[] {1, 2, 3, 4, 5, (byte) 255});
        assertThat(image)
                .isEqualTo(new Image(1, 2, image.rgb().clone()))
                .hasSameHashCodeAs(new Image(1, 2, image.rgb().clone()));
        assertThat(image).isNotEqualTo(new Image(2, 1, image.rgb()));
        assertThat(image.level(0, 1, 2)).isEqualTo(255);
    }

    private static int[] indices(ImageDataset dataset) {
        return IntStream.range(0, dataset.size()).map(i -> dataset.image(i).width() - 1).toArray();
    }

    private static int[] counts(ImageDataset dataset) {
        int[] counts = new int[dataset.classNames().size()];
        IntStream.range(0, dataset.size()).forEach(i -> counts[dataset.label(i)]++);
        return counts;
    }

    /// As many images of each class as given; image `i` is `i + 1` pixels wide.
    private static ImageDataset dataset(int... perClass) {
        int[] labels =
                IntStream.range(0, perClass.length)
                        .flatMap(c -> IntStream.generate(() -> c).limit(perClass[c]))
                        .toArray();
        List<Image> images =
                IntStream.range(0, labels.length)
                        .mapToObj(i -> new Image(i + 1, 1, new byte[3 * (i + 1)]))
                        .toList();
        List<String> names = Arrays.stream(labels).distinct().mapToObj(c -> "c" + c).toList();
        return new MemoryDataset(images, labels, names);
    }
}
