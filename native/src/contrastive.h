// The logarithm of the sum of exponentials of each row's scores with others, without the matrix of the scores.
//
// A contrastive loss over M rows compares M x M scores, but of each row it needs their log-sum-exp and the score of its
// positive only. Tiles of the matrix are made, used and dropped, forward and again backward: memory grows with M.
#pragma once
#include <ATen/core/Tensor.h>

#include <vector>

namespace balboa {

// How a product of two rows becomes a score: product / temperature(product).
struct Temperature {
  // One number: the same for all. Five: lowest, highest, shift, scale, and 1 where it stays at its highest above -shift:
  // lowest + (highest - lowest) / 2 (1 + cos(pi (shift + c) / scale)) for the product c within [-1, 1].
  std::vector<double> numbers;
  bool detached;  // whether backward takes it for a constant

  Temperature(at::ArrayRef<double> numbers, bool detached);
  bool constant() const { return numbers.size() == 1; }
  double lowest() const { return numbers[0]; }
};

// What is compared. Of symmetric pairs the columns are the rows.
struct Pairs {
  at::Tensor rows, columns;  // [M, D] and [K, D], contiguous
  at::Tensor metric;         // [D], [1] or undefined: the weight of each direction in a product
  at::Tensor bias;           // [K] or undefined: added to all scores of a column
  Temperature temperature;
  int64_t partner;  // where it is not 0, rows this far apart are not compared; of symmetric pairs no row is with itself
  bool symmetric;

  at::Tensor weights() const;  // the metric over a constant temperature, [D] or [1]; undefined where all are 1
  at::Tensor left() const;     // the rows times the weights
  at::Tensor bias_or_zeros() const;
  double bound() const;  // of the absolute scores, bias included
};

// The gradients of pairs.
struct Sums {
  at::Tensor rows;     // over columns: gradient of the score, its derivative by the product, the column's row; [M, D]
  at::Tensor columns;  // the same over rows of what is not symmetric, where it is wanted; [K, D]
  at::Tensor bias;     // [K] of symmetric pairs; of others it means nothing
};

at::Tensor cpu_forward(const Pairs& pairs);
Sums cpu_backward(const Pairs& pairs, const at::Tensor& lse, const at::Tensor& gradient, bool columns);
// The same as libtorch's operators on blocks of rows, on any device.
at::Tensor operators_forward(const Pairs& pairs);
Sums operators_backward(const Pairs& pairs, const at::Tensor& lse, const at::Tensor& gradient, bool columns);

}  // namespace balboa
