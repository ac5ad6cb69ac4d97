package dev.balboa.cli;

import dev.balboa.data.Augmentation;
import dev.balboa.data.ColorJitter;
import dev.balboa.data.Pipelines;
import dev.balboa.data.RandomResizedCrop;
import dev.balboa.data.Views;
import java.util.ArrayList;
import java.util.List;

/// The augmentations by the names that flags and configuration files use: those published pipelines
/// whose statistics are ImageNet's, as are those of the unchanged images that are scored.
final class Augmentations {

    static final List<String> NAMES =
            List.of(
                    "generated",
                    "generated-weak",
                    "generated-strong",
                    "simsiam-cifar",
                    "simclr-cifar",
                    "mocov2",
                    "simclr",
                    "byol");

    private Augmentations() {}

    /// For generated images their own; for small images SimSiam's for CIFAR, without blur; for
    /// larger ones that of MoCo v2 and SimSiam on ImageNet.
    static String usual(RunConfig.Data data) {
        if (data.generated()) {
            return "generated";
        }
        return data.imageSize() <= Backbones.LARGEST_SMALL_IMAGE ? "simsiam-cifar" : "mocov2";
    }

    /// The views of each image. A pipeline that differs between two views starts anew after the
    /// second.
    ///
    /// @param data  resolved
    /// @param count number of views
    static Views of(RunConfig.Data data, int count) {
        int size = data.imageSize();
        return switch (data.augmentation()) {
            case "generated" -> Views.repeat(Augmentation.generated(size), count);
            case "generated-weak" -> Views.repeat(weak(size), count);
            case "generated-strong" -> Views.repeat(strong(size), count);
            case "simsiam-cifar" -> Views.repeat(Augmentation.simsiamCifar(size), count);
            case "simclr-cifar" -> Views.repeat(Pipelines.simClrLightly(size, 0.5, 0), count);
            case "mocov2" -> Views.repeat(Pipelines.mocoV2(size), count);
            case "simclr" -> Views.repeat(Pipelines.simClrLightly(size, 1, 0.5), count);
            case "byol" -> cycle(Pipelines.byol(size), count);
            default -> throw new IllegalStateException(data.augmentation() + " was checked");
        };
    }

    /// Half of the generated images' crop and jitter; flip and gray stay.
    private static Augmentation weak(int size) {
        return Augmentation.generated(size)
                .replace(RandomResizedCrop.of(size, 0.65))
                .replace(new ColorJitter(0.2, 0.2, 0.2, 0.25, 0.8));
    }

    /// SimCLR's least crop and twice the jitter; the hue is drawn from the whole circle anyway.
    private static Augmentation strong(int size) {
        return Augmentation.generated(size)
                .replace(RandomResizedCrop.of(size, 0.08))
                .replace(new ColorJitter(0.8, 0.8, 0.8, 0.5, 0.8));
    }

    private static Views cycle(Views views, int count) {
        List<Augmentation> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(views.augmentations().get(i % views.count()));
        }
        return new Views(all);
    }
}
