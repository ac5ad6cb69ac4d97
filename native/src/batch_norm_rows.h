// The loops of batch norm and ReLU over a chunk of values whose channels lie innermost. T is float, or uint16_t for the
// bits of a bfloat16. A chunk is `count` values; what belongs to channels comes repeated to `width` values, a whole number
// of pixels, so that few channels make long loops too.
#pragma once
#include <cstdint>

namespace balboa {

// sums[j] += x.
template <class T>
void add_up(const T* x, float* sums, int64_t width, int64_t count);
// sums[j] += (x - mean[j])^2.
template <class T>
void add_squares(const T* x, const float* mean, float* sums, int64_t width, int64_t count);
// out = max(0, x scale[j] + shift[j] + residual), the last where there is one; NaN stays.
template <class T>
void scale_and_cut(const T* x, const T* residual, T* out, const float* scale, const float* shift, int64_t width,
                   int64_t count);
// With g = gradient where out is not 0: sums[j] += g, products[j] += g (x - mean[j]).
template <class T>
void add_gradients(const T* x, const T* out, const T* gradient, const float* mean, float* sums, float* products,
                   int64_t width, int64_t count);
// to_x = scale[j] (g - offset[j] - (x - mean[j]) slope[j]), to_residual = g where it is wanted.
template <class T>
void pass_back(const T* x, const T* out, const T* gradient, T* to_x, T* to_residual, const float* mean,
               const float* scale, const float* offset, const float* slope, int64_t width, int64_t count);

}  // namespace balboa
