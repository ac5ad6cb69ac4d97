package dev.balboa.data;

/// Everything that determines one image of [GeneratedImages], up to the draw of its noise.
///
/// @param object               the class: silhouette and texture
/// @param x                    centre, from left −1 to right 1
/// @param y                    centre, from top −1 to bottom 1
/// @param radius               of the circle around the object, in half sides of the image
/// @param rotation             angle of the object's own axis in radians, `[0, 2π)`, turning from
///     right to down
/// @param objectHue            HSV hue in turns, `[0, 1)`
/// @param backgroundHue        HSV hue in turns, `[0, 1)`
/// @param backgroundSaturation HSV saturation, `[0, 1]`
/// @param brightness           HSV value of the object, `[0, 1]`
/// @param light                angle of the direction that the light comes from, in radians, `[0,
///     2π)`
/// @param noise                standard deviation of the noise on each level, where 1 is white
public record Factors(
        ObjectClass object,
        double x,
        double y,
        double radius,
        double rotation,
        double objectHue,
        double backgroundHue,
        double backgroundSaturation,
        double brightness,
        double light,
        double noise) {

    static Factors draw(ObjectClass object, FactorRanges ranges, CounterRandom random) {
        return new Factors(
                object,
                random.uniform(-ranges.position(), ranges.position()),
                random.uniform(-ranges.position(), ranges.position()),
                ranges.radius().draw(random),
                random.uniform(0, 2 * Math.PI),
                random.nextDouble(),
                random.nextDouble(),
                ranges.backgroundSaturation().draw(random),
                ranges.brightness().draw(random),
                random.uniform(0, 2 * Math.PI),
                ranges.noise().draw(random));
    }
}
