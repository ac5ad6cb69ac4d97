package dev.balboa.data;

import java.nio.ByteBuffer;

/// What the marker segments before the first scan of a JPEG say and the JDK's reader does not pass
/// on (ITU-T T.81, annex B). Garbage is no error here: what cannot be understood keeps its default,
/// and the reader then says what is wrong with the file.
///
/// @param components     colour components of the frame; 0 when no frame was found
/// @param adobeTransform colour transform of the Adobe segment: 0 none, 1 YCbCr, 2 YCCK; -1
///     without such a segment
/// @param orientation    of the first Exif segment
record JpegHeader(int components, int adobeTransform, Orientation orientation) {

    /// Four components, the first three as YCbCr.
    static final int YCCK = 2;

    private static final int START_OF_SCAN = 0xDA;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int APP1 = 0xE1;
    private static final String EXIF = "Exif\0\0";
    private static final int APP14 = 0xEE;

    /// Scans a whole file, or as much of it as there is.
    static JpegHeader of(byte[] file) {
        int components = 0;
        int adobe = -1;
        Orientation orientation = null;
        int at = 2;
        while (at + 4 <= file.length && level(file, at) == 0xFF) {
            int marker = level(file, at + 1);
            if (marker == 0xFF) {
                // a fill byte
                at++;
                continue;
            }
            int length = level(file, at + 2) << 8 | level(file, at + 3);
            int body = at + 4;
            int end = at + 2 + length;
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE || length < 2) {
                break;
            }
            if (end > file.length) {
                break;
            }
            if (isFrame(marker) && end - body >= 6) {
                components = level(file, body + 5);
            } else if (marker == APP14 && end - body >= 12 && startsWith(file, body, "Adobe")) {
                adobe = level(file, body + 11);
            } else if (marker == APP1 && orientation == null && startsWith(file, body, EXIF)) {
                int tiff = Math.min(body + EXIF.length(), end);
                orientation = Orientation.ofTiff(ByteBuffer.wrap(file, tiff, end - tiff));
            }
            at = end;
        }
        return new JpegHeader(
                components, adobe, orientation == null ? Orientation.UPRIGHT : orientation);
    }

    /// SOF0 to SOF15; C4, C8 and CC among them are tables and extensions.
    private static boolean isFrame(int marker) {
        return marker >= 0xC0
                && marker <= 0xCF
                && marker != 0xC4
                && marker != 0xC8
                && marker != 0xCC;
    }

    private static boolean startsWith(byte[] file, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= file.length || file[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int level(byte[] file, int at) {
        return file[at] & 0xFF;
    }
}
