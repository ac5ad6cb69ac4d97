package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.autograd.Checkpointing;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.LeakGuard;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Oracles: the mask that the output shows, and the same layers of the same seed without
/// checkpointing, bit for bit.
@ExtendWith(LeakGuard.class)
class RandomSourcesTest {

    private static Tensor input() {
        return Tensor.arange(96).div(50).sin().reshape(4, 3, 8).detach().requiresGrad_(true);
    }

    private static TransformerEncoderLayer.Options encoder() {
        return TransformerEncoderLayer.Options.of(8, 2).withDimFeedforward(16).withDropout(0.3);
    }

    @Test
    void aCheckpointedDropoutPassesGradientsWhereItsOutputIsNotZero() {
        try (Generator random = Generator.of(0)) {
            Dropout dropout = Dropout.of(0.5, random);
            Tensor x = Tensor.ones(Shape.of(256)).requiresGrad_(true);
            Tensor y = Checkpointing.apply(dropout::forward, x, dropout.randomSources());
            y.sum().backward();
            assertThat(x.grad().toFloatArray()).containsExactly(y.detach().toFloatArray());
            assertThat(y.detach().toFloatArray()).contains(0f, 2f);
        }
    }

    @Test
    void aCheckpointedEncoderHasTheGradientsOfThePlainOne() {
        Map<String, float[]> plain = gradients(false);
        Map<String, float[]> checkpointed = gradients(true);
        assertThat(plain).hasSize(13);
        assertThat(checkpointed.keySet()).isEqualTo(plain.keySet());
        plain.forEach((key, values) -> assertThat(checkpointed.get(key)).as(key).isEqualTo(values));
    }

    private static Map<String, float[]> gradients(boolean checkpointed) {
        try (Generator random = Generator.of(3);
                TransformerEncoderLayer layer = TransformerEncoderLayer.of(encoder(), random)) {
            Tensor x = input();
            Tensor y =
                    checkpointed
                            ? Checkpointing.apply(layer::forward, x, layer.randomSources())
                            : layer.forward(x);
            y.square().sum().backward();
            Map<String, float[]> found = new TreeMap<>();
            found.put("x", x.grad().reshape(-1).toFloatArray());
            layer.parameters()
                    .forEach((key, t) -> found.put(key, t.grad().reshape(-1).toFloatArray()));
            return found;
        }
    }

    @Test
    void eachGeneratorOfATreeIsListedOnceAndWithoutDropoutNone() {
        try (Generator one = Generator.of(1);
                Generator two = Generator.of(2);
                TransformerEncoderLayer layer = TransformerEncoderLayer.of(encoder(), one)) {
            Sequential tree = Sequential.of(layer, Dropout.of(0.1, two), Dropout.of(0, two));
            assertThat(tree.randomSources()).containsExactly(one, two);
            tree.eval();
            assertThat(tree.randomSources()).isEmpty();
            tree.train();
            assertThat(tree.randomSources()).containsExactly(one, two);
            assertThat(Sequential.of(Dropout.of(0, two)).randomSources()).isEmpty();
        }
    }

    @Test
    void anAttentionListsTheGeneratorOfItsWeights() {
        try (Generator random = Generator.of(1);
                MultiheadAttention attention =
                        MultiheadAttention.of(
                                MultiheadAttention.Options.of(8, 2).withDropout(0.2), random)) {
            assertThat(attention.randomSources()).containsExactly(random);
        }
    }
}
