// balboa::unit_rows as an operator of libtorch: each row over its length, in one pass forward and one backward, where
// operators make and read eight tensors as large as the rows.
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <torch/library.h>

#include <cmath>

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

// The rows over their lengths, and the lengths, each at least the least.
std::pair<at::Tensor, at::Tensor> divided(const at::Tensor& given, double least) {
  check_rows("rows", given);
  auto rows = given.contiguous();
  auto result = at::empty_like(rows), lengths = at::empty({rows.size(0)}, rows.options());
  typed(rows.scalar_type(), [&](auto type) {
    using T = decltype(type);
    const T* x = rows.const_data_ptr<T>();
    T *u = result.mutable_data_ptr<T>(), *length = lengths.mutable_data_ptr<T>();
    int64_t n = rows.size(1);
    each_row(rows.size(0), n, [&](int64_t i) { length[i] = unit(x + i * n, static_cast<T>(least), u + i * n, n); });
  });
  return {result, lengths};
}

at::Tensor divided_back(const at::Tensor& units, const at::Tensor& lengths, double least, const at::Tensor& given) {
  auto gradient = given.contiguous();
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
  static at::Tensor forward(AutogradContext* context, const at::Tensor& rows, double least) {
    Plain plain;
    auto [units, lengths] = divided(rows.resolve_neg(), least);
    context->save_for_backward({rows, units, lengths});
    context->saved_data["least"] = least;
    return units;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    double least = context->saved_data["least"].toDouble();
    if (c10::GradMode::is_enabled()) {
      variable_list own{stand_in(saved[0])};
      auto units = own[0] / at::linalg_vector_norm(own[0], 2, {1}, true).clamp_min(least);
      auto results = differentiable_gradients(units, own, gradients[0]);
      results.resize(2);
      return results;
    }
    Plain plain;
    return {divided_back(saved[1], saved[2], least, gradients[0].resolve_neg()), at::Tensor()};
  }
};

at::Tensor unit_rows(const at::Tensor& rows, double least) { return divided(rows.resolve_neg(), least).first; }

at::Tensor unit_rows_autograd(const at::Tensor& rows, double least) { return UnitRows::apply(rows, least); }

}  // namespace
}  // namespace balboa

TORCH_LIBRARY_FRAGMENT(balboa, library) { library.def("unit_rows(Tensor rows, float least) -> Tensor"); }
TORCH_LIBRARY_IMPL(balboa, CPU, library) { library.impl("unit_rows", TORCH_FN(balboa::unit_rows)); }
TORCH_LIBRARY_IMPL(balboa, AutogradCPU, library) { library.impl("unit_rows", TORCH_FN(balboa::unit_rows_autograd)); }
