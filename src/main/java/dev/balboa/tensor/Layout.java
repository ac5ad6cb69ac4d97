package dev.balboa.tensor;

/// How a tensor stores its elements.
public enum Layout {
    /// Dense, with strides.
    STRIDED(0),
    /// Coordinates and values.
    SPARSE_COO(1),
    /// Compressed rows.
    SPARSE_CSR(2);

    private final int code;

    Layout(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
