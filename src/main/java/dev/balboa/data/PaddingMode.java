package dev.balboa.data;

/// What stands outside the image when it is padded. With the row `a b c` and two pixels each side:
public enum PaddingMode {
    /// Black: `0 0 a b c 0 0`.
    CONSTANT,

    /// The edge: `a a a b c c c`.
    EDGE,

    /// Mirrored without repeating the edge: `c b a b c b a`. The padding must be less than the
    /// side.
    REFLECT,

    /// Mirrored with the edge repeated: `b a a b c c b`. The padding must be at most the side.
    SYMMETRIC;

    /// The largest padding that a side of `length` pixels can give.
    int most(int length) {
        return switch (this) {
            case CONSTANT, EDGE -> Integer.MAX_VALUE;
            case REFLECT -> length - 1;
            case SYMMETRIC -> length;
        };
    }

    /// The pixel that stands at `at` of a side of `length` pixels; -1 for black.
    int source(int at, int length) {
        if (at >= 0 && at < length) {
            return at;
        }
        return switch (this) {
            case CONSTANT -> -1;
            case EDGE -> at < 0 ? 0 : length - 1;
            case REFLECT -> at < 0 ? -at : 2 * length - 2 - at;
            case SYMMETRIC -> at < 0 ? -1 - at : 2 * length - 1 - at;
        };
    }
}
