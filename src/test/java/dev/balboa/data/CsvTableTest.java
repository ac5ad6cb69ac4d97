package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Oracle: small tables written here as text.
class CsvTableTest {

    @TempDir Path folder;

    @Test
    void columnsBecomeFloat32TensorsInTheOrderOfTheFile() throws IOException {
        CsvTable table = read("a,price,b\n1,10,2.5\n\n -3 ,2e1,.5\r\n+4.,30,1E-2\n", "price");
        assertThat(table.featureNames()).containsExactly("a", "b");
        assertThat(table.targetName()).isEqualTo("price");
        try (Scope _ = Scope.open()) {
            Tensor features = table.features();
            assertThat(features.shape()).isEqualTo(Shape.of(3, 2));
            assertThat(features.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(features.toFloatArray()).containsExactly(1, 2.5f, -3, 0.5f, 4, 0.01f);
            assertThat(table.target().shape()).isEqualTo(Shape.of(3));
            assertThat(table.target().toFloatArray()).containsExactly(10, 20, 30);
        }
    }

    @Test
    void theTargetMayBeFirstOrLastAndFieldsQuoted() throws IOException {
        assertThat(read("\uFEFF\"y\", x ,z\n\"1\",2,3\n", "y").featureData()).containsExactly(2, 3);
        CsvTable last = read("x,z,größe\n1,2,3\n4,5,6", "größe");
        assertThat(last.featureData()).containsExactly(1, 2, 4, 5);
        assertThat(last.targetData()).containsExactly(3, 6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "NaN", "Infinity", "1e60", "1f", "0x1p3", "1_000", "1 2", "--1", "."})
    void aFieldThatIsNoFiniteNumberIsNamedByLineAndColumn(String field) {
        refused(
                "a,b\n1,2\n\n3," + field + "\n",
                "table.csv: line 4, column b: " + field + " (expected: a number; correct it or");
    }

    @Test
    void otherDefectsAreNamedWithTheirLine() {
        refused("a,b\n1,\n", "line 2, column b: empty (expected: a number");
        refused("a,b\n1,2\n1\n", "line 3: 1 fields (expected: 2, one for each column)");
        refused("a,b\n1,2,3\n", "line 2: 3 fields (expected: 2");
        refused("", "table.csv: empty (expected: names of columns");
        refused("a,b\n\n", "table.csv: no rows");
        refused("\na,c\n1,2\n", "line 2: no column b (expected: one of a, c)");
        refused("a,b,a\n1,2,3\n", "line 1: two columns named a (rename one)");
        refused("b\n1\n", "line 1: no column beside b");
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        assertThatThrownBy(() -> CsvTable.read(folder.resolve("none.csv"), "b"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("none.csv: cannot be read (");
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "größe,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> CsvTable.read(latin, "b"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("latin.csv: not UTF-8 (save it as UTF-8)");
    }

    private CsvTable read(String text, String target) throws IOException {
        return CsvTable.read(Files.writeString(folder.resolve("table.csv"), text), target);
    }

    private void refused(String text, String message) {
        assertThatThrownBy(() -> read(text, "b"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
