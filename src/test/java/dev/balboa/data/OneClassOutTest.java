package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Oracle: a small dataset whose labels are written out.
class OneClassOutTest {

    private static final List<String> CLASSES = List.of("ape", "bee", "cat");

    @Test
    void whatIsLeftHasNothingOfTheClassAndItsLabelsAreTheShorterLists() {
        OneClassOut parts = OneClassOut.of(Splits.of(images(0, 1, 2, 1), images(2, 1, 0)), "bee");
        ImageDataset train = parts.known().train();
        assertThat(train.classNames()).containsExactly("ape", "cat");
        assertThat(names(train)).containsExactly("memory/0 is 0", "memory/2 is 1");
        assertThat(names(parts.known().test().orElseThrow()))
                .containsExactly("memory/0 is 1", "memory/2 is 0");
        assertThat(names(parts.unknown())).containsExactly("memory/1 is -1");
        assertThat(parts.unknown().classNames()).isEmpty();
    }

    @Test
    void whatCannotBeTakenOutIsNamed() {
        ImageDataset train = images(0, 1, 2);
        Splits splits = Splits.of(train, images(0, 2));
        assertThatThrownBy(() -> OneClassOut.of(splits, "dog"))
                .hasMessage("className: dog (expected: one of [ape, bee, cat])");
        assertThatThrownBy(() -> OneClassOut.of(splits, "bee"))
                .hasMessage("className: bee (expected: a class with test images)");
        assertThatThrownBy(() -> OneClassOut.of(new Splits(train, Optional.empty()), "bee"))
                .hasMessage("splits: no test images (expected: a test split)");
        Splits two = OneClassOut.of(splits, "ape").known();
        assertThatThrownBy(() -> OneClassOut.of(two, "cat"))
                .hasMessage("className: cat (expected: two classes or more beside it)");
    }

    private static List<String> names(ImageDataset images) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            names.add(images.name(i) + " is " + images.label(i));
        }
        return names;
    }

    private static ImageDataset images(int... labels) {
        return new MemoryDataset(Collections.nCopies(labels.length, null), labels, CLASSES);
    }
}
