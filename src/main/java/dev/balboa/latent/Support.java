package dev.balboa.latent;

/// What the values of a distribution are. Densities can be compared only within one of them.
public enum Support {
    /// Real numbers; densities are per unit of volume.
    REAL,
    /// 0 or 1; densities are probabilities.
    BINARY
}
