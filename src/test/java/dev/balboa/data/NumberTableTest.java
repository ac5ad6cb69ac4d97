package dev.balboa.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracle: small tables written here as text. The reading of lines is that of [CsvTableTest].
class NumberTableTest {

    @TempDir private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    @Test
    void allColumnsAreAlikeAndInTheOrderOfTheFile() throws IOException {
        NumberTable table = NumberTable.read(file("a,\"b\",c\n1,-2.5,3e1\n\n4,5,6\n"));
        assertThat(table.names()).containsExactly("a", "b", "c");
        assertThat(table.rows()).isEqualTo(2);
        try (Scope _ = Scope.open()) {
            Tensor values = table.values();
            assertThat(values.shape()).isEqualTo(Shape.of(2, 3));
            assertThat(values.toFloatArray()).containsExactly(1, -2.5f, 30, 4, 5, 6);
        }
    }

    @Test
    void aSingleColumnIsATable() throws IOException {
        assertThat(NumberTable.read(file("a\n1\n2\n")).data()).containsExactly(1, 2);
    }

    @Test
    void defectsAreNamedWithTheirLine() throws IOException {
        Path words = file("a,b\n1,2\n3,red\n");
        assertThatThrownBy(() -> NumberTable.read(words))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("table.csv: line 3, column b: red (expected: a number");
        Path twice = file("a,a\n1,2\n");
        assertThatThrownBy(() -> NumberTable.read(twice))
                .hasMessageContaining("two columns named a");
        assertThatThrownBy(() -> new NumberTable(List.of("a", "b"), 2, new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows: 2 (expected: 3 numbers for 2 columns)");
    }
}
