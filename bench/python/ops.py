"""The measured work in PyTorch, eager, as it comes.

    python ops.py all [--samples N]   prints one JSON line per work, with its samples
    python ops.py serve WORK          prints what the work computes, then answers `warm MS`, `sample ROUNDS` on standard input

The inputs are those of dev.balboa.bench.Inputs, and the protocol is that of dev.balboa.bench.compare.Worker.
"""

import argparse
import json
import sys
import time
from itertools import repeat

import torch

SIDE = 1024
LARGE = 1 << 23
PRODUCT_PROBES = [0, 1, 1023, 1024, 525_312, 700_001, 1_047_552, 1_048_575]
LARGE_PROBES = [0, 1, 16, 17, 4_194_304, 8_388_607]


class Mul:
    threads, chunk = 1, 1_000

    def __init__(self):
        self.a, self.b = small()

    def result(self):
        return torch.mul(self.a, self.b).flatten().tolist()

    def run(self, rounds):
        a, b, mul = self.a, self.b, torch.mul
        for _ in repeat(None, rounds):
            mul(a, b)


class Backward:
    threads, chunk = 1, 100

    def __init__(self):
        self.a, self.b = small()
        self.a.requires_grad_(True)

    def result(self):
        torch.mul(self.a, self.b).sum().backward()
        gradient = self.a.grad.flatten().tolist()
        self.a.grad = None
        return gradient

    def run(self, rounds):
        a, b, mul = self.a, self.b, torch.mul
        for _ in repeat(None, rounds):
            mul(a, b).sum().backward()
            a.grad = None


class Dim:
    threads, chunk = 1, 10_000

    def __init__(self):
        self.a, _ = small()

    def result(self):
        return [self.a.dim()]

    def run(self, rounds):
        a = self.a
        for _ in repeat(None, rounds):
            a.dim()


class Product:
    threads, chunk = 2, 1

    def __init__(self):
        i = torch.arange(SIDE).unsqueeze(1)
        j = torch.arange(SIDE).unsqueeze(0)
        self.a = ((7 * i + 13 * j) % 11 - 5) / 8
        self.b = ((3 * i + 5 * j) % 7 - 3) / 8

    def step(self):
        return torch.relu(torch.matmul(self.a, self.b) + self.a)

    def result(self):
        return self.step().flatten()[PRODUCT_PROBES].tolist()

    def run(self, rounds):
        for _ in repeat(None, rounds):
            self.step()


class Temporaries:
    threads, chunk = 1, 1

    def __init__(self):
        self.x = (torch.arange(LARGE) % 17 - 8) / 4

    def step(self):
        return self.x * self.x + self.x

    def result(self):
        return self.step()[LARGE_PROBES].tolist()

    def run(self, rounds):
        for _ in repeat(None, rounds):
            self.step()


WORKS = {
    "mul 2x2": Mul,
    "mul-sum-backward 2x2": Backward,
    "dim": Dim,
    "product and pointwise, 2 threads": Product,
    "33 MB temporaries": Temporaries,
}


def small():
    return torch.tensor([[1.5, -2.0], [3.0, 0.25]]), torch.tensor([[2.0, 3.0], [-1.0, 8.0]])


def prepare(name):
    torch.set_num_threads(WORKS[name].threads)
    return WORKS[name]()


def minor_faults():
    with open("/proc/self/stat") as file:
        return int(file.read().rpartition(")")[2].split()[7])


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


def serve(name):
    work = prepare(name)
    version = f"PyTorch {torch.__version__}, Python {sys.version.split()[0]}"
    say({"values": work.result(), "threads": torch.get_num_threads(), "version": version})
    for line in sys.stdin:
        command, argument = line.split()
        say({"rate": warm(work, int(argument))} if command == "warm" else sample(work, int(argument)))


def measure_all(samples):
    for name in WORKS:
        work = prepare(name)
        rounds = max(1, int(warm(work, 1000) / 10))
        say({"work": name, "samples": [sample(work, rounds)["nanoseconds"] for _ in range(samples)]})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("all").add_argument("--samples", type=int, default=10)
    commands.add_parser("serve").add_argument("work", choices=WORKS)
    options = parser.parse_args()
    if options.command == "serve":
        serve(options.work)
    else:
        measure_all(options.samples)


if __name__ == "__main__":
    main()
