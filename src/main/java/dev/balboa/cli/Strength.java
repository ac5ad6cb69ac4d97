package dev.balboa.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How strong the crop and the jitter are that a run of `balboa recover` trains with.
enum Strength {
    WEAK("generated-weak", "crops of 65 % of the area or more, jitter (.2, .2, .2, .25)"),
    STANDARD("generated", "crops of 30 % of the area or more, jitter (.4, .4, .4, .5)"),
    STRONG("generated-strong", "crops of 8 % of the area or more, jitter (.8, .8, .8, .5)");

    private final String augmentation;
    private final String words;

    Strength(String augmentation, String words) {
        this.augmentation = augmentation;
        this.words = words;
    }

    /// `--augmentation` of a run.
    String augmentation() {
        return augmentation;
    }

    String words() {
        return words;
    }

    /// As typed.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads a name.
    ///
    /// @throws UsageException for one that is not known
    static Strength of(String name) {
        List<String> known = Arrays.stream(values()).map(Strength::label).toList();
        UsageException.requireKnown("--strengths", name, known);
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
