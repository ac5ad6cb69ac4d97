package dev.balboa.loss;

import dev.balboa.tensor.Device;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Tensor;

/// Products of rows that are a number of rows apart: the positives of a loss whose rows are the
/// first views of all images and then the second. On the CPU by an operator of our own that passes
/// over the rows once forward and once backward (`native/src/partner_products.cpp`).
final class PartnerProducts {

    private static final String PARTNERS = "balboa::partner_products";

    private PartnerProducts() {}

    /// `Σⱼ zᵢⱼ zₖⱼ` for `k = i + partner`.
    ///
    /// @param rows `[M, D]`
    /// @return `[M - partner]`
    static Tensor of(Tensor rows, long partner) {
        return of(rows, null, partner);
    }

    /// `Σⱼ λⱼ zᵢⱼ zₖⱼ` for `k = i + partner`.
    ///
    /// @param rows   `[M, D]`
    /// @param metric `λ` `[D]`, or null where all are 1
    /// @return `[M - partner]`
    static Tensor of(Tensor rows, Tensor metric, long partner) {
        if (rows.device().equals(Device.CPU)) {
            return Operator.of(PARTNERS).call(rows, metric, partner);
        }
        Tensor weighted = metric == null ? rows : rows.mul(metric);
        long count = rows.size(0) - partner;
        return weighted.narrow(0, 0, count).mul(rows.narrow(0, partner, count)).sum(false, 1);
    }
}
