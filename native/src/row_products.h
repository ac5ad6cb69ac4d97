// Products of rows with rows, left · (weights right)ᵀ, a span of the right ones at a time.
#pragma once
#include <ATen/core/Tensor.h>

#include <algorithm>

namespace balboa {

class RowProducts {
 public:
  // Of spans of so many rows of right, of which the last may be shorter, with so many rows of left in all. Where product()
  // is the faster one and they are not few, right is copied with the columns outermost, as product() needs it. Weights,
  // [D] or [1], may be undefined.
  RowProducts(const at::Tensor& right, const at::Tensor& weights, int64_t span, int64_t left_rows);

  // tile = rows of left · rows of right, the latter all of one span. The tile is contiguous.
  void operator()(const at::Tensor& left, int64_t left_begin, int64_t left_size, int64_t right_begin, int64_t right_size,
                  at::Tensor& tile) const;

  // Whether product() is the faster one for such numbers on this processor.
  static bool own(at::ScalarType type);

 private:
  int64_t size(int64_t span_begin) const { return std::min(span_, right_.size(0) - span_begin); }

  at::Tensor right_, turned_;
  int64_t span_;
};

}  // namespace balboa
