// balboa::nearest as an operator of libtorch: for each query the rows of a bank with the largest products, without the
// matrix of products.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tiles.h"
#include "vectors.h"

namespace balboa {
namespace {

// A tile of products stays in a core's second cache; few queries make smaller ones, so that there are tiles for several
// threads. Not for their number, on which no bit of the result may depend.
constexpr int64_t MOST_QUERIES = 256, LEAST_QUERIES = 32, WANTED_TILES = 8, BANK = 1024;
constexpr int64_t STRIDE = 16;  // columns that are passed over together where none is large enough

int64_t tile_rows(int64_t queries) {
  return std::min(MOST_QUERIES, std::max(LEAST_QUERIES, (queries + WANTED_TILES - 1) / WANTED_TILES));
}

struct Candidate {
  float product;
  int64_t row;
};

// NaN is larger than any number, as topk has it.
bool larger(float a, float b) { return a > b || (std::isnan(a) && !std::isnan(b)); }

// The larger product first, then the earlier row.
bool before(const Candidate& a, const Candidate& b) {
  return larger(a.product, b.product) || (!larger(b.product, a.product) && a.row < b.row);
}

BAL_VECTORS bool any_above(const float* products, float least) {
  int found = 0;
#pragma omp simd reduction(| : found)
  for (int64_t j = 0; j < STRIDE; j++) found |= !(products[j] <= least);
  return found != 0;
}

// The best of one query so far, and some that may not stay.
class Best {
 public:
  explicit Best(int64_t count) : count_(count), kept_(2 * count + STRIDE) {}

  // Rows come in their order, so that of equal products the earlier is in already.
  void offer(const float* products, int64_t n, int64_t first_row) {
    for (int64_t j = 0; j < n; j += STRIDE) {
      int64_t columns = std::min(STRIDE, n - j);
      if (full_ && columns == STRIDE && !any_above(products + j, least_)) continue;
      for (int64_t k = j; k < j + columns; k++) {
        // no branch: which products get in, no processor can tell beforehand. NaN always does.
        float product = products[k];
        kept_[size_] = {product, first_row + k};
        size_ += !(product <= least_) || (!full_ && product == least_);
      }
      if (size_ >= 2 * count_) cut();
    }
  }

  // As many as were asked for, in order.
  const std::vector<Candidate>& sorted() {
    cut();
    kept_.resize(count_);
    std::sort(kept_.begin(), kept_.end(), before);
    return kept_;
  }

 private:
  void cut() {
    if (size_ < count_) return;
    std::nth_element(kept_.begin(), kept_.begin() + (count_ - 1), kept_.begin() + size_, before);
    size_ = count_;
    least_ = kept_[count_ - 1].product;
    full_ = true;
  }

  int64_t count_, size_ = 0;
  float least_ = -std::numeric_limits<float>::infinity();
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
  int64_t tile_size = tile_rows(rows);
  at_once((rows + tile_size - 1) / tile_size, [&](int64_t tile) {
    Plain plain;
    int64_t begin = tile * tile_size, size = std::min(tile_size, rows - begin);
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
