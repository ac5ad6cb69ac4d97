package dev.balboa.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Tensor;
import dev.balboa.testkit.GoldenTensor;
import dev.balboa.testkit.Goldens;
import dev.balboa.testkit.LeakGuard;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// `toString` lays values out as PyTorch prints them. The oracle is `str()` of PyTorch 2.10
/// (`src/test/python/tensor_print_goldens.py`). Compared is what stands before the first keyword:
/// PyTorch leaves out the shape and the usual element types, Balboa always names them.
@ExtendWith(LeakGuard.class)
class TensorPrintConformanceTest {

    private static final Pattern FACTS =
            Pattern.compile(
                    ",\\s+(shape|size|dtype|device|requires_grad)=.*\\)$|\\)$", Pattern.DOTALL);

    @TestFactory
    Stream<DynamicTest> valuesAreLaidOutAsPyTorchDoes() {
        return Goldens.lines("tensor_print.jsonl.gz").stream()
                .map(node -> dynamicTest(name(node), () -> check(node)));
    }

    private static String name(JsonNode node) {
        return node.get("tensor").get("dtype").asText() + node.get("tensor").get("sizes");
    }

    private static void check(JsonNode node) {
        try (Scope _ = Scope.open()) {
            Tensor tensor = GoldenTensor.of(node.get("tensor")).toTensor();
            assertThat(values(tensor.toString())).isEqualTo(values(node.get("text").asText()));
        }
    }

    private static String values(String text) {
        return FACTS.matcher(text).replaceFirst("");
    }
}
