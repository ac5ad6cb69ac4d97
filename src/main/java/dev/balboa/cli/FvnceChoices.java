package dev.balboa.cli;

import java.util.List;
import java.util.Map;

/// Decides what the options of fvnce leave to the data, and refuses what does not go together:
/// images that are made binary have a Bernoulli decoder and binary noise, tables and other images a
/// Gaussian decoder and real noise.
final class FvnceChoices {

    private final FvnceConfig.Data data;
    private final Map<String, Object> options;

    private FvnceChoices(FvnceConfig.Data data, Map<String, Object> options) {
        this.data = data;
        this.options = options;
    }

    /// Replaces `auto` among the options, by key.
    ///
    /// @throws UsageException for what does not go together
    static void decide(FvnceConfig.Data data, Map<String, Object> options) {
        FvnceChoices choices = new FvnceChoices(data, options);
        if (data.table()) {
            choices.table();
        } else {
            choices.images();
        }
        choices.noise();
    }

    private String get(String key) {
        return options.get(key).toString();
    }

    private void require(String key, List<String> allowed, String because) {
        UsageException.require(
                allowed.contains(get(key)),
                "--" + key,
                get(key),
                String.join(" or ", allowed) + ", since " + because);
    }

    private void table() {
        String because = data.source() + " is a table of numbers";
        require("decoder", List.of(FvnceOptions.GAUSSIAN, FvnceOptions.AUTO), because);
        require("binarise", List.of(FvnceOptions.NONE, FvnceOptions.AUTO), because);
        require("networks", List.of("mlp"), because);
        options.put("decoder", FvnceOptions.GAUSSIAN);
        options.put("binarise", FvnceOptions.NONE);
    }

    private void images() {
        String decoder = get("decoder");
        String binarise = get("binarise");
        boolean real =
                decoder.equals(FvnceOptions.GAUSSIAN)
                        || decoder.equals(FvnceOptions.AUTO) && binarise.equals(FvnceOptions.NONE);
        if (real) {
            require(
                    "binarise",
                    List.of(FvnceOptions.NONE, FvnceOptions.AUTO),
                    "a gaussian decoder is for gray levels");
            options.put("binarise", FvnceOptions.NONE);
        } else if (binarise.equals(FvnceOptions.AUTO)) {
            options.put("binarise", data.generated() ? FvnceOptions.BORDER : FvnceOptions.HALF);
        }
        require(
                "binarise",
                real
                        ? List.of(FvnceOptions.NONE)
                        : List.of(FvnceOptions.BORDER, FvnceOptions.HALF, FvnceOptions.DRAW),
                "a bernoulli decoder is for zeros and ones");
        options.put("decoder", real ? FvnceOptions.GAUSSIAN : FvnceOptions.BERNOULLI);
        UsageException.require(
                !get("networks").equals(FvnceOptions.CONV) || data.imageSize() % 4 == 0,
                "--image-size",
                data.imageSize(),
                "a multiple of 4 with --networks conv, which halves the sides twice");
    }

    private void noise() {
        boolean binary = get("decoder").equals(FvnceOptions.BERNOULLI);
        require(
                "noise",
                List.of(
                        FvnceOptions.INDEPENDENT,
                        binary ? FvnceOptions.MIXTURE : FvnceOptions.GAUSSIAN,
                        FvnceOptions.UNIFORM),
                binary ? "the images are made binary" : "the columns are real numbers");
    }
}
