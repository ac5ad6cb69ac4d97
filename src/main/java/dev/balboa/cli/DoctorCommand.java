package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.tensor.Diagnostics;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `balboa doctor`.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Tell which libtorch, BLAS, threads and devices are used, and what is wrong; exit code 1"
                        + " when something is.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  balboa doctor",
            "  BALBOA_LIBTORCH=venv/lib/python3.12/site-packages/torch balboa doctor"
        })
final class DoctorCommand implements Callable<Integer> {

    @Mixin private Console console;

    @Override
    public Integer call() {
        ObjectNode results = console.results();
        ObjectNode report = results.putObject("report");
        Diagnostics.report()
                .forEach(
                        (name, value) -> {
                            console.say("%-22s %s", name, value);
                            report.put(name, value);
                        });
        List<String> problems = Diagnostics.problems();
        ArrayNode list = results.putArray("problems");
        problems.forEach(list::add);
        problems.forEach(problem -> console.say("problem: %s", problem));
        if (problems.isEmpty()) {
            console.say("no problem found");
        }
        console.finish(results);
        return problems.isEmpty() ? 0 : 1;
    }
}
