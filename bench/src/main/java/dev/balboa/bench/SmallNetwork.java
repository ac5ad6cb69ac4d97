package dev.balboa.bench;

import dev.balboa.loss.NtXent;
import dev.balboa.nn.ConvNet;
import dev.balboa.optim.Schedule;
import dev.balboa.optim.Sgd;
import dev.balboa.ssl.Heads;
import dev.balboa.ssl.SimClr;
import dev.balboa.tensor.Generator;
import java.util.OptionalInt;

/// The network that is small enough to be trained while somebody waits: SimCLR around four blocks,
/// the first of width 32. `SimClr` in `bench/python/step.py` is the same.
public final class SmallNetwork {
    private static final Sgd.Config SGD = new Sgd.Config(0.06, 0.9, 5e-4, false);

    private SmallNetwork() {}

    /// The method with initial values from a generator.
    public static SimClr simClr(Generator generator) {
        ConvNet backbone = ConvNet.of(32, 4, generator);
        Heads heads = Heads.simClr(backbone.features(), OptionalInt.empty());
        return SimClr.of(backbone, heads, NtXent.defaults(), generator);
    }

    /// Its optimiser.
    public static Sgd sgd(SimClr method, Schedule schedule) {
        return Sgd.of(SGD, method.parameters(), schedule);
    }
}
