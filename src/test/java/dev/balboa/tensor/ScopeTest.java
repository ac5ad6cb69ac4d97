package dev.balboa.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.balboa.testkit.WithoutScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who closes what. Oracles: `isClosed`, and the native counter of live tensors.
@WithoutScope
class ScopeTest {
    private long before;

    @BeforeEach
    void count() {
        before = Memory.liveTensors();
    }

    @Test
    void aScopeClosesWhatWasMadeInIt() {
        Tensor made;
        try (Scope _ = Scope.open()) {
            made = Tensor.scalar(1).add(1);
        }
        assertThat(made.isClosed()).isTrue();
    }

    @Test
    void aScopeFreesHandlesNobodyNamed() {
        try (Scope _ = Scope.open()) {
            for (int i = 0; i < 10_000; i++) Tensor.scalar(i);
        }
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void aScopeClosesItsTensorsWhenItsBlockThrows() {
        catchThrowable(
                () -> {
                    try (Scope _ = Scope.open()) {
                        Tensor.scalar(1);
                        throw new IllegalArgumentException();
                    }
                });
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void keepMovesATensorToTheScopeAround() {
        try (Scope outer = Scope.open()) {
            Tensor kept;
            try (Scope inner = Scope.open()) {
                kept = inner.keep(Tensor.scalar(2));
            }
            assertThat(kept.item()).isEqualTo(2);
            assertThat(outer.size()).isEqualTo(1);
        }
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void keepReturnsTheSameTensor() {
        try (Scope scope = Scope.open()) {
            Tensor tensor = Tensor.scalar(1);
            assertThat(scope.keep(tensor)).isSameAs(tensor);
            tensor.close();
        }
    }

    @Test
    void keepFromTheOutermostScopeLeavesATensorToItsHolder() {
        Tensor kept;
        try (Scope scope = Scope.open()) {
            kept = scope.keep(Tensor.scalar(2));
        }
        assertThat(kept.item()).isEqualTo(2);
        kept.close();
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void keepOfATensorOfTheScopeAroundChangesNothing() {
        try (Scope outer = Scope.open()) {
            Tensor tensor = Tensor.scalar(1);
            try (Scope inner = Scope.open()) {
                inner.keep(tensor);
            }
            assertThat(tensor.isClosed()).isFalse();
            assertThat(outer.size()).isEqualTo(1);
        }
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void detachTakesATensorOutOfEveryScope() {
        Tensor taken;
        try (Scope _ = Scope.open()) {
            try (Scope inner = Scope.open()) {
                taken = inner.detach(Tensor.scalar(2));
            }
        }
        assertThat(taken.item()).isEqualTo(2);
        taken.close();
    }

    @Test
    void aTensorOfTheScopeAroundOutlivesTheInnerOne() {
        try (Scope _ = Scope.open()) {
            Tensor tensor = Tensor.scalar(1);
            try (Scope _ = Scope.open()) {
                tensor.add(1);
            }
            assertThat(tensor.isClosed()).isFalse();
        }
    }

    @Test
    void tensorsBelongToTheInnermostScope() {
        try (Scope outer = Scope.open();
                Scope inner = Scope.open()) {
            Tensor.scalar(1);
            assertThat(outer.size()).isZero();
            assertThat(inner.size()).isEqualTo(1);
        }
    }

    @Test
    void closingAnOuterScopeClosesTheInnerOne() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        Tensor tensor = Tensor.scalar(1);
        outer.close();
        assertThat(tensor.isClosed()).isTrue();
        assertThatThrownBy(() -> inner.keep(tensor)).hasMessage("the scope is closed");
    }

    @Test
    void afterItsScopesATensorBelongsToNobody() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        outer.close();
        inner.close();
        try (Tensor tensor = Tensor.scalar(1)) {
            assertThat(tensor.owner).isNull();
        }
    }

    @Test
    void closingTwiceDoesNothing() {
        Scope scope = Scope.open();
        Tensor.scalar(1);
        scope.close();
        scope.close();
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }

    @Test
    void aClosedScopeRefusesToDetach() {
        Scope scope = Scope.open();
        Tensor tensor = Tensor.scalar(1);
        scope.close();
        assertThatThrownBy(() -> scope.detach(tensor))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the scope is closed");
    }

    @Test
    void sizeCountsTensorsThatAreStillOpen() {
        try (Scope scope = Scope.open()) {
            Tensor.scalar(1);
            Tensor.scalar(2).close();
            assertThat(scope.size()).isEqualTo(1);
        }
    }

    @Test
    void aLoopThatClosesItsTensorsKeepsOthersInTheScope() {
        try (Scope scope = Scope.open()) {
            Tensor first = Tensor.scalar(7);
            for (int i = 0; i < 1_000; i++) Tensor.scalar(i).close();
            assertThat(scope.size()).isEqualTo(1);
            assertThat(first.item()).isEqualTo(7);
        }
    }

    @Test
    void theGradientHandleBelongsToTheScopeAndTheGradientToItsTensor() {
        Tensor w = Tensor.of(3.0).requiresGrad_(true);
        try (Scope _ = Scope.open()) {
            w.mul(w).sum().backward();
            w.grad();
        }
        try (w;
                Tensor grad = w.grad()) {
            assertThat(grad.item()).isEqualTo(6);
        }
        assertThat(Memory.liveTensors()).isEqualTo(before);
    }
}
