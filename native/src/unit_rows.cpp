// balboa::unit_rows as an operator of libtorch: each row over its length, those of a second tensor below those of the
// first, in one pass forward and one backward, where operators make and read ten tensors as large as the rows.
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "again.h"
#include "rows.h"
#include "tiles.h"
#include "vectors.h"

namespace balboa {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

template <class T>
BAL_INLINE T unit_(const T* x, T least, T* to, int64_t n) {
  T squares = 0;
#pragma omp simd reduction(+ : squares)
  for (int64_t j = 0; j < n; j++) squares += x[j] * x[j];
  T norm = std::sqrt(squares);
  T length = norm < least ? least : norm;  // NaN stays
#pragma omp simd
  for (int64_t j = 0; j < n; j++) to[j] = x[j] / length;
  return length;
}

// Of a row that is shorter than the least length, the gradient is only divided.
template <class T>
BAL_INLINE void unit_back_(const T* unit, T length, T least, const T* gradient, T* to, int64_t n) {
  T along = 0;
#pragma omp simd reduction(+ : along)
  for (int64_t j = 0; j < n; j++) along += unit[j] * gradient[j];
  if (length <= least) along = 0;
#pragma omp simd
  for (int64_t j = 0; j < n; j++) to[j] = (gradient[j] - unit[j] * along) / length;
}

// A function that is compiled for several machines cannot be a template.
#define BAL_UNIT_ROWS(T)                                                                                    \
  BAL_VECTORS T unit(const T* x, T least, T* to, int64_t n) { return unit_(x, least, to, n); }              \
  BAL_VECTORS void unit_back(const T* u, T length, T least, const T* g, T* to, int64_t n) {                 \
    unit_back_(u, length, least, g, to, n);                                                                 \
  }

BAL_UNIT_ROWS(float)
BAL_UNIT_ROWS(double)

// The rows of one tensor or two, dense.
std::vector<at::Tensor> parts_of(const at::Tensor& rows, const std::optional<at::Tensor>& below) {
  check_rows("rows", rows);
  std::vector<at::Tensor> parts{rows.contiguous().resolve_neg()};
  if (!below || !below->defined()) return parts;
  check_rows("below", *below);
  TORCH_CHECK(below->size(1) == rows.size(1) && below->scalar_type() == rows.scalar_type() && below->is_cpu(), "below: ",
              below->scalar_type(), " ", below->sizes(), " on ", below->device(), " (expected: ", rows.scalar_type(),
              " rows of ", rows.size(1), " on the CPU)");
  parts.push_back(below->contiguous().resolve_neg());
  return parts;
}

// The rows of all parts over their lengths, [M, D], and the lengths, each at least the least.
std::pair<at::Tensor, at::Tensor> divided(const std::vector<at::Tensor>& parts, double least) {
  int64_t count = 0, n = parts[0].size(1);
  for (const auto& part : parts) count += part.size(0);
  auto result = at::empty({count, n}, parts[0].options()), lengths = at::empty({count}, parts[0].options());
  typed(result.scalar_type(), [&](auto type) {
    using T = decltype(type);
    T *u = result.mutable_data_ptr<T>(), *length = lengths.mutable_data_ptr<T>();
    for (const auto& part : parts) {
      const T* x = part.const_data_ptr<T>();
      each_row(part.size(0), n, [&](int64_t i) { length[i] = unit(x + i * n, static_cast<T>(least), u + i * n, n); });
      u += part.numel();
      length += part.size(0);
    }
  });
  return {result, lengths};
}

at::Tensor divided_back(const at::Tensor& units, const at::Tensor& lengths, double least, const at::Tensor& gradient) {
  auto result = at::empty_like(units);
  typed(units.scalar_type(), [&](auto type) {
    using T = decltype(type);
    const T *u = units.const_data_ptr<T>(), *length = lengths.const_data_ptr<T>(), *g = gradient.const_data_ptr<T>();
    T* to = result.mutable_data_ptr<T>();
    int64_t n = units.size(1);
    each_row(units.size(0), n, [&](int64_t i) {
      unit_back(u + i * n, length[i], static_cast<T>(least), g + i * n, to + i * n, n);
    });
  });
  return result;
}

struct UnitRows : torch::autograd::Function<UnitRows> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, const std::optional<at::Tensor>& below,
                            double least) {
    Plain plain;
    auto [units, lengths] = divided(parts_of(rows, below), least);
    context->save_for_backward({rows, below ? *below : at::Tensor(), units, lengths});
    context->saved_data["least"] = least;
    return units;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    double least = context->saved_data["least"].toDouble();
    if (c10::GradMode::is_enabled()) {
      variable_list own{stand_in(saved[0]), stand_in(saved[1])};
      auto rows = own[1].defined() ? at::cat({own[0], own[1]}) : own[0];
      auto units = rows / at::linalg_vector_norm(rows, 2, {1}, true).clamp_min(least);
      auto results = differentiable_gradients(units, own, gradients[0]);
      results.resize(3);
      return results;
    }
    Plain plain;
    auto gradient = gradients[0].contiguous().resolve_neg();
    variable_list results(3);
    int64_t begin = 0;
    for (int part = 0; part < 2 && saved[part].defined(); part++) {
      int64_t count = saved[part].size(0);
      auto of = [&](const at::Tensor& all) { return all.narrow(0, begin, count); };
      if (saved[part].requires_grad()) results[part] = divided_back(of(saved[2]), of(saved[3]), least, of(gradient));
      begin += count;
    }
    return results;
  }
};

at::Tensor unit_rows(const at::Tensor& rows, const std::optional<at::Tensor>& below, double least) {
  return divided(parts_of(rows, below), least).first;
}

at::Tensor unit_rows_autograd(const at::Tensor& rows, const std::optional<at::Tensor>& below, double least) {
  return UnitRows::apply(rows, below, least);
}

}  // namespace
}  // namespace balboa

TORCH_LIBRARY_FRAGMENT(balboa, library) {
  library.def("unit_rows(Tensor rows, Tensor? below, float least) -> Tensor");
}
TORCH_LIBRARY_IMPL(balboa, CPU, library) { library.impl("unit_rows", TORCH_FN(balboa::unit_rows)); }
TORCH_LIBRARY_IMPL(balboa, AutogradCPU, library) { library.impl("unit_rows", TORCH_FN(balboa::unit_rows_autograd)); }
