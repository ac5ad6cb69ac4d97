package dev.balboa.ssl;

import dev.balboa.optim.OptimizerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// All that the command line, configuration files and other programs need to know of a method: its
/// name, where it is from, what may be set of it, and how it is built. Immutable.
///
/// ```java
/// static final MethodDefinition DEFINITION =
///         MethodDefinition.of("simclr", SimClr::of)
///                 .withIdea("two views of an image attract, views of other images repel")
///                 .withSource("Chen et al., ICML 2020")
///                 .withViews(2)
///                 .withHeads(Heads::simClr)
///                 .withOption(MethodOption.positive("temperature", 0.5, "divides the cosines"));
/// ```
public final class MethodDefinition {

    private final String name;
    private final Function<MethodSetup, Method> factory;
    // only a copy that nobody else has yet is ever changed: a new part is one field and one method
    private String idea = "";
    private String source = "";
    private int views = 2;
    private Heads.Sizes heads = Heads::simSiam;
    private OptimizerKind optimizer = OptimizerKind.SGD;
    private double learningRate = OptimizerKind.SGD.learningRate();
    private OptionSet options;
    private boolean usesLabels;
    private Function<MethodSettings, List<Chart>> charts = _ -> List.of();

    private MethodDefinition(String name, Function<MethodSetup, Method> factory) {
        this.name = Objects.requireNonNull(name, "name");
        this.factory = Objects.requireNonNull(factory, "factory");
        this.options = new OptionSet(name, List.of());
    }

    /// A method with two views, SimSiam's heads and SGD at its usual rate, without options, labels
    /// and charts.
    ///
    /// @param name    for `--method`
    /// @param factory builds it
    /// @return to be completed by the `with` methods
    public static MethodDefinition of(String name, Function<MethodSetup, Method> factory) {
        return new MethodDefinition(name, factory);
    }

    private MethodDefinition with(Consumer<MethodDefinition> change) {
        MethodDefinition copy = new MethodDefinition(name, factory);
        copy.idea = idea;
        copy.source = source;
        copy.views = views;
        copy.heads = heads;
        copy.optimizer = optimizer;
        copy.learningRate = learningRate;
        copy.options = options;
        copy.usesLabels = usesLabels;
        copy.charts = charts;
        change.accept(copy);
        return copy;
    }

    /// The same with another idea.
    ///
    /// @param value in one line
    /// @return a copy
    public MethodDefinition withIdea(String value) {
        Objects.requireNonNull(value, "idea");
        return with(copy -> copy.idea = value);
    }

    /// The same with another source.
    ///
    /// @param value where the method was published
    /// @return a copy
    public MethodDefinition withSource(String value) {
        Objects.requireNonNull(value, "source");
        return with(copy -> copy.source = value);
    }

    /// The same with another number of views.
    ///
    /// @param value of each image and step, with the default options
    /// @return a copy
    public MethodDefinition withViews(int value) {
        return with(copy -> copy.views = value);
    }

    /// The same with other heads.
    ///
    /// @param value their sizes, where nobody says otherwise
    /// @return a copy
    public MethodDefinition withHeads(Heads.Sizes value) {
        Objects.requireNonNull(value, "heads");
        return with(copy -> copy.heads = value);
    }

    /// The same with another optimiser.
    ///
    /// @param kind  of optimiser, where nobody says otherwise
    /// @param value its base rate at a batch of 64, where nobody says otherwise; above 0
    /// @return a copy
    /// @throws IllegalArgumentException when the rate is out of range
    public MethodDefinition withOptimizer(OptimizerKind kind, double value) {
        Objects.requireNonNull(kind, "optimizer");
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("learningRate: " + value + " (expected: > 0)");
        }
        return with(
                copy -> {
                    copy.optimizer = kind;
                    copy.learningRate = value;
                });
    }

    /// The same with one more option.
    ///
    /// @param value the option
    /// @return a copy
    /// @throws IllegalArgumentException when there is an option of this name
    public MethodDefinition withOption(MethodOption value) {
        List<MethodOption> more = new ArrayList<>(options());
        more.add(value);
        OptionSet set = new OptionSet(name, more);
        return with(copy -> copy.options = set);
    }

    /// The same that learns from labels, and so needs images that have some.
    ///
    /// @return a copy
    public MethodDefinition withLabels() {
        return with(copy -> copy.usesLabels = true);
    }

    /// The same with other charts.
    ///
    /// @param value what the page about a run shows of it beside the loss, by complete settings
    /// @return a copy
    public MethodDefinition withCharts(Function<MethodSettings, List<Chart>> value) {
        Objects.requireNonNull(value, "charts");
        return with(copy -> copy.charts = value);
    }

    /// For `--method`.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// What the method does.
    ///
    /// @return one line
    public String idea() {
        return idea;
    }

    /// Where the method was published.
    ///
    /// @return authors, place and year
    public String source() {
        return source;
    }

    /// Views of each image and step, with the default options.
    ///
    /// @return at least 1
    public int views() {
        return views;
    }

    /// Sizes of its heads, where nobody says otherwise.
    ///
    /// @return by the width of the features
    public Heads.Sizes heads() {
        return heads;
    }

    /// What it is trained with, where nobody says otherwise.
    ///
    /// @return mostly SGD
    public OptimizerKind optimizer() {
        return optimizer;
    }

    /// Base rate of its optimiser at a batch of 64, where nobody says otherwise.
    ///
    /// @return above 0
    public double learningRate() {
        return learningRate;
    }

    /// What may be set of it.
    ///
    /// @return each with a name of its own
    public List<MethodOption> options() {
        return options.options();
    }

    /// Whether it learns from labels, and so needs images that have some.
    ///
    /// @return mostly false
    public boolean usesLabels() {
        return usesLabels;
    }

    /// What the page about a run shows of the method beside the loss.
    ///
    /// @param given what is set
    /// @return the charts of a method with these settings
    /// @throws IllegalArgumentException as [#resolve]
    public List<Chart> charts(MethodSettings given) {
        return charts.apply(resolve(given));
    }

    /// Its options, as what may be set of it.
    ///
    /// @return under the method's name
    public OptionSet optionSet() {
        return options;
    }

    /// An option by its name.
    ///
    /// @param option its name
    /// @return nothing if the method has none of this name
    public Optional<MethodOption> option(String option) {
        return options.option(option);
    }

    /// Settings with a value for every option: the given one, else its default.
    ///
    /// @param given what is set
    /// @return complete, in the order of the options
    /// @throws IllegalArgumentException for a setting that the method does not have, or that is
    ///     out of its range
    public MethodSettings resolve(MethodSettings given) {
        return options.resolve(given);
    }

    /// A new method.
    ///
    /// @param setup what it is built from
    /// @return the method
    /// @throws IllegalArgumentException for a setting that the method does not have, or that is
    ///     out of its range
    public Method create(MethodSetup setup) {
        return factory.apply(setup.withSettings(resolve(setup.settings())));
    }
}
