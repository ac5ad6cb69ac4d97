package dev.balboa.internal.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.internal.libtorch.Libtorch;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The shapes that are made while libtorch is opened are those that are bound once it is: one more
/// would be made for nothing, one less would be waited for. Oracle: what was bound.
class CallShapeTest {

    @Test
    void theShapesThatAreMadeBeforeAreThoseThatAreBound() throws Exception {
        Libtorch.load();
        for (Class<?> functions :
                List.of(
                        Abi.class,
                        AutogradAbi.class,
                        ProcessAbi.class,
                        ProfileAbi.class,
                        TensorAbi.class)) {
            Class.forName(functions.getName()); // binds its functions
        }
        assertThat(CallShape.all().collect(Collectors.toSet())).isEqualTo(NativeLibraries.bound());
    }
}
