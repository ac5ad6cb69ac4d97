package dev.balboa.tensor;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Factors multiply to the matrix they came from. The oracle is the definition: unlike recordings
/// it holds whatever signs, phases and order a LAPACK chooses.
class LinalgTest {
    private static final double TOLERANCE = 1e-10;

    private static Tensor matrix(long... sizes) {
        try (Generator generator = Generator.of(5)) {
            return Random.randn(Shape.of(sizes), DType.FLOAT64, generator);
        }
    }

    private static Tensor symmetric(int size) {
        Tensor a = matrix(2, size, size);
        return a.add(a.mT());
    }

    @Test
    void singularVectorsAndValuesGiveTheMatrixBack() {
        Tensor a = matrix(2, 5, 3);
        List<Tensor> usv = Linalg.svd(a, false);
        Tensor product = usv.get(0).matmul(usv.get(1).diagEmbed()).matmul(usv.get(2));
        assertThat(product).isCloseTo(a, TOLERANCE, TOLERANCE);
        assertThat(usv.get(1)).isCloseTo(Linalg.svdvals(a), TOLERANCE, TOLERANCE);
    }

    @Test
    void eigenvectorsAreScaledByTheirValues() {
        Tensor a = matrix(2, 4, 4);
        List<Tensor> pair = Linalg.eig(a);
        Tensor left = a.to(DType.COMPLEX128).matmul(pair.get(1));
        Tensor right = pair.get(1).mul(pair.get(0).unsqueeze(-2));
        assertThat(left.sub(right).abs().amax(false, 0, 1, 2)).isCloseTo(0.0);
        assertThat(Linalg.eigvals(a).real().sum()).isCloseTo(a.diagonal(0, 1, 2).sum().item());
    }

    @Test
    void eigenvaluesOfASymmetricMatrixAscend() {
        Tensor a = symmetric(4);
        List<Tensor> pair = Linalg.eigh(a);
        Tensor product = pair.get(1).mul(pair.get(0).unsqueeze(-2)).matmul(pair.get(1).mT());
        assertThat(product).isCloseTo(a, TOLERANCE, TOLERANCE);
        assertThat(pair.get(0)).isCloseTo(Linalg.eigvalsh(a), TOLERANCE, TOLERANCE);
        assertThat(pair.get(0).diff(1, -1).lt(0).any().to(DType.FLOAT32)).hasValues(0);
    }

    @Test
    void orthogonalAndTriangularFactorsGiveTheMatrixBack() {
        Tensor a = matrix(2, 4, 3);
        List<Tensor> qr = Linalg.qr(a);
        assertThat(qr.get(0).matmul(qr.get(1))).isCloseTo(a, TOLERANCE, TOLERANCE);
        List<Tensor> plu = Linalg.lu(a);
        assertThat(plu.get(0).matmul(plu.get(1)).matmul(plu.get(2)))
                .isCloseTo(a, TOLERANCE, TOLERANCE);
    }

    @Test
    void aPseudoInverseIsOneOnTheRange() {
        Tensor a = matrix(4, 3);
        assertThat(a.matmul(Linalg.pinv(a)).matmul(a)).isCloseTo(a, TOLERANCE, TOLERANCE);
    }

    @Test
    void whatHasNoSolutionSaysSo() {
        Tensor singular = Tensor.zeros(Shape.of(3, 3), DType.FLOAT64);
        assertThatThrownBy(() -> Linalg.inv(singular))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("singular");
        assertThatThrownBy(() -> Linalg.luFactor(singular)).isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Linalg.matrixPower(singular, -1))
                .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Linalg.cholesky(singular.sub(1)))
                .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Linalg.multiDot(List.of(singular)))
                .isInstanceOf(TorchException.class);
    }

    /// The oracle is the fit itself: b is a column of a. PyTorch's default driver leaves it
    /// unfitted every other time, depending on what lies in freed memory.
    @Test
    void leastSquaresFitsWhereColumnsDepend() {
        try (Generator random = Generator.of(1)) {
            for (int round = 0; round < 50; round++) {
                try (Scope _ = Scope.open()) {
                    Tensor.full(Shape.of(16), 7, DType.INT32).close(); // what the driver would read
                    Tensor a = Random.randn(Shape.of(64, 2), random).to(DType.FLOAT64);
                    a.select(1, round % 2).fill_(0);
                    Tensor x = Linalg.lstsq(a, a);
                    Tensor residual = a.matmul(x).sub(a).abs().max();
                    assertThat(residual.item()).isLessThan(1e-12);
                }
            }
        }
    }
}
