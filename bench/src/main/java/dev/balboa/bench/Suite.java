package dev.balboa.bench;

/// Works that are measured together and shown in one section.
public enum Suite {
    /// Single operations.
    OPS,
    /// Contrastive losses of large batches, forward and backward.
    LOSS,
    /// Views of images.
    AUGMENT
}
