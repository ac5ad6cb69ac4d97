package dev.balboa.ssl;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The methods by the names that the command line and configuration files use.
public final class Methods {

    private static final Map<String, MethodDefinition> ALL =
            byName(
                    Stream.concat(
                            Stream.of(
                                    AnInfoNce.DEFINITION,
                                    BarlowTwins.DEFINITION,
                                    Byol.DEFINITION,
                                    ByolGsg.DEFINITION,
                                    DecoupledContrastive.DEFINITION,
                                    DyStress.DEFINITION,
                                    Macl.DEFINITION,
                                    MoCo.DEFINITION,
                                    SimClr.DEFINITION,
                                    SimSiam.DEFINITION,
                                    SimSiamGsg.DEFINITION,
                                    SupervisedContrastive.DEFINITION,
                                    VicReg.DEFINITION),
                            ServiceLoader.load(MethodProvider.class).stream()
                                    .map(provider -> provider.get().definition())));

    private Methods() {}

    private static Map<String, MethodDefinition> byName(Stream<MethodDefinition> definitions) {
        Map<String, MethodDefinition> all = new TreeMap<>();
        definitions.forEach(
                definition -> {
                    if (all.put(definition.name(), definition) != null) {
                        throw new IllegalStateException(
                                "method " + definition.name() + ": defined twice");
                    }
                });
        return Collections.unmodifiableMap(all);
    }

    /// Names of all methods.
    ///
    /// @return sorted
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /// A method by its name.
    ///
    /// @param name one of [#names()]
    /// @return what is known of it, and how it is built
    /// @throws IllegalArgumentException for an unknown name
    public static MethodDefinition get(String name) {
        MethodDefinition definition = ALL.get(name);
        if (definition == null) {
            throw new IllegalArgumentException(
                    "method: " + name + " (expected: one of " + names() + ")");
        }
        return definition;
    }
}
