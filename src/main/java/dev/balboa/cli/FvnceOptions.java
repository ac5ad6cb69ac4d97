package dev.balboa.cli;

import dev.balboa.loss.FullyVariationalNce;
import dev.balboa.loss.ScoringRule;
import dev.balboa.ssl.MethodOption;
import dev.balboa.ssl.MethodSettings;
import dev.balboa.ssl.OptionRange;
import dev.balboa.ssl.OptionSet;
import java.util.List;
import java.util.Map;

/// What `balboa methods fvnce` tells and what may be set of it.
///
/// It is no [dev.balboa.ssl.Method]: it trains a model of the data itself, not an encoder for
/// probes, so it has a configuration and a run of its own, [FvnceConfig] and [FvnceRun].
final class FvnceOptions {

    static final String METHOD = "fvnce";
    static final String IDEA =
            "a model with latent variables is told from noise; a VAE is one member";
    static final String SOURCE = "Zach, 2023, arXiv 2304.02473";

    static final String AUTO = "auto";
    static final String NONE = "none";

    static final String BERNOULLI = "bernoulli";
    static final String GAUSSIAN = "gaussian";

    static final String BORDER = "border";
    static final String HALF = "half";
    static final String DRAW = "draw";

    static final String INDEPENDENT = "independent";
    static final String MIXTURE = "mixture";
    static final String UNIFORM = "uniform";

    static final String CONV = "conv";

    /// Members that may be trained with. Brier's score is left out: it is a counter-example.
    private static final List<String> MEMBERS =
            ScoringRule.names().stream().filter(name -> !name.equals("brier")).toList();

    static final OptionSet SET =
            new OptionSet(
                    METHOD,
                    List.of(
                            MethodOption.oneOf(
                                    "member",
                                    "log1p",
                                    MEMBERS,
                                    "scoring rule; log-score bounds the data term only"),
                            MethodOption.real(
                                            "power",
                                            0.5,
                                            0,
                                            1,
                                            "exponent of --member power, 1 for vae")
                                    .usedWith("member", "power"),
                            MethodOption.oneOf(
                                    "noise",
                                    INDEPENDENT,
                                    List.of(INDEPENDENT, GAUSSIAN, MIXTURE, UNIFORM),
                                    "what data are told from, fitted to the train rows:"
                                            + " independent columns (pixel means), gaussian (full"
                                            + " covariance), mixture (pixel means of clusters) or"
                                            + " uniform"),
                            MethodOption.whole(
                                            "noise-clusters", 8, 1, "clusters of --noise mixture")
                                    .usedWith("noise", MIXTURE),
                            MethodOption.real(
                                            "noise-margin",
                                            0.5,
                                            0,
                                            Double.POSITIVE_INFINITY,
                                            "how far the box of --noise uniform goes beyond the data, in"
                                                    + " ranges of a column")
                                    .usedWith("noise", UNIFORM),
                            new MethodOption(
                                    "clip-threshold",
                                    "log-ratio above which scores go on linearly",
                                    new OptionRange.Real(0, true, 30),
                                    FullyVariationalNce.DEFAULT_THRESHOLD),
                            MethodOption.whole(
                                    "latent-samples", 1, 1, "samples of z for each row and step"),
                            MethodOption.whole(
                                    "warm-start-epochs",
                                    5,
                                    0,
                                    "of the epochs, the first, with member vae; fewer where there"
                                            + " are fewer epochs"),
                            MethodOption.flag(
                                    "normalised",
                                    true,
                                    "false adds a learned log-constant to the model"),
                            MethodOption.oneOf(
                                    "decoder",
                                    AUTO,
                                    List.of(AUTO, BERNOULLI, GAUSSIAN),
                                    "distribution of a column; auto: bernoulli for images that are"
                                            + " made binary, gaussian for others and tables"),
                            MethodOption.real(
                                            "decoder-variance",
                                            0,
                                            0,
                                            Double.POSITIVE_INFINITY,
                                            "of every column of a gaussian decoder; 0 learns one for each")
                                    .usedWith("decoder", GAUSSIAN),
                            MethodOption.oneOf(
                                    "binarise",
                                    AUTO,
                                    List.of(AUTO, NONE, BORDER, HALF, DRAW),
                                    "what makes a pixel 1: it differs from the image's border, is"
                                            + " above a half, or a draw; auto: border for generated"
                                            + " images, half for others"),
                            MethodOption.oneOf(
                                    "networks",
                                    "mlp",
                                    List.of("mlp", CONV),
                                    "encoder and decoder: one hidden layer, or two convolutions"
                                            + " and one"),
                            MethodOption.whole("latent-dim", 20, 1, "dimensions of z"),
                            MethodOption.whole("hidden", 400, 1, "width of the hidden layers"),
                            MethodOption.whole(
                                            "maps", 32, 1, "maps of the first convolution of conv")
                                    .usedWith("networks", CONV),
                            new MethodOption(
                                    "test-share",
                                    "share of the rows that is held out, where the data come"
                                            + " without a test split",
                                    new OptionRange.Real(0, true, 0.9),
                                    0.2),
                            MethodOption.whole(
                                    "likelihood-samples",
                                    100,
                                    1,
                                    "importance samples of the likelihood's estimate")));

    private FvnceOptions() {}

    /// The settings that a resolved section `[options]` stands for.
    static MethodSettings of(Map<String, Object> section) {
        return SET.resolve(MethodFlags.settings(section));
    }

    /// The scoring rule that settings name.
    static ScoringRule member(MethodSettings settings) {
        String name = settings.text("member");
        return name.equals("power")
                ? new ScoringRule.Power(settings.real("power"))
                : ScoringRule.of(name);
    }
}
