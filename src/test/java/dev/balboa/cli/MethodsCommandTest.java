package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.ssl.Method;
import dev.balboa.ssl.Methods;
import org.junit.jupiter.api.Test;

/// `balboa methods`. Oracle: the methods themselves.
class MethodsCommandTest {

    @Test
    void everyMethodIsListedWithItsViews() {
        assertThat(MethodsCommand.ENTRIES)
                .extracting(MethodsCommand.Entry::name)
                .containsExactlyElementsOf(Methods.names());
        for (MethodsCommand.Entry entry : MethodsCommand.ENTRIES) {
            RunConfig config =
                    Settings.defaults()
                            .set("method", entry.name())
                            .set("network.width", 2)
                            .set("network.proj_dim", 8)
                            .resolve();
            try (Method method = TrainingRun.method(config)) {
                assertThat(entry.views()).as(entry.name()).isEqualTo(method.views());
            }
        }
    }

    @Test
    void peopleAndMachinesReadTheSameNames() {
        CommandRun people = CommandRun.of("methods");
        assertThat(people.exit()).isZero();
        CommandRun machines = CommandRun.of("methods", "--json");
        for (String name : Methods.names()) {
            assertThat(people.out()).anyMatch(line -> line.startsWith(name + " "));
            assertThat(machines.json().get("methods").findValuesAsText("name")).contains(name);
        }
        assertThat(machines.json().get("backbones")).hasSize(Backbones.NAMES.size());
    }
}
