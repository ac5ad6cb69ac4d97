package dev.balboa.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Oracle: files put together byte by byte from the format's description, and values that went in.
class SafetensorsTest {

    private static final String ONE =
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

    @TempDir private Path folder;

    /// Header length, header, values.
    private Path file(String header, byte... values) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
        bytes.writeBytes(text);
        bytes.writeBytes(values);
        return Files.write(folder.resolve("made.safetensors"), bytes.toByteArray());
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    @Test
    void readsAFileMadeByHand() throws IOException {
        Path file =
                file(
                        "{\"__metadata__\":{\"who\":\"me\"},"
                                + "\"b\":{\"dtype\":\"U8\",\"shape\":[2,1],\"data_offsets\":[8,10]},"
                                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}  ",
                        ByteBuffer.allocate(10)
                                .put(floats(1.5f, -2))
                                .put((byte) 7)
                                .put((byte) 200)
                                .array());
        try (SafetensorsFile saved = Safetensors.open(file)) {
            assertThat(saved.keys()).containsExactly("b", "a");
            assertThat(saved.metadata()).isEqualTo(Map.of("who", "me"));
            assertThat(saved.tensor("a").toFloatArray()).containsExactly(1.5f, -2);
            assertThat(saved.tensor("b").shape()).isEqualTo(Shape.of(2, 1));
            assertThat(saved.tensor("b").toByteArray()).containsExactly((byte) 7, (byte) 200);
        }
    }

    @Test
    void writesTheDocumentedBytes() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Safetensors.write(file, Map.of("a", Tensor.of(1.5f, -2)), Map.of());
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        assertThat(length % 8).isZero();
        byte[] header = new byte[length];
        bytes.get(header);
        assertThat(new String(header, StandardCharsets.UTF_8).strip()).isEqualTo(ONE);
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        assertThat(rest).isEqualTo(floats(1.5f, -2));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"COMPLEX32", "COMPLEX128"})
    void everyTypeComesBack(DType dtype) {
        Path file = folder.resolve("t.safetensors");
        Tensor values = Tensor.of(0f, 1, 1, 0, 1, 0).reshape(2, 3).to(dtype);
        Safetensors.write(file, Map.of("t", values), Map.of());
        try (SafetensorsFile saved = Safetensors.open(file)) {
            Tensor back = saved.tensor("t");
            assertThat(back.dtype()).isEqualTo(dtype);
            assertThat(back.shape()).isEqualTo(Shape.of(2, 3));
            // not every type has a comparison of its own
            Tensor difference = back.to(DType.COMPLEX128).sub(values.to(DType.COMPLEX128));
            assertThat(difference.abs().sum().item()).isZero();
            assertThat(back.to(DType.COMPLEX128).abs().sum().item()).isEqualTo(3);
        }
    }

    @Test
    void complex128IsRefusedBecauseTheFormatLacksIt() {
        Tensor values = Tensor.zeros(Shape.of(1), DType.COMPLEX128);
        Path file = folder.resolve("c.safetensors");
        assertThatThrownBy(() -> Safetensors.write(file, Map.of("c", values), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("safetensors has no type for complex128");
        assertThat(file).doesNotExist();
    }

    @Test
    void emptyScalarTransposedAndTrainedTensorsComeBack() {
        Path file = folder.resolve("s.safetensors");
        Tensor matrix = Tensor.of(1f, 2, 3, 4, 5, 6).reshape(2, 3);
        Map<String, Tensor> all =
                Map.of(
                        "empty", Tensor.zeros(Shape.of(0, 4)),
                        "scalar", Tensor.scalar(3.5),
                        "transposed", matrix.t(),
                        "trained", Tensor.of(9f).requiresGrad_(true));
        Safetensors.write(file, all, Map.of("text", "ünïcode \"quoted\"\n"));
        try (SafetensorsFile saved = Safetensors.open(file)) {
            assertThat(saved.tensor("empty").shape()).isEqualTo(Shape.of(0, 4));
            assertThat(saved.tensor("scalar").item()).isEqualTo(3.5);
            assertThat(saved.tensor("transposed").toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(saved.tensor("trained").requiresGrad()).isFalse();
            assertThat(saved.metadata()).isEqualTo(Map.of("text", "ünïcode \"quoted\"\n"));
        }
    }

    @Test
    void largerElementsComeFirstSoThatEachIsAligned() {
        Path file = folder.resolve("o.safetensors");
        Map<String, Tensor> all =
                Map.of("a", Tensor.of(true), "b", Tensor.of(1L), "c", Tensor.of(1f));
        Safetensors.write(file, all, Map.of());
        try (SafetensorsFile saved = Safetensors.open(file)) {
            assertThat(saved.keys()).containsExactly("b", "c", "a");
        }
    }

    @Test
    void tensorsOutliveTheFile() throws IOException {
        Tensor values;
        try (SafetensorsFile saved = Safetensors.open(file(ONE, floats(1, 2)))) {
            values = saved.tensor("a");
        }
        assertThat(values.toFloatArray()).containsExactly(1, 2);
    }

    @Test
    void aKeyThatIsNotThereIsNamedWithThoseThatAre() throws IOException {
        try (SafetensorsFile saved = Safetensors.open(file(ONE, floats(1, 2)))) {
            assertThatThrownBy(() -> saved.tensor("b"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageEndingWith("no tensor b (expected: one of [a])");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json | header is not valid JSON",
                "[1, 2] | header is not a JSON object",
                "{'a':1}x | header is not valid JSON",
                "{'a':1,'a':2} | header is not valid JSON",
                "{'a':1} | a: dtype \"\" (expected: one of [F64, F32",
                "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}} | a: dtype \"F31\"",
                "{'a':{'dtype':'F32','data_offsets':[0,8]}} | a: shape is missing",
                "{'a':{'dtype':'F32','shape':[2]}} | a: data_offsets is missing",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | a: shape [-2]",
                "{'a':{'dtype':'F32','shape':[0.5],'data_offsets':[0,8]}} | a: shape [0.5]",
                "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | a: shape",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | a: shape overflows",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | a: data_offsets [8,0]",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4,8]}} | a: data_offsets [0,4,8]",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | a: 8 bytes (expected: 12",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} | truncated",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | too long",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | a: starts at byte 4, after a gap",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | b: starts at byte 4, inside the tensor before it",
                "{'a':{'dtype':'F32','shape':[0,4611686018427387904,8],'data_offsets':[0,0]}} | a: shape overflows",
                "{'__metadata__':{'n':1}} | __metadata__.n is not a text",
                "{'__metadata__':[]} | __metadata__ is not a JSON object"
            })
    void aCorruptHeaderIsNamed(String header, String fault) throws IOException {
        Path file = file(header.replace('\'', '"'), floats(1, 2));
        assertThatThrownBy(() -> Safetensors.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(fault);
    }

    @Test
    void aFileCutAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file(ONE, floats(1, 2)));
        Path cut = folder.resolve("cut.safetensors");
        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.open(cut).close())
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("truncated");
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "100000001", "-1", "9223372036854775807"})
    void anAbsurdHeaderLengthIsRefusedWithoutReading(long length) throws IOException {
        Path file = folder.resolve("length.safetensors");
        byte[] bytes =
                ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
        Files.write(file, bytes);
        assertThatThrownBy(() -> Safetensors.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("not a safetensors file");
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() throws IOException {
        Path file = folder.resolve("utf.safetensors");
        byte[] bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(2).array();
        bytes[8] = (byte) 0xC3;
        bytes[9] = (byte) 0x28;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Safetensors.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageEndingWith("header is not UTF-8");
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("none.safetensors");
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(file + ": no such file");
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoOther() throws IOException {
        Path file = folder.resolve("kept.safetensors");
        Safetensors.write(file, Map.of("a", Tensor.of(1f)), Map.of());
        byte[] before = Files.readAllBytes(file);
        Tensor closed = Tensor.of(2f);
        closed.close();
        assertThatThrownBy(() -> Safetensors.write(file, Map.of("a", closed), Map.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = folder.resolve("no").resolve("w.safetensors");
        assertThatThrownBy(() -> Safetensors.write(file, Map.of(), Map.of()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + ": cannot be written")
                .hasMessageContaining("expected: an existing, writable folder");
    }

    @Test
    void theMetadataKeyIsReserved() {
        Path file = folder.resolve("m.safetensors");
        Map<String, Tensor> all = Map.of("__metadata__", Tensor.of(1f));
        assertThatThrownBy(() -> Safetensors.write(file, all, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reserved");
    }

    @Test
    void lazyConjugatesAndNegativesAreWrittenAsTheyLook() {
        Path file = folder.resolve("lazy.safetensors");
        Tensor values = Tensor.of(1f, 2, 3, 4, 5, 6).reshape(3, 2);
        Tensor complex = Operator.of("aten::view_as_complex").call(values);
        Map<String, Tensor> all =
                Map.of(
                        "conjugate", complex.conj(),
                        "negative", complex.conj().imag(),
                        "slice", complex.conj().narrow(0, 1, 2));
        Safetensors.write(file, all, Map.of());
        try (SafetensorsFile saved = Safetensors.open(file)) {
            assertThat(pairs(saved.tensor("conjugate"))).containsExactly(1, -2, 3, -4, 5, -6);
            assertThat(saved.tensor("negative").toFloatArray()).containsExactly(-2, -4, -6);
            assertThat(pairs(saved.tensor("slice"))).containsExactly(3, -4, 5, -6);
        }
    }

    private static float[] pairs(Tensor complex) {
        return Operator.of("aten::view_as_real").call(complex).toFloatArray();
    }

    @Test
    void aSparseTensorIsNamedAndLeavesNoFile() throws IOException {
        Path file = folder.resolve("sparse.safetensors");
        Tensor sparse = Operator.of("aten::to_sparse").call(Tensor.of(0f, 1, 0));
        assertThatThrownBy(() -> Safetensors.write(file, Map.of("table", sparse), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("table: cannot be written: ")
                .hasMessageEndingWith("(expected: a dense tensor; call to_dense)");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aShapeOfMoreThan64DimensionsIsRefused() throws IOException {
        String ones = String.join(",", Collections.nCopies(65, "1"));
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[%s],\"data_offsets\":[0,1]}}";
        Path file = file(header.formatted(ones), (byte) 1);
        assertThatThrownBy(() -> Safetensors.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessage(file + ": a: shape of 65 dimensions (expected: at most 64)");
        Path most = file(header.formatted(ones.substring(2)), (byte) 1);
        try (SafetensorsFile saved = Safetensors.open(most)) {
            assertThat(saved.tensor("a").dim()).isEqualTo(64);
        }
    }

    @Test
    void aHeaderOfDeepNestingIsRefused() throws IOException {
        Path file = file("{\"a\":" + "[".repeat(100_000));
        assertThatThrownBy(() -> Safetensors.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(file + ": header is not valid JSON");
    }

    @Test
    void theSameTextsAreTheSameBytesWhateverOrderTheyComeIn() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, String> reversed = new LinkedHashMap<>();
        for (int i = 0; i < 5; i++) {
            texts.put("key " + i, "text");
            reversed.put("key " + (4 - i), "text");
        }
        Path one = folder.resolve("one.safetensors");
        Path other = folder.resolve("other.safetensors");
        Safetensors.write(one, Map.of(), texts);
        Safetensors.write(other, Map.of(), reversed);
        assertThat(other).hasSameBinaryContentAs(one);
    }
}
