// What operators on rows share: float32 or float64 matrices, gone over row by row on libtorch's threads.
#pragma once
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>

#include <algorithm>

namespace balboa {

constexpr int64_t GRAIN = 8192;  // numbers that are worth another thread

inline void check_rows(const char* name, const at::Tensor& rows) {
  TORCH_CHECK(rows.dim() == 2 && rows.layout() == at::kStrided, name, ": ", rows.sizes(), " (expected: [N, D], dense)");
  TORCH_CHECK(rows.scalar_type() == at::kFloat || rows.scalar_type() == at::kDouble, name, ": ", rows.scalar_type(),
              " (expected: float32 or float64)");
}

// Calls body(T()) with the type of the numbers.
template <class F>
auto typed(at::ScalarType type, const F& body) {
  return type == at::kFloat ? body(float()) : body(double());
}

// Calls body(row) for each of count rows, at once.
template <class F>
void each_row(int64_t count, int64_t columns, const F& body) {
  int64_t grain = std::max<int64_t>(1, GRAIN / std::max<int64_t>(1, columns));
  at::parallel_for(0, count, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) body(i);
  });
}

}  // namespace balboa
