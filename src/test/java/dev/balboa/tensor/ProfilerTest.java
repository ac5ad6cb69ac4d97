package dev.balboa.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Oracle: a program whose operators are known, `relu(x @ w).sum().backward()`.
class ProfilerTest {

    private static final int ROUNDS = 3;

    @TempDir private Path folder;

    private static Profile profileOfProduct() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(Shape.of(4, 3));
            Tensor w = Tensor.ones(Shape.of(3, 2)).requiresGrad_(true);
            try (Profiler profiler = Profiler.start()) {
                for (int i = 0; i < ROUNDS; i++) {
                    product(x, w);
                }
                return profiler.stop();
            }
        }
    }

    private static void product(Tensor x, Tensor w) {
        try (Scope _ = Scope.open();
                Phase _ = Phase.open("round")) {
            Tensor loss;
            try (Phase _ = Phase.open("forward")) {
                loss = x.matmul(w).relu().sum();
            }
            try (Phase _ = Phase.open("backward")) {
                loss.backward();
            }
        }
    }

    private static List<ProfileEvent> named(Profile profile, String name) {
        return profile.events().stream().filter(event -> event.name().equals(name)).toList();
    }

    private static Map<String, Long> calls(List<Profile.Average> averages) {
        return averages.stream()
                .collect(Collectors.toMap(Profile.Average::name, Profile.Average::calls));
    }

    @Test
    void eachOperatorIsRecordedAsOftenAsItRan() {
        Profile profile = profileOfProduct();
        // of the backward of x @ w only w's gradient is wanted: one product; sum is itself twice,
        // since the one of all elements calls the one over dimensions
        assertThat(calls(profile.keyAverages()))
                .containsEntry("aten::matmul", (long) ROUNDS)
                .containsEntry("aten::mm", 2L * ROUNDS)
                .containsEntry("aten::relu", (long) ROUNDS)
                .containsEntry("aten::sum", 2L * ROUNDS)
                .containsEntry("MmBackward0", (long) ROUNDS)
                .containsEntry("ReluBackward0", (long) ROUNDS)
                .doesNotContainKeys("forward", "round");
        assertThat(calls(profile.phases()))
                .isEqualTo(
                        Map.of(
                                "round", (long) ROUNDS,
                                "forward", (long) ROUNDS,
                                "backward", (long) ROUNDS));
        assertThat(profile.dropped()).isZero();
    }

    @Test
    void operatorsAreWithinWhatCalledThem() {
        Profile profile = profileOfProduct();
        List<ProfileEvent> products = named(profile, "aten::mm");
        List<ProfileEvent> callers = new ArrayList<>(named(profile, "aten::matmul"));
        callers.addAll(named(profile, "MmBackward0"));
        List<ProfileEvent> rounds = named(profile, "round");
        for (ProfileEvent product : products) {
            assertThat(callers).filteredOn(caller -> caller.contains(product)).hasSize(1);
            assertThat(rounds).filteredOn(round -> round.contains(product)).hasSize(1);
        }
        assertThat(products.getFirst().kind()).isEqualTo(ProfileEvent.Kind.OPERATOR);
        assertThat(named(profile, "MmBackward0").getFirst().kind())
                .isEqualTo(ProfileEvent.Kind.NODE);
        assertThat(rounds.getFirst().kind()).isEqualTo(ProfileEvent.Kind.PHASE);
    }

    @Test
    void aNodeHasTheNumberOfTheOperatorWhoseBackwardItIs() {
        Profile profile = profileOfProduct();
        List<Long> forward =
                named(profile, "aten::relu").stream().map(ProfileEvent::sequence).toList();
        List<Long> backward =
                named(profile, "ReluBackward0").stream().map(ProfileEvent::sequence).toList();
        assertThat(forward).isEqualTo(backward).doesNotContain(-1L).doesNotHaveDuplicates();
    }

    @Test
    void timesOfTheirOwnAddUpToThoseOfTheOutermost() {
        Profile profile = profileOfProduct();
        long own = profile.phases().stream().mapToLong(Profile.Average::selfNanos).sum();
        long outer = named(profile, "round").stream().mapToLong(ProfileEvent::nanos).sum();
        assertThat(own).isEqualTo(outer).isLessThanOrEqualTo(profile.nanos());
        assertThat(profile.keyAverages()).allMatch(average -> average.selfNanos() >= 0);
    }

    /// Oracle: reading the file with another JSON reader than wrote it, against the profile.
    @Test
    void theTraceHasEveryEventNestedOnItsThread() throws IOException {
        Profile profile = profileOfProduct();
        Path file = folder.resolve("trace.json");
        profile.exportChromeTrace(file);
        List<JsonNode> events = completeEvents(file);
        assertThat(events).hasSize(profile.events().size());
        assertNested(events);
        JsonNode first = events.getFirst();
        assertThat(first.get("name").asText()).isEqualTo("round");
        assertThat(first.get("ts").asDouble() * 1e3)
                .isCloseTo(profile.events().getFirst().start(), within(0.5));
    }

    private static List<JsonNode> completeEvents(Path file) throws IOException {
        JsonNode trace = new ObjectMapper().readTree(file.toFile()).get("traceEvents");
        return StreamSupport.stream(trace.spliterator(), false)
                .filter(event -> event.get("ph").asText().equals("X"))
                .toList();
    }

    /// Any two events of a thread are apart, or one is within the other.
    private static void assertNested(List<JsonNode> events) {
        Map<Integer, List<double[]>> open = new HashMap<>();
        for (JsonNode event : events) {
            double start = event.get("ts").asDouble();
            double end = start + event.get("dur").asDouble();
            assertThat(event.get("dur").asDouble()).isNotNegative();
            List<double[]> stack =
                    open.computeIfAbsent(event.get("tid").asInt(), _ -> new ArrayList<>());
            stack.removeIf(outer -> outer[1] <= start);
            double rounding = 1e-6;
            assertThat(stack)
                    .allMatch(outer -> outer[0] <= start && end <= outer[1] + rounding, "nested");
            stack.add(new double[] {start, end});
        }
    }

    @Test
    void otherThreadsAreRecordedUnderTheirNames() throws Exception {
        try (Profiler profiler = Profiler.start()) {
            Thread worker =
                    Thread.ofPlatform()
                            .name("a-worker")
                            .start(
                                    () -> {
                                        try (Scope _ = Scope.open();
                                                Phase _ = Phase.open("work")) {
                                            Tensor.ones(Shape.of(2)).exp();
                                        }
                                    });
            worker.join();
            try (Scope _ = Scope.open()) {
                Tensor.ones(Shape.of(2)).log();
            }
            Profile profile = profiler.stop();
            ProfileEvent work = named(profile, "work").getFirst();
            assertThat(profile.threads().get(work.thread())).isEqualTo("a-worker");
            assertThat(work.contains(named(profile, "aten::exp").getFirst())).isTrue();
            assertThat(named(profile, "aten::log").getFirst().thread()).isNotEqualTo(work.thread());
        }
    }

    @Test
    void nothingIsRecordedBeforeAndAfter() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(Shape.of(2));
            x.exp();
            Profiler profiler = Profiler.start();
            assertThat(Profiler.isRunning()).isTrue();
            x.log();
            Profile profile = profiler.stop();
            assertThat(Profiler.isRunning()).isFalse();
            x.sqrt();
            assertThat(calls(profile.keyAverages())).isEqualTo(Map.of("aten::log", 1L));
            Profiler again = Profiler.start();
            assertThat(again.stop().events()).isEmpty();
        }
    }

    @Test
    void whatBeganBeforeOrEndsAfterIsLeftOut() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(Shape.of(2));
            Profile profile;
            try (Phase _ = Phase.open("before")) {
                Profiler profiler = Profiler.start();
                try (Phase _ = Phase.open("after")) {
                    x.log();
                    profile = profiler.stop();
                }
            }
            assertThat(profile.phases()).isEmpty();
            assertThat(named(profile, "aten::log")).hasSize(1);
        }
    }

    @Test
    void aStopWhileOthersComputeIsSafe() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(Thread.ofPlatform().start(() -> computeUntilInterrupted(begun)));
        }
        begun.await();
        try {
            for (int i = 0; i < 50; i++) {
                try (Profiler profiler = Profiler.start(1_000)) {
                    Thread.sleep(2);
                    Profile profile = profiler.stop();
                    assertThat(profile.events()).hasSizeLessThanOrEqualTo(1_000);
                    assertThat(profile.events()).allMatch(e -> e.nanos() >= 0 && e.start() >= 0);
                }
            }
        } finally {
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void computeUntilInterrupted(CountDownLatch begun) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(Shape.of(3));
            begun.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                try (Scope _ = Scope.open();
                        Phase _ = Phase.open("round")) {
                    x.exp().sum();
                }
            }
        }
    }

    @Test
    void eventsBeyondTheRoomAreCounted() {
        try (Scope _ = Scope.open();
                Profiler profiler = Profiler.start(2)) {
            Tensor x = Tensor.ones(Shape.of(2));
            x.exp();
            x.log();
            Profile profile = profiler.stop();
            assertThat(profile.events()).hasSize(2);
            assertThat(profile.dropped()).isPositive();
        }
    }

    @Test
    void oneIsTakenAtATime() {
        try (Profiler _ = Profiler.start()) {
            assertThatThrownBy(Profiler::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "a profile is being taken already (expected: one at a time");
        }
        Profiler.start().close();
    }

    @Test
    void oneIsStoppedOnce() {
        Profiler profiler = Profiler.start();
        profiler.close();
        profiler.close();
        assertThatThrownBy(profiler::stop)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Profiler.stop: stopped or closed already (expected: once)");
    }

    @Test
    void theRoomIsWithinItsRange() {
        for (long capacity : new long[] {0, -1, 100_000_001}) {
            assertThatThrownBy(() -> Profiler.start(capacity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            "capacity: " + capacity + " (expected: 1 to 100,000,000 events)");
        }
    }
}
