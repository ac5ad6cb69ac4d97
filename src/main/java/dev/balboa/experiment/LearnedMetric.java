package dev.balboa.experiment;

/// What a loss learns about the precisions of the latents.
public enum LearnedMetric {
    /// A weight for each direction: AnInfoNCE.
    DIAGONAL,

    /// One weight for all directions, which is the inverse of a learned temperature: InfoNCE. Same
    /// loss, start and learning rate as [#DIAGONAL], so that the two differ in this alone; the
    /// baseline in the published code has a fixed temperature.
    ISOTROPIC
}
