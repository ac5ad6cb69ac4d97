package dev.balboa.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.balboa.tensor.Activations;
import dev.balboa.tensor.Fft;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Pooling;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Special;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Vision;
import dev.balboa.testkit.Goldens;
import dev.balboa.testkit.LeakGuard;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every operator *method* answers as PyTorch's function of that name: the right operator, the
/// arguments in the right places, PyTorch's defaults. The oracle is a recording of PyTorch 2.10's
/// public Python functions (`src/test/python/method_goldens.py`), which share no argument lists
/// with the methods. Random numbers agree to the bit for a seed.
@ExtendWith(LeakGuard.class)
class MethodConformanceTest {
    private static final int REQUIRED_NAMES = 250;
    private static final List<MethodCase> CASES =
            Goldens.lines("methods.jsonl.gz").stream().map(MethodCase::new).toList();
    private static final List<Class<?>> CLASSES =
            List.of(
                    Tensor.class,
                    Functional.class,
                    Activations.class,
                    Pooling.class,
                    Vision.class,
                    Linalg.class,
                    Fft.class,
                    Special.class,
                    Random.class);

    // Lifetime, facts, reading, autograd and indexing are no operators and have tests of their own;
    // what `empty` holds is nobody's business.
    private static final Set<String> NO_OPERATORS =
            Set.of(
                    "close isClosed of scalar from wrap empty emptyLike shape strides dim size numel dtype device isContiguous requiresGrad isLeaf item itemLong itemBoolean itemComplex toFloatArray toDoubleArray toLongArray toIntArray toByteArray toBooleanArray asSegment requiresGrad_ grad setGrad zeroGrad backward detach registerHook get set toString"
                            .split(" "));

    @TestFactory
    Stream<DynamicTest> answersAsPyTorchDoes() {
        return byMethod().entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> check(entry.getValue())));
    }

    @Test
    void everyOperatorMethodIsCompared() {
        Set<Method> compared = CASES.stream().map(MethodCase::method).collect(Collectors.toSet());
        assertThat(operatorMethods().filter(method -> !compared.contains(method))).isEmpty();
    }

    @Test
    void twoHundredAndFiftyOperatorsHaveAMethod() {
        assertThat(
                        operatorMethods()
                                .map(m -> m.getDeclaringClass().getSimpleName() + "." + m.getName())
                                .distinct())
                .hasSizeGreaterThanOrEqualTo(REQUIRED_NAMES);
    }

    private static Stream<Method> operatorMethods() {
        return CLASSES.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !method.isSynthetic())
                .filter(method -> !NO_OPERATORS.contains(method.getName()));
    }

    private static void check(List<MethodCase> cases) {
        List<String> faults = new ArrayList<>();
        for (MethodCase golden : cases) {
            golden.faults().forEach(fault -> faults.add(golden + ": " + fault));
        }
        assertThat(faults).isEmpty();
    }

    private static Map<String, List<MethodCase>> byMethod() {
        return CASES.stream()
                .collect(
                        Collectors.groupingBy(
                                golden -> golden.node().get("method").asText(),
                                LinkedHashMap::new,
                                Collectors.toList()));
    }
}
