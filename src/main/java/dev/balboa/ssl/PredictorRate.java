package dev.balboa.ssl;

import dev.balboa.nn.Module;
import dev.balboa.optim.ParameterGroup;
import dev.balboa.optim.Schedule;
import dev.balboa.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The learning rate of a predictor: constant, as in the published SimSiam, or on the schedule like
/// the rest.
final class PredictorRate {

    static final String CONSTANT = "constant";
    static final String COSINE = "cosine";

    private static final String OPTION = "predictor-lr";

    private PredictorRate() {}

    static MethodOption option(String fallback) {
        return MethodOption.oneOf(
                OPTION,
                fallback,
                List.of(CONSTANT, COSINE),
                "learning rate of the predictor: constant, or on the schedule like the rest");
    }

    static boolean constant(MethodSettings settings) {
        return settings.text(OPTION).equals(CONSTANT);
    }

    /// Everything on the schedule, but the predictor where it keeps a constant rate.
    static List<ParameterGroup> groups(Module method, Schedule schedule, boolean constant) {
        Map<String, Tensor> encoder = new LinkedHashMap<>();
        Map<String, Tensor> predictor = new LinkedHashMap<>();
        method.parameters()
                .forEach(
                        (key, tensor) ->
                                (key.startsWith("predictor.") ? predictor : encoder)
                                        .put(key, tensor));
        List<ParameterGroup> groups = new ArrayList<>();
        groups.add(new ParameterGroup("encoder", encoder, schedule));
        if (!predictor.isEmpty()) {
            groups.add(
                    new ParameterGroup(
                            "predictor", predictor, constant ? new Schedule.Constant() : schedule));
        }
        return groups;
    }
}
