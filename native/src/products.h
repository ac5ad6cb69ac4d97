// Products of matrices that lie in a core's caches, for the tiles of kernels. MKL takes vectors of 256 bits on AMD's
// processors: it reaches four fifths of what such units can do, and two fifths where units are of 512. These reach nine
// tenths.
#pragma once
#include <cstdint>

namespace balboa {

// a(i, k) is left[i * left_row + k * left_column], b(k, j) is right[k * right_row + j].
struct Factors {
  const float* left;
  int64_t left_row, left_column;
  const float* right;
  int64_t right_row;
  int64_t rows, columns, depth;
};

// Whether product() is the faster one on this processor.
bool has_products();

// The product, or what result holds and the product; each number sums over k in order.
void product(const Factors& factors, float* result, int64_t result_row, bool add);

// So many multiply-adds on sums that stay in registers: as fast as this thread can be.
float multiply_adds(int64_t count);

}  // namespace balboa
