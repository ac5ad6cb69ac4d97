package dev.balboa.data;

import java.util.Objects;

/// From where the nuisance factors of [GeneratedImages] are drawn, each uniformly and
/// independently. Lengths are in half sides of the image, so that the image spans `[-1, 1]²`;
/// rotation, the two hues and the direction of light always span their whole circle.
///
/// @param position             each coordinate of the object's centre is in `[-position, position]`
/// @param radius               of the circle around the object
/// @param brightness           HSV value of the object; the background's is fixed at 0.4, so the
///     object may be brighter or darker
/// @param backgroundSaturation HSV saturation of the background
/// @param noise                standard deviation of the Gaussian noise on each level, where 1 is
///     white
/// @param lightAmplitude       how much the level rises towards the light: factor `1 ±
///     lightAmplitude` at the image's edge, for object and background
/// @param axisAmplitude        how much the object fades to white towards its own positive axis,
///     which shows the rotation of silhouettes that are symmetric
public record FactorRanges(
        double position,
        Interval radius,
        Interval brightness,
        Interval backgroundSaturation,
        Interval noise,
        double lightAmplitude,
        double axisAmplitude) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException naming the component that is out of range
    public FactorRanges {
        Check.amplitude("position", position);
        Objects.requireNonNull(radius, "radius");
        if (!(radius.low() > 0)) {
            throw new IllegalArgumentException("radius: " + radius + " (expected: above 0)");
        }
        inUnit("brightness", brightness);
        inUnit("backgroundSaturation", backgroundSaturation);
        inUnit("noise", noise);
        Check.probability("lightAmplitude", lightAmplitude);
        Check.probability("axisAmplitude", axisAmplitude);
    }

    private static void inUnit(String name, Interval interval) {
        Objects.requireNonNull(interval, name);
        if (interval.low() < 0 || interval.high() > 1) {
            throw new IllegalArgumentException(
                    name + ": " + interval + " (expected: within [0, 1])");
        }
    }

    /// The ranges of the demo: hard for raw pixels, learnable within minutes. Why these:
    /// `docs/design/generated-dataset.md`.
    ///
    /// @return position ±0.2, radius 0.6–0.85, brightness 0.5–1, faint light, axis and noise
    public static FactorRanges standard() {
        return new FactorRanges(
                0.2,
                new Interval(0.6, 0.85),
                new Interval(0.5, 1.0),
                new Interval(0.0, 0.3),
                new Interval(0.0, 0.03),
                0.1,
                0.1);
    }

    /// The standard ranges with light and axis strong enough that their directions can be read from
    /// the pixels.
    ///
    /// @return the standard ranges, light 0.5, axis 0.7
    public static FactorRanges readout() {
        FactorRanges s = standard();
        return new FactorRanges(
                s.position, s.radius, s.brightness, s.backgroundSaturation, s.noise, 0.5, 0.7);
    }
}
