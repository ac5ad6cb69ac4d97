package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balboa.ssl.Method;
import dev.balboa.ssl.MethodOption;
import dev.balboa.ssl.Methods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `balboa methods`. Oracle: the methods themselves.
class MethodsCommandTest {

    @ParameterizedTest
    @MethodSource("dev.balboa.ssl.Methods#names")
    void theViewsThatAreToldAreThoseThatTheMethodTakes(String name) {
        RunConfig config =
                Settings.defaults()
                        .set("method", name)
                        .set("network.width", 2)
                        .set("network.proj_dim", 8)
                        .resolve();
        try (Method method = TrainingRun.method(config, 1)) {
            assertThat(Methods.get(name).views()).isEqualTo(method.views());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.balboa.ssl.Methods#names")
    void everyOptionIsToldAndHasAFlag(String name) {
        CommandRun told = CommandRun.of("methods", name);
        assertThat(told.exit()).isZero();
        CommandRun help = CommandRun.of("train", "--help");
        for (MethodOption option : Methods.get(name).options()) {
            assertThat(told.out()).anyMatch(line -> line.contains("--" + option.name() + " "));
            assertThat(help.out()).anyMatch(line -> line.contains("--" + option.name() + "="));
        }
    }

    @Test
    void theOptionsOfFvnceAreToldWithItsPaperAndDefaultsAndHaveFlags() {
        CommandRun told = CommandRun.of("methods", "fvnce");
        assertThat(told.exit()).isZero();
        assertThat(told.out()).anyMatch(line -> line.contains("Zach, 2023"));
        assertThat(told.out()).anyMatch(line -> line.contains("--lr 0.001"));
        CommandRun help = CommandRun.of("train", "--help");
        for (MethodOption option : FvnceOptions.SET.options()) {
            assertThat(told.out())
                    .anyMatch(
                            line ->
                                    line.contains("--" + option.name() + " ")
                                            && line.contains("Default: " + option.fallback()));
            assertThat(help.out()).anyMatch(line -> line.contains("--" + option.name() + "="));
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
        assertThat(people.out())
                .anyMatch(line -> line.startsWith("fvnce ") && line.contains("Zach"));
        assertThat(machines.json().get("methods").findValuesAsText("name")).contains("fvnce");
        assertThat(machines.json().get("backbones")).hasSize(Backbones.NAMES.size());
    }
}
