package dev.balboa.javacpp;

import static dev.balboa.testkit.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.nio.FloatBuffer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// One tensor, two libraries. The oracle is the other library: what Balboa writes is read through
/// the presets' JNI and the other way round, and libtorch's own reference count and Balboa's byte
/// count say who still holds it.
class PresetTensorsTest {
    private static final long MEGABYTE = 1 << 20;

    @BeforeAll
    static void load() {
        PresetTensors.load();
    }

    private static float[] read(org.bytedeco.pytorch.Tensor tensor) {
        FloatBuffer values = tensor.createBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
    }

    @Test
    void eachSideSeesWhatTheOtherWrites() {
        Tensor x = Tensor.of(1f, 2f, 3f);
        try (var y = PresetTensors.toPresets(x);
                var two = new Scalar(2)) {
            assertThat(read(y)).containsExactly(1, 2, 3);
            y.mul_(two);
            assertThat(x).hasValues(2, 4, 6);
            x.add_(1.0);
            assertThat(read(y)).containsExactly(3, 5, 7);
        }
        try (var y = torch.ones(2, 3);
                var nine = new Scalar(9)) {
            Tensor back = PresetTensors.fromPresets(y);
            assertThat(back).hasShape(2, 3).hasDType(DType.FLOAT32);
            back.select(0, 1).fill_(5);
            assertThat(read(y)).containsExactly(1, 1, 1, 5, 5, 5);
            y.fill_(nine);
            assertThat(back).hasValues(9, 9, 9, 9, 9, 9);
        }
    }

    @Test
    void stridesTypesAndEmptySizesCross() {
        Tensor x = Tensor.arange(6).reshape(2, 3).t();
        try (var y = PresetTensors.toPresets(x)) {
            assertThat(y.sizes().vec().get()).containsExactly(3, 2);
            assertThat(y.strides().vec().get()).containsExactly(1, 3);
            assertThat(y.scalar_type().intern()).isSameAs(torch.ScalarType.Long);
            assertThat(PresetTensors.fromPresets(y).equal(x)).isTrue();
        }
        try (var y = PresetTensors.toPresets(Tensor.zeros(Shape.of(0, 4), DType.FLOAT64))) {
            assertThat(PresetTensors.fromPresets(y)).hasShape(0, 4).hasDType(DType.FLOAT64);
        }
    }

    @Test
    void thereAndBackIsTheSameTensor() {
        Tensor x = Tensor.of(1f);
        try (var y = PresetTensors.toPresets(x)) {
            Tensor back = PresetTensors.fromPresets(y);
            assertThat(y.use_count()).isEqualTo(3);
            x.fill_(4);
            assertThat(back).hasValues(4);
        }
    }

    @Test
    void theMemoryOutlivesWhicheverSideIsClosedFirst() {
        long before = Memory.liveBytes();
        Tensor x = Tensor.ones(Shape.of(MEGABYTE / 4));
        var y = PresetTensors.toPresets(x);
        x.close();
        assertThat(y.use_count()).isEqualTo(1);
        assertThat(Memory.liveBytes() - before).isGreaterThanOrEqualTo(MEGABYTE);
        assertThat(y.sum().item_float()).isEqualTo(MEGABYTE / 4f);
        Tensor back = PresetTensors.fromPresets(y);
        y.close();
        assertThat(back.sum().item()).isEqualTo(MEGABYTE / 4);
        back.close();
        assertThat(Memory.liveBytes() - before).isLessThan(MEGABYTE / 2);
    }

    @Test
    void whatTheScopeClosesTheOtherSideKeeps() {
        org.bytedeco.pytorch.Tensor kept;
        try (Scope _ = Scope.open()) {
            kept = PresetTensors.toPresets(Tensor.of(1f, 2f));
        }
        assertThat(read(kept)).containsExactly(1, 2);
        kept.close();
    }

    @Test
    void nothingLeaksOverManyCrossings() {
        long tensors = Memory.liveTensors();
        long bytes = Memory.liveBytes();
        for (int i = 0; i < 2000; i++) {
            try (Tensor x = Tensor.ones(Shape.of(1000));
                    var y = PresetTensors.toPresets(x);
                    Tensor back = PresetTensors.fromPresets(y)) {
                back.add_(1.0);
            }
        }
        assertThat(Memory.liveTensors()).isEqualTo(tensors);
        assertThat(Memory.liveBytes()).isEqualTo(bytes);
    }

    @Test
    void gradientsCrossInBothDirections() {
        Tensor w = Tensor.of(1f, 2f).requiresGrad_(true);
        try (var there = PresetTensors.toPresets(w);
                var loss = there.mul(there).sum()) {
            assertThat(there.requires_grad()).isTrue();
            loss.backward();
        }
        assertThat(w.grad()).hasValues(2, 4);
        try (var leaf = torch.ones(2)) {
            leaf.set_requires_grad(true);
            PresetTensors.fromPresets(leaf).exp().sum().backward();
            try (var gradient = leaf.grad()) {
                float e = (float) Math.E;
                assertThat(read(gradient)[0])
                        .isCloseTo(e, org.assertj.core.api.Assertions.within(1e-6f));
            }
        }
    }

    @Test
    void wrongInputIsNamed() {
        Tensor closed = Tensor.of(1f);
        closed.close();
        assertThatThrownBy(() -> PresetTensors.toPresets(closed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> PresetTensors.toPresets(null))
                .hasMessage("tensor: null (expected: a tensor)");
        assertThatThrownBy(() -> PresetTensors.fromPresets(null))
                .hasMessage("tensor: null or closed (expected: a tensor)");
        var gone = torch.ones(1);
        gone.close();
        assertThatThrownBy(() -> PresetTensors.fromPresets(gone))
                .hasMessage("tensor: null or closed (expected: a tensor)");
        try (var undefined = new org.bytedeco.pytorch.Tensor()) {
            assertThatThrownBy(() -> PresetTensors.fromPresets(undefined))
                    .hasMessage("tensor: undefined (expected: one with sizes and a type)");
        }
    }
}
