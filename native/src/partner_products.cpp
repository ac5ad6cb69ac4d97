// balboa::partner_products as an operator of libtorch: the positives of a contrastive loss, in one pass forward and one
// backward.
#include "partner_products.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

#include <algorithm>

#include "again.h"
#include "rows.h"
#include "tiles.h"
#include "vectors.h"

namespace balboa {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Rows whose sums make one row of partial sums for the metric's gradient: not a number of threads, on which no bit of the
// result may depend.
constexpr int64_t PART = 256;

template <class T>
BAL_INLINE T dot_(const T* a, const T* b, const T* metric, int64_t n) {
  T sum = 0;
  if (metric == nullptr) {
#pragma omp simd reduction(+ : sum)
    for (int64_t j = 0; j < n; j++) sum += a[j] * b[j];
  } else {
#pragma omp simd reduction(+ : sum)
    for (int64_t j = 0; j < n; j++) sum += a[j] * b[j] * metric[j];
  }
  return sum;
}

// to = gradient metric row, added to what is there or not.
template <class T>
BAL_INLINE void pull_(T gradient, const T* row, const T* metric, bool add, T* to, int64_t n) {
  if (metric == nullptr && add) {
#pragma omp simd
    for (int64_t j = 0; j < n; j++) to[j] += gradient * row[j];
  } else if (metric == nullptr) {
#pragma omp simd
    for (int64_t j = 0; j < n; j++) to[j] = gradient * row[j];
  } else {
#pragma omp simd
    for (int64_t j = 0; j < n; j++) to[j] = (add ? to[j] : T(0)) + gradient * row[j] * metric[j];
  }
}

template <class T>
BAL_INLINE void add_products_(const T* a, const T* b, T gradient, T* sums, int64_t n) {
#pragma omp simd
  for (int64_t j = 0; j < n; j++) sums[j] += gradient * a[j] * b[j];
}

// A function that is compiled for several machines cannot be a template.
#define BAL_PARTNERS(T)                                                                                                  \
  BAL_VECTORS T dot(const T* a, const T* b, const T* metric, int64_t n) { return dot_(a, b, metric, n); }                \
  BAL_VECTORS void pull(T gradient, const T* row, const T* metric, bool add, T* to, int64_t n) {                         \
    pull_(gradient, row, metric, add, to, n);                                                                            \
  }                                                                                                                      \
  BAL_VECTORS void add_products(const T* a, const T* b, T gradient, T* sums, int64_t n) {                                \
    add_products_(a, b, gradient, sums, n);                                                                              \
  }

BAL_PARTNERS(float)
BAL_PARTNERS(double)

// What forward and backward are given, dense.
struct Partners {
  at::Tensor rows, metric;  // [M, D], and [D] or undefined
  int64_t partner;

  Partners(const at::Tensor& given, const std::optional<at::Tensor>& weights, int64_t partner)
      : rows(given.contiguous().resolve_neg()), partner(partner) {
    check_rows("rows", given);
    TORCH_CHECK(given.is_cpu(), "rows: on ", given.device(), " (expected: on the CPU)");
    TORCH_CHECK(partner >= 0 && partner <= rows.size(0), "partner: ", partner, " (expected: within [0, ", rows.size(0), "])");
    if (!weights || !weights->defined()) return;
    TORCH_CHECK(weights->dim() == 1 && weights->size(0) == rows.size(1) && weights->scalar_type() == rows.scalar_type(),
                "metric: ", weights->scalar_type(), " ", weights->sizes(), " (expected: ", rows.scalar_type(), " [",
                rows.size(1), "])");
    metric = weights->contiguous().resolve_neg();
  }

  int64_t columns() const { return rows.size(1); }
  int64_t count() const { return rows.size(0) - partner; }
  template <class T>
  const T* weights() const { return metric.defined() ? metric.const_data_ptr<T>() : nullptr; }

  at::Tensor products() const {
    auto result = at::empty({count()}, rows.options());
    typed(rows.scalar_type(), [&](auto type) {
      using T = decltype(type);
      const T *x = rows.const_data_ptr<T>(), *w = weights<T>();
      T* to = result.mutable_data_ptr<T>();
      int64_t n = columns();
      each_row(count(), n, [&](int64_t i) { to[i] = dot(x + i * n, x + (i + partner) * n, w, n); });
    });
    return result;
  }

  at::Tensor rows_gradient(const at::Tensor& gradient) const {
    auto result = at::empty_like(rows);
    typed(rows.scalar_type(), [&](auto type) {
      using T = decltype(type);
      const T *x = rows.const_data_ptr<T>(), *w = weights<T>(), *g = gradient.const_data_ptr<T>();
      T* to = result.mutable_data_ptr<T>();
      int64_t n = columns();
      each_row(rows.size(0), n, [&](int64_t i) {
        bool below = i < count(), above = i >= partner;
        if (below) pull(g[i], x + (i + partner) * n, w, false, to + i * n, n);
        if (above) pull(g[i - partner], x + (i - partner) * n, w, below, to + i * n, n);
        if (!below && !above) std::fill_n(to + i * n, n, T(0));
      });
    });
    return result;
  }

  at::Tensor metric_gradient(const at::Tensor& gradient) const {
    int64_t parts = (count() + PART - 1) / PART, n = columns();
    auto sums = at::zeros({parts, n}, rows.options());
    typed(rows.scalar_type(), [&](auto type) {
      using T = decltype(type);
      const T *x = rows.const_data_ptr<T>(), *g = gradient.const_data_ptr<T>();
      T* sum = sums.mutable_data_ptr<T>();
      each_row(parts, PART * n, [&](int64_t k) {
        for (int64_t i = k * PART; i < std::min(count(), (k + 1) * PART); i++) {
          add_products(x + i * n, x + (i + partner) * n, g[i], sum + k * n, n);
        }
      });
    });
    return sums.sum(0);
  }
};

struct PartnerFunction : torch::autograd::Function<PartnerFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, const std::optional<at::Tensor>& metric,
                            int64_t partner) {
    Plain plain;
    context->save_for_backward({rows, metric ? *metric : at::Tensor()});
    context->saved_data["partner"] = partner;
    return Partners(rows, metric, partner).products();
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    int64_t partner = context->saved_data["partner"].toInt();
    if (c10::GradMode::is_enabled()) {
      variable_list own{stand_in(saved[0]), stand_in(saved[1])};
      int64_t count = own[0].size(0) - partner;
      auto weighted = own[1].defined() ? own[0] * own[1] : own[0];
      auto products = (weighted.narrow(0, 0, count) * own[0].narrow(0, partner, count)).sum(1);
      auto results = differentiable_gradients(products, own, gradients[0]);
      results.resize(3);
      return results;
    }
    Plain plain;
    Partners partners(saved[0], saved[1], partner);
    auto gradient = gradients[0].contiguous().resolve_neg();
    variable_list results(3);
    if (saved[0].requires_grad()) results[0] = partners.rows_gradient(gradient);
    if (saved[1].defined() && saved[1].requires_grad()) results[1] = partners.metric_gradient(gradient);
    return results;
  }
};

at::Tensor partner_products_autograd(const at::Tensor& rows, const std::optional<at::Tensor>& metric, int64_t partner) {
  return PartnerFunction::apply(rows, metric, partner);
}

}  // namespace

at::Tensor partner_products(const at::Tensor& rows, const std::optional<at::Tensor>& metric, int64_t partner) {
  return Partners(rows, metric, partner).products();
}

}  // namespace balboa

TORCH_LIBRARY_FRAGMENT(balboa, library) {
  library.def("partner_products(Tensor rows, Tensor? metric, int partner) -> Tensor");
}
TORCH_LIBRARY_IMPL(balboa, CPU, library) { library.impl("partner_products", TORCH_FN(balboa::partner_products)); }
TORCH_LIBRARY_IMPL(balboa, AutogradCPU, library) {
  library.impl("partner_products", TORCH_FN(balboa::partner_products_autograd));
}
