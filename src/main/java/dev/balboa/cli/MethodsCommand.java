package dev.balboa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.ssl.MethodDefinition;
import dev.balboa.ssl.MethodOption;
import dev.balboa.ssl.Methods;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `balboa methods`.
@Command(
        name = "methods",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "List the methods and backbones that balboa train knows, or one method's options.",
        footerHeading = "%nExamples:%n",
        footer = {"  balboa methods", "  balboa methods simclr", "  balboa methods --json"})
final class MethodsCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A method, to see its options with their defaults and ranges.")
    private String name;

    @Mixin private Console console;

    @Override
    public Integer call() {
        if (name != null) {
            UsageException.requireKnown("NAME", name, TrainCommand.methods());
        }
        List<String> shown = name == null ? TrainCommand.methods() : List.of(name);
        ObjectNode results = console.results();
        ArrayNode methods = results.putArray("methods");
        for (String method : shown) {
            if (method.equals(FvnceOptions.METHOD)) {
                tellFvnce(methods.addObject());
            } else {
                tell(Methods.get(method), methods.addObject());
            }
        }
        if (name == null) {
            list(results.putArray("backbones"));
        } else if (name.equals(FvnceOptions.METHOD)) {
            optionsOfFvnce();
        } else {
            options(Methods.get(name));
        }
        console.finish(results);
        return 0;
    }

    private void list(ArrayNode backbones) {
        console.say("%-16s %-6s %-76s %s", "method", "views", "idea", "published");
        for (String method : TrainCommand.methods()) {
            if (method.equals(FvnceOptions.METHOD)) {
                line(method, "-", FvnceOptions.IDEA, FvnceOptions.SOURCE);
                continue;
            }
            MethodDefinition known = Methods.get(method);
            line(method, Integer.toString(known.views()), known.idea(), known.source());
        }
        console.say("%nbackbones: %s", String.join(", ", Backbones.NAMES));
        console.say(
                "choose with balboa train --method NAME --backbone NAME; balboa methods NAME lists a"
                        + " method's options");
        Backbones.NAMES.forEach(backbones::add);
    }

    private void line(String method, String views, String idea, String source) {
        console.say("%-16s %-6s %-76s %s", method, views, idea, source);
    }

    private void optionsOfFvnce() {
        FvnceConfig usual = FvnceConfig.DEFAULTS;
        console.say("%s: %s", FvnceOptions.METHOD, FvnceOptions.IDEA);
        console.say("%s; images of --data are gray, a CSV file is a table", FvnceOptions.SOURCE);
        console.say(
                "defaults of its own: --image-size %d --epochs %d --batch-size %d --lr %s (Adam)",
                usual.data().imageSize(),
                usual.schedule().epochs(),
                usual.schedule().batchSize(),
                usual.optimizer().lr());
        options(FvnceOptions.SET.options());
    }

    private void options(MethodDefinition method) {
        console.say("%s: %s", method.name(), method.idea());
        console.say("%s; %d views of each image", method.source(), method.views());
        RunConfig.Network network =
                RunConfig.DEFAULTS
                        .network()
                        .resolved(method.name(), RunConfig.DEFAULTS.data().imageSize());
        console.say(
                "heads for %s of width %d: --proj-dim %d --proj-hidden %d --proj-layers %d --pred-hidden %d",
                network.backbone(),
                network.width(),
                network.projDim(),
                network.projHidden(),
                network.projLayers(),
                network.predHidden());
        console.say(
                "trained with: --optimizer %s --lr %s",
                method.optimizer().label(), method.learningRate());
        if (method.options().isEmpty()) {
            console.say("no options of its own");
        }
        options(method.options());
    }

    private void options(List<MethodOption> options) {
        for (MethodOption option : options) {
            console.say(
                    "  --%-22s %s. Default: %s; %s.",
                    option.name(),
                    option.description(),
                    option.fallback(),
                    option.range().expected());
        }
    }

    private static void tell(MethodDefinition method, ObjectNode node) {
        RunConfig.Network network =
                RunConfig.DEFAULTS
                        .network()
                        .resolved(method.name(), RunConfig.DEFAULTS.data().imageSize());
        node.put("name", method.name())
                .put("views", method.views())
                .put("idea", method.idea())
                .put("source", method.source())
                .put("proj_dim", network.projDim())
                .put("optimizer", method.optimizer().label())
                .put("learning_rate", method.learningRate());
        tell(method.options(), node);
    }

    private static void tellFvnce(ObjectNode node) {
        node.put("name", FvnceOptions.METHOD)
                .put("idea", FvnceOptions.IDEA)
                .put("source", FvnceOptions.SOURCE);
        tell(FvnceOptions.SET.options(), node);
    }

    private static void tell(List<MethodOption> options, ObjectNode node) {
        ArrayNode told = node.putArray("options");
        for (MethodOption option : options) {
            told.addObject()
                    .put("flag", "--" + option.name())
                    .put("description", option.description())
                    .put("range", option.range().expected())
                    .putPOJO("default", option.fallback());
        }
    }
}
