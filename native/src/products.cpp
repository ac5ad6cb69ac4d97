// Blocks of rows and two vectors of columns, whose sums stay in registers while both factors pass by once.
#include "products.h"

#include <ATen/Version.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "vectors.h"

namespace balboa {
namespace {

#if defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma,prefer-vector-width=512")))
#define NARROW __attribute__((target("avx2,fma")))
#define SUPPORTS(feature) __builtin_cpu_supports(feature)
#define IS(maker) __builtin_cpu_is(maker)
#else
#define WIDE
#define NARROW
#define SUPPORTS(feature) false
#define IS(maker) false
#endif

typedef float Wide __attribute__((vector_size(64)));
typedef float Narrow __attribute__((vector_size(32)));

template <class V>
constexpr int64_t LANES = sizeof(V) / sizeof(float);

template <class V, int ROWS, int VECTORS>
BAL_INLINE void block(const Factors& f, int64_t row, int64_t column, float* result, int64_t result_row, bool add) {
  V sums[ROWS][VECTORS] = {};
  const float* left = f.left + row * f.left_row;
  const float* right = f.right + column;
  for (int64_t k = 0; k < f.depth; k++, left += f.left_column, right += f.right_row) {
    V others[VECTORS];
#pragma GCC unroll 2
    for (int v = 0; v < VECTORS; v++) std::memcpy(&others[v], right + v * LANES<V>, sizeof(V));
#pragma GCC unroll 16
    for (int r = 0; r < ROWS; r++) {
#pragma GCC unroll 2
      for (int v = 0; v < VECTORS; v++) sums[r][v] += left[r * f.left_row] * others[v];
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < ROWS; r++) {
#pragma GCC unroll 2
    for (int v = 0; v < VECTORS; v++) {
      float* place = result + (row + r) * result_row + column + v * LANES<V>;
      V before = {};
      if (add) std::memcpy(&before, place, sizeof(V));
      V after = add ? before + sums[r][v] : sums[r][v];
      std::memcpy(place, &after, sizeof(V));
    }
  }
}

// All rows of some columns, as many at once as registers hold.
template <class V, int MOST, int VECTORS>
BAL_INLINE void panel(const Factors& f, int64_t column, float* result, int64_t result_row, bool add) {
  int64_t row = 0;
  for (; row + MOST <= f.rows; row += MOST) block<V, MOST, VECTORS>(f, row, column, result, result_row, add);
  // fewer sums wait for themselves: eight rows take no longer than they must, two twice as long
  if (MOST > 8) {
    for (; row + 8 <= f.rows; row += 8) block<V, 8, VECTORS>(f, row, column, result, result_row, add);
  }
  for (; row + 4 <= f.rows; row += 4) block<V, 4, VECTORS>(f, row, column, result, result_row, add);
  for (; row + 2 <= f.rows; row += 2) block<V, 2, VECTORS>(f, row, column, result, result_row, add);
  for (; row < f.rows; row++) block<V, 1, VECTORS>(f, row, column, result, result_row, add);
}

// The columns that fill no vector, beside zeros that make it full.
template <class V, int MOST>
BAL_INLINE void rest(const Factors& f, int64_t column, float* result, int64_t result_row, bool add) {
  int64_t width = f.columns - column;
  std::vector<float> right(f.depth * LANES<V>), sums(f.rows * LANES<V>);
  for (int64_t k = 0; k < f.depth; k++) std::copy_n(f.right + k * f.right_row + column, width, &right[k * LANES<V>]);
  Factors full = f;
  full.right = right.data();
  full.right_row = LANES<V>;
  panel<V, MOST, 1>(full, 0, sums.data(), LANES<V>, false);
  for (int64_t i = 0; i < f.rows; i++) {
    for (int64_t j = 0; j < width; j++) {
      float& place = result[i * result_row + column + j];
      place = (add ? place : 0) + sums[i * LANES<V> + j];
    }
  }
}

template <class V, int MOST>
BAL_INLINE void whole(const Factors& f, float* result, int64_t result_row, bool add) {
  int64_t column = 0;
  for (; column + 2 * LANES<V> <= f.columns; column += 2 * LANES<V>) panel<V, MOST, 2>(f, column, result, result_row, add);
  for (; column + LANES<V> <= f.columns; column += LANES<V>) panel<V, MOST, 1>(f, column, result, result_row, add);
  if (column < f.columns) rest<V, MOST>(f, column, result, result_row, add);
}

// Enough chains that none waits for itself.
template <class V>
BAL_INLINE float chains(int64_t count) {
  constexpr int CHAINS = 12;
  V sums[CHAINS], factor = V{} + 0.5f, addend = V{} + 1.0f;
  for (int i = 0; i < CHAINS; i++) sums[i] = V{} + static_cast<float>(i);  // equal ones would be computed once
  for (int64_t done = 0; done < count; done += CHAINS * LANES<V>) {
#pragma GCC unroll 12
    for (int i = 0; i < CHAINS; i++) sums[i] = sums[i] * factor + addend;
  }
  V all = {};
  for (int i = 0; i < CHAINS; i++) all += sums[i];
  return all[0];
}

// 32 registers of 16 numbers: 28 sums, two vectors of the right factor, and what is left of it.
WIDE void wide(const Factors& f, float* result, int64_t result_row, bool add) {
  whole<Wide, 14>(f, result, result_row, add);
}

// 16 registers of 8.
NARROW void narrow(const Factors& f, float* result, int64_t result_row, bool add) {
  whole<Narrow, 6>(f, result, result_row, add);
}

WIDE float wide_chains(int64_t count) { return chains<Wide>(count); }
NARROW float narrow_chains(int64_t count) { return chains<Narrow>(count); }

// What libtorch may use, which ATEN_CPU_CAPABILITY makes less: AVX512, AVX2 or DEFAULT.
const std::string& capability() {
  static const std::string found = at::get_cpu_capability();
  return found;
}

bool has_wide() {
  static const bool found = capability() == "AVX512" && SUPPORTS("avx512f") && SUPPORTS("avx512vl") &&
                            SUPPORTS("avx512bw") && SUPPORTS("avx512dq");
  return found;
}

bool has_narrow() {
  static const bool found = capability() != "DEFAULT" && SUPPORTS("avx2") && SUPPORTS("fma");
  return found;
}

}  // namespace

bool has_products() { return IS("amd") && has_narrow(); }

void product(const Factors& factors, float* result, int64_t result_row, bool add) {
  if (has_wide()) {
    wide(factors, result, result_row, add);
  } else {
    narrow(factors, result, result_row, add);
  }
}

float multiply_adds(int64_t count) {
  if (has_wide()) return wide_chains(count);
  if (has_narrow()) return narrow_chains(count);
  return chains<Narrow>(count);
}

}  // namespace balboa
