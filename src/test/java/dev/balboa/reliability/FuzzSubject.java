package dev.balboa.reliability;

import dev.balboa.tensor.Operator;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Something to call with random arguments.
sealed interface FuzzSubject {

    /// What is called, for messages.
    String name();

    /// Draws the arguments of one call.
    Call draw(RandomArguments random);

    /// One call, ready to be made.
    ///
    /// @param text      of the call, for the log
    /// @param nullGiven whether a Java method is given null for an argument
    /// @param action    makes it
    record Call(String text, boolean nullGiven, Action action) {}

    /// What may throw anything.
    interface Action {
        Object run() throws Throwable;
    }

    /// An operator through the boxed door.
    ///
    /// @param operator   allowed by default
    /// @param parameters of its schema
    record OperatorSubject(Operator operator, List<SchemaParameter> parameters)
            implements FuzzSubject {

        @Override
        public String name() {
            return operator.schema();
        }

        @Override
        public Call draw(RandomArguments random) {
            List<Object> positional = new ArrayList<>();
            Map<String, Object> named = new LinkedHashMap<>();
            for (SchemaParameter parameter : parameters) {
                if (parameter.optional() && random.chance(0.4)) {
                    if (!parameter.named()) {
                        positional.add(Operator.DEFAULT);
                    }
                } else if (parameter.named()) {
                    named.put(parameter.name(), random.forSchema(parameter));
                } else {
                    positional.add(random.forSchema(parameter));
                }
            }
            if (random.chance(0.01) && !positional.isEmpty()) {
                positional.removeLast();
            }
            String text =
                    operator.schema()
                            + " <- "
                            + Describe.all(positional)
                            + " "
                            + Describe.named(named);
            return new Call(text, false, () -> operator.results(positional, named));
        }
    }

    /// A public method or factory.
    ///
    /// @param method static or of an instance
    record MethodSubject(Method method) implements FuzzSubject {

        @Override
        public String name() {
            return method.toString();
        }

        @Override
        public Call draw(RandomArguments random) {
            Object receiver =
                    Modifier.isStatic(method.getModifiers())
                            ? null
                            : random.receiver(method.getDeclaringClass());
            Object[] args = arguments(method, random);
            String text =
                    method
                            + " <- "
                            + Describe.one(receiver)
                            + " "
                            + Describe.all(Arrays.asList(args));
            boolean nullGiven = Arrays.asList(args).contains(null);
            return new Call(text, nullGiven, () -> invoke(receiver, args));
        }

        private Object invoke(Object receiver, Object[] args) throws Throwable {
            try {
                return method.invoke(receiver, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static Object[] arguments(Executable method, RandomArguments random) {
            return Arrays.stream(method.getGenericParameterTypes()).map(random::forType).toArray();
        }
    }
}
