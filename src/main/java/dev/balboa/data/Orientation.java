package dev.balboa.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How a stored picture is turned and mirrored to be looked at: tag 0x0112 of Exif 2.3, which says
/// on which side of the scene the stored row 0 and column 0 lie.
enum Orientation {
    /// 1: row 0 on top, column 0 on the left.
    UPRIGHT,
    /// 2: row 0 on top, column 0 on the right.
    MIRRORED,
    /// 3: row 0 at the bottom, column 0 on the right.
    TURNED_180,
    /// 4: row 0 at the bottom, column 0 on the left.
    UPSIDE_DOWN_MIRRORED,
    /// 5: row 0 on the left, column 0 on top.
    TRANSPOSED,
    /// 6: row 0 on the right, column 0 on top.
    TURN_CLOCKWISE,
    /// 7: row 0 on the right, column 0 at the bottom.
    TRANSVERSED,
    /// 8: row 0 on the left, column 0 at the bottom.
    TURN_COUNTERCLOCKWISE;

    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;
    private static final int PNG_SIGNATURE_BYTES = 8;

    /// Length, type and checksum of a chunk.
    private static final int CHUNK_FRAME_BYTES = 12;

    /// `eXIf` as a number.
    private static final int EXIF_CHUNK = 0x65584966;

    /// Reads the tag out of a TIFF structure, as an Exif segment holds one. Upright where there is
    /// none, and for anything that cannot be understood.
    ///
    /// @param tiff from its byte order mark on, to its end
    static Orientation ofTiff(ByteBuffer tiff) {
        try {
            ByteBuffer in = tiff.slice();
            in.order(
                    switch (in.getShort(0)) {
                        case 0x4949 -> ByteOrder.LITTLE_ENDIAN;
                        default -> ByteOrder.BIG_ENDIAN;
                    });
            if (in.getShort(2) != 42) {
                return UPRIGHT;
            }
            int directory = in.getInt(4);
            int entries = in.getShort(directory) & 0xFFFF;
            for (int i = 0; i < entries; i++) {
                int entry = Math.addExact(directory, 2 + i * ENTRY_BYTES);
                if ((in.getShort(entry) & 0xFFFF) == TAG && in.getShort(entry + 2) == SHORT) {
                    int value = in.getShort(entry + 8);
                    return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
                }
            }
            return UPRIGHT;
        } catch (IndexOutOfBoundsException | BufferUnderflowException | ArithmeticException _) {
            // an offset that leads out of the segment
            return UPRIGHT;
        }
    }

    /// Reads the tag out of a PNG's `eXIf` chunk. Upright where there is none.
    ///
    /// @param file the whole file
    static Orientation ofPng(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        long at = PNG_SIGNATURE_BYTES;
        while (at + CHUNK_FRAME_BYTES <= file.length) {
            int chunk = (int) at;
            long length = Integer.toUnsignedLong(in.getInt(chunk));
            if (length > file.length - CHUNK_FRAME_BYTES - at) {
                break;
            }
            if (in.getInt(chunk + 4) == EXIF_CHUNK) {
                return ofTiff(in.slice(chunk + 8, (int) length));
            }
            at += CHUNK_FRAME_BYTES + length;
        }
        return UPRIGHT;
    }

    /// Whether rows of the stored picture are columns of the scene.
    private boolean swaps() {
        return ordinal() >= TRANSPOSED.ordinal();
    }

    /// The picture as it is to be looked at.
    Picture upright(Picture stored) {
        return this == UPRIGHT ? stored : new Upright(this, stored);
    }

    /// Reads the lines of a stored picture in another order.
    private record Upright(Orientation of, Picture stored) implements Picture {

        @Override
        public int width() {
            return of.swaps() ? stored.height() : stored.width();
        }

        @Override
        public int height() {
            return of.swaps() ? stored.width() : stored.height();
        }

        @Override
        public void row(int y, byte[] rgb) {
            int down = of.fromBottom() ? height() - 1 - y : y;
            if (of.swaps()) {
                stored.column(down, rgb);
            } else {
                stored.row(down, rgb);
            }
            if (of.fromRight()) {
                reverse(rgb, width());
            }
        }

        @Override
        public void column(int x, byte[] rgb) {
            int across = of.fromRight() ? width() - 1 - x : x;
            if (of.swaps()) {
                stored.row(across, rgb);
            } else {
                stored.column(across, rgb);
            }
            if (of.fromBottom()) {
                reverse(rgb, height());
            }
        }

        private static void reverse(byte[] rgb, int pixels) {
            for (int l = 0, r = pixels - 1; l < r; l++, r--) {
                for (int c = 0; c < Image.CHANNELS; c++) {
                    byte kept = rgb[l * Image.CHANNELS + c];
                    rgb[l * Image.CHANNELS + c] = rgb[r * Image.CHANNELS + c];
                    rgb[r * Image.CHANNELS + c] = kept;
                }
            }
        }
    }

    private boolean fromRight() {
        return switch (this) {
            case MIRRORED, TURNED_180, TURN_CLOCKWISE, TRANSVERSED -> true;
            default -> false;
        };
    }

    private boolean fromBottom() {
        return switch (this) {
            case TURNED_180, UPSIDE_DOWN_MIRRORED, TRANSVERSED, TURN_COUNTERCLOCKWISE -> true;
            default -> false;
        };
    }
}
