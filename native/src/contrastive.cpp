// balboa::pair_logsumexp and balboa::query_logsumexp as operators of libtorch, with their gradients.
#include "contrastive.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/zeros.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/library.h>

#include <cmath>
#include <limits>

#include "again.h"
#include "partner_products.h"
#include "rows.h"

namespace balboa {

Temperature::Temperature(at::ArrayRef<double> given, bool detached) : numbers(given.vec()), detached(detached) {
  TORCH_CHECK(numbers.size() == 1 || numbers.size() == 5, "temperature: ", numbers.size(),
              " numbers (expected: 1, or 5: lowest, highest, shift, scale, flat)");
  for (double n : numbers) TORCH_CHECK(std::isfinite(n), "temperature: ", n, " (expected: finite numbers)");
  TORCH_CHECK(lowest() > 0, "temperature: ", lowest(), " (expected: > 0)");
  TORCH_CHECK(constant() || (numbers[1] >= lowest() && numbers[3] > 0), "temperature: highest ", numbers[constant() ? 0 : 1],
              ", scale ", numbers[constant() ? 0 : 3], " (expected: highest >= lowest, scale > 0)");
}

at::Tensor Pairs::weights() const {
  if (!temperature.constant() || temperature.lowest() == 1) return metric;
  return metric.defined() ? metric / temperature.lowest() : at::full({1}, 1 / temperature.lowest(), rows.options());
}

at::Tensor Pairs::left() const {
  auto weights = this->weights();
  return weights.defined() ? rows * weights : rows;
}

at::Tensor Pairs::bias_or_zeros() const {
  return bias.defined() ? bias : at::zeros({columns.size(0)}, columns.options());
}

double Pairs::bound() const {
  if (rows.size(0) == 0) return 0;
  auto weights = metric.defined() ? metric.abs().expand({rows.size(1)}) : at::Tensor();
  auto longest = partner_products(rows, weights, 0).max().item<double>() / temperature.lowest();
  return longest + (bias.defined() ? bias.abs().max().item<double>() : 0);
}

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr const char* PAIRS =
    "pair_logsumexp(Tensor rows, Tensor? metric, Tensor? bias, float[] temperature, bool detached, int partner, bool "
    "operators) -> Tensor";
constexpr const char* QUERIES =
    "query_logsumexp(Tensor queries, Tensor keys, float[] temperature, bool detached, bool operators) -> Tensor";

void check_rows_like(const char* name, const at::Tensor& rows, const at::Tensor& like) {
  check_rows(name, rows);
  TORCH_CHECK(rows.scalar_type() == like.scalar_type() && rows.device() == like.device(), name, ": ", rows.scalar_type(),
              " on ", rows.device(), " (expected: ", like.scalar_type(), " on ", like.device(), ")");
}

void check_vector(const char* name, const at::Tensor& vector, int64_t size, const at::Tensor& like) {
  TORCH_CHECK(vector.dim() == 1 && vector.size(0) == size && vector.layout() == at::kStrided, name, ": ", vector.sizes(),
              " (expected: [", size, "], dense)");
  TORCH_CHECK(vector.scalar_type() == like.scalar_type() && vector.device() == like.device(), name, ": ",
              vector.scalar_type(), " on ", vector.device(), " (expected: ", like.scalar_type(), " on ", like.device(), ")");
}

Pairs pairs_of(const at::Tensor& rows, const std::optional<at::Tensor>& metric, const std::optional<at::Tensor>& bias,
               const Temperature& temperature, int64_t partner) {
  check_rows("rows", rows);
  if (metric && metric->defined()) {
    check_vector("metric", *metric, metric->dim() == 1 && metric->size(0) == 1 ? 1 : rows.size(1), rows);
  }
  if (bias && bias->defined()) check_vector("bias", *bias, rows.size(0), rows);
  TORCH_CHECK(partner >= 0 && partner <= rows.size(0), "partner: ", partner, " (expected: within [0, ", rows.size(0), "])");
  auto dense = rows.contiguous().resolve_neg();
  return Pairs{dense,
               dense,
               metric && metric->defined() ? metric->contiguous().resolve_neg() : at::Tensor(),
               bias && bias->defined() ? bias->contiguous().resolve_neg() : at::Tensor(),
               temperature,
               partner,
               true};
}

Pairs queries_of(const at::Tensor& queries, const at::Tensor& keys, const Temperature& temperature) {
  check_rows("queries", queries);
  check_rows_like("keys", keys, queries);
  TORCH_CHECK(queries.size(1) == keys.size(1), "keys: ", keys.sizes(), " (expected: [K, ", queries.size(1), "])");
  return Pairs{queries.contiguous().resolve_neg(), keys.contiguous().resolve_neg(), {}, {}, temperature, 0, false};
}

at::Tensor forward(const Pairs& pairs, bool operators) {
  return pairs.rows.is_cpu() && !operators ? cpu_forward(pairs) : operators_forward(pairs);
}

Sums backward(const Pairs& pairs, const at::Tensor& lse, const at::Tensor& gradient, bool operators, bool columns) {
  // a row that is compared with nothing has no shares: exp(-inf - inf) and not exp(-inf + inf)
  auto logs = lse.masked_fill(lse.eq(-std::numeric_limits<double>::infinity()), std::numeric_limits<double>::infinity());
  auto dense = gradient.contiguous().resolve_neg();
  return pairs.rows.is_cpu() && !operators ? cpu_backward(pairs, logs, dense, columns)
                                           : operators_backward(pairs, logs, dense, columns);
}

at::Tensor pair_logsumexp(const at::Tensor& rows, const std::optional<at::Tensor>& metric,
                          const std::optional<at::Tensor>& bias, at::ArrayRef<double> temperature, bool detached,
                          int64_t partner, bool operators) {
  return forward(pairs_of(rows, metric, bias, Temperature(temperature, detached), partner), operators);
}

at::Tensor query_logsumexp(const at::Tensor& queries, const at::Tensor& keys, at::ArrayRef<double> temperature,
                           bool detached, bool operators) {
  return forward(queries_of(queries, keys, Temperature(temperature, detached)), operators);
}

// In place: nobody else has them.
at::Tensor weigh(at::Tensor& sums, const Pairs& pairs) {
  auto weights = pairs.weights();
  return weights.defined() ? sums.mul_(weights) : sums;
}

at::Tensor or_none(const std::optional<at::Tensor>& tensor) { return tensor ? *tensor : at::Tensor(); }

// Scores as operators that can be differentiated any number of times.
at::Tensor scores_of(const at::Tensor& products, const Temperature& t) {
  if (t.constant()) return products / t.lowest();
  double half = (t.numbers[1] - t.lowest()) / 2;
  auto phase = (t.detached ? products.detach() : products).clamp(-1, 1) + t.numbers[2];
  if (t.numbers[4] != 0) phase = phase.clamp_max(0);
  return products / ((phase * (M_PI / t.numbers[3])).cos() * half + (t.lowest() + half));
}

at::Tensor composed_pairs(const at::Tensor& rows, const at::Tensor& metric, const at::Tensor& bias, const Temperature& t,
                          int64_t partner) {
  auto products = (metric.defined() ? rows * metric : rows).matmul(rows.t());
  auto places = at::arange(rows.size(0), rows.options().dtype(at::kLong));
  auto apart = (places - places.unsqueeze(1)).abs();
  auto excluded = partner == 0 ? apart.eq(0) : apart.eq(0).logical_or(apart.eq(partner));
  auto scores = scores_of(products, t);
  if (bias.defined()) scores = scores + bias;
  return scores.masked_fill(excluded, -std::numeric_limits<double>::infinity()).logsumexp(1);
}

// What the two functions keep beside their tensors.
void remember(AutogradContext* context, const std::vector<double>& temperature, bool detached, bool operators) {
  context->saved_data["temperature"] = temperature;
  context->saved_data["detached"] = detached;
  context->saved_data["operators"] = operators;
}
Temperature temperature_of(AutogradContext* context) {
  return Temperature(context->saved_data["temperature"].toDoubleVector(), context->saved_data["detached"].toBool());
}
bool by_operators(AutogradContext* context) { return context->saved_data["operators"].toBool(); }

struct PairFunction : torch::autograd::Function<PairFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, const std::optional<at::Tensor>& metric,
                            const std::optional<at::Tensor>& bias, std::vector<double> temperature, bool detached,
                            int64_t partner, bool operators) {
    c10::impl::ExcludeDispatchKeyGuard autocast(c10::autocast_dispatch_keyset);
    at::AutoDispatchBelowAutograd guard;
    auto lse = pair_logsumexp(rows, metric, bias, temperature, detached, partner, operators);
    context->save_for_backward({rows, or_none(metric), or_none(bias), lse});
    remember(context, temperature, detached, operators);
    context->saved_data["partner"] = partner;
    return lse;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    c10::impl::ExcludeDispatchKeyGuard autocast(c10::autocast_dispatch_keyset);
    auto saved = context->get_saved_variables();
    auto temperature = temperature_of(context);
    if (c10::GradMode::is_enabled()) {
      variable_list own{stand_in(saved[0]), stand_in(saved[1]), stand_in(saved[2])};
      auto lse = composed_pairs(own[0], own[1], own[2], temperature, context->saved_data["partner"].toInt());
      auto results = differentiable_gradients(lse, own, gradients[0]);
      results.resize(7);
      return results;
    }
    at::AutoDispatchBelowAutograd guard;
    auto pairs = pairs_of(saved[0], saved[1], saved[2], temperature, context->saved_data["partner"].toInt());
    auto sums = balboa::backward(pairs, saved[3], gradients[0], by_operators(context), false);
    variable_list results(7);
    if (saved[1].defined() && saved[1].requires_grad()) {
      auto products = pairs.rows * sums.rows;
      auto total = pairs.metric.size(0) == 1 ? products.sum(0).sum().view({1}) : products.sum(0);
      results[1] = total * (pairs.temperature.constant() ? 0.5 / pairs.temperature.lowest() : 0.5);
    }
    if (saved[2].defined() && saved[2].requires_grad()) results[2] = sums.bias;
    if (saved[0].requires_grad()) results[0] = weigh(sums.rows, pairs);
    return results;
  }
};

struct QueryFunction : torch::autograd::Function<QueryFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& queries, const at::Tensor& keys,
                            std::vector<double> temperature, bool detached, bool operators) {
    c10::impl::ExcludeDispatchKeyGuard autocast(c10::autocast_dispatch_keyset);
    at::AutoDispatchBelowAutograd guard;
    auto lse = query_logsumexp(queries, keys, temperature, detached, operators);
    context->save_for_backward({queries, keys, lse});
    remember(context, temperature, detached, operators);
    return lse;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    c10::impl::ExcludeDispatchKeyGuard autocast(c10::autocast_dispatch_keyset);
    auto saved = context->get_saved_variables();
    auto temperature = temperature_of(context);
    if (c10::GradMode::is_enabled()) {
      variable_list own{stand_in(saved[0]), stand_in(saved[1])};
      auto lse = scores_of(own[0].matmul(own[1].t()), temperature).logsumexp(1);
      auto results = differentiable_gradients(lse, own, gradients[0]);
      results.resize(5);
      return results;
    }
    at::AutoDispatchBelowAutograd guard;
    auto pairs = queries_of(saved[0], saved[1], temperature);
    auto sums = balboa::backward(pairs, saved[2], gradients[0], by_operators(context), saved[1].requires_grad());
    variable_list results(5);
    results[0] = weigh(sums.rows, pairs);
    results[1] = sums.columns;
    return results;
  }
};

at::Tensor pair_logsumexp_autograd(const at::Tensor& rows, const std::optional<at::Tensor>& metric,
                                   const std::optional<at::Tensor>& bias, at::ArrayRef<double> temperature, bool detached,
                                   int64_t partner, bool operators) {
  return PairFunction::apply(rows, metric, bias, temperature.vec(), detached, partner, operators);
}

at::Tensor query_logsumexp_autograd(const at::Tensor& queries, const at::Tensor& keys, at::ArrayRef<double> temperature,
                                    bool detached, bool operators) {
  return QueryFunction::apply(queries, keys, temperature.vec(), detached, operators);
}

}  // namespace
}  // namespace balboa

TORCH_LIBRARY(balboa, library) {
  library.def(balboa::PAIRS);
  library.def(balboa::QUERIES);
}
TORCH_LIBRARY_IMPL(balboa, CompositeExplicitAutograd, library) {
  library.impl("pair_logsumexp", TORCH_FN(balboa::pair_logsumexp));
  library.impl("query_logsumexp", TORCH_FN(balboa::query_logsumexp));
}
TORCH_LIBRARY_IMPL(balboa, Autograd, library) {
  library.impl("pair_logsumexp", TORCH_FN(balboa::pair_logsumexp_autograd));
  library.impl("query_logsumexp", TORCH_FN(balboa::query_logsumexp_autograd));
}
