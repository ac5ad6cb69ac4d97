package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import javax.imageio.ImageIO;

/// Oracle: the words of Exif 2.3 for tag 274, "the 0th row is at the visual … of the image, and the
/// 0th column is the visual …", checked on four corners of different gray.
class OrientationTest {

    // of stored corners: row 0 column 0, row 0 last column, last row column 0, last row last column
    private static final int[] STORED = {30, 90, 150, 210};
    private static final int WIDTH = 32;
    private static final int HEIGHT = 16;

    @TempDir Path root;

    @ParameterizedTest
    @CsvSource({
        "1, top, left",
        "2, top, right",
        "3, bottom, right",
        "4, bottom, left",
        "5, left, top",
        "6, right, top",
        "7, right, bottom",
        "8, left, bottom"
    })
    void theStoredFirstRowAndColumnLieOnTheSidesThatTheTagNames(
            int value, String row, String column) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            Image image = decoded(exif(value, order));
            boolean lying = row.equals("top") || row.equals("bottom");
            assertThat(image.width()).isEqualTo(lying ? WIDTH : HEIGHT);
            assertThat(image.height()).isEqualTo(lying ? HEIGHT : WIDTH);
            // the corner where the sides of row 0 and of column 0 meet, and its neighbours
            assertThat(corner(image, row, column)).isCloseTo(STORED[0], within(3));
            assertThat(corner(image, row, opposite(column))).isCloseTo(STORED[1], within(3));
            assertThat(corner(image, opposite(row), column)).isCloseTo(STORED[2], within(3));
            assertThat(corner(image, opposite(row), opposite(column)))
                    .isCloseTo(STORED[3], within(3));
        }
    }

    @Test
    void valuesThatAreNotDefinedLeaveTheImageAsStored() throws IOException {
        Image stored = decoded(new byte[0]);
        for (int value : new int[] {0, 9, -1, 32_767}) {
            assertThat(decoded(exif(value, ByteOrder.BIG_ENDIAN))).isEqualTo(stored);
        }
    }

    @Test
    void garbageInTheSegmentLeavesTheImageAsStoredOrTurnsIt() throws IOException {
        byte[] segment = exif(6, ByteOrder.LITTLE_ENDIAN);
        Image stored = decoded(new byte[0]);
        for (int length = 4; length < segment.length; length++) {
            byte[] cut = Arrays.copyOf(segment, length);
            ByteBuffer.wrap(cut).putShort(2, (short) (length - 2));
            // the tag's value is complete after 30 bytes, what follows is padding
            assertThat(decoded(cut).width()).isEqualTo(length < 10 + 20 ? WIDTH : HEIGHT);
        }
        CounterRandom random = new CounterRandom(5);
        for (int trial = 0; trial < 2000; trial++) {
            byte[] changed = segment.clone();
            for (int i = 0; i < 3; i++) {
                changed[10 + random.nextInt(changed.length - 10)] = (byte) random.nextInt(256);
            }
            ByteBuffer tiff = ByteBuffer.wrap(changed, 10, changed.length - 10);
            assertThat(Orientation.ofTiff(tiff).upright(Picture.of(stored)).toImage().rgb())
                    .hasSameSizeAs(stored.rgb());
        }
        assertThat(Orientation.ofTiff(ByteBuffer.allocate(0))).isEqualTo(Orientation.UPRIGHT);
    }

    private static int corner(Image image, String one, String other) {
        String sides = one + other;
        int x = sides.contains("left") ? 1 : image.width() - 2;
        int y = sides.contains("top") ? 1 : image.height() - 2;
        return image.level(x, y, 0);
    }

    private static String opposite(String side) {
        return switch (side) {
            case "top" -> "bottom";
            case "bottom" -> "top";
            case "left" -> "right";
            default -> "left";
        };
    }

    /// A whole APP1 segment with one entry.
    private static byte[] exif(int value, ByteOrder order) {
        ByteBuffer segment = ByteBuffer.allocate(4 + 6 + 26);
        segment.putShort((short) 0xFFE1).putShort((short) 34);
        segment.put(new byte[] {'E', 'x', 'i', 'f', 0, 0});
        segment.order(order);
        segment.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4D4D : 0x4949));
        segment.putShort((short) 42).putInt(8).putShort((short) 1);
        segment.putShort((short) 0x0112).putShort((short) 3).putInt(1);
        segment.putShort((short) value);
        return segment.array();
    }

    /// A JPEG of four quadrants with the segment after its start.
    private Image decoded(byte[] segment) throws IOException {
        BufferedImage quadrants = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int quadrant = 2 * (y / (HEIGHT / 2)) + x / (WIDTH / 2);
                quadrants.getRaster().setSample(x, y, 0, STORED[quadrant]);
            }
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(quadrants, "jpg", jpeg);
        byte[] bytes = jpeg.toByteArray();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(bytes, 0, 2);
        file.write(segment);
        file.write(bytes, 2, bytes.length - 2);
        return ImageDecoder.decode(Files.write(root.resolve("a.jpg"), file.toByteArray()));
    }
}
