// Tiles as blocks of rows against all columns, made of libtorch's operators: for devices that have no kernel here.
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "contrastive.h"

namespace balboa {
namespace {

// Scores of a block: 64 MB in float32, large enough for a GPU.
constexpr int64_t BLOCK_SCORES = int64_t(1) << 24;

// Scores and their derivatives by the products; the derivatives of a constant temperature, undefined, are in left().
std::pair<at::Tensor, at::Tensor> scores(const at::Tensor& products, const Temperature& t) {
  if (t.constant()) return {products, at::Tensor()};
  double low = t.numbers[0], half = (t.numbers[1] - low) / 2, shift = t.numbers[2], scale = t.numbers[3];
  auto phase = products.clamp(-1, 1).add_(shift);
  if (t.numbers[4] != 0) phase.clamp_max_(0);
  phase.mul_(M_PI / scale);
  auto inverse = phase.cos().add_(1).mul_(half).add_(low).reciprocal_();
  auto s = products * inverse;
  if (t.detached) return {s, inverse};
  auto slope = phase.sin_().mul_(half * M_PI / scale);
  slope.masked_fill_(products.abs().gt(1), 0);
  return {s, (s * slope).add_(1).mul_(inverse)};
}

class Blocks {
 public:
  explicit Blocks(const Pairs& pairs)
      : pairs_(pairs), left_(pairs.left()), bias_(pairs.bias_or_zeros()), step_(std::max<int64_t>(1, BLOCK_SCORES / std::max<int64_t>(1, pairs.columns.size(0)))) {}

  template <class F>
  void each(const F& body) const {
    for (int64_t begin = 0; begin < left_.size(0); begin += step_) {
      body(begin, std::min(step_, left_.size(0) - begin));
    }
  }

  // Without the bias.
  std::pair<at::Tensor, at::Tensor> block(int64_t begin, int64_t size) const {
    auto [s, slopes] = scores(left_.narrow(0, begin, size).matmul(pairs_.columns.t()), pairs_.temperature);
    if (pairs_.symmetric) {
      auto apart = at::arange(pairs_.columns.size(0), s.options().dtype(at::kLong))
                       .sub(at::arange(begin, begin + size, s.options().dtype(at::kLong)).unsqueeze(1))
                       .abs_();
      auto mask = apart.eq(0);
      if (pairs_.partner != 0) mask.logical_or_(apart.eq(pairs_.partner));
      s.masked_fill_(mask, -std::numeric_limits<double>::infinity());
    }
    return {s, slopes};
  }

  const Pairs& pairs_;
  at::Tensor left_, bias_;
  int64_t step_;
};

}  // namespace

at::Tensor operators_forward(const Pairs& pairs) {
  Blocks blocks(pairs);
  std::vector<at::Tensor> parts;
  blocks.each([&](int64_t begin, int64_t size) {
    parts.push_back(at::logsumexp(blocks.block(begin, size).first.add_(blocks.bias_), 1));
  });
  return parts.empty() ? at::empty({0}, pairs.rows.options()) : at::cat(parts);
}

Sums operators_backward(const Pairs& pairs, const at::Tensor& lse, const at::Tensor& gradient, bool columns) {
  Blocks blocks(pairs);
  Sums sums;
  std::vector<at::Tensor> rows, received;
  if (columns) sums.columns = at::zeros_like(pairs.columns);
  blocks.each([&](int64_t begin, int64_t size) {
    auto [s, slopes] = blocks.block(begin, size);
    auto own = [&](const at::Tensor& all) { return all.narrow(0, begin, size).unsqueeze(1); };
    auto a = (s + blocks.bias_).sub_(own(lse)).exp_().mul_(own(gradient));
    if (pairs.symmetric) {
      auto back = s.add_(own(blocks.bias_)).sub_(lse).exp_().mul_(gradient);
      received.push_back(back.sum(1));
      a.add_(back);
    }
    if (slopes.defined()) a.mul_(slopes);
    rows.push_back(a.matmul(pairs.columns));
    if (columns) sums.columns.addmm_(a.t(), blocks.left_.narrow(0, begin, size));
  });
  sums.rows = rows.empty() ? at::zeros_like(pairs.rows) : at::cat(rows);
  if (pairs.symmetric) sums.bias = received.empty() ? at::zeros_like(lse) : at::cat(received);
  return sums;
}

}  // namespace balboa
