// The loops over one row of a tile.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "contrastive_rows.h"
#include "vectors.h"

namespace balboa {
namespace {

// Cody and Waite's reduction by ln 2 and a polynomial, relative error below 2e-7; 0 below -87, NaN for NaN. Arguments
// are differences from a maximum, from a log-sum-exp or from a bound of the scores: what is above 0 is by rounding, and
// counts as 0.
BAL_INLINE float exp_(float x) {
  float low = x < -87.0f ? -87.0f : x;
  low = low > 0.0f ? 0.0f : low;
  float n = low * 1.44269504f + 12582912.0f;
  uint32_t bits;
  std::memcpy(&bits, &n, 4);
  n -= 12582912.0f;
  float r = low - n * 0.693359375f;
  r -= n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  uint32_t power = (bits + 127) << 23;
  float scale;
  std::memcpy(&scale, &power, 4);
  float e = p * scale;
  return x < -87.0f ? 0.0f : e;
}
BAL_INLINE double exp_(double x) { return std::exp(x > 0 ? 0 : x); }

// cos(pi x) and sin(pi x) by their series around the nearest integer, absolute error below 2e-7.
BAL_INLINE void cos_sin(float x, float* cosine, float* sine) {
  float n = (x + 12582912.0f) - 12582912.0f;
  float half = n * 0.5f;
  float odd = half - ((half + 12582912.0f) - 12582912.0f);
  float sign = odd != 0.0f ? -1.0f : 1.0f;
  float r = x - n;
  float q = r * r;
  float c = 1.92957431e-3f;
  c = c * q - 2.58068914e-2f;
  c = c * q + 0.235330630f;
  c = c * q - 1.335262769f;
  c = c * q + 4.058712126f;
  c = c * q - 4.934802201f;
  c = c * q + 1.0f;
  float s = -7.37043094e-3f;
  s = s * q + 8.21458866e-2f;
  s = s * q - 0.599264529f;
  s = s * q + 2.550164040f;
  s = s * q - 5.167712780f;
  s = s * q + 3.141592654f;
  *cosine = sign * c;
  *sine = sign * (s * r);
}
BAL_INLINE void cos_sin(double x, double* cosine, double* sine) {
  *cosine = std::cos(M_PI * x);
  *sine = std::sin(M_PI * x);
}

template <class T>
BAL_INLINE T exponentials_(const T* s, const T* weights, T row_weight, T shift, T* columns, int64_t n) {
  T sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t j = 0; j < n; j++) {
    T e = exp_(s[j] - shift);
    sum += weights[j] * e;
    columns[j] += row_weight * e;
  }
  return sum;
}

template <bool SLOPED, class T>
BAL_INLINE T pulls_(T* s, const T* slopes, const T* weights, T row_weight, const T* pulls, T row_pull, T shift, T* columns,
                    int64_t n) {
  T sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t j = 0; j < n; j++) {
    T e = exp_(s[j] - shift);
    sum += pulls[j] * e;
    columns[j] += row_pull * e;
    T pull = (e * row_pull) * weights[j] + (e * pulls[j]) * row_weight;
    s[j] = SLOPED ? pull * slopes[j] : pull;
  }
  return sum;
}

template <class T>
BAL_INLINE T biased_maximum_(T* s, const T* bias, int64_t n) {
  T most = -std::numeric_limits<T>::infinity();
#pragma omp simd reduction(max : most)
  for (int64_t j = 0; j < n; j++) {
    s[j] += bias[j];
    most = s[j] > most ? s[j] : most;
  }
  return most;
}

template <class T>
BAL_INLINE T exponential_sum_(const T* s, T shift, int64_t n) {
  T sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t j = 0; j < n; j++) sum += exp_(s[j] - shift);
  return sum;
}

template <class T>
BAL_INLINE T both_ways_(T* s, const T* bias, T row_bias, T row_gradient, T row_lse, const T* gradients, const T* lse,
                        int64_t n) {
  T sum = 0;
  if (gradients == nullptr) {
#pragma omp simd
    for (int64_t j = 0; j < n; j++) s[j] = row_gradient * exp_(s[j] + bias[j] - row_lse);
    return sum;
  }
#pragma omp simd reduction(+ : sum)
  for (int64_t j = 0; j < n; j++) {
    T back = gradients[j] * exp_(s[j] + row_bias - lse[j]);
    sum += back;
    s[j] = row_gradient * exp_(s[j] + bias[j] - row_lse) + back;
  }
  return sum;
}

// The temperature of a product, as its inverse; where `sine` is wanted, that of its phase, 0 where it is constant.
template <class T>
BAL_INLINE T inverse_temperature(const Wave<T>& w, T product, T* sine) {
  T within = product > 1 ? T(1) : product < -1 ? T(-1) : product;
  T phase = within + w.shift;
  bool top = w.flat && phase > 0;
  phase = top ? T(0) : phase * w.frequency;
  T cosine, sine_of;
  cos_sin(phase, &cosine, &sine_of);
  if (sine != nullptr) *sine = top || product > 1 || product < -1 ? T(0) : sine_of;
  return 1 / (w.middle + w.half_range * cosine);
}

template <class T>
BAL_INLINE void scores_(const Wave<T>& w, T* products, int64_t n) {
#pragma omp simd
  for (int64_t j = 0; j < n; j++) products[j] *= inverse_temperature<T>(w, products[j], nullptr);
}

template <class T>
BAL_INLINE void slopes_(const Wave<T>& w, T* products, T* slopes, int64_t n) {
  if (w.detached) {
#pragma omp simd
    for (int64_t j = 0; j < n; j++) {
      slopes[j] = inverse_temperature<T>(w, products[j], nullptr);
      products[j] *= slopes[j];
    }
    return;
  }
  T slope = static_cast<T>(M_PI) * w.frequency * w.half_range;
#pragma omp simd
  for (int64_t j = 0; j < n; j++) {
    T sine, inverse = inverse_temperature<T>(w, products[j], &sine);
    products[j] *= inverse;
    // d(c / t) = (1 - s t') / t, and t' = -slope sin
    slopes[j] = inverse * (1 + products[j] * slope * sine);
  }
}

}  // namespace

// A function that is compiled for several machines cannot be a template.
#define BAL_ROWS(T)                                                                                                     \
  namespace {                                                                                                           \
  BAL_VECTORS T exponentials_of(const T* s, const T* w, T rw, T shift, T* columns, int64_t n) {                         \
    return exponentials_(s, w, rw, shift, columns, n);                                                                  \
  }                                                                                                                     \
  BAL_VECTORS T pulls_of(T* s, const T* d, const T* w, T rw, const T* p, T rp, T shift, T* columns, int64_t n) {        \
    return d == nullptr ? pulls_<false>(s, d, w, rw, p, rp, shift, columns, n)                                          \
                        : pulls_<true>(s, d, w, rw, p, rp, shift, columns, n);                                          \
  }                                                                                                                     \
  BAL_VECTORS T biased_maximum_of(T* s, const T* bias, int64_t n) { return biased_maximum_(s, bias, n); }               \
  BAL_VECTORS T exponential_sum_of(const T* s, T shift, int64_t n) { return exponential_sum_(s, shift, n); }            \
  BAL_VECTORS T both_ways_of(T* s, const T* b, T rb, T rg, T rl, const T* g, const T* l, int64_t n) {                   \
    return both_ways_(s, b, rb, rg, rl, g, l, n);                                                                       \
  }                                                                                                                     \
  BAL_VECTORS void scores_of(const Wave<T>& w, T* products, int64_t n) { scores_(w, products, n); }                     \
  BAL_VECTORS void slopes_of(const Wave<T>& w, T* products, T* slopes, int64_t n) { slopes_(w, products, slopes, n); }  \
  }                                                                                                                     \
  template <>                                                                                                           \
  T exponentials<T>(const T* s, const T* w, T rw, T shift, T* columns, int64_t n) {                                          \
    return exponentials_of(s, w, rw, shift, columns, n);                                                                \
  }                                                                                                                     \
  template <>                                                                                                           \
  T pulls<T>(T * s, const T* d, const T* w, T rw, const T* p, T rp, T shift, T* columns, int64_t n) {                   \
    return pulls_of(s, d, w, rw, p, rp, shift, columns, n);                                                             \
  }                                                                                                                     \
  template <>                                                                                                           \
  T biased_maximum<T>(T * s, const T* bias, int64_t n) {                                                                \
    return biased_maximum_of(s, bias, n);                                                                               \
  }                                                                                                                     \
  template <>                                                                                                           \
  T exponential_sum<T>(const T* s, T shift, int64_t n) {                                                                \
    return exponential_sum_of(s, shift, n);                                                                             \
  }                                                                                                                     \
  template <>                                                                                                           \
  T both_ways<T>(T * s, const T* b, T rb, T rg, T rl, const T* g, const T* l, int64_t n) {                              \
    return both_ways_of(s, b, rb, rg, rl, g, l, n);                                                                     \
  }                                                                                                                     \
  template <>                                                                                                           \
  void Wave<T>::scores(T * products, int64_t n) const {                                                                 \
    scores_of(*this, products, n);                                                                                      \
  }                                                                                                                     \
  template <>                                                                                                           \
  void Wave<T>::scores(T * products, T * slopes, int64_t n) const {                                                     \
    slopes_of(*this, products, slopes, n);                                                                              \
  }                                                                                                                     \
  template <>                                                                                                           \
  Wave<T>::Wave(const Temperature& t)                                                                                   \
      : half_range(static_cast<T>((t.numbers[1] - t.numbers[0]) / 2)),                                                  \
        middle(static_cast<T>((t.numbers[1] + t.numbers[0]) / 2)),                                                      \
        shift(static_cast<T>(t.numbers[2])),                                                                            \
        frequency(static_cast<T>(1 / t.numbers[3])),                                                                    \
        flat(t.numbers[4] != 0),                                                                                        \
        detached(t.detached) {}

BAL_ROWS(float)
BAL_ROWS(double)

}  // namespace balboa
