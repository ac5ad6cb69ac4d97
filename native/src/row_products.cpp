#include "row_products.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include "products.h"
#include "tiles.h"

namespace balboa {

namespace {

constexpr int64_t WORTH_A_COPY = 32;  // rows of left

}  // namespace

bool RowProducts::own(at::ScalarType type) { return type == at::kFloat && has_products(); }

RowProducts::RowProducts(const at::Tensor& right, const at::Tensor& weights, int64_t span, int64_t left_rows)
    : right_(right), span_(span) {
  if (!own(right.scalar_type()) || left_rows < WORTH_A_COPY || right.size(1) == 0) {
    if (weights.defined()) right_ = right * weights;
    return;
  }
  int64_t rows = right.size(0), dims = right.size(1);
  turned_ = at::empty({rows * dims}, right.options());
  at_once((rows + span - 1) / span, [&](int64_t k) {
    Plain plain;
    int64_t begin = k * span, count = size(begin);
    auto place = turned_.narrow(0, begin * dims, count * dims).view({dims, count});
    place.copy_(right_.narrow(0, begin, count).t());
    if (weights.defined()) place.mul_(weights.unsqueeze(1));
  });
}

void RowProducts::operator()(const at::Tensor& left, int64_t left_begin, int64_t left_size, int64_t right_begin,
                             int64_t right_size, at::Tensor& tile) const {
  if (!turned_.defined()) {
    at::mm_out(tile, left.narrow(0, left_begin, left_size), right_.narrow(0, right_begin, right_size).t());
    return;
  }
  int64_t dims = right_.size(1), span_begin = right_begin / span_ * span_;
  const float* rows = left.const_data_ptr<float>() + left_begin * left.stride(0);
  const float* columns = turned_.const_data_ptr<float>() + span_begin * dims + (right_begin - span_begin);
  product({rows, left.stride(0), left.stride(1), columns, size(span_begin), left_size, right_size, dims},
          tile.data_ptr<float>(), right_size, false);
}

}  // namespace balboa
