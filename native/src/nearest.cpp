// balboa::nearest as an operator of libtorch: for each query the rows of a bank with the largest products, without the
// matrix of products.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <vector>

#include "row_products.h"
#include "rows.h"
#include "tiles.h"
#include "vectors.h"

namespace balboa {
namespace {

// A tile of products stays in a core's second cache; few queries make smaller ones, so that there are tiles for several
// threads. Not for their number, on which no bit of the result may depend.
constexpr int64_t MOST_QUERIES = 256, LEAST_QUERIES = 32, WANTED_TILES = 8, COLUMNS = 256;
// Rows of the bank that queries go over together: what is copied of them stays in a cache that the cores share.
constexpr int64_t BANK = 2048;
// Queries at a time, and the bytes of what they have found so far, of which there are 8 for each of twice the rows that a
// query looks for.
constexpr int64_t LARGEST_GROUP = 4096, GROUP_BYTES = 64 << 20;
constexpr int64_t MOST_ROWS = int64_t(1) << 32;  // of which the number takes half of a candidate
constexpr int64_t STRIDE = 16;  // columns that are passed over together where none is large enough

int64_t tile_rows(int64_t queries) {
  return std::min(MOST_QUERIES, std::max(LEAST_QUERIES, (queries + WANTED_TILES - 1) / WANTED_TILES));
}

int64_t group_rows(int64_t count) {
  int64_t bytes = static_cast<int64_t>(sizeof(int64_t)) * (2 * count + STRIDE);
  return std::min(LARGEST_GROUP, std::max(MOST_QUERIES, GROUP_BYTES / bytes));
}

// A product and its row as one number: larger for the larger product, then for the earlier row. NaN is larger than any
// other product, as topk has it.
class Candidate {
 public:
  Candidate() : key_(0) {}
  Candidate(float product, int64_t row) {
    float sum = product + 0.0f;  // minus zero is no less than zero
    uint32_t bits;
    std::memcpy(&bits, &sum, sizeof bits);
    // floats lie in the order of their bits, those below zero in the reverse one
    uint32_t ordered = std::isnan(product) ? ~0u : bits ^ (bits >> 31 ? ~0u : 1u << 31);
    key_ = uint64_t(ordered) << 32 | (~0u - static_cast<uint32_t>(row));
  }

  float product() const {
    auto ordered = static_cast<uint32_t>(key_ >> 32);
    if (ordered == ~0u) return std::numeric_limits<float>::quiet_NaN();
    uint32_t bits = ordered ^ (ordered >> 31 ? 1u << 31 : ~0u);
    float product;
    std::memcpy(&product, &bits, sizeof product);
    return product;
  }

  int64_t row() const { return ~0u - static_cast<uint32_t>(key_); }
  bool operator>(const Candidate& other) const { return key_ > other.key_; }

 private:
  uint64_t key_;
};

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
      if (columns == STRIDE && !any_above(products + j, least_)) continue;
      for (int64_t k = j; k < j + columns; k++) {
        // no branch: which products get in, no processor can tell beforehand
        kept_[size_] = Candidate(products[k], first_row + k);
        size_ += kept_[size_] > worst_;
      }
      if (size_ >= 2 * count_) cut();
    }
  }

  // As many as were asked for, in order.
  const std::vector<Candidate>& sorted() {
    cut();
    kept_.resize(count_);
    std::sort(kept_.begin(), kept_.end(), std::greater<>());
    return kept_;
  }

 private:
  void cut() {
    if (size_ < count_) return;
    std::nth_element(kept_.begin(), kept_.begin() + (count_ - 1), kept_.begin() + size_, std::greater<>());
    size_ = count_;
    worst_ = kept_[count_ - 1];
    least_ = worst_.product();
  }

  int64_t count_, size_ = 0;
  Candidate worst_;  // of those that stay, once there are enough
  float least_ = std::numeric_limits<float>::quiet_NaN();  // its product; no product is at most NaN
  std::vector<Candidate> kept_;
};

void check_float(const char* name, const at::Tensor& rows) {
  check_rows(name, rows);
  TORCH_CHECK(rows.scalar_type() == at::kFloat, name, ": ", rows.scalar_type(), " (expected: float32)");
}

void search(const at::Tensor& queries, const at::Tensor& bank, std::vector<Best>& best) {
  int64_t rows = queries.size(0), tile_size = tile_rows(rows);
  for (int64_t from = 0; from < bank.size(0); from += BANK) {
    int64_t places = std::min(BANK, bank.size(0) - from);
    RowProducts products(bank.narrow(0, from, places), {}, COLUMNS, rows);
    at_once((rows + tile_size - 1) / tile_size, [&](int64_t k) {
      Plain plain;
      int64_t begin = k * tile_size, size = std::min(tile_size, rows - begin);
      auto block = at::empty({size * COLUMNS}, queries.options());
      for (int64_t column = 0; column < places; column += COLUMNS) {
        int64_t n = std::min(COLUMNS, places - column);
        auto tile = block.narrow(0, 0, size * n).view({size, n});
        products(queries, begin, size, column, n, tile);
        const float* p = tile.const_data_ptr<float>();
        for (int64_t i = 0; i < size; i++) best[begin + i].offer(p + i * n, n, from + column);
      }
    });
  }
}

void write(std::vector<Best>& best, int64_t count, float* products, int64_t* found) {
  at::parallel_for(0, best.size(), 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const auto& sorted = best[i].sorted();
      for (int64_t k = 0; k < count; k++) {
        products[i * count + k] = sorted[k].product();
        found[i * count + k] = sorted[k].row();
      }
    }
  });
}

std::tuple<at::Tensor, at::Tensor> nearest(const at::Tensor& queries, const at::Tensor& bank, int64_t count) {
  check_float("queries", queries);
  check_float("bank", bank);
  TORCH_CHECK(queries.size(1) == bank.size(1), "queries: ", queries.sizes(), " (expected: rows as long as the bank's ",
              bank.sizes(), ")");
  TORCH_CHECK(count >= 1 && count <= bank.size(0), "count: ", count, " (expected: 1 to ", bank.size(0),
              ", the rows of the bank)");
  TORCH_CHECK(bank.size(0) <= MOST_ROWS, "bank: ", bank.sizes(), " (expected: at most ", MOST_ROWS, " rows)");
  auto products = at::empty({queries.size(0), count}, queries.options());
  auto found = at::empty({queries.size(0), count}, queries.options().dtype(at::kLong));
  int64_t group = group_rows(count);
  for (int64_t begin = 0; begin < queries.size(0); begin += group) {
    int64_t size = std::min(group, queries.size(0) - begin);
    std::vector<Best> best(size, Best(count));
    search(queries.narrow(0, begin, size), bank, best);
    write(best, count, products.mutable_data_ptr<float>() + begin * count, found.mutable_data_ptr<int64_t>() + begin * count);
  }
  return {products, found};
}

}  // namespace
}  // namespace balboa

TORCH_LIBRARY_FRAGMENT(balboa, library) {
  library.def("nearest(Tensor queries, Tensor bank, int count) -> (Tensor, Tensor)");
}
TORCH_LIBRARY_IMPL(balboa, CPU, library) { library.impl("nearest", TORCH_FN(balboa::nearest)); }
