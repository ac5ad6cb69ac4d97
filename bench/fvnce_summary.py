"""The tables of docs/results/fvnce.md from the runs of fvnce.sh. usage: python3 fvnce_summary.py OUT"""
import json
import math
import pathlib
import statistics
import sys

out = pathlib.Path(sys.argv[1])
runs = {}
for file in sorted(out.glob("*/result.json")):
    data, share, rest = file.parent.name.split("-", 2)
    result = json.loads(file.read_text().splitlines()[-1])
    runs.setdefault((data, int(share), result["member"], result["noise"]), []).append(result)

MEMBERS = ["vae", "lsif", "power", "log1p", "vae-lsif"]


def cell(found, key="likelihood"):
    values = [r[key] for r in found]
    if not values:
        return "—"
    spread = f" ± {statistics.stdev(values):.1f}" if len(values) > 1 else ""
    few = f" ({len(values)})" if len(values) != 3 else ""
    return f"{statistics.mean(values):.1f}{spread}{few}" if data == "images" else (
        f"{statistics.mean(values):.2f}"
        + (f" ± {statistics.stdev(values):.2f}" if len(values) > 1 else "")
        + few
    )


for data, noises in (
    ("images", ["uniform", "independent", "mixture"]),
    ("table", ["uniform", "independent", "gaussian"]),
):
    for share in (100, 10):
        print(f"\n{data}, {share} %: nats per test row, mean ± standard deviation over seeds\n")
        print("| noise (its own likelihood) | " + " | ".join(MEMBERS) + " |")
        print("|---" * (len(MEMBERS) + 1) + "|")
        for noise in noises:
            some = [r for m in MEMBERS for r in runs.get((data, share, m, noise), [])]
            own = some[0].get("likelihood_noise", math.nan) if some else math.nan
            row = [cell(runs.get((data, share, m, noise), [])) for m in MEMBERS]
            print(f"| {noise} ({own:.1f}) | " + " | ".join(row) + " |")
        every = [r for key, found in runs.items() if key[:2] == (data, share) for r in found]
        if every:
            for key in ("likelihood_untrained", "likelihood_warm_start"):
                print(f"{key}: {cell(every, key)} over {len(every)} runs")
            one = every[0]
            print(f"standard error over test rows, one run: {one['likelihood_se']:.2f}")
            print(f"train rows {one['train_rows']}, test rows {one['test_rows']}")
        for noise in noises:
            shares = [
                f"{m} {statistics.mean(r['clipped'] for r in found):.2f}/"
                f"{statistics.mean(r['beyond'] for r in found):.2f}"
                f" train {statistics.mean(r['likelihood_train'] for r in found):.1f}"
                for m in MEMBERS
                if (found := runs.get((data, share, m, noise)))
            ]
            print(f"clipped/beyond, last epoch, {noise}: " + ", ".join(shares))
    truth = (out / "truth.txt").read_text().strip()
    for share in (100, 10):
        found = runs.get((data, share, "vae", "uniform"))
        if data == "table" and found:
            print(f"truth, {share} %: {float(truth) + found[0]['log_volume']:.2f}")
