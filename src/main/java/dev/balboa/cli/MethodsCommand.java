package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `balboa methods`.
@Command(
        name = "methods",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "List the methods and backbones that balboa train knows.",
        footerHeading = "%nExamples:%n",
        footer = {"  balboa methods", "  balboa methods --json"})
final class MethodsCommand implements Callable<Integer> {

    /// What is told about a method.
    ///
    /// @param name   for `--method`
    /// @param views  of each image and step
    /// @param idea   in one line
    /// @param source where it was published
    record Entry(String name, int views, String idea, String source) {}

    static final List<Entry> ENTRIES =
            List.of(
                    new Entry(
                            "simclr",
                            2,
                            "two views of an image attract, views of other images repel (NT-Xent)",
                            "Chen et al., ICML 2020"),
                    new Entry(
                            "simsiam",
                            2,
                            "one view predicts the other, which is held still",
                            "Chen and He, CVPR 2021"),
                    new Entry(
                            "simsiam-gsg",
                            4,
                            "SimSiam on pairs of images; the closest views decide which hold still",
                            "Lee et al., NeurIPS 2023"));

    @Mixin private Console console;

    @Override
    public Integer call() {
        ObjectNode results = console.results();
        ArrayNode methods = results.putArray("methods");
        console.say("%-14s %-6s %-72s %s", "method", "views", "idea", "published");
        for (Entry entry : ENTRIES) {
            console.say(
                    "%-14s %-6d %-72s %s",
                    entry.name(), entry.views(), entry.idea(), entry.source());
            RunConfig.Network network = RunConfig.DEFAULTS.network().resolved(entry.name());
            methods.addObject()
                    .put("name", entry.name())
                    .put("views", entry.views())
                    .put("idea", entry.idea())
                    .put("source", entry.source())
                    .put("proj_dim", network.projDim());
        }
        console.say("%nbackbones: %s", String.join(", ", Backbones.NAMES));
        console.say("choose with balboa train --method NAME --backbone NAME");
        ArrayNode backbones = results.putArray("backbones");
        Backbones.NAMES.forEach(backbones::add);
        console.finish(results);
        return 0;
    }
}
