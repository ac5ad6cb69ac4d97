"""Records the optimum of small multinomial logistic regressions in float64, for LogisticRegressionTest.

    python src/test/python/probe_goldens.py        (numpy, scipy; writes logistic_regression.json)

The problem is  min (1/N) sum -log softmax(W x + b)[y] + ||W||^2 / (2 c N),  scikit-learn's LogisticRegression(C=c), on N
rows with, feature d of row i, sin(0.7 * (i + 1) * (d + 1) + d) * (d + 1) + 3 * d, plus 0.8 * cos(y + d) where y, the
class of row i, is (i * i + i // 7) mod classes. It is solved by Newton's method with the full Hessian, which needs
neither line search nor history, from scipy's L-BFGS-B answer, until the gradient is below 1e-13; that answer is checked
to be near. With `standardize` the columns are brought to mean 0 and (population) deviation 1 first, and W, b are those
of the columns as they were. b is the one that sums to zero before that.
"""

import json
import pathlib

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "goldens" / "logistic_regression.json"
CASES = [
    {"rows": 60, "width": 4, "classes": 3, "c": 1.0, "standardize": False},
    {"rows": 60, "width": 4, "classes": 3, "c": 1.0, "standardize": True},
    {"rows": 60, "width": 4, "classes": 3, "c": 100.0, "standardize": True},
    {"rows": 90, "width": 6, "classes": 7, "c": 0.05, "standardize": True},
    {"rows": 40, "width": 3, "classes": 2, "c": 1.0, "standardize": True},
]


def problem(rows, width, classes):
    i, d = np.mgrid[0:rows, 0:width]
    labels = (np.arange(rows) ** 2 + np.arange(rows) // 7) % classes
    x = np.sin(0.7 * (i + 1) * (d + 1) + d) * (d + 1) + 3 * d + 0.8 * np.cos(labels[:, None] + d)
    return x, labels


def solve(x, labels, classes, c):
    rows, width = x.shape
    with_one = np.concatenate([x, np.ones((rows, 1))], 1)
    hot = np.eye(classes)[labels]
    mask = np.tile(np.r_[np.ones(width), 0.0], classes) / (c * rows)  # the bias is not penalised

    def loss(flat):
        logits = with_one @ flat.reshape(classes, width + 1).T
        return -np.sum(hot * log_softmax(logits, 1)) / rows + 0.5 * np.sum(mask * flat * flat)

    def gradient(flat):
        p = softmax(with_one @ flat.reshape(classes, width + 1).T, 1)
        return ((p - hot).T @ with_one).ravel() / rows + mask * flat

    def hessian(flat):
        p = softmax(with_one @ flat.reshape(classes, width + 1).T, 1)
        h = np.einsum("ni,ij,na,nb->iajb", p, np.eye(classes), with_one, with_one)
        h -= np.einsum("ni,nj,na,nb->iajb", p, p, with_one, with_one)
        return h.reshape(flat.size, flat.size) / rows + np.diag(mask)

    near = minimize(loss, np.zeros(classes * (width + 1)), jac=gradient, method="L-BFGS-B",
                    options={"gtol": 1e-9, "ftol": 0, "maxiter": 10_000}).x
    flat = near
    for _ in range(20):  # lstsq: the Hessian is singular along a shift of all biases
        flat = flat - np.linalg.lstsq(hessian(flat), gradient(flat), rcond=1e-12)[0]
    assert np.abs(gradient(flat)).max() < 1e-13, np.abs(gradient(flat)).max()
    assert np.abs(flat - near).max() < 1e-4, np.abs(flat - near).max()
    both = flat.reshape(classes, width + 1)
    return both[:, :-1], both[:, -1] - both[:, -1].mean(), loss(flat)


def record(case):
    x, labels = problem(case["rows"], case["width"], case["classes"])
    mean, scale = (x.mean(0), x.std(0)) if case["standardize"] else (0 * x[0], 0 * x[0] + 1)
    weight, bias, loss = solve((x - mean) / scale, labels, case["classes"], case["c"])
    weight = weight / scale
    return case | {"weight": weight.tolist(), "bias": (bias - weight @ mean).tolist(), "loss": loss}


if __name__ == "__main__":
    OUT.write_text(json.dumps([record(case) for case in CASES], indent=1) + "\n")
