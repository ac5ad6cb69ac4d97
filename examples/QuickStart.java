import dev.balboa.autograd.Autograd;
import dev.balboa.tensor.*;
import java.util.List;

/// Fits a line to noisy points by gradient descent.
class QuickStart {
    public static void main(String[] args) {
        try (Scope _ = Scope.open();
                Generator random = Generator.of(0)) {
            Tensor x = Random.randn(Shape.of(100, 1), random);
            Tensor y = x.mul(3.0).add(0.5).add(Random.randn(x.shape(), random).mul(0.1));
            Tensor weight = Tensor.zeros(Shape.of(1, 1)).requiresGrad_(true);
            Tensor bias = Tensor.zeros(Shape.of(1)).requiresGrad_(true);
            for (int step = 0; step < 200; step++) {
                try (Scope _ = Scope.open()) { // frees what the step has made
                    Functional.mseLoss(Functional.linear(x, weight, bias), y).backward();
                    for (Tensor p : List.of(weight, bias)) {
                        Autograd.noGrad(() -> p.sub_(p.grad().mul(0.1)));
                        p.zeroGrad();
                    }
                }
            }
            System.out.printf("y = %.2f x + %.2f%n", weight.item(), bias.item());
        }
    }
}
