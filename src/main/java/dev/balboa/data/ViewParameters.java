package dev.balboa.data;

import java.util.List;

/// What an [Augmentation] did to an image to make one view of it, as [Loader#parameters] tells it.
///
/// What was not applied has the value that changes nothing: the whole image, a factor of 1, a turn
/// of 0. What is applied more than once is multiplied or added up; the order of the colour
/// operations is not kept.
///
/// @param left         left edge of what the view shows, where the image spans 0 to 1; below 0
///     where the image was padded
/// @param top          upper edge, likewise
/// @param width        share of the image's width, above 0
/// @param height       share of the image's height, above 0
/// @param flip         whether it is mirrored left to right
/// @param verticalFlip whether it is mirrored top to bottom
/// @param degrees      turned counter-clockwise; a later crop's edges are those before the turn
/// @param brightness   factor
/// @param contrast     factor
/// @param saturation   factor
/// @param hue          in turns
/// @param gray         whether it is gray
/// @param blur         standard deviation in pixels, 0 for none
/// @param solarized    whether it was solarized
/// @param equalized    whether it was equalized
public record ViewParameters(
        double left,
        double top,
        double width,
        double height,
        boolean flip,
        boolean verticalFlip,
        double degrees,
        double brightness,
        double contrast,
        double saturation,
        double hue,
        boolean gray,
        double blur,
        boolean solarized,
        boolean equalized) {

    /// What operations amount to.
    ///
    /// @param draws in the order in which they are applied
    static ViewParameters of(List<Draw> draws, int width, int height) {
        ViewTracker tracker = new ViewTracker(width, height);
        draws.forEach(tracker::add);
        return tracker.parameters();
    }
}
