"""A table whose density is known: 5,000 rows of a mixture of four normal distributions in 8 columns.

usage: python3 fvnce_table.py OUT.csv          (the standard library alone)

Prints the truth's mean log-density of 20,000 fresh rows, in nats. Rows that are standardised have
`log_volume` nats more (a run's results give it).
"""
import math
import random
import sys

COLUMNS, PARTS, ROWS, FRESH = 8, 4, 5000, 20000


def parts(rng):
    """Centres and lower triangular factors of the covariances."""
    made = []
    for _ in range(PARTS):
        centre = [2 * rng.gauss(0, 1) for _ in range(COLUMNS)]
        factor = [
            [0.3 * rng.gauss(0, 1) if j < i else 0.4 + 0.3 * rng.random() if j == i else 0.0
             for j in range(COLUMNS)]
            for i in range(COLUMNS)
        ]
        made.append((centre, factor))
    return made


def draw(rng, made):
    weights = [1 + i for i in range(PARTS)]
    centre, factor = rng.choices(made, weights)[0]
    e = [rng.gauss(0, 1) for _ in range(COLUMNS)]
    return [c + sum(f * x for f, x in zip(row, e)) for c, row in zip(centre, factor)]


def log_density(row, made):
    total = sum(1 + i for i in range(PARTS))
    logs = []
    for i, (centre, factor) in enumerate(made):
        white, volume = [], 0.0
        for r in range(COLUMNS):
            rest = row[r] - centre[r] - sum(factor[r][j] * white[j] for j in range(r))
            white.append(rest / factor[r][r])
            volume += math.log(factor[r][r])
        squares = sum(w * w for w in white)
        logs.append(math.log((1 + i) / total) - volume - 0.5 * (squares + COLUMNS * math.log(2 * math.pi)))
    most = max(logs)
    return most + math.log(sum(math.exp(v - most) for v in logs))


def main():
    rng = random.Random(42)
    made = parts(rng)
    with open(sys.argv[1], "w") as out:
        out.write(",".join(f"x{i}" for i in range(COLUMNS)) + "\n")
        for _ in range(ROWS):
            out.write(",".join(f"{v:.6f}" for v in draw(rng, made)) + "\n")
    logs = [log_density(draw(rng, made), made) for _ in range(FRESH)]
    print(sum(logs) / FRESH)


main()
