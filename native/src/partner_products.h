#pragma once
#include <ATen/core/Tensor.h>

namespace balboa {

// Of each of M rows with the one `partner` rows below it, under a metric [D] where there is one: [M - partner].
at::Tensor partner_products(const at::Tensor& rows, const std::optional<at::Tensor>& metric, int64_t partner);

}  // namespace balboa
