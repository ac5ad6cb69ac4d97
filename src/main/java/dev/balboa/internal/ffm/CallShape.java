package dev.balboa.internal.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What a native function of Balboa's takes and returns. The JVM makes code for each shape at its
/// first use, 1 to 5 ms, and keeps it. [#all()] are made while libtorch is opened, which keeps one
/// processor busy for longer than they take on another; a shape that is not among them is made when
/// it is bound.
///
/// @param descriptor of arguments and result
/// @param critical   whether the call leaves the thread in Java's state
record CallShape(FunctionDescriptor descriptor, boolean critical) {

    // a letter per argument as in the JVM's own descriptors, A for an address, and the result
    private static final List<String> USUAL =
            List.of(
                    "J I",
                    "JJ I",
                    "JJJ I",
                    "JJJJ I",
                    "I I",
                    "IJ I",
                    "IJJ I",
                    "IJJJ I",
                    "JI I",
                    "IIIJ I",
                    "JIIIJ I",
                    "IJDJ I",
                    "JJIJIJ I",
                    "JJIJIIJ I",
                    "JJIIJJ I",
                    "JJIIIJI I",
                    " I",
                    "J V",
                    "JJ V",
                    "I V",
                    " V",
                    " J",
                    "JJ D",
                    "JJJ D",
                    "J A",
                    " A");
    private static final List<String> CRITICAL =
            List.of("J I", " I", "J J", "JJ J", " J", "J V", "I V");

    private static CallShape of(String text, boolean critical) {
        MemoryLayout[] arguments =
                text.chars()
                        .limit(text.indexOf(' '))
                        .mapToObj(letter -> layout((char) letter))
                        .toArray(MemoryLayout[]::new);
        char result = text.charAt(text.length() - 1);
        return new CallShape(
                result == 'V'
                        ? FunctionDescriptor.ofVoid(arguments)
                        : FunctionDescriptor.of(layout(result), arguments),
                critical);
    }

    private static MemoryLayout layout(char letter) {
        return switch (letter) {
            case 'I' -> JAVA_INT;
            case 'J' -> JAVA_LONG;
            case 'D' -> JAVA_DOUBLE;
            default -> ADDRESS;
        };
    }

    static CallShape of(FunctionDescriptor descriptor, Linker.Option... options) {
        CallShape shape = new CallShape(descriptor, options.length > 0);
        if (!Arrays.equals(options, shape.options())) {
            throw new IllegalArgumentException("options: " + Arrays.toString(options));
        }
        return shape;
    }

    static Stream<CallShape> all() {
        return Stream.concat(
                USUAL.stream().map(text -> of(text, false)),
                CRITICAL.stream().map(text -> of(text, true)));
    }

    Linker.Option[] options() {
        return critical
                ? new Linker.Option[] {Linker.Option.critical(false)}
                : new Linker.Option[0];
    }
}
