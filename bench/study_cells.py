"""The scores of the study's runs as one file that is checked in, and back.

usage: python3 bench/study_cells.py save OUT docs/results/papers/runs.jsonl
       python3 bench/study_cells.py restore docs/results/papers/runs.jsonl DATA OUT

After restore, bench/study.sh PART DATA OUT makes the tables and the page of a part from the runs of the
file, and trains only what is not among them.
"""
import json
import pathlib
import sys

DATA = "cifar10"


def save(out, file):
    lines = []
    for scores in sorted(pathlib.Path(out).glob("*/*/scores.json")):
        run = json.loads(scores.read_text())
        run["settings"]["config"]["data"]["source"] = DATA
        part, cell = scores.parts[-3:-1]
        lines.append(json.dumps({"part": part, "cell": cell, "scores": run}, separators=(",", ":")))
    pathlib.Path(file).parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(file).write_text("\n".join(lines) + "\n")
    print(len(lines), "runs in", file)


def restore(file, data, out):
    for line in pathlib.Path(file).read_text().splitlines():
        run = json.loads(line)
        run["scores"]["settings"]["config"]["data"]["source"] = str(pathlib.Path(data).absolute())
        folder = pathlib.Path(out, run["part"], run["cell"])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "scores.json").write_text(json.dumps(run["scores"], indent=2))


match sys.argv[1:]:
    case ["save", out, file]:
        save(out, file)
    case ["restore", file, data, out]:
        restore(file, data, out)
    case _:
        sys.exit(__doc__)
