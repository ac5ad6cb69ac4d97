"""Calls of the static methods: Functional, Activations, Pooling, Vision, Linalg, Fft, Special, Random."""

import torch
import torch.nn.functional as F

from golden_inputs import BOOL, C64, C128, F32, F64, I32, I64, T, index
from method_arguments import Fields, Name, Seed, Shape


def add(rec):
    convolutions(rec)
    normalisations(rec)
    losses(rec)
    layers(rec)
    activations(rec)
    pooling(rec)
    vision(rec)
    solvers(rec)
    factorisations(rec)
    fourier(rec)
    special(rec)
    random(rec)


def conv(function):
    return lambda x, w, b, g: function(x, w, b, *g)


def transposed(function):
    return lambda x, w, b, g, out: function(x, w, b, g[0], g[1], out, g[3], g[2])


def convolutions(rec):
    rec.close("Functional.linear", T((2, 3)), T((4, 3)), T(4))
    rec.close("Functional.linear", T((2, 3)), T((4, 3)), None)
    geometry = Fields([2, 1, 2, 2])
    for d, name in [(1, "conv1d"), (2, "conv2d"), (3, "conv3d")]:
        x, w = T([2, 4] + [7] * d, F64), T([6, 2] + [2] * d, F64, seed=1)
        rec.close("Functional." + name, x, w, T(6, F64), geometry, by=conv(getattr(F, name)))
        name = f"convTranspose{d}d"
        w = T([4, 3] + [2] * d, F64, seed=1)
        rec.close("Functional." + name, T([2, 4] + [3] * d, F64), w, None, geometry, 1, by=transposed(getattr(F, f"conv_transpose{d}d")))
    rec.close("Functional.conv2d", T((1, 2, 5, 5)), T((3, 2, 3, 3), seed=1), None, 2, 1)
    rec.close("Functional.convTranspose2d", T((1, 2, 3, 3)), T((2, 3, 2, 2), seed=1), T(3), 2, 1)
    rec.close("Functional.bilinear", T((2, 3), F64), T((2, 2), F64), T((4, 3, 2), F64), T(4, F64))


def normalisations(rec):
    x, w, b = T((3, 2, 2, 3), F64), T(2, F64), T(2, F64, seed=1)
    mean, var = T(2, F64, seed=2), T(2, F64, seed=3, domain="pos")
    batch = lambda x, s, train, momentum, eps: F.batch_norm(x, s[2], s[3], s[0], s[1], train, momentum, eps)
    rec.close("Functional.batchNorm", x, Fields([w, b, mean, var]), False, 0.1, 1e-3, by=batch)
    rec.close("Functional.batchNorm", x, Fields([w, None, None, None]), True, 0.1, 1e-5, by=batch)
    rec.close("Functional.layerNorm", T((2, 3, 4), F64), Shape([3, 4]), T((3, 4), F64), None, 1e-4)
    rec.close("Functional.groupNorm", T((2, 4, 3), F64), 2, T(4, F64), T(4, F64, seed=1), 1e-4)
    rec.close("Functional.instanceNorm", x, w, b, 1e-4, by=lambda x, w, b, eps: F.instance_norm(x, None, None, w, b, eps=eps))
    rec.close("Functional.rmsNorm", T((2, 3), F64), Shape([3]), T(3, F64), 1e-4)
    rec.close("Functional.normalize", T((2, 3), F64))
    rec.close("Functional.normalize", T((2, 3), F64), 3.0, 0, 1e-6)


def losses(rec):
    x, y = T((3, 4), F64, "t"), T((3, 4), F64, "s", 2)
    target, sign = torch.tensor([1, 3, 0]), torch.tensor([1.0, -1.0, 1.0], dtype=F64)
    probability = T((3, 4), F64, "c", 1, "prob")
    rec.close("Functional.crossEntropy", x, target)
    rec.close("Functional.crossEntropy", x, target, 0.1, by=lambda a, b, s: F.cross_entropy(a, b, label_smoothing=s))
    rec.close("Functional.crossEntropy", x, target, T(4, F64, domain="pos"), 3, 0.1,
              by=lambda a, b, w, i, s: F.cross_entropy(a, b, w, ignore_index=i, label_smoothing=s))
    rec.close("Functional.nllLoss", torch.log_softmax(x, 1), target)
    for name in ["mseLoss", "l1Loss"]:
        rec.close("Functional." + name, x, y)
    rec.close("Functional.smoothL1Loss", x, y, 0.5, by=lambda a, b, beta: F.smooth_l1_loss(a, b, beta=beta))
    rec.close("Functional.huberLoss", x, y, 0.5, by=lambda a, b, delta: F.huber_loss(a, b, delta=delta))
    rec.close("Functional.klDiv", torch.log(probability), probability, False,
              by=lambda a, b, log: F.kl_div(a, b, reduction="batchmean", log_target=log))
    rec.close("Functional.klDiv", torch.log(probability), torch.log(probability.flip(0)), True,
              by=lambda a, b, log: F.kl_div(a, b, reduction="batchmean", log_target=log))
    rec.close("Functional.binaryCrossEntropy", probability, T((3, 4), F64, domain="prob"))
    rec.close("Functional.binaryCrossEntropyWithLogits", x, probability)
    rec.close("Functional.cosineEmbeddingLoss", x, y, sign, 0.2)
    rec.close("Functional.marginRankingLoss", x[:, 0], y[:, 0], sign, 0.1)
    rec.close("Functional.tripletMarginLoss", x, y, T((3, 4), F64, seed=5), 0.5, 1.0)
    rec.close("Functional.cosineSimilarity", x, y, 1, 1e-6)
    rec.close("Functional.pairwiseDistance", x, y, 3.0, 1e-6)
    rec.close("Functional.pdist", T((4, 3), F64), 1.0)


def layers(rec):
    seeded = lambda f: lambda x, p, train, g: (torch.manual_seed(g.initial_seed()), f(x, p, train))[1]
    rec.exact("Functional.dropout", T((4, 5)), 0.3, True, Seed(7), by=seeded(F.dropout))
    rec.exact("Functional.dropout", T((4, 5)), 1.0, True, Seed(7), by=seeded(F.dropout))
    rec.exact("Functional.dropout", T((4, 5)), 0.3, False, Seed(7), by=seeded(F.dropout))
    rec.exact("Functional.dropout", T((4, 5)), 0.3, False)
    rec.exact("Functional.featureDropout", T((4, 5, 2, 2)), 0.3, True, Seed(7), by=seeded(F.dropout2d))
    rec.exact("Functional.pad", T((1, 2, 3)), [1, 2], "reflect")
    rec.exact("Functional.pad", T((1, 2, 3)), [1, 2, 0, 1], "constant")
    rec.exact("Functional.oneHot", torch.tensor([[1, 0], [2, 2]]), 4)
    rec.exact("Functional.embedding", torch.tensor([[0, 4], [2, 2]]), T((5, 3)))
    q, k, v = (T((1, 2, 3, 4), F64, seed=i) for i in range(3))
    rec.close("Functional.scaledDotProductAttention", q, k, v, None)
    rec.close("Functional.scaledDotProductAttention", q, k, v, T((3, 3), F64, seed=4))


def activations(rec):
    x = T((3, 4), F64, "t")
    for name in "relu6 selu mish hardswish hardsigmoid tanhshrink softsign logSigmoid".split():
        rec.close("Activations." + name, x, **({"by": F.logsigmoid} if name == "logSigmoid" else {}))
        rec.close("Activations." + name, 4 * x, **({"by": F.logsigmoid} if name == "logSigmoid" else {}))
    rec.close("Activations.geluTanh", x, by=lambda t: F.gelu(t, approximate="tanh"))
    rec.close("Activations.celu", x, 0.5)
    rec.close("Activations.hardtanh", x, -0.25, 0.5)
    rec.close("Activations.hardshrink", x, 0.25)
    rec.close("Activations.softshrink", x, 0.25)
    rec.close("Activations.threshold", x, 0.25, -2.0)
    rec.close("Activations.prelu", T((2, 3, 2)), T(3))
    rec.close("Activations.glu", x, 1)
    rec.close("Activations.softmin", x, 0)
    gumbel = lambda x, tau, hard, dim, g: (torch.manual_seed(g.initial_seed()), F.gumbel_softmax(x, tau, hard, dim=dim))[1]
    for hard in [False, True]:
        rec.close("Activations.gumbelSoftmax", x.contiguous(), 0.5, hard, 1, Seed(3), by=gumbel)


def pooling(rec):
    line, image, box = T((2, 2, 9)), T((2, 2, 6, 7)), T((1, 2, 4, 5, 6))
    for d, x in [(1, line), (2, image), (3, box)]:
        owner = "Functional" if d == 2 else "Pooling"
        for name in ["maxPool", "avgPool"]:
            rec.close(f"{owner}.{name}{d}d", x, 3, 2, 1, by=getattr(F, f"{name[:3]}_pool{d}d"))
        sizes = [2, 3, 2][:d]
        rec.close(f"{owner}.adaptiveAvgPool{d}d", x, *sizes, by=lambda t, *s, f=getattr(F, f"adaptive_avg_pool{d}d"): f(t, s))
    rec.exact("Pooling.adaptiveMaxPool1d", line, 4)
    rec.exact("Pooling.adaptiveMaxPool2d", image, 3, 2, by=lambda t, *s: F.adaptive_max_pool2d(t, s))
    rec.exact("Pooling.maxPool2dWithIndices", image, 3, 2, 1, by=lambda *a: F.max_pool2d_with_indices(*a))
    pooled, places = F.max_pool2d_with_indices(image, 2, 2)
    rec.exact("Pooling.maxUnpool2d", pooled, places, 6, 7, by=lambda x, i, h, w: F.max_unpool2d(x, i, 2, 2, output_size=(h, w)))


def vision(rec):
    x = T((1, 2, 5, 6), F64)
    for mode in ["NEAREST", "NEAREST_EXACT", "BILINEAR", "BICUBIC"]:
        rec.close("Vision.interpolate", x, 7, 4, Name(mode), by=lambda t, h, w, m: F.interpolate(t, (h, w), mode=m.replace("_", "-")))
        if mode.startswith("BI"):
            rec.close("Vision.interpolateAlignedCorners", x, 7, 4, Name(mode),
                      by=lambda t, h, w, m: F.interpolate(t, (h, w), mode=m, align_corners=True))
            rec.close("Vision.interpolateAntialiased", x, 3, 2, Name(mode),
                      by=lambda t, h, w, m: F.interpolate(t, (h, w), mode=m, antialias=True))
    rec.close("Vision.interpolateLinear", T((1, 2, 5), F64), 7, by=lambda t, n: F.interpolate(t, n, mode="linear"))
    theta = torch.tensor([[[1.0, 0.25, 0.1], [-0.25, 0.9, 0.0]]], dtype=F64)
    for corners in [False, True]:
        rec.close("Vision.affineGrid", theta, Shape([1, 2, 3, 4]), corners)
        grid = 1.2 * F.affine_grid(theta, [1, 2, 3, 4], align_corners=corners)
        for outside in ["ZEROS", "BORDER", "REFLECTION"]:
            rec.close("Vision.gridSample", x, grid, Name(outside), corners,
                      by=lambda t, g, o, c: F.grid_sample(t, g, padding_mode=o, align_corners=c))
    rec.exact("Vision.pixelShuffle", T((1, 8, 2, 3)), 2)
    rec.exact("Vision.pixelUnshuffle", T((1, 2, 4, 6)), 2)
    rec.exact("Vision.channelShuffle", T((1, 6, 2, 2)), 3, by=torch.channel_shuffle)
    geometry = Fields([2, 1, 2, 1])
    rec.exact("Vision.unfold", x, 2, geometry, by=lambda t, k, g: F.unfold(t, k, g[2], g[1], g[0]))
    columns = F.unfold(x, 2, 2, 1, 2)
    rec.close("Vision.fold", columns, 5, 6, 2, geometry, by=lambda t, h, w, k, g: F.fold(t, (h, w), k, g[2], g[1], g[0]))


def well_conditioned(n):
    return T((n, n), F64, "t", domain="unit") + 3 * torch.eye(n, dtype=F64)


def positive_definite(n):
    a = T((n, n), F64, domain="unit")
    return a @ a.T + torch.eye(n, dtype=F64)


def solvers(rec):
    a, b, p = well_conditioned(3), T((3, 2), F64), positive_definite(3)
    rec.close("Linalg.solve", a, b)
    for name in ["inv", "det", "slogdet", "matrixExp", "cond", "matrixRank", "pinv", "matrixNorm"]:
        rec.close("Linalg." + name, a)
    for order in [1.0, -1.0, float("inf"), 2.0, -2.0]:
        rec.close("Linalg.matrixNorm", a, order)
    rec.close("Linalg.nuclearNorm", a, by=lambda t: torch.linalg.matrix_norm(t, "nuc"))
    x = T((2, 3, 4), F64)
    for order, dims in [(2.0, [0, 2]), (float("inf"), [1]), (0.5, [2]), (3.0, [])]:
        rec.close("Linalg.vectorNorm", x, order, True, dims, by=lambda t, o, k, d: torch.linalg.vector_norm(t, o, tuple(d) or None, k))
    rec.exact("Linalg.matrixRank", torch.outer(T(3, F64), T(3, F64)))
    rec.close("Linalg.matrixPower", a, -2)
    for upper in [False, True]:
        rec.close("Linalg.solveTriangular", a, b, upper, by=lambda a, b, u: torch.linalg.solve_triangular(a, b, upper=u))
    l = torch.linalg.cholesky(p)
    rec.close("Linalg.choleskySolve", b, l, by=torch.cholesky_solve)
    rec.close("Linalg.choleskyInverse", l, by=torch.cholesky_inverse)
    lu, pivots = torch.linalg.lu_factor(a)
    rec.close("Linalg.luSolve", lu, pivots, b)
    rec.close("Linalg.lstsq", T((4, 2), F64), T((4, 1), F64, seed=1), by=lambda a, b: torch.linalg.lstsq(a, b).solution)
    rec.close("Linalg.multiDot", [T((2, 3), F64), T((3, 4), F64), T((4, 1), F64)])
    rec.close("Linalg.vecdot", T((2, 3), C64), T((2, 3), C64, seed=1), 0, by=lambda x, y, d: torch.linalg.vecdot(x, y, dim=d))
    rec.close("Linalg.vander", T(3, F64), 4, by=lambda x, n: torch.linalg.vander(x, N=n))


def factorisations(rec):
    a, p = well_conditioned(3), positive_definite(3)
    rec.close("Linalg.cholesky", p)
    rec.close("Linalg.lu", a)
    rec.close("Linalg.luFactor", a)
    rec.close("Linalg.qr", T((4, 3), F64))
    rec.close("Linalg.svdvals", T((3, 2), F64))
    rec.close("Linalg.eigvalsh", p)
    # Factors are unique up to signs and phases: what they multiply to is in LinalgTest.
    triangle = torch.tensor([[1.0, 2.0], [0.0, 3.0]], dtype=F64)
    rec.close("Linalg.eigvals", triangle)
    rec.close("Linalg.eig", torch.diag(torch.tensor([1.0, 2.0], dtype=F64)))
    rec.close("Linalg.eigh", torch.diag(torch.tensor([1.0, 2.0], dtype=F64)))
    rec.close("Linalg.svd", torch.tensor([[3.0, 0.0], [0.0, 2.0], [0.0, 0.0]], dtype=F64), False)


def fourier(rec):
    z, x = T((3, 4), C128), T((4, 6), F64)
    for name in ["fft", "ifft", "irfft"]:
        rec.close("Fft." + name, z)
        for norm in ["BACKWARD", "ORTHO", "FORWARD"]:
            rec.close("Fft." + name, z, 5, 0, Name(norm))
    rec.close("Fft.rfft", x)
    rec.close("Fft.rfft", x, 5, 0, Name("ORTHO"))
    for name in ["hfft", "fft2", "ifft2", "irfft2"]:
        rec.close("Fft." + name, z)
    for name in ["ihfft", "rfft2"]:
        rec.close("Fft." + name, x)
    for name in ["fftn", "ifftn", "rfftn", "irfftn"]:
        f = getattr(torch.fft, name)
        rec.close("Fft." + name, x if name == "rfftn" else z, [0], by=lambda t, d, f=f: f(t, dim=d))
        rec.close("Fft." + name, x if name == "rfftn" else z, [], by=lambda t, d, f=f: f(t))
    for name in ["fftshift", "ifftshift"]:
        f = getattr(torch.fft, name)
        rec.exact("Fft." + name, T((3, 5)), [1], by=lambda t, d, f=f: f(t, d))
        rec.exact("Fft." + name, T((3, 5)), [], by=lambda t, d, f=f: f(t))
    rec.close("Fft.fftfreq", 5, 0.5)
    rec.close("Fft.rfftfreq", 6, 0.5)


def special(rec):
    x, positive = T((2, 3), F64, "t"), T((2, 3), F64, "c", 1, "pos")
    for name in "erfcx ndtr logNdtr i0 i0e i1 i1e besselJ0 besselJ1".split():
        rec.close("Special." + name, x)
    rec.close("Special.entr", positive)
    rec.close("Special.ndtri", T(4, F64, domain="prob"))
    rec.close("Special.xlog1py", x, positive)
    rec.close("Special.polygamma", 2, positive)
    rec.close("Special.multigammaln", positive + 2, 3)
    rec.close("Special.gammainc", positive, T((2, 3), F64, "c", 4, "pos"))
    rec.close("Special.gammaincc", positive, T((2, 3), F64, "c", 4, "pos"))
    rec.close("Special.zeta", positive + 1, T((2, 3), F64, "c", 4, "pos"))


def random(rec):
    g = Seed(11)
    made = lambda f: lambda s, *rest: f(s, **dict(zip(["dtype", "generator"] if len(rest) > 1 else ["generator"], rest)))
    for name in ["rand", "randn"]:
        rec.exact("Random." + name, Shape([3, 5]), g, by=made(getattr(torch, name)))
        rec.exact("Random." + name, Shape([3, 5]), F64, g, by=made(getattr(torch, name)))
    rec.exact("Random.randint", -3, 9, Shape([20]), g, by=lambda a, b, s, g: torch.randint(a, b, s, generator=g))
    rec.exact("Random.randperm", 20, g, by=lambda n, g: torch.randperm(n, generator=g))
    rates = T((4, 5), F32, "c", 1, "pos")
    rec.exact("Random.bernoulli", T((4, 5), F32, "c", 1, "prob"), g, by=lambda p, g: torch.bernoulli(p, generator=g))
    rec.exact("Random.multinomial", rates, 3, False, g, by=lambda w, n, r, g: torch.multinomial(w, n, r, generator=g))
    rec.close("Random.normal", T((4, 5)), rates, g, by=lambda m, s, g: torch.normal(m, s, generator=g))
    rec.exact("Random.poisson", rates, g, by=lambda r, g: torch.poisson(r, generator=g))
    rec.exact("Random.binomial", torch.full((4, 5), 9.0), T((4, 5), F32, "c", 1, "prob"), g, by=lambda n, p, g: torch.binomial(n, p, g))
    rec.close("Random.standardGamma", rates, g, by=lambda a, g: torch._standard_gamma(a, g))
    for name, arguments in [("uniform_", [-1.0, 2.0]), ("normal_", [1.0, 0.5]), ("bernoulli_", [0.3]), ("exponential_", [2.0]),
                            ("logNormal_", [0.5, 0.25]), ("cauchy_", [1.0, 0.5]), ("geometric_", [0.3])]:
        f = getattr(torch.Tensor, {"logNormal_": "log_normal_"}.get(name, name))
        rec.close("Random." + name, torch.zeros(4, 5), *arguments, g, by=lambda t, *a, f=f: f(t, *a[:-1], generator=a[-1]))
    rec.exact("Random.random_", torch.zeros(4, 5, dtype=I64), -4, 9, g, by=lambda t, a, b, g: t.random_(a, b, generator=g))
