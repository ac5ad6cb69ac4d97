package dev.balboa.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.UnsafeOperators;
import dev.balboa.testkit.Goldens;
import dev.balboa.testkit.LeakGuard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every operator answers as PyTorch 2.10 does. The oracle is a recording of PyTorch's own answers
/// to the same calls (`src/test/python/operator_goldens.py`): varied argument kinds, strides,
/// conjugate and negative bits, zero sizes, element types; in-place and `out=` forms are also
/// compared on what they wrote.
@ExtendWith(LeakGuard.class)
class OperatorConformanceTest {

    private static final int REQUIRED_OPERATORS = 300;
    private static final List<JsonNode> CASES = Goldens.lines("operators.jsonl.gz");

    @TestFactory
    Stream<DynamicTest> answersAsPyTorchDoes() {
        return byOperator().entrySet().stream()
                .filter(entry -> !isRefused(entry.getKey()))
                .map(entry -> dynamicTest(entry.getKey(), () -> check(entry.getValue())));
    }

    @Test
    void coversAtLeastThreeHundredOperators() {
        assertThat(byOperator().keySet().stream().filter(name -> !isRefused(name)))
                .hasSizeGreaterThanOrEqualTo(REQUIRED_OPERATORS);
    }

    @Test
    void recordedOperatorsThatAreUnsafeAreRefusedByName() {
        assertThat(byOperator().keySet().stream().filter(OperatorConformanceTest::isRefused))
                .isNotEmpty()
                .allSatisfy(
                        name ->
                                assertThatThrownBy(() -> Operator.of(name))
                                        .isInstanceOf(IllegalArgumentException.class)
                                        .hasMessageContaining(name + " is refused"));
    }

    private static boolean isRefused(String name) {
        return UnsafeOperators.reasons().containsKey(name);
    }

    private static void check(List<JsonNode> cases) {
        List<String> faults = new ArrayList<>();
        for (JsonNode node : cases) {
            OperatorCase golden = new OperatorCase(node);
            golden.faults().forEach(fault -> faults.add(golden + ": " + fault));
        }
        assertThat(faults).isEmpty();
    }

    private static Map<String, List<JsonNode>> byOperator() {
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        for (JsonNode node : CASES) {
            groups.computeIfAbsent(node.get("op").asText(), _ -> new ArrayList<>()).add(node);
        }
        return groups;
    }
}
