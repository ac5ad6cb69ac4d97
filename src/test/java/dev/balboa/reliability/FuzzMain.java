package dev.balboa.reliability;

import dev.balboa.autograd.Autocast;
import dev.balboa.autograd.Autograd;
import dev.balboa.autograd.CustomFunction;
import dev.balboa.tensor.Functional;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.TorchException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Calls the documented methods and the allowed operators with random, often wrong, arguments.
///
/// ```
/// java -Xmx256m -XX:-OmitStackTraceInFastThrow -Dbalboa.memory.limit=268435456 \
///     --enable-native-access=ALL-UNNAMED -cp ... \
///     dev.balboa.reliability.FuzzMain --calls 100000 --seed 7
/// ```
///
/// (Without the second option the JVM leaves the message out of an exception of its own that it
/// throws often.)
///
/// Prints the seed, progress and calls that took more than a second, and ends with status 0 when
/// every failure was a clear exception, 1 when one was not. When the process dies, the file `--log`
/// names the call. `--only TEXT` keeps the subjects whose name contains the text.
public final class FuzzMain {

    private static final int CALLS_PER_SCOPE = 12;
    private static final int POOL = 8;
    private static final int PROGRESS = 10_000;
    private static final long SLOW_NANOS = 1_000_000_000;
    private static final long LARGEST = 100_000;
    private static final List<Class<?>> DOCUMENTED =
            List.of(
                    Tensor.class,
                    Functional.class,
                    Linalg.class,
                    Random.class,
                    Shape.class,
                    Generator.class,
                    Autograd.class,
                    Autocast.class,
                    CustomFunction.class);

    private final FuzzOptions options;
    private final List<FuzzSubject> subjects;
    private final CallLog log;
    private final List<String> unclear = new ArrayList<>();
    private long thrown;

    private FuzzMain(FuzzOptions options) throws IOException {
        this.options = options;
        this.log = new CallLog(options.log());
        this.subjects =
                Stream.concat(methods(), operators())
                        .filter(subject -> subject.name().contains(options.only()))
                        .toList();
    }

    /// Runs.
    ///
    /// @param args see the class
    public static void main(String... args) throws IOException {
        FuzzMain fuzz = new FuzzMain(FuzzOptions.parse(args));
        System.out.println(
                "seed " + fuzz.options.seed() + ", " + fuzz.subjects.size() + " subjects");
        fuzz.run();
        fuzz.unclear.forEach(text -> System.out.println("UNCLEAR " + text));
        System.out.println(
                "%d calls, %d exceptions, %d unclear, %d live tensors"
                        .formatted(
                                fuzz.options.calls(),
                                fuzz.thrown,
                                fuzz.unclear.size(),
                                Memory.liveTensors()));
        System.exit(fuzz.unclear.isEmpty() ? 0 : 1);
    }

    private static Stream<FuzzSubject> operators() {
        Set<String> slow = SlowOperators.names();
        return Operator.names().stream()
                .sorted()
                .filter(name -> name.startsWith("aten::") && !slow.contains(name))
                .flatMap(FuzzMain::operator);
    }

    private static Stream<FuzzSubject> operator(String name) {
        try {
            Operator operator = Operator.of(name);
            List<SchemaParameter> parameters = SchemaParameter.of(operator.schema());
            return Stream.of(new FuzzSubject.OperatorSubject(operator, parameters));
        } catch (IllegalArgumentException | TorchException | UnsupportedOperationException e) {
            return Stream.empty(); // refused by name: unsafe, or of a kind that cannot be given
        }
    }

    private static Stream<FuzzSubject> methods() {
        return DOCUMENTED.stream()
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(FuzzMain::isCallable)
                .sorted(Comparator.comparing(Method::toString))
                .map(FuzzSubject.MethodSubject::new);
    }

    private static boolean isCallable(Method method) {
        int modifiers = method.getModifiers();
        return Modifier.isPublic(modifiers)
                && !Modifier.isAbstract(modifiers)
                && !method.isSynthetic();
    }

    private void run() {
        RandomGenerator random = new SplittableRandom(options.seed());
        for (long done = 0; done < options.calls(); done += CALLS_PER_SCOPE) {
            if (done % PROGRESS < CALLS_PER_SCOPE) {
                System.out.println(done + " calls");
            }
            try (Scope _ = Scope.open()) {
                List<Tensor> pool = new ArrayList<>();
                RandomArguments arguments = new RandomArguments(random, pool);
                for (int i = 0; i < CALLS_PER_SCOPE; i++) {
                    call(subjects.get(random.nextInt(subjects.size())), arguments, pool);
                }
            }
        }
    }

    private void call(FuzzSubject subject, RandomArguments arguments, List<Tensor> pool) {
        long start = System.nanoTime();
        String text = "arguments for " + subject.name();
        log.write(text);
        boolean nullGiven = false;
        try {
            FuzzSubject.Call call = subject.draw(arguments);
            text = call.text();
            nullGiven = call.nullGiven();
            log.write(text);
            keep(call.action().run(), pool);
        } catch (Throwable e) {
            thrown++;
            if (!isClear(e, nullGiven)) {
                unclear.add(text + ": " + e);
            }
        }
        if (System.nanoTime() - start > SLOW_NANOS) {
            System.out.println("SLOW " + (System.nanoTime() - start) / 1_000_000 + " ms " + text);
        }
    }

    /// Reads every element of a result, so that a view outside its storage shows here, and offers
    /// it to later calls.
    private static void keep(Object result, List<Tensor> pool) {
        switch (result) {
            case Tensor tensor -> {
                if (!tensor.isClosed() && tensor.numel() <= LARGEST) {
                    tensor.detach().copy();
                    pool.add(tensor);
                    if (pool.size() > POOL) {
                        pool.removeFirst();
                    }
                }
            }
            case List<?> list -> list.forEach(part -> keep(part, pool));
            case null, default -> {}
        }
    }

    /// Whether an exception is one that Balboa means to throw, with something to read in it. Where
    /// a Java method is given null, Java's own exception will do.
    private static boolean isClear(Throwable e, boolean nullGiven) {
        // Reflection's own words for a method called on null, which no Java program can compile to.
        if (String.valueOf(e.getMessage()).contains("because \"obj\" is null")) {
            return true;
        }
        boolean meant =
                e instanceof TorchException
                        || e instanceof IllegalArgumentException
                        || e instanceof IllegalStateException
                        || e instanceof UnsupportedOperationException
                        || e instanceof IndexOutOfBoundsException
                        || e instanceof NullPointerException;
        // the JVM's own words for a null begin so: nobody checked
        boolean accidental =
                e instanceof NullPointerException
                        && !nullGiven
                        && (e.getMessage() == null || e.getMessage().startsWith("Cannot "));
        return meant && !accidental && e.getMessage() != null && !e.getMessage().isBlank();
    }
}
