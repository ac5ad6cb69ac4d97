package dev.balboa.bench.compare;

import dev.balboa.bench.Implementation;
import dev.balboa.bench.Work;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// One work by all its contestants: A B C, B C A, C A B, ... until the effort is spent, then again
/// with fresh processes.
final class Contest {
    private final Work work;
    private final List<Implementation> contestants;
    private final Map<Implementation, List<Contestant.Sample>> samples =
            new EnumMap<>(Implementation.class);
    private final Map<Implementation, List<Double>> megabytes = new EnumMap<>(Implementation.class);
    private final SequencedMap<String, String> versions = new TreeMap<>();

    private Contest(Work work, List<Implementation> contestants) {
        this.work = work;
        this.contestants = contestants;
        contestants.forEach(implementation -> samples.put(implementation, new ArrayList<>()));
    }

    /// Runs it.
    static Contest run(Work work, Surroundings surroundings, Effort effort) {
        Contest contest =
                new Contest(work, work.contestants().stream().filter(surroundings::has).toList());
        for (int fork = 0; fork < effort.forks(); fork++) contest.fork(surroundings, effort);
        return contest;
    }

    /// Who was compared with Balboa.
    List<Implementation> peers() {
        return contestants.stream().filter(peer -> peer != Implementation.BALBOA).toList();
    }

    /// What each took part with.
    SequencedMap<String, String> versions() {
        return versions;
    }

    /// The times of one contestant, in nanoseconds per round of the work.
    Samples nanoseconds(Implementation implementation) {
        return collect(implementation, Contestant.Sample::nanoseconds);
    }

    /// Its minor page faults per round of the work.
    Samples faults(Implementation implementation) {
        return collect(implementation, Contestant.Sample::faults);
    }

    /// What its processes grew by at most during their first step, one figure per process.
    Samples megabytes(Implementation implementation) {
        return new Samples(
                megabytes.get(implementation).stream().mapToDouble(Double::doubleValue).toArray());
    }

    private Samples collect(
            Implementation implementation, ToDoubleFunction<Contestant.Sample> figure) {
        return new Samples(samples.get(implementation).stream().mapToDouble(figure).toArray());
    }

    private void fork(Surroundings surroundings, Effort effort) {
        List<Contestant> running = new ArrayList<>();
        try {
            for (Implementation implementation : contestants) {
                Contestant contestant = Contestant.start(implementation, work, surroundings);
                running.add(contestant);
                check(contestant, running.getFirst());
                versions.put(implementation.label(), contestant.version());
                megabytes
                        .computeIfAbsent(implementation, _ -> new ArrayList<>())
                        .add(contestant.megabytes());
                contestant.warm(effort.warmMillis());
            }
            for (int round = 0; round < effort.rounds(); round++) {
                for (int i = 0; i < running.size(); i++) {
                    Contestant next = running.get((round + i) % running.size());
                    samples.get(next.implementation()).add(next.sample(effort.sampleMillis()));
                }
            }
        } finally {
            running.forEach(Contestant::close);
        }
    }

    /// Against what is right, or what the first has computed.
    private void check(Contestant contestant, Contestant first) {
        if (contestant.implementation().isLimit()) return;
        if (work.hasOracle()) work.check(contestant.implementation(), contestant.values());
        else work.check(contestant.implementation(), contestant.values(), first.values());
    }
}
