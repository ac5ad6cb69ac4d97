package dev.balboa.eval;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// t-SNE. Oracles: the divergence itself, differentiated by autograd; the definition of perplexity
/// in a slow loop; groups that are far apart.
class TsneTest {

    @Test
    void theGradientIsThatOfTheDivergence() {
        try (Generator generator = Generator.of(3)) {
            Tensor p = new Tsne(5, 1).joint(normal(Shape.of(20, 4), generator));
            Tensor y = normal(Shape.of(20, 2), generator).requiresGrad_(true);
            Tensor apart = y.unsqueeze(1).sub(y.unsqueeze(0)).square().sum(false, 2);
            Tensor near =
                    apart.add(1).reciprocal().mul(Tensor.eye(20).to(DType.FLOAT64).neg().add(1));
            Tensor q = near.div(near.sum()).clampMin(1e-12);
            Tensor divergence = p.mul(p.log().sub(q.log())).sum();
            Tensor expected = Autograd.grad(divergence, List.of(y)).getFirst();
            // joint() gives the diagonal a least value, whose pull on a row itself is nothing
            Tensor found = Tsne.gradient(p.div(p.sum()), y.detach());
            assertThat(found.sub(expected).abs().amax(false, 0, 1).item()).isLessThan(1e-6);
        }
    }

    @Test
    void eachRowHasThePerplexityThatWasAskedFor() {
        int n = 40;
        double asked = 7;
        try (Generator generator = Generator.of(4)) {
            Tensor x = normal(Shape.of(n, 3), generator);
            // a row's conditional similarities, from the joint ones of the rows' definition
            double[] joint = new Tsne(asked, 1).joint(x).flatten(0, -1).toDoubleArray();
            double[] rows = x.flatten(0, -1).toDoubleArray();
            double[][] conditional = slowConditional(rows, n, 3, asked);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double expected =
                            i == j ? 0 : (conditional[i][j] + conditional[j][i]) / (2 * n);
                    assertThat(joint[i * n + j]).isCloseTo(expected, within(1e-9));
                }
            }
        }
    }

    @Test
    void groupsThatAreFarApartStayApart() {
        int each = 30;
        try (Generator generator = Generator.of(5)) {
            Tensor x = normal(Shape.of(3 * each, 10), generator);
            for (int g = 0; g < 3; g++) {
                x.narrow(0, (long) g * each, each).add_(20.0 * g);
            }
            double[] y = new Tsne(10, 400).map(x).flatten(0, -1).toDoubleArray();
            int sameGroup = 0;
            for (int i = 0; i < 3 * each; i++) {
                sameGroup += nearest(y, i) / each == i / each ? 1 : 0;
            }
            assertThat(sameGroup).isEqualTo(3 * each);
        }
    }

    @Test
    void theMapDependsOnTheRowsAloneAndIsCentred() {
        try (Generator generator = Generator.of(6)) {
            Tensor x = normal(Shape.of(30, 5), generator);
            Tensor first = new Tsne(5, 50).map(x);
            assertThat(new Tsne(5, 50).map(x)).hasValues(first.flatten(0, -1).toDoubleArray());
            assertThat(first.mean(false, 0).abs().sum().item()).isLessThan(1e-9);
        }
    }

    @Test
    void badInputIsNamed() {
        Tsne tsne = new Tsne(10, 5);
        assertThatThrownBy(() -> tsne.map(Tensor.zeros(Shape.of(29, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "x: [29, 3] (expected: [N, D] with N >= 30, three times the perplexity)");
        assertThatThrownBy(() -> tsne.map(Tensor.full(Shape.of(30, 3), Double.NaN)))
                .hasMessage("x: not finite (expected: finite values)");
        assertThatThrownBy(() -> new Tsne(0.5, 5)).hasMessageStartingWith("perplexity: 0.5");
        assertThatThrownBy(() -> new Tsne(5, 0)).hasMessage("steps: 0 (expected: >= 1)");
    }

    private static Tensor normal(Shape shape, Generator generator) {
        return Random.normal_(Tensor.empty(shape, DType.FLOAT64), 0, 1, generator);
    }

    private static int nearest(double[] y, int i) {
        int best = -1;
        double least = Double.MAX_VALUE;
        for (int j = 0; j < y.length / 2; j++) {
            double d = Math.hypot(y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1]);
            if (j != i && d < least) {
                least = d;
                best = j;
            }
        }
        return best;
    }

    private static double[][] slowConditional(double[] x, int n, int d, double perplexity) {
        double[][] p = new double[n][n];
        for (int i = 0; i < n; i++) {
            double low = -60;
            double high = 60;
            for (int step = 0; step < 200; step++) {
                double beta = Math.exp((low + high) / 2);
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    p[i][j] = j == i ? 0 : Math.exp(-beta * distance(x, i, j, d));
                    sum += p[i][j];
                }
                double entropy = 0;
                for (int j = 0; j < n; j++) {
                    p[i][j] /= sum;
                    entropy -= p[i][j] > 0 ? p[i][j] * Math.log(p[i][j]) : 0;
                }
                if (Math.exp(entropy) > perplexity) {
                    low = (low + high) / 2;
                } else {
                    high = (low + high) / 2;
                }
            }
        }
        return p;
    }

    private static double distance(double[] x, int i, int j, int d) {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            sum += Math.pow(x[i * d + k] - x[j * d + k], 2);
        }
        return sum;
    }
}
