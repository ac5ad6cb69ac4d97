package dev.balboa.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Modules that are no records. Oracle: the rule, part by part; what holds nothing, or names what
/// it holds, is let through.
class UnseenPartsTest {

    private static Linear linear() {
        try (Generator generator = Generator.of(1)) {
            return Linear.of(1, 1, generator);
        }
    }

    /// A class as someone coming from PyTorch writes it.
    private static class Plain implements Layer {
        final Linear hidden = linear();

        @Override
        public Tensor forward(Tensor x) {
            return hidden.forward(x);
        }
    }

    private static final class Inherits extends Plain {}

    private static final class Collected implements Module {
        final Map<String, List<Optional<Linear>>> heads =
                Map.of("a", List.of(Optional.of(linear())));
    }

    private static final class Gain implements Layer {
        final Parameter gain = Parameter.trained("gain", () -> Tensor.ones(Shape.of(1)));

        @Override
        public Tensor forward(Tensor x) {
            return x.mul(gain.tensor());
        }
    }

    private static final class Named implements Layer {
        final Linear hidden = linear();

        @Override
        public Map<String, Module> children() {
            return Map.of("hidden", hidden);
        }

        @Override
        public Tensor forward(Tensor x) {
            return hidden.forward(x);
        }
    }

    private static void refused(Module module, String what) {
        assertThatThrownBy(module::stateDict)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("which would be neither trained nor saved");
        assertThatThrownBy(module::train).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClassThatHoldsAModuleItDoesNotNameIsRefused() {
        Plain plain = new Plain();
        Inherits inherits = new Inherits();
        try (Linear _ = plain.hidden;
                Linear _ = inherits.hidden) {
            assertThatThrownBy(plain::parameters)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "dev.balboa.nn.UnseenPartsTest$Plain: field hidden holds a Module,"
                                    + " which would be neither trained nor saved (expected: a"
                                    + " record of its parts, or a class that overrides"
                                    + " children())");
            refused(inherits, "UnseenPartsTest$Inherits: field hidden holds a Module");
            refused(Sequential.of(plain), "UnseenPartsTest$Plain");
        }
    }

    @Test
    void modulesInCollectionsAreFound() {
        Collected collected = new Collected();
        try (Linear _ = collected.heads.get("a").getFirst().orElseThrow()) {
            refused(collected, "field heads holds a Module");
        }
    }

    @Test
    void aParameterThatIsNotAmongTheSlotsIsRefused() {
        Gain gain = new Gain();
        try (Tensor _ = gain.gain.tensor()) {
            assertThatThrownBy(gain::stateDict)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("field gain holds a Parameter")
                    .hasMessageContaining("overrides slots()");
        }
    }

    @Test
    void aLambdaThatCapturesAModuleIsRefused() {
        try (Linear hidden = linear()) {
            Layer twice = x -> hidden.forward(hidden.forward(x));
            Layer same = hidden::forward;
            for (Layer layer : List.of(twice, same)) {
                refused(layer, "a lambda: captures a Module");
            }
        }
    }

    @Test
    void anAnonymousClassThatCapturesAModuleIsRefused() {
        try (Linear hidden = linear()) {
            Layer layer =
                    new Layer() {
                        @Override
                        public Tensor forward(Tensor x) {
                            return hidden.forward(x);
                        }
                    };
            refused(layer, "UnseenPartsTest$1: field val$hidden holds a Module");
        }
    }

    @Test
    void whatHoldsNothingOrNamesWhatItHoldsIsLetThrough() {
        double factor = 2;
        List<String> words = List.of("a");
        Layer scaled = x -> x.mul(factor * words.size());
        assertThat(scaled.stateDict()).isEmpty();
        try (Named named = new Named();
                Linear plain = linear()) {
            assertThat(named.stateDict()).containsOnlyKeys("hidden.weight", "hidden.bias");
            assertThat(plain.children()).isEmpty();
        }
    }
}
