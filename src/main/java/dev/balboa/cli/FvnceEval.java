package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.checkpoint.Checkpoint;
import dev.balboa.latent.Fvnce;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.ParseResult;

/// `balboa eval` of a run of fvnce: the likelihood of the test rows, with the run's own samples.
final class FvnceEval {

    private static final OnlyFlags FLAGS =
            new OnlyFlags(Set.of("--checkpoint", "--device", "--threads", "--json"));

    private final Path file;
    private final FvnceConfig config;

    private FvnceEval(Path file, FvnceConfig config) {
        this.file = file;
        this.config = config;
    }

    /// Whether `--checkpoint` is the folder of such a run, or its model.
    static boolean means(Path checkpoint) {
        return FvnceRun.wrote(file(checkpoint));
    }

    private static Path file(Path checkpoint) {
        if (Files.isDirectory(checkpoint)) {
            return checkpoint.resolve(OutputFolder.MODEL);
        }
        // what is needed to go on holds the model under other keys; the model lies beside it
        boolean whole = checkpoint.endsWith(OutputFolder.CHECKPOINT) && FvnceRun.wrote(checkpoint);
        return whole ? checkpoint.resolveSibling(OutputFolder.MODEL) : checkpoint;
    }

    /// The evaluation that is asked for.
    ///
    /// @throws UsageException for a flag that means nothing here
    static FvnceEval of(Path checkpoint, ParseResult given) {
        FLAGS.check(
                given,
                name ->
                        "%s: given (expected: absent, since %s is a run of fvnce, whose likelihood of its own test rows is told)"
                                .formatted(name, checkpoint));
        Path file = file(checkpoint);
        return new FvnceEval(file, FvnceFlags.moved(FvnceRun.saved("--checkpoint", file), given));
    }

    /// Estimates the likelihood.
    ///
    /// @return the results, for `--json`
    ObjectNode run(Console console, ObjectNode results) {
        Device device = ComputeOptions.parsed(config.compute().device());
        Threads.set(config.compute().threads());
        results.put("checkpoint", file.toString())
                .put("method", config.method())
                .put("member", config.settings().text("member"))
                .put("noise", config.settings().text("noise"));
        try (Scope _ = Scope.open()) {
            FvnceData data = FvnceData.load(config, console, results).to(device);
            FvnceRun.requireSameRows("--checkpoint", file, data);
            try (Fvnce objective = FvnceParts.objective(config, data)) {
                objective.to(device);
                Checkpoint.load(file, objective.model());
                FvnceScores scores = new FvnceScores(config, data, objective);
                console.say("%s: %d test rows", file, data.test().size(0));
                results.put("test_rows", data.test().size(0));
                scores.noise()
                        .ifPresent(
                                score -> score.show(console, results, "noise", "likelihood_noise"));
                scores.test().show(console, results, "trained", "likelihood");
            }
        }
        return results;
    }
}
