package dev.balboa.reliability;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Computes with several threads, so that every pool and every part of the BLAS is loaded, then
/// prints the mapped libraries, a line `mapped FILE` each.
final class LoadedLibrariesMain {
    private LoadedLibrariesMain() {}

    public static void main(String[] arguments) throws IOException {
        Threads.set(2);
        try (Scope _ = Scope.open()) {
            Tensor a =
                    Tensor.ones(Shape.of(600, 600), DType.FLOAT64)
                            .add(Tensor.eye(600).to(DType.FLOAT64));
            a.matmul(a).tanh().sum();
            Linalg.inv(a);
        }
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains(".so"))
                .map(line -> line.substring(line.indexOf('/')))
                .distinct()
                .forEach(file -> System.out.println("mapped " + file));
    }
}
