import static dev.balboa.tensor.Index.*;

import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.*;
import java.util.List;

/// Tensors, indexing, gradients and scopes.
///
///     ./balboa example TensorsAndAutograd
class TensorsAndAutograd {
    public static void main(String[] args) {
        try (Scope _ = Scope.open()) { // frees every tensor made in it
            Tensor a = Tensor.arange(6).reshape(2, 3);
            System.out.println("a = " + a);
            System.out.println("a[:, 1:] = " + a.get(all(), range(1, 3)));
            System.out.println("a[a > 2] = " + a.get(of(a.gt(2))));

            // Broadcasting and types are PyTorch's.
            Tensor row = Tensor.of(10f, 20, 30);
            System.out.println("a + row = " + a.add(row));
            System.out.println("mean of each column = " + a.to(DType.FLOAT32).mean(false, 0));

            // d/dx Σ x³ = 3x², and its derivative 6x.
            Tensor x = Tensor.of(1.0, 2.0, 3.0).requiresGrad_(true);
            x.pow(3).sum().backward();
            System.out.println("gradient = " + x.grad());
            Tensor first =
                    Autograd.grad(
                                    List.of(x.pow(3).sum()),
                                    List.of(x),
                                    List.of(),
                                    dev.balboa.autograd.GradOptions.CREATE_GRAPH)
                            .getFirst();
            System.out.println("second = " + Autograd.grad(first.sum(), List.of(x)).getFirst());

            // What has no method has its operator: every one of libtorch's, arguments checked.
            Tensor distances =
                    Operator.of("aten::cdist").call(row.reshape(3, 1), row.reshape(3, 1), 2.0);
            System.out.println("distances = " + distances);
        }
        System.out.println("tensors left: " + Memory.liveTensors());
    }
}
