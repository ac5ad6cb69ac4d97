// The loops over one row of a tile of scores; T is float or double.
#pragma once
#include <cstdint>

#include "contrastive.h"

namespace balboa {

// A temperature that depends on the product.
template <class T>
struct Wave {
  T half_range, middle, shift, frequency;
  bool flat, detached;
  explicit Wave(const Temperature& t);
  // Scores in place of products.
  void scores(T* products, int64_t n) const;
  // And the derivatives of the scores.
  void scores(T* products, T* slopes, int64_t n) const;
};

// With e[j] = exp(s[j] - shift): columns[j] += row_weight e[j]; returns the sum of weights[j] e[j].
template <class T>
T exponentials(const T* s, const T* weights, T row_weight, T shift, T* columns, int64_t n);
// a[j] = slopes[j] exp(s[j] - shift) (row_pull weights[j] + pulls[j] row_weight), in place, without slopes where there are
// none; columns[j] += row_pull e[j]; returns the sum of pulls[j] e[j].
template <class T>
T pulls(T* s, const T* slopes, const T* weights, T row_weight, const T* pulls, T row_pull, T shift, T* columns,
        int64_t n);
// The largest of s[j] + bias[j], which takes the place of s[j]; NaN is not the largest of anything.
template <class T>
T biased_maximum(T* s, const T* bias, int64_t n);
// The sum of exp(s[j] - shift).
template <class T>
T exponential_sum(const T* s, T shift, int64_t n);
// a[j] = row_gradient exp(s[j] + bias[j] - row_lse) + gradients[j] exp(s[j] + row_bias - lse[j]), in place, the second
// term only with gradients; returns the sum of the second terms.
template <class T>
T both_ways(T* s, const T* bias, T row_bias, T row_gradient, T row_lse, const T* gradients, const T* lse, int64_t n);

}  // namespace balboa
