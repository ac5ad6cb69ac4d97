"""Looks for aten operators that kill the process when called with wrong arguments, in Python, without Balboa.

    python src/test/python/crash_survey.py --seconds 600 [--state FILE] [--round 0] [--match REGEX] [--no-write]

(PyTorch 2.10.0.) Every operator of the dispatcher is called many times in a forked child: with recorded golden calls
of which one argument is spoiled, and with random arguments. The call about to be made is written to a shared page
first, so that when the child dies by SIGSEGV, SIGFPE, SIGABRT, SIGBUS or SIGILL the call is known; it is repeated
in two fresh children, and the operator listed when both die. The list, with what is unsafe by construction
(unsafe_by_construction.txt beside this file) and without the operators whose arguments Balboa checks itself
(guarded_operators.txt), becomes src/main/resources/dev/balboa/tensor/unsafe-operators.txt,
which Operator.of refuses by default; operators that only take very long go to src/test/resources/fuzz. Run it in an empty folder: some operators write files.

With LD_PRELOAD=libc_malloc_debug.so.0 GLIBC_TUNABLES=glibc.malloc.check=3 a write past the end of a block is seen at
its free, and so blamed on the right operator.
"""

import argparse
import collections
import gc
import json
import mmap
import os
import pathlib
import random
import re
import resource
import signal
import struct
import sys
import time
import traceback
import warnings

import torch

import golden_reader
import random_arguments

HERE = pathlib.Path(__file__).resolve().parent
GOLDENS = HERE.parent / "resources" / "goldens" / "operators.jsonl.gz"
LIST = HERE.parents[1] / "main" / "resources" / "dev" / "balboa" / "tensor" / "unsafe-operators.txt"
CONSTRUCTION = HERE / "unsafe_by_construction.txt"
GUARDED = HERE / "guarded_operators.txt"
SLOW_LIST = HERE.parent / "resources" / "fuzz" / "slow-operators.txt"
SLOW_PATTERN = r"special_\w*polynomial\w*(\.\w+)?|(linalg_)?matrix_power(\.\w+)?|random_?\.from(_out)?|binomial(\.out)?"
FATAL = {signal.SIGSEGV, signal.SIGFPE, signal.SIGABRT, signal.SIGBUS, signal.SIGILL}
TRIES, CALL_SECONDS, EXTRA_MEMORY = 60, 5, 2 << 30
PAGE = 1 << 16


class Survey:
    """Children that call operators, and what became of them."""

    def __init__(self, options):
        self.options = options
        self.page = mmap.mmap(-1, PAGE)
        self.goldens = collections.defaultdict(list)
        for case in golden_reader.cases(GOLDENS):
            self.goldens[case["op"].removeprefix("aten::")].append(case)
        self.operators = [n for n in random_arguments.operators() if re.search(options.match, n)]
        self.state = {"crashes": {}, "unconfirmed": [], "slow": {}}
        if options.state and os.path.exists(options.state):
            self.state = json.loads(pathlib.Path(options.state).read_text())

    def run(self):
        end, round_number, self.calls = time.monotonic() + self.options.seconds, self.options.round, 0
        while time.monotonic() < end:
            position, attempt = 0, 0
            while position < len(self.operators) and time.monotonic() < end:
                status = self.child(lambda: self.work(position, attempt, round_number))
                died_at, died_try, text = self.current()
                if status == 0:
                    break
                position, attempt = self.died(status, died_at, died_try, round_number, text)
            print(f"round {round_number}: {len(self.state['crashes'])} operators crash, {len(self.state['slow'])} slow", flush=True)
            round_number += 1

    def died(self, status, position, attempt, round_number, text):
        name = self.operators[position]
        if status in FATAL:
            again = [self.child(lambda: self.attempts(name, [attempt], round_number)) for _ in range(2)]
            if not all(s in FATAL for s in again):
                again = [self.child(lambda: self.attempts(name, range(attempt + 1), round_number)) for _ in range(2)]
            if all(s in FATAL for s in again):
                self.state["crashes"][name] = {"signal": signal.Signals(again[0]).name, "call": text}
                print("CRASH", name, signal.Signals(status).name, text, flush=True)
                self.save()
                return position + 1, 0
            self.state["unconfirmed"].append([name, signal.Signals(status).name, text])
            print("unconfirmed", name, status, text, flush=True)
        else:
            self.state["slow"][name] = text
            print("slow or killed", name, status, text, flush=True)
        self.save()
        return (position, attempt + 1) if attempt + 1 < TRIES else (position + 1, 0)

    def save(self):
        if self.options.state:
            pathlib.Path(self.options.state).write_text(json.dumps(self.state, indent=1))

    def child(self, body):
        """0, or the number of the signal that ended a forked child."""
        pid = os.fork()
        if pid:
            status = os.waitpid(pid, 0)[1]
            if status >> 8:
                raise SystemExit(pathlib.Path("survey-error.txt").read_text())
            return status & 127
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            used = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + EXTRA_MEMORY,) * 2)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            body()
            os._exit(0)
        except BaseException:  # a mistake of this program: say so and end the survey
            (pathlib.Path("survey-error.txt")).write_text(traceback.format_exc())
            os._exit(1)

    def work(self, position, attempt, round_number):
        for i in range(position, len(self.operators)):
            if self.operators[i] not in self.state["crashes"] and self.operators[i] not in self.state["slow"]:
                self.attempts(self.operators[i], range(attempt if i == position else 0, TRIES), round_number, i)
            gc.collect(0)

    def attempts(self, name, tries, round_number, position=0):
        op = random_arguments.overload(name)
        for attempt in tries:
            chance = random.Random(f"{round_number} {name} {attempt}")
            torch.manual_seed(attempt)
            try:
                args, kwargs = random_arguments.call(chance, op._schema, self.goldens[name])
            except RuntimeError:  # spoiling an argument asked too much of it
                continue
            text = random_arguments.describe(args, kwargs).encode()[: PAGE - 16]
            self.page[:16] = struct.pack("<iiq", position, attempt, len(text))
            self.page[16 : 16 + len(text)] = text
            signal.setitimer(signal.ITIMER_REAL, CALL_SECONDS)
            try:
                random_arguments.read(op(*args, **kwargs))
            except Exception:  # a refusal is what should happen
                pass
            args = kwargs = None
        signal.setitimer(signal.ITIMER_REAL, 0)

    def current(self):
        position, attempt, length = struct.unpack("<iiq", self.page[:16])
        return position, attempt, self.page[16 : 16 + length].decode(errors="replace")


def write_list(crashes):
    """The list: what was seen to crash and what is unsafe by construction."""
    reasons = {}
    for line in CONSTRUCTION.read_text().splitlines():
        if line and not line.startswith("#"):
            pattern, _, reason = line.partition("  # ")
            matching = [n for n in random_arguments.every_operator() if re.fullmatch(pattern.strip(), n)]
            if not matching:
                raise ValueError(f"unsafe_by_construction.txt: {pattern} matches no operator")
            reasons |= {n: reason for n in matching}
    guarded = {line.partition("  # ")[0] for line in GUARDED.read_text().splitlines() if not line.startswith("#")}
    for name, seen in crashes.items():
        if name in guarded:
            continue
        reasons[name] = f"{seen['signal']}, {seen['call'][:150]}"
    head = ["# Operators that can crash libtorch 2.10 itself on wrong arguments; Operator.of refuses them by default.",
            "# Written by src/test/python/crash_survey.py: a signal and a call seen to raise it in Python, or a reason."]
    LIST.parent.mkdir(parents=True, exist_ok=True)
    LIST.write_text("\n".join(head + [f"aten::{n}  # {r}" for n, r in sorted(reasons.items())]) + "\n")
    print(f"{len(reasons)} operators in {LIST.name}, {len(crashes)} of them seen to crash")


def write_slow(seen):
    """What a fuzz run leaves out: a loop of 2^31 turns and more, without a crash."""
    slow = {n: f"more than {CALL_SECONDS} s, {text[:100]}" for n, text in seen.items()}
    for name in random_arguments.operators():
        if re.fullmatch(SLOW_PATTERN, name):
            slow.setdefault(name, "as others of its family")
    SLOW_LIST.parent.mkdir(parents=True, exist_ok=True)
    SLOW_LIST.write_text("".join(f"aten::{n}  # {r}\n" for n, r in sorted(slow.items())))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--state")
    parser.add_argument("--round", type=int, default=0)
    parser.add_argument("--match", default="")
    parser.add_argument("--no-write", action="store_true")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    survey = Survey(options)
    survey.run()
    if not options.no_write:
        write_list(survey.state["crashes"])
        write_slow(survey.state["slow"])


if __name__ == "__main__":
    sys.exit(main())
