package dev.balboa.ssl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// All that the command line, configuration files and other programs need to know of a method: its
/// name, where it is from, what may be set of it, and how it is built.
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
///
/// @param name    for `--method`
/// @param idea    in one line
/// @param source  where it was published
/// @param views   of each image and step, with the default options
/// @param heads   sizes of its heads, where nobody says otherwise
/// @param learningRate base rate of SGD at a batch of 64, where nobody says otherwise; above 0
/// @param options what may be set of it
/// @param factory builds it
/// @param usesLabels whether it learns from labels, and so needs images that have some
/// @param charts  what the page about a run shows of it beside the loss, by complete settings
public record MethodDefinition(
        String name,
        String idea,
        String source,
        int views,
        Heads.Sizes heads,
        double learningRate,
        List<MethodOption> options,
        Function<MethodSetup, Method> factory,
        boolean usesLabels,
        Function<MethodSettings, List<Chart>> charts) {

    /// Base rate of SGD that most methods take: that of lightly's benchmark on CIFAR-10.
    public static final double USUAL_LEARNING_RATE = 0.06;

    /// Checks the parts and copies the list.
    ///
    /// @throws IllegalArgumentException when the learning rate is not above 0, or two options have
    ///     the same name
    public MethodDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(idea, "idea");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(heads, "heads");
        Objects.requireNonNull(factory, "factory");
        if (!(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException(
                    "learningRate: " + learningRate + " (expected: > 0)");
        }
        Objects.requireNonNull(charts, "charts");
        options = List.copyOf(options);
        if (options.stream().map(MethodOption::name).distinct().count() < options.size()) {
            throw new IllegalArgumentException(
                    "options of " + name + " (expected: each name once)");
        }
    }

    /// A method with two views, SimSiam's heads and the usual learning rate, without options,
    /// labels and charts.
    ///
    /// @param name    for `--method`
    /// @param factory builds it
    /// @return to be completed by the `with` methods
    public static MethodDefinition of(String name, Function<MethodSetup, Method> factory) {
        return new MethodDefinition(
                name,
                "",
                "",
                2,
                Heads::simSiam,
                USUAL_LEARNING_RATE,
                List.of(),
                factory,
                false,
                _ -> List.of());
    }

    /// The same with another idea.
    ///
    /// @param value in one line
    /// @return a copy
    public MethodDefinition withIdea(String value) {
        return new MethodDefinition(
                name,
                value,
                source,
                views,
                heads,
                learningRate,
                options,
                factory,
                usesLabels,
                charts);
    }

    /// The same with another source.
    ///
    /// @param value where the method was published
    /// @return a copy
    public MethodDefinition withSource(String value) {
        return new MethodDefinition(
                name,
                idea,
                value,
                views,
                heads,
                learningRate,
                options,
                factory,
                usesLabels,
                charts);
    }

    /// The same with another number of views.
    ///
    /// @param value of each image and step
    /// @return a copy
    public MethodDefinition withViews(int value) {
        return new MethodDefinition(
                name,
                idea,
                source,
                value,
                heads,
                learningRate,
                options,
                factory,
                usesLabels,
                charts);
    }

    /// The same with other heads.
    ///
    /// @param value their sizes, where nobody says otherwise
    /// @return a copy
    public MethodDefinition withHeads(Heads.Sizes value) {
        return new MethodDefinition(
                name,
                idea,
                source,
                views,
                value,
                learningRate,
                options,
                factory,
                usesLabels,
                charts);
    }

    /// The same with another learning rate.
    ///
    /// @param value base rate of SGD at a batch of 64, above 0
    /// @return a copy
    public MethodDefinition withLearningRate(double value) {
        return new MethodDefinition(
                name, idea, source, views, heads, value, options, factory, usesLabels, charts);
    }

    /// The same with one more option.
    ///
    /// @param value the option
    /// @return a copy
    public MethodDefinition withOption(MethodOption value) {
        List<MethodOption> more = new ArrayList<>(options);
        more.add(value);
        return new MethodDefinition(
                name, idea, source, views, heads, learningRate, more, factory, usesLabels, charts);
    }

    /// The same that learns from labels.
    ///
    /// @return a copy
    public MethodDefinition withLabels() {
        return new MethodDefinition(
                name, idea, source, views, heads, learningRate, options, factory, true, charts);
    }

    /// The same with other charts.
    ///
    /// @param value what the page about a run shows of it beside the loss, by complete settings
    /// @return a copy
    public MethodDefinition withCharts(Function<MethodSettings, List<Chart>> value) {
        return new MethodDefinition(
                name,
                idea,
                source,
                views,
                heads,
                learningRate,
                options,
                factory,
                usesLabels,
                value);
    }

    /// What the page about a run shows of the method beside the loss.
    ///
    /// @param given what is set
    /// @return the charts of a method with these settings
    /// @throws IllegalArgumentException as [#resolve]
    public List<Chart> charts(MethodSettings given) {
        return charts.apply(resolve(given));
    }

    /// An option by its name.
    ///
    /// @param option its name
    /// @return nothing if the method has none of this name
    public Optional<MethodOption> option(String option) {
        return options.stream().filter(known -> known.name().equals(option)).findFirst();
    }

    /// Settings with a value for every option: the given one, else its default.
    ///
    /// @param given what is set
    /// @return complete, in the order of the options
    /// @throws IllegalArgumentException for a setting that the method does not have, or that is
    ///     out of its range
    public MethodSettings resolve(MethodSettings given) {
        given.values()
                .forEach(
                        (option, value) -> {
                            if (option(option).isEmpty()) {
                                throw new IllegalArgumentException(
                                        "%s: %s (expected: absent, %s has %s)"
                                                .formatted(option, value, name, optionNames()));
                            }
                        });
        Map<String, Object> values = new LinkedHashMap<>();
        for (MethodOption option : options) {
            Object value = given.values().get(option.name());
            values.put(option.name(), value == null ? option.fallback() : option.value(value));
        }
        return new MethodSettings(values);
    }

    private String optionNames() {
        return options.isEmpty()
                ? "no options"
                : "only " + String.join(", ", options.stream().map(MethodOption::name).toList());
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
