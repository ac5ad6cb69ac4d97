package dev.balboa.reliability;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;
import java.util.List;
import java.util.function.UnaryOperator;

/// Decompositions of one `n x n` matrix of doubles, forward and backward, on a thread with a 1 MB
/// stack.
///
/// Arguments: n. Prints one line per claim with the largest deviation from what the definition
/// says: products of the factors against the matrix, and gradients against closed forms.
final class SmallStackMain {
    private static final long STACK_BYTES = 1 << 20;

    private SmallStackMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        int n = Integer.parseInt(arguments[0]);
        Thread thread = new Thread(null, () -> decomposeAll(n), "small-stack", STACK_BYTES);
        thread.setUncaughtExceptionHandler(
                (_, failure) -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
        thread.start();
        thread.join();
    }

    private static void decomposeAll(int n) {
        // OpenBLAS uses the large buffers on its stack only when it computes with several threads.
        Threads.set(2);
        try (Scope _ = Scope.open();
                Generator generator = Generator.of(1)) {
            Tensor noise =
                    Random.randn(Shape.of(n, n), generator).to(DType.FLOAT64).div(Math.sqrt(n));
            Tensor a = noise.add(Tensor.eye(n).to(DType.FLOAT64).mul(3));
            Tensor symmetric = a.add(a.t()).div(2);
            Tensor b = Random.randn(Shape.of(n, 3), generator).to(DType.FLOAT64);
            factors(a, symmetric, b);
            gradients(a, symmetric, b);
        }
    }

    private static void factors(Tensor a, Tensor symmetric, Tensor b) {
        Tensor identity = Tensor.eye(a.size(0)).to(DType.FLOAT64);
        print("solve", a.matmul(Linalg.solve(a, b)), b);
        print("inv", a.matmul(Linalg.inv(a)), identity);
        print("matrix-power", Operator.of("aten::matrix_power").call(a, -1), Linalg.inv(a));
        Tensor l = Linalg.cholesky(symmetric);
        print("cholesky", l.matmul(l.t()), symmetric);
        List<Tensor> qr = Linalg.qr(a);
        print("qr", qr.get(0).matmul(qr.get(1)), a);
        List<Tensor> svd = Linalg.svd(a, false);
        print("svd", svd.get(0).mul(svd.get(1)).matmul(svd.get(2)), a);
        List<Tensor> eigh = Linalg.eigh(symmetric);
        print("eigh", symmetric.matmul(eigh.get(1)), eigh.get(1).mul(eigh.get(0)));
    }

    // With y = log|det a|, dy/da is the inverse's transpose, whichever factors y is computed from.
    private static void gradients(Tensor a, Tensor symmetric, Tensor b) {
        Tensor inverse = Linalg.inv(a).t();
        Tensor symmetricInverse = Linalg.inv(symmetric);
        Tensor weights = Tensor.onesLike(b);
        Tensor adjoint = inverse.matmul(weights);
        print(
                "solve-backward",
                grad(a, x -> Linalg.solve(x, b)),
                adjoint.matmul(Linalg.solve(a, b).t()).neg());
        print(
                "inv-backward",
                grad(a, Linalg::inv),
                inverse.matmul(Tensor.onesLike(a)).matmul(inverse).neg());
        print("qr-backward", grad(a, x -> logOfDiagonal(Linalg.qr(x).get(1))), inverse);
        print("svd-backward", grad(a, x -> throughSvd(x).log()), inverse);
        // Only the symmetric part of a symmetric matrix's gradient is defined.
        Tensor throughCholesky = grad(symmetric, x -> logOfDiagonal(Linalg.cholesky(x)).mul(2));
        print(
                "cholesky-backward",
                throughCholesky.add(throughCholesky.t()).div(2),
                symmetricInverse);
        Tensor throughEigh = grad(symmetric, x -> throughEigh(x).log());
        print("eigh-backward", throughEigh.add(throughEigh.t()).div(2), symmetricInverse);
    }

    // The singular values again, by way of both orthogonal factors: backward then runs through
    // those too.
    private static Tensor throughSvd(Tensor x) {
        List<Tensor> svd = Linalg.svd(x, false);
        Tensor rebuilt = svd.get(0).mul(svd.get(1)).matmul(svd.get(2));
        return Linalg.svdvals(rebuilt);
    }

    private static Tensor throughEigh(Tensor x) {
        List<Tensor> eigh = Linalg.eigh(x);
        Tensor rebuilt = eigh.get(1).mul(eigh.get(0)).matmul(eigh.get(1).t());
        return Linalg.eigh(rebuilt).get(0);
    }

    private static Tensor logOfDiagonal(Tensor triangle) {
        return triangle.diagonal(0).abs().log();
    }

    private static Tensor grad(Tensor at, UnaryOperator<Tensor> function) {
        Tensor leaf = at.detach().copy().requiresGrad_(true);
        return Autograd.grad(function.apply(leaf).sum(), List.of(leaf)).getFirst();
    }

    private static void print(String claim, Tensor actual, Tensor expected) {
        System.out.println(claim + " " + actual.sub(expected).abs().max().item());
    }
}
