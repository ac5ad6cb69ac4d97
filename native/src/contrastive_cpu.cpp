// Tiles on the CPU: products by libtorch, or by our own kernel where that is the faster one, everything between them in
// one pass over each tile.
#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "contrastive_rows.h"
#include "products.h"
#include "row_products.h"
#include "tiles.h"

namespace balboa {
namespace {

// Sides of a tile: its floats stay in a core's own cache beside the rows that they are products of.
constexpr int64_t LARGEST_TILE = 256, SMALLEST_TILE = 64;
// Tiles along a side that keep several threads at work; not their number, on which no bit of the result may depend.
constexpr int64_t WANTED_TILES = 8;
// Half the exponents of a type: a shift by a bound of the scores loses nothing below it.
template <class T>
constexpr double SAFE_RANGE = std::is_same<T, float>::value ? 80 : 700;

int64_t tile_size(int64_t rows) {
  int64_t size = (rows / WANTED_TILES + SMALLEST_TILE - 1) / SMALLEST_TILE * SMALLEST_TILE;
  return std::min(LARGEST_TILE, std::max(SMALLEST_TILE, size));
}

struct Span {
  int64_t begin, size;
  at::Tensor of(const at::Tensor& rows) const { return rows.narrow(0, begin, size); }
};

std::vector<Span> spans(int64_t rows) {
  int64_t size = tile_size(rows);
  std::vector<Span> result;
  for (int64_t begin = 0; begin < rows; begin += size) result.push_back({begin, std::min(size, rows - begin)});
  return result;
}

// Calls body(rows, columns) for one side of a part's square, and for squares along its diagonal of which both sides are
// made: as small as pays.
template <class F>
void halves(Span part, const F& body) {
  if (part.size <= SMALLEST_TILE) return body(part, part);
  int64_t half = (part.size / 2 + SMALLEST_TILE - 1) / SMALLEST_TILE * SMALLEST_TILE;
  Span first{part.begin, half}, second{part.begin + half, part.size - half};
  halves(first, body);
  halves(second, body);
  body(first, second);
}

// Calls body(rows, columns) for every pair of parts, once for both of its sides, in rounds in which no part comes twice:
// pairs of a round run at once, and sums over rounds have one order. The rounds are those of a tournament in which each
// meets each.
template <class F>
void tournament(const std::vector<Span>& parts, const F& body) {
  int64_t count = parts.size();
  at_once(count, [&](int64_t i) { halves(parts[i], body); });
  int64_t players = count + count % 2;
  for (int64_t round = 0; round < players - 1; round++) {
    at_once(players / 2, [&](int64_t k) {
      int64_t a = k == 0 ? players - 1 : (round + k) % (players - 1);
      int64_t b = (round + players - 1 - k) % (players - 1);
      if (std::max(a, b) < count) body(parts[std::min(a, b)], parts[std::max(a, b)]);
    });
  }
}

template <class T>
class Tiles {
 public:
  Tiles(const Pairs& pairs)
      : pairs_(pairs),
        left_(pairs.rows),
        right_(pairs.columns),
        bias_(pairs.bias_or_zeros()),
        products_(right_, pairs.weights(), tile_size(right_.size(0)), left_.size(0)),
        bounded_(false) {
    if (!pairs.temperature.constant()) wave_.emplace(pairs.temperature);
    double bound = pairs.bound();
    bounded_ = pairs.symmetric && 2 * bound <= SAFE_RANGE<T>;
    shift_ = static_cast<T>(bound);
  }

  at::Tensor forward() const {
    return bounded_ ? triangle_forward() : rows_forward();
  }

  // The sums over others of gradient, share and other's row, [M, D], and the gradient of the bias.
  void backward(const at::Tensor& lse, const at::Tensor& gradient, at::Tensor& sums, at::Tensor& bias) const {
    if (bounded_) {
      triangle_backward(lse, gradient, sums, bias);
    } else {
      rows_backward(lse, gradient, sums, bias);
    }
  }

  // The same for the columns of pairs that are not symmetric, [K, D].
  void columns_backward(const at::Tensor& lse, const at::Tensor& gradient, at::Tensor& sums) const {
    auto rows = spans(left_.size(0)), columns = spans(right_.size(0));
    auto left = pairs_.left();
    at_once(columns.size(), [&](int64_t k) {
      Plain plain;
      Buffer buffer(*this);
      for (Span row : rows) {
        auto tile = shares(row, columns[k], lse, gradient, buffer, nullptr);
        add_product(tile, true, row.of(left), columns[k].of(sums));
      }
    });
  }

 private:
  // Of one thread: a tile, and the derivatives of the scores of one of its rows where they are not all the same.
  struct Buffer {
    at::Tensor tile;
    std::vector<T> slopes;
    explicit Buffer(const Tiles& t)
        : tile(at::empty({LARGEST_TILE * LARGEST_TILE}, t.left_.options())), slopes(t.wave_ ? LARGEST_TILE : 0) {}
    const T* row_slopes() const { return slopes.empty() ? nullptr : slopes.data(); }
  };

  at::Tensor products(Span rows, Span columns, Buffer& buffer) const {
    auto tile = buffer.tile.narrow(0, 0, rows.size * columns.size).view({rows.size, columns.size});
    products_(left_, rows.begin, rows.size, columns.begin, columns.size, tile);
    return tile;
  }

  // Makes scores of a row's products, minus infinity where they are not compared; and their derivatives, if wanted.
  void score(T* products, int64_t row, Span columns, Buffer& buffer, bool derivatives) const {
    if (wave_ && derivatives) wave_->scores(products, buffer.slopes.data(), columns.size);
    if (wave_ && !derivatives) wave_->scores(products, columns.size);
    if (!pairs_.symmetric) return;
    for (int64_t offset : {int64_t(0), pairs_.partner, -pairs_.partner}) {
      int64_t j = row + offset - columns.begin;
      if (j >= 0 && j < columns.size) products[j] = -std::numeric_limits<T>::infinity();
    }
  }

  // Adds the product of a tile, or of its transpose, with rows to sums.
  static void add_product(const at::Tensor& tile, bool transposed, const at::Tensor& rows, at::Tensor sums) {
    if constexpr (std::is_same<T, float>::value) {
      if (RowProducts::own(at::kFloat)) {
        int64_t width = tile.size(1), dims = rows.size(1);
        Factors factors{tile.template const_data_ptr<float>(), transposed ? 1 : width, transposed ? width : 1,
                        rows.template const_data_ptr<float>(), dims, sums.size(0), dims, rows.size(0)};
        return product(factors, sums.template data_ptr<float>(), dims, true);
      }
    }
    sums.addmm_(transposed ? tile.t() : tile, rows);
  }

  at::Tensor triangle_forward() const {
    auto weights = bias_.exp();
    auto sums = at::zeros_like(bias_);
    T* sum = sums.template data_ptr<T>();
    const T* weight = weights.template const_data_ptr<T>();
    tournament(spans(left_.size(0)), [&](Span rows, Span columns) {
      Plain plain;
      Buffer buffer(*this);
      T* s = products(rows, columns, buffer).template data_ptr<T>();
      bool itself = rows.begin == columns.begin;
      std::vector<T> unused(itself ? columns.size : 0);
      T* others = itself ? unused.data() : sum + columns.begin;
      for (int64_t i = 0; i < rows.size; i++) {
        int64_t row = rows.begin + i;
        T* s_row = s + i * columns.size;
        score(s_row, row, columns, buffer, false);
        sum[row] += exponentials(s_row, weight + columns.begin, weight[row], shift_, others, columns.size);
      }
    });
    return sums.log_().add_(shift_);
  }

  void triangle_backward(const at::Tensor& lse, const at::Tensor& gradient, at::Tensor& sums, at::Tensor& bias) const {
    auto weights = bias_.exp();
    auto pulling = gradient * (shift_ - lse).exp();
    auto pulled = at::zeros_like(lse);
    const T* weight = weights.template const_data_ptr<T>();
    const T* pull = pulling.template const_data_ptr<T>();
    T* received = pulled.template data_ptr<T>();
    tournament(spans(left_.size(0)), [&](Span rows, Span columns) {
      Plain plain;
      Buffer buffer(*this);
      auto tile = products(rows, columns, buffer);
      T* s = tile.template data_ptr<T>();
      bool itself = rows.begin == columns.begin;
      std::vector<T> unused(itself ? columns.size : 0);
      T* others = itself ? unused.data() : received + columns.begin;
      for (int64_t i = 0; i < rows.size; i++) {
        int64_t row = rows.begin + i;
        T* s_row = s + i * columns.size;
        score(s_row, row, columns, buffer, true);
        received[row] += pulls(s_row, buffer.row_slopes(), weight + columns.begin, weight[row], pull + columns.begin,
                               pull[row], shift_, others, columns.size);
      }
      add_product(tile, false, columns.of(right_), rows.of(sums));
      if (!itself) add_product(tile, true, rows.of(right_), columns.of(sums));
    });
    bias = pulled * weights;
  }

  // Where scores have no useful bound, each row keeps the maximum so far. Tiles are made once for each of both sides.
  at::Tensor rows_forward() const {
    auto lse = at::empty({left_.size(0)}, left_.options());
    auto rows = spans(left_.size(0)), columns = spans(right_.size(0));
    T* result = lse.template data_ptr<T>();
    const T* bias = bias_.template const_data_ptr<T>();
    at_once(rows.size(), [&](int64_t k) {
      Plain plain;
      Buffer buffer(*this);
      std::vector<T> most(rows[k].size, -std::numeric_limits<T>::infinity()), sum(rows[k].size);
      for (Span column : columns) {
        T* s = products(rows[k], column, buffer).template data_ptr<T>();
        for (int64_t i = 0; i < rows[k].size; i++) {
          T* s_row = s + i * column.size;
          score(s_row, rows[k].begin + i, column, buffer, false);
          T maximum = std::max(most[i], biased_maximum(s_row, bias + column.begin, column.size));
          // an infinite one is no shift: infinity and minus infinity are the result then, and not NaN
          T before = most[i] == maximum ? T(1) : std::exp(most[i] - maximum);
          sum[i] = sum[i] * before + exponential_sum(s_row, std::isinf(maximum) ? T(0) : maximum, column.size);
          most[i] = maximum;
        }
      }
      for (int64_t i = 0; i < rows[k].size; i++) result[rows[k].begin + i] = most[i] + std::log(sum[i]);
    });
    return lse;
  }

  void rows_backward(const at::Tensor& lse, const at::Tensor& gradient, at::Tensor& sums, at::Tensor& bias) const {
    auto rows = spans(left_.size(0)), columns = spans(right_.size(0));
    bias = at::zeros_like(lse);
    T* received = bias.template data_ptr<T>();
    at_once(rows.size(), [&](int64_t k) {
      Plain plain;
      Buffer buffer(*this);
      for (Span column : columns) {
        auto tile = shares(rows[k], column, lse, gradient, buffer, received);
        add_product(tile, false, column.of(right_), rows[k].of(sums));
      }
    });
  }

  // The gradients of a tile's scores times their derivatives by products, of both directions where pairs are symmetric.
  at::Tensor shares(Span rows, Span columns, const at::Tensor& lse, const at::Tensor& gradient, Buffer& buffer,
                    T* received) const {
    auto tile = products(rows, columns, buffer);
    T* s = tile.template data_ptr<T>();
    const T* logs = lse.template const_data_ptr<T>();
    const T* g = gradient.template const_data_ptr<T>();
    const T* bias = bias_.template const_data_ptr<T>();
    for (int64_t i = 0; i < rows.size; i++) {
      int64_t row = rows.begin + i;
      T* s_row = s + i * columns.size;
      score(s_row, row, columns, buffer, true);
      T back = both_ways(s_row, bias + columns.begin, pairs_.symmetric ? bias[row] : T(0), g[row], logs[row],
                         pairs_.symmetric ? g + columns.begin : nullptr,
                         pairs_.symmetric ? logs + columns.begin : nullptr, columns.size);
      if (received != nullptr) received[row] += back;
      const T* slopes = buffer.row_slopes();
      for (int64_t j = 0; slopes != nullptr && j < columns.size; j++) s_row[j] *= slopes[j];
    }
    return tile;
  }

  const Pairs& pairs_;
  at::Tensor left_, right_, bias_;
  RowProducts products_;
  std::optional<Wave<T>> wave_;
  bool bounded_;
  T shift_;
};

template <class T>
Sums backward(const Pairs& pairs, const at::Tensor& lse, const at::Tensor& gradient, bool columns) {
  Tiles<T> tiles(pairs);
  Sums sums;
  sums.rows = at::zeros_like(pairs.rows);
  tiles.backward(lse, gradient, sums.rows, sums.bias);
  if (columns) {
    sums.columns = at::zeros_like(pairs.columns);
    tiles.columns_backward(lse, gradient, sums.columns);
  }
  return sums;
}

}  // namespace

at::Tensor cpu_forward(const Pairs& pairs) {
  Plain plain;
  return pairs.rows.scalar_type() == at::kFloat ? Tiles<float>(pairs).forward() : Tiles<double>(pairs).forward();
}

Sums cpu_backward(const Pairs& pairs, const at::Tensor& lse, const at::Tensor& gradient, bool columns) {
  Plain plain;
  return pairs.rows.scalar_type() == at::kFloat ? backward<float>(pairs, lse, gradient, columns)
                                                : backward<double>(pairs, lse, gradient, columns);
}

}  // namespace balboa
