#include "row_products.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include "products.h"
#include "tiles.h"

namespace balboa {

bool RowProducts::own(at::ScalarType type) { return type == at::kFloat && has_products(); }

RowProducts::RowProducts(const at::Tensor& right, int64_t span) : right_(right), span_(span) {
  if (!own(right.scalar_type())) return;
  int64_t rows = right.size(0), dims = right.size(1);
  turned_ = at::empty({rows * dims}, right.options());
  at_once((rows + span - 1) / span, [&](int64_t k) {
    Plain plain;
    int64_t begin = k * span, count = size(begin);
    turned_.narrow(0, begin * dims, count * dims).view({dims, count}).copy_(right_.narrow(0, begin, count).t());
  });
}

void RowProducts::operator()(const at::Tensor& left, int64_t left_begin, int64_t left_size, int64_t right_begin,
                             at::Tensor& tile) const {
  int64_t count = size(right_begin);
  if (!turned_.defined()) {
    at::mm_out(tile, left.narrow(0, left_begin, left_size), right_.narrow(0, right_begin, count).t());
    return;
  }
  int64_t dims = right_.size(1);
  const float* rows = left.const_data_ptr<float>() + left_begin * left.stride(0);
  const float* columns = turned_.const_data_ptr<float>() + right_begin * dims;
  product({rows, left.stride(0), left.stride(1), columns, count, left_size, count, dims}, tile.data_ptr<float>(), count, false);
}

}  // namespace balboa
