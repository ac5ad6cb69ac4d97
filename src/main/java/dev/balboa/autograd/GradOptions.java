package dev.balboa.autograd;

/// What a walk of the graph keeps and makes.
///
/// @param retainGraph keep the graph for another walk
/// @param createGraph make the gradients differentiable themselves; implies `retainGraph`
/// @param allowUnused inputs that the outputs do not depend on give null instead of an error
public record GradOptions(boolean retainGraph, boolean createGraph, boolean allowUnused) {
    /// One walk, then the graph is freed; every input must be used.
    public static final GradOptions ONCE = new GradOptions(false, false, false);

    /// Gradients that can be differentiated again.
    public static final GradOptions CREATE_GRAPH = new GradOptions(true, true, false);
}
