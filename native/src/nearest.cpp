// balboa::nearest as an operator of libtorch: for each query the rows of a bank with the largest products, without the
// matrix of products.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <torch/library.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "tiles.h"
#include "vectors.h"

namespace balboa {
namespace {

// A tile of products stays in a core's second cache.
constexpr int64_t QUERIES = 96, BANK = 1024;
constexpr int64_t STRIDE = 32;  // columns that are passed over together where none is large enough

struct Candidate {
  float product;
  int64_t row;
};

// The larger product first, then the earlier row.
bool before(const Candidate& a, const Candidate& b) {
  return a.product > b.product || (a.product == b.product && a.row < b.row);
}

BAL_VECTORS bool any_above(const float* products, float least) {
  int found = 0;
#pragma omp simd reduction(| : found)
  for (int64_t j = 0; j < STRIDE; j++) found |= products[j] > least;
  return found != 0;
}

// The best of one query so far, and some that may not stay.
class Best {
 public:
  explicit Best(int64_t count) : count_(count), least_(-std::numeric_limits<float>::infinity()) {
    kept_.reserve(2 * count + STRIDE);
  }

  // Rows come in their order, so that of equal products the earlier is in already.
  void offer(const float* products, int64_t n, int64_t first_row) {
    int64_t j = 0;
    for (; j + STRIDE <= n; j += STRIDE) {
      if (full_ && !any_above(products + j, least_)) continue;
      for (int64_t k = j; k < j + STRIDE; k++) offer(products[k], first_row + k);
    }
    for (; j < n; j++) offer(products[j], first_row + j);
  }

  // In order. Fewer than were asked for only where products are NaN.
  const std::vector<Candidate>& sorted() {
    cut();
    std::sort(kept_.begin(), kept_.end(), before);
    return kept_;
  }

 private:
  void offer(float product, int64_t row) {
    // until there are enough, the least is -infinity, which has to get in too
    bool wanted = full_ ? product > least_ : product >= least_;
    if (!wanted) return;
    kept_.push_back({product, row});
    if (static_cast<int64_t>(kept_.size()) >= 2 * count_) cut();
  }

  void cut() {
    if (static_cast<int64_t>(kept_.size()) < count_) return;
    std::nth_element(kept_.begin(), kept_.begin() + (count_ - 1), kept_.end(), before);
    kept_.resize(count_);
    least_ = kept_.back().product;
    full_ = true;
  }

  int64_t count_;
  float least_;
  bool full_ = false;
  std::vector<Candidate> kept_;
};

void check_rows(const char* name, const at::Tensor& rows) {
  TORCH_CHECK(rows.dim() == 2 && rows.scalar_type() == at::kFloat && rows.layout() == at::kStrided, name, ": ",
              rows.scalar_type(), " ", rows.sizes(), " (expected: float32 [N, D], dense)");
}

std::tuple<at::Tensor, at::Tensor> nearest(const at::Tensor& queries, const at::Tensor& bank, int64_t count) {
  check_rows("queries", queries);
  check_rows("bank", bank);
  TORCH_CHECK(queries.size(1) == bank.size(1), "queries: ", queries.sizes(), " (expected: rows as long as the bank's ",
              bank.sizes(), ")");
  TORCH_CHECK(count >= 1 && count <= bank.size(0), "count: ", count, " (expected: 1 to ", bank.size(0),
              ", the rows of the bank)");
  int64_t rows = queries.size(0), places = bank.size(0);
  auto products = at::empty({rows, count}, queries.options());
  auto found = at::empty({rows, count}, queries.options().dtype(at::kLong));
  float* to_products = products.mutable_data_ptr<float>();
  int64_t* to_found = found.mutable_data_ptr<int64_t>();
  at_once((rows + QUERIES - 1) / QUERIES, [&](int64_t tile) {
    Plain plain;
    int64_t begin = tile * QUERIES, size = std::min(QUERIES, rows - begin);
    std::vector<Best> best(size, Best(count));
    auto block = at::empty({size * BANK}, queries.options());
    for (int64_t from = 0; from < places; from += BANK) {
      int64_t n = std::min(BANK, places - from);
      auto part = block.narrow(0, 0, size * n).view({size, n});
      at::mm_out(part, queries.narrow(0, begin, size), bank.narrow(0, from, n).t());
      const float* p = part.const_data_ptr<float>();
      for (int64_t i = 0; i < size; i++) best[i].offer(p + i * n, n, from);
    }
    for (int64_t i = 0; i < size; i++) {
      const auto& sorted = best[i].sorted();
      TORCH_CHECK(static_cast<int64_t>(sorted.size()) == count, "queries, bank: NaN among the products of query ",
                  begin + i);
      for (int64_t k = 0; k < count; k++) {
        to_products[(begin + i) * count + k] = sorted[k].product;
        to_found[(begin + i) * count + k] = sorted[k].row;
      }
    }
  });
  return {products, found};
}

}  // namespace
}  // namespace balboa

TORCH_LIBRARY_FRAGMENT(balboa, library) {
  library.def("nearest(Tensor queries, Tensor bank, int count) -> (Tensor, Tensor)");
}
TORCH_LIBRARY_IMPL(balboa, CPU, library) { library.impl("nearest", TORCH_FN(balboa::nearest)); }
