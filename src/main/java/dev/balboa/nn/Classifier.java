package dev.balboa.nn;

import dev.balboa.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A backbone and a linear map to logits, with their keys side by side as in torchvision: the
/// backbone's have no prefix, the head's have its name.
///
/// To use published weights for features, load them into a classifier and go on with its
/// [#backbone()]:
///
/// ```java
/// ResNet resnet = ResNet.resnet50(ResNet.Options.imagenet(), generator);
/// Classifier network = resnet.classifier(1000, generator);
/// try (SafetensorsFile file = Safetensors.open(path)) {
///     network.loadStateDict(file.tensors());
/// }
/// ```
///
/// @param backbone images to features
/// @param name     key of the head: `fc` for a [ResNet], `heads.head` for a [VisionTransformer]
/// @param head     features to logits
public record Classifier(Backbone backbone, String name, Linear head) implements Layer {

    /// Checks that the name is free.
    ///
    /// @throws IllegalArgumentException when the backbone has a part of that name
    public Classifier {
        Objects.requireNonNull(head, "head");
        if (backbone.children().containsKey(name)) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: none of " + backbone.children().keySet() + ")");
        }
    }

    @Override
    public List<Parameter> slots() {
        return backbone.slots();
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>(backbone.children());
        children.put(name, head);
        return children;
    }

    /// Passed on, because the backbone's parts, not the backbone, are the children.
    @Override
    public void mode(boolean training) {
        backbone.mode(training);
    }

    /// Classifies images.
    ///
    /// @param x `[N, 3, H, W]`
    /// @return logits `[N, classes]`
    @Override
    public Tensor forward(Tensor x) {
        return head.forward(backbone.forward(x));
    }
}
