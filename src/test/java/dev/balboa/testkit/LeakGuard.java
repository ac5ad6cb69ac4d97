package dev.balboa.testkit;

import dev.balboa.tensor.Memory;
import dev.balboa.tensor.Scope;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// Runs each test in a [Scope], and fails a test class after which more tensors live than before.
///
/// Registered for every class through `META-INF/services`. A class annotated with [WithoutScope]
/// manages its tensors itself; one annotated with [Unguarded] is not watched at all.
public final class LeakGuard
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(LeakGuard.class);
    private static final int COLLECTIONS = 20;
    private static final long PAUSE_MILLIS = 25;

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isUnguarded(context)) return;
        context.getStore(NAMESPACE).put("live", Memory.liveTensors());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Class<?> type = context.getRequiredTestClass();
        if (isUnguarded(context) || type.isAnnotationPresent(WithoutScope.class)) return;
        context.getStore(NAMESPACE).put("scope", Scope.open());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Scope scope = context.getStore(NAMESPACE).remove("scope", Scope.class);
        if (scope != null) scope.close();
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        Long before = context.getStore(NAMESPACE).get("live", Long.class);
        if (before == null) return;
        // Tensors dropped outside a scope are freed by the collector, in its own time.
        for (int i = 0; i < COLLECTIONS && Memory.liveTensors() > before; i++) {
            System.gc();
            Thread.sleep(PAUSE_MILLIS);
        }
        long leaked = Memory.liveTensors() - before;
        if (leaked > 0) {
            throw new AssertionError(
                    "%d tensors live after %s that did not before"
                            .formatted(leaked, context.getRequiredTestClass().getSimpleName()));
        }
    }

    private static boolean isUnguarded(ExtensionContext context) {
        return context.getRequiredTestClass().isAnnotationPresent(Unguarded.class);
    }
}
