package dev.balboa.data;

/// The eight classes of [GeneratedImages]: each has a silhouette and a texture of its own, and both
/// turn and grow with the object. Shape alone was tried: it teaches an encoder little but the hue.
public enum ObjectClass {
    /// A disc, plain.
    DISC(Texture.PLAIN, 0, 0),
    /// A square, wide stripes across its axis.
    SQUARE(Texture.STRIPES, 1.0, 0),
    /// An equilateral triangle, narrow checks.
    TRIANGLE(Texture.CHECKS, 2.0, 0),
    /// A star with five points, narrow stripes across its axis.
    STAR(Texture.STRIPES, 2.2, 0),
    /// A plus sign, wide checks.
    CROSS(Texture.CHECKS, 1.0, 0),
    /// A ring, narrow stripes along its axis.
    RING(Texture.STRIPES, 2.2, 90),
    /// A crescent, wide stripes along its axis.
    CRESCENT(Texture.STRIPES, 1.0, 90),
    /// A bar of two to one, narrow checks turned by 45 degrees.
    BAR(Texture.CHECKS, 2.0, 45);

    private enum Texture {
        PLAIN,
        STRIPES,
        CHECKS
    }

    private static final double LIGHT = 1;
    private static final double DARK = 0.3;
    private static final double TRIANGLE_INRADIUS = 0.5;
    private static final double STAR_INNER = 0.45;

    private final Texture texture;
    private final double cycles;
    private final double cos;
    private final double sin;

    ObjectClass(Texture texture, double cyclesPerRadius, double degrees) {
        this.texture = texture;
        this.cycles = cyclesPerRadius;
        this.cos = StrictMath.cos(StrictMath.toRadians(degrees));
        this.sin = StrictMath.sin(StrictMath.toRadians(degrees));
    }

    /// Whether a point of the object's own frame (axis along u, circle around it of radius 1) is
    /// inside.
    boolean covers(double u, double v) {
        if (u * u + v * v > 1) {
            return false;
        }
        return switch (this) {
            case DISC -> true;
            case SQUARE -> Math.max(Math.abs(u), Math.abs(v)) <= Math.sqrt(0.5);
            case TRIANGLE ->
                    -u <= TRIANGLE_INRADIUS
                            && u * 0.5 + Math.abs(v) * Math.sqrt(0.75) <= TRIANGLE_INRADIUS;
            case STAR -> inStar(u, v);
            case CROSS -> Math.min(Math.abs(u), Math.abs(v)) <= 0.3;
            case RING -> u * u + v * v >= 0.3;
            case CRESCENT -> (u - 0.5) * (u - 0.5) + v * v >= 0.5;
            case BAR -> Math.abs(v) <= 0.45 && Math.abs(u) <= 0.89;
        };
    }

    /// Five equal triangles around a pentagon: the edge runs from the tip (1, 0°) to the notch
    /// (inner radius, 36°).
    private static boolean inStar(double u, double v) {
        double sector = 2 * Math.PI / 5;
        double angle = StrictMath.atan2(v, u);
        double folded = Math.abs(angle - sector * Math.rint(angle / sector));
        double radius = Math.sqrt(u * u + v * v);
        double px = radius * StrictMath.cos(folded);
        double py = radius * StrictMath.sin(folded);
        double nx = STAR_INNER * StrictMath.cos(sector / 2) - 1;
        double ny = STAR_INNER * StrictMath.sin(sector / 2);
        return nx * py - ny * (px - 1) >= 0;
    }

    /// The level of the texture at a point of the object's own frame, relative to the object's
    /// brightness. Every texture has the same mean, so that the mean level does not give the class
    /// away.
    double shade(double u, double v) {
        double along = cycles * (u * cos + v * sin);
        double across = cycles * (v * cos - u * sin);
        return switch (texture) {
            case PLAIN -> (LIGHT + DARK) / 2;
            case STRIPES -> odd(along) ? DARK : LIGHT;
            case CHECKS -> odd(along) == odd(across) ? LIGHT : DARK;
        };
    }

    private static boolean odd(double cycles) {
        return (((long) Math.floor(2 * cycles)) & 1) != 0;
    }
}
