package dev.balboa.nn;

import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Tensor;
import java.util.List;

/// A backbone whose work falls into stages, each a map of features that is coarser in space and
/// wider than the one before. [#forward] is the stages in turn and the spatial mean, so a method
/// that needs what lies between runs the stages itself and gets the same to the bit.
///
/// ```java
/// Tensor map = images;
/// for (int i = 0; i < network.stageWidths().size(); i++) {
///     map = network.stage(i, map);                    // [N, stageWidths().get(i), H, W]
/// }
/// Tensor features = StagedBackbone.pool(map);          // network.forward(images)
/// ```
public interface StagedBackbone extends Backbone {

    /// The channels after each stage.
    ///
    /// @return in order; the last is [#features()]
    List<Integer> stageWidths();

    /// One stage.
    ///
    /// @param index 0 for the first, which takes images
    /// @param x     images `[N, 3, H, W]`, or what the stage before gave
    /// @return `[N, stageWidths().get(index), H', W']`
    /// @throws IllegalArgumentException when there is no such stage, or the first stage's input are
    ///     no images
    Tensor stage(int index, Tensor x);

    /// What is trained in a stage. The parts of all stages together have all of the backbone's
    /// parameters, each once.
    ///
    /// @param index 0 for the first
    /// @return modules of the backbone, not copies
    /// @throws IllegalArgumentException when there is no such stage
    List<Module> stageParts(int index);

    /// Encodes images.
    ///
    /// @param x `[N, 3, H, W]`, normalised as in training
    /// @return `[N, features()]`
    @Override
    default Tensor forward(Tensor x) {
        Tensor map = x;
        for (int i = 0; i < stageWidths().size(); i++) {
            map = stage(i, map);
        }
        return pool(map);
    }

    /// The mean over height and width.
    ///
    /// @param map `[N, C, H, W]`
    /// @return `[N, C]`
    static Tensor pool(Tensor map) {
        return Functional.adaptiveAvgPool2d(map, 1, 1).flatten(1, -1);
    }
}
