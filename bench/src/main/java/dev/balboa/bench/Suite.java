package dev.balboa.bench;

/// Works that are measured together and shown in one section.
public enum Suite {
    /// Single operations.
    OPS,
    /// Contrastive losses of large batches, forward and backward.
    LOSS,
    /// Views of images, and the decoding of files.
    AUGMENT,
    /// Training steps.
    STEP,
    /// Training from files: reading them, and a whole epoch.
    TRAIN,
    /// Scoring representations.
    EVAL,
    /// From the start of a process.
    STARTUP
}
