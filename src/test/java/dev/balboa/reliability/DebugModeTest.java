package dev.balboa.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.testkit.Unguarded;
import org.junit.jupiter.api.Test;

/// `-Dbalboa.debug=true` tells where a tensor was closed: [ClosedTensorMain] in a process of its
/// own.
@Unguarded
class DebugModeTest {
    @Test
    void theCauseNamesTheThreadThatClosed() {
        assertThat(run("true").value("cause")).isEqualTo("closed here, by main");
    }

    @Test
    void theCauseHasTheStackOfTheClose() {
        assertThat(run("true").value("place-named")).isEqualTo("true");
    }

    @Test
    void withoutDebugTheMessageSaysHowToFindOut() {
        assertThat(run("false").value("message"))
                .endsWith("start with -Dbalboa.debug=true to see where it was closed");
    }

    private static ChildJvm.Result run(String debug) {
        ChildJvm.Result result =
                ChildJvm.of(ClosedTensorMain.class).with("-Dbalboa.debug=" + debug).run();
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result;
    }
}
