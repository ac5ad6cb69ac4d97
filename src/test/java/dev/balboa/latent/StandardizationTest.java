package dev.balboa.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.data.CsvTable;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.TensorAssert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracles: a table by hand; the change of variables of a normal density.
class StandardizationTest {

    @TempDir private Path folder;

    @Test
    void columnsOfACsvFileGetMeanZeroAndDeviationOne() throws IOException {
        Path file = folder.resolve("table.csv");
        Files.writeString(file, "a,b,y\n1,10,0\n3,10,0\n1,40,1\n3,40,1\n");
        Tensor rows = CsvTable.read(file, "y").features();
        Standardization standard = Standardization.fit(rows);
        assertThat(standard).isEqualTo(new Standardization(List.of(2.0, 25.0), List.of(1.0, 15.0)));
        Tensor found = standard.apply(rows);
        TensorAssert.assertThat(found).hasDType(DType.FLOAT32);
        TensorAssert.assertThat(found).isCloseTo(-1, -1, 1, -1, -1, 1, 1, 1);
        TensorAssert.assertThat(standard.restore(found)).isCloseTo(1, 10, 3, 10, 1, 40, 3, 40);
        assertThat(standard.logVolume()).isCloseTo(Math.log(15), within(1e-12));
    }

    @Test
    void densitiesOfTheRowsFollowFromThoseOfTheStandardisedRows() {
        Tensor rows = Tensor.of(new double[] {1, 10, 3, 12, 2, 40, 7, 41}, Shape.of(4, 2));
        Standardization standard = Standardization.fit(rows);
        try (GaussianNoise raw = GaussianNoise.fitDiagonal(rows, 0);
                GaussianNoise white = GaussianNoise.fitDiagonal(standard.apply(rows), 0)) {
            Tensor expected = white.logDensity(standard.apply(rows)).sub(standard.logVolume());
            TensorAssert.assertThat(raw.logDensity(rows)).isCloseTo(expected, 1e-12, 1e-12);
        }
    }

    @Test
    void constantColumnsAreNamed() {
        Tensor rows = Tensor.of(new double[] {1, 5, 2, 5}, Shape.of(2, 2));
        assertThatThrownBy(() -> Standardization.fit(rows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "deviations: 0.0 in column 1 (expected: > 0; leave constant columns out)");
    }
}
