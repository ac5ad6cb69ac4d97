package dev.balboa.cli;

import dev.balboa.ssl.MethodOption;
import dev.balboa.ssl.MethodSettings;
import dev.balboa.ssl.Methods;
import dev.balboa.ssl.OptionRange;
import dev.balboa.ssl.OptionSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The options of all methods as flags of `balboa train` and as keys of `[options]`. Methods that
/// have an option in common share its flag.
final class MethodFlags {

    /// Section of a configuration.
    static final String SECTION = "options.";

    private MethodFlags() {}

    /// Adds a flag for each option that any method has.
    static void addTo(CommandSpec spec) {
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder()
                        .validate(false)
                        .order(1)
                        .heading(
                                "%nOptions of the methods (balboa methods NAME lists one's own):%n");
        byName().forEach((name, users) -> group.addArg(flag(name, users)));
        spec.addArgGroup(group.build());
    }

    private static OptionSpec flag(String name, List<OptionSet> users) {
        List<MethodOption> options =
                users.stream().map(user -> user.option(name).orElseThrow()).toList();
        String descriptions =
                options.stream()
                        .map(MethodOption::description)
                        .distinct()
                        .collect(Collectors.joining("; or "));
        String defaults =
                users.stream()
                        .map(
                                user ->
                                        user.owner()
                                                + " "
                                                + user.option(name).orElseThrow().fallback())
                        .collect(Collectors.joining(", "));
        return OptionSpec.builder(flag(name))
                .type(String.class)
                .arity("1")
                .paramLabel(label(options.getFirst().range()))
                .description(
                        "%s. Default: %s.".formatted(descriptions, defaults).replace("%", "%%"))
                .build();
    }

    private static String label(OptionRange range) {
        return switch (range) {
            case OptionRange.Real _ -> "X";
            case OptionRange.Whole _ -> "N";
            case OptionRange.OneOf _ -> "NAME";
            case OptionRange.Reals _ -> "X,X,…";
            case OptionRange.Flag _ -> "BOOL";
        };
    }

    /// Puts the given flags over the settings.
    static void apply(ParseResult given, Settings settings) {
        for (String name : byName().keySet()) {
            String value = given.matchedOptionValue(flag(name), null);
            settings.set(key(name), value);
        }
    }

    /// The names of all options, such as `queue-size`.
    static Set<String> names() {
        return byName().keySet();
    }

    /// The keys of all options, such as `options.queue_size`.
    static List<String> keys() {
        return byName().keySet().stream().map(MethodFlags::key).toList();
    }

    /// A value for every option of a method, by key.
    ///
    /// @param given by key
    /// @throws UsageException for one that the method does not have, or that is out of its range
    static Map<String, Object> resolved(String method, Map<String, Object> given) {
        Map<String, Object> all = new LinkedHashMap<>();
        OptionSet known = known(method);
        MethodSettings settings = settings(given);
        known.options().forEach(option -> requireName(option, settings));
        try {
            known.resolve(settings)
                    .values()
                    .forEach((name, value) -> all.put(name.replace('-', '_'), value));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage(), e);
        }
        return all;
    }

    /// Fails for an option that is set although nothing reads it, as the others are.
    ///
    /// @param given by key
    /// @param all   by key, from [#resolved]
    static void requireUsed(String method, Map<String, Object> given, Map<String, Object> all) {
        try {
            known(method).requireUsed(settings(given), settings(all));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage(), e);
        }
    }

    /// Suggests the nearest name where one of several is meant.
    private static void requireName(MethodOption option, MethodSettings settings) {
        Object value = settings.values().get(option.name());
        if (value != null && option.range() instanceof OptionRange.OneOf(List<String> names)) {
            UsageException.requireKnown(flag(option.name()), value.toString(), names);
        }
    }

    /// The settings that a section stands for. A null is no setting.
    static MethodSettings settings(Map<String, Object> section) {
        Map<String, Object> named = new LinkedHashMap<>();
        section.forEach(
                (key, value) -> {
                    if (value != null) {
                        named.put(key.replace('_', '-'), value);
                    }
                });
        return new MethodSettings(named);
    }

    /// What a method says of options that do not go together, as a mistake of the command line;
    /// anything else as it is.
    static RuntimeException refused(String method, IllegalArgumentException e) {
        boolean named =
                Methods.get(method).options().stream()
                        .anyMatch(option -> e.getMessage().startsWith(option.name() + ": "));
        return named ? new UsageException("--" + e.getMessage(), e) : e;
    }

    private static Map<String, List<OptionSet>> byName() {
        Map<String, List<OptionSet>> users = new TreeMap<>();
        for (String method : TrainCommand.methods()) {
            OptionSet set = known(method);
            for (MethodOption option : set.options()) {
                users.computeIfAbsent(option.name(), _ -> new ArrayList<>()).add(set);
            }
        }
        return users;
    }

    private static OptionSet known(String method) {
        return method.equals(FvnceOptions.METHOD)
                ? FvnceOptions.SET
                : Methods.get(method).optionSet();
    }

    private static String flag(String name) {
        return "--" + name;
    }

    /// The key of an option.
    static String key(String name) {
        return SECTION + name.replace('-', '_');
    }
}
