package dev.balboa.reliability;

import dev.balboa.javacpp.PresetTensors;
import dev.balboa.tensor.DType;
import dev.balboa.tensor.Diagnostics;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.LibtorchException;
import dev.balboa.tensor.Linalg;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Loads Balboa, the presets' classes and what both share, in the order that the argument says:
/// `load` or `presets-first`. Prints `first` and `second`, each with `shared` or the message of the
/// refusal; `blas` with what Balboa takes libtorch to run on; `inverted` after linear algebra on
/// the small stack of this thread; `openblas` with what its own property says then; and a line
/// `mapped FILE` per library.
final class SharedLibtorchMain {
    private static final int SIZE = 400;

    private SharedLibtorchMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("presets-first")) Presets.use();
        System.out.println("first " + attempt());
        System.out.println("second " + attempt());
        System.out.println("blas " + Diagnostics.report().get("BLAS"));
        System.out.println("inverted " + invert());
        System.out.println("openblas " + System.getProperty("org.bytedeco.openblas.load"));
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .filter(line -> line.contains(".so"))
                .map(line -> line.substring(line.indexOf('/')))
                .distinct()
                .forEach(file -> System.out.println("mapped " + file));
    }

    private static boolean invert() {
        try (Scope _ = Scope.open();
                Generator generator = Generator.of(1)) {
            Tensor a = Random.randn(Shape.of(SIZE, SIZE), DType.FLOAT64, generator);
            Tensor identity = Tensor.eye(SIZE).to(DType.FLOAT64);
            return a.matmul(Linalg.inv(a)).allclose(identity, 0, 1e-6);
        }
    }

    private static String attempt() {
        try {
            PresetTensors.load();
            return Presets.use();
        } catch (LibtorchException e) {
            return e.getMessage();
        }
    }

    // A class of its own, so that the one above links without the presets' classes.
    private static final class Presets {
        static String use() {
            try (var tensor = org.bytedeco.pytorch.global.torch.ones(2)) {
                return tensor.numel() == 2 ? "shared" : "wrong";
            }
        }
    }
}
