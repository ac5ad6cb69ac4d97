"""The measured work in Python, as it comes.

    python peer.py all SUITE [--samples N]   prints one JSON line per work, with its samples; SUITE is ops, loss, augment, step,
                                             train or knn
    python peer.py serve WORK [--as PEER]    prints what the work computes, then answers `warm MS`, `sample ROUNDS` on standard
                                             input; PEER is eager, channels last, tuned (by the
                                             environment), compile, or a library

The protocol is that of dev.balboa.bench.compare.Worker.
"""

import argparse
import importlib
import json
import sys
import time

import torch

SUITES = ("ops", "loss", "augment", "step", "train", "knn")


def works(suite):
    return importlib.import_module(suite).WORKS


def prepare(name, peer):
    for suite in SUITES:
        found = works(suite).get((name, peer))
        if found:
            torch.set_num_threads(found.threads)
            return found()
    sys.exit(f"peer.py: {name} by {peer} is not here")


def minor_faults():
    with open("/proc/self/stat") as file:
        return int(file.read().rpartition(")")[2].split()[7])


def resident(key):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith(key))


def first_result(work):
    """The values, and of losses what the process grew by at most meanwhile, in MB."""
    if not getattr(work, "counts_memory", False):
        return work.result(), 0
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = resident("VmRSS:")
    return work.result(), resident("VmHWM:") - before


def warm(work, milliseconds):
    """Rounds per second over that time."""
    start, rounds = time.perf_counter(), 0
    while (passed := time.perf_counter() - start) < milliseconds / 1000:
        work.run(work.chunk)
        rounds += work.chunk
    return rounds / passed


def sample(work, rounds):
    faults, start = minor_faults(), time.perf_counter_ns()
    work.run(rounds)
    nanoseconds = time.perf_counter_ns() - start
    return {"nanoseconds": nanoseconds / rounds, "faults": (minor_faults() - faults) / rounds}


def say(line):
    print(json.dumps(line), flush=True)


def serve(name, peer):
    work = prepare(name, peer)
    version = f"PyTorch {torch.__version__}, Python {sys.version.split()[0]}"
    values, megabytes = first_result(work)
    say({"values": values, "megabytes": megabytes, "threads": torch.get_num_threads(), "version": version})
    for line in sys.stdin:
        command, argument = line.split()
        say({"rate": warm(work, int(argument))} if command == "warm" else sample(work, int(argument)))


def measure_all(suite, samples):
    for name, peer in works(suite):
        work = prepare(name, peer)
        rounds = max(1, int(warm(work, 1000) / 10))
        say({"work": name, "peer": peer, "samples": [sample(work, rounds)["nanoseconds"] for _ in range(samples)]})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    everything = commands.add_parser("all")
    everything.add_argument("suite", choices=SUITES)
    everything.add_argument("--samples", type=int, default=10)
    one = commands.add_parser("serve")
    one.add_argument("work")
    one.add_argument("--as", dest="peer", default="eager")
    options = parser.parse_args()
    if options.command == "serve":
        serve(options.work, options.peer)
    else:
        measure_all(options.suite, options.samples)


if __name__ == "__main__":
    main()
