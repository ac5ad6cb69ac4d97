#include "batch_norm_rows.h"

#include <algorithm>
#include <cstring>

#include "vectors.h"

namespace balboa {
namespace {

BAL_INLINE float load(float value) { return value; }
BAL_INLINE float load(uint16_t value) {
  uint32_t bits = static_cast<uint32_t>(value) << 16;
  float result;
  std::memcpy(&result, &bits, 4);
  return result;
}

BAL_INLINE void store(float* to, float value) { *to = value; }
// To the nearest, of two to the even one.
BAL_INLINE void store(uint16_t* to, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
  *to = static_cast<uint16_t>(value != value ? 0x7FC0 : rounded);
}

template <class T>
BAL_INLINE void add_up_(const T* x, float* sums, int64_t width, int64_t count) {
  for (int64_t i = 0; i < count; i += width) {
    int64_t n = std::min(width, count - i);
#pragma omp simd
    for (int64_t j = 0; j < n; j++) sums[j] += load(x[i + j]);
  }
}

template <class T>
BAL_INLINE void add_squares_(const T* x, const float* mean, float* sums, int64_t width, int64_t count) {
  for (int64_t i = 0; i < count; i += width) {
    int64_t n = std::min(width, count - i);
#pragma omp simd
    for (int64_t j = 0; j < n; j++) {
      float d = load(x[i + j]) - mean[j];
      sums[j] += d * d;
    }
  }
}

template <class T>
BAL_INLINE void scale_and_cut_(const T* x, const T* residual, T* out, const float* scale, const float* shift,
                               int64_t width, int64_t count) {
  for (int64_t i = 0; i < count; i += width) {
    int64_t n = std::min(width, count - i);
    if (residual == nullptr) {
#pragma omp simd
      for (int64_t j = 0; j < n; j++) {
        float y = load(x[i + j]) * scale[j] + shift[j];
        store(out + i + j, y < 0 ? 0 : y);
      }
    } else {
#pragma omp simd
      for (int64_t j = 0; j < n; j++) {
        float y = load(x[i + j]) * scale[j] + shift[j] + load(residual[i + j]);
        store(out + i + j, y < 0 ? 0 : y);
      }
    }
  }
}

template <class T>
BAL_INLINE float passed(T out, T gradient) {
  return load(out) <= 0 ? 0 : load(gradient);
}

template <class T>
BAL_INLINE void add_gradients_(const T* x, const T* out, const T* gradient, const float* mean, float* sums,
                               float* products, int64_t width, int64_t count) {
  for (int64_t i = 0; i < count; i += width) {
    int64_t n = std::min(width, count - i);
#pragma omp simd
    for (int64_t j = 0; j < n; j++) {
      float g = passed(out[i + j], gradient[i + j]);
      sums[j] += g;
      products[j] += g * (load(x[i + j]) - mean[j]);
    }
  }
}

template <class T>
BAL_INLINE void pass_back_(const T* x, const T* out, const T* gradient, T* to_x, T* to_residual, const float* mean,
                           const float* scale, const float* offset, const float* slope, int64_t width, int64_t count) {
  for (int64_t i = 0; i < count; i += width) {
    int64_t n = std::min(width, count - i);
    if (to_residual != nullptr) {
#pragma omp simd
      for (int64_t j = 0; j < n; j++) store(to_residual + i + j, passed(out[i + j], gradient[i + j]));
    }
#pragma omp simd
    for (int64_t j = 0; j < n; j++) {
      float g = passed(out[i + j], gradient[i + j]);
      store(to_x + i + j, scale[j] * (g - offset[j] - (load(x[i + j]) - mean[j]) * slope[j]));
    }
  }
}

}  // namespace

// A function that is compiled for several machines cannot be a template.
#define BAL_BATCH_NORM(T)                                                                                               \
  namespace {                                                                                                           \
  BAL_VECTORS void add_up_of(const T* x, float* s, int64_t w, int64_t n) { add_up_(x, s, w, n); }                       \
  BAL_VECTORS void add_squares_of(const T* x, const float* m, float* s, int64_t w, int64_t n) {                         \
    add_squares_(x, m, s, w, n);                                                                                        \
  }                                                                                                                     \
  BAL_VECTORS void scale_and_cut_of(const T* x, const T* r, T* o, const float* a, const float* b, int64_t w,            \
                                    int64_t n) {                                                                        \
    scale_and_cut_(x, r, o, a, b, w, n);                                                                                \
  }                                                                                                                     \
  BAL_VECTORS void add_gradients_of(const T* x, const T* o, const T* g, const float* m, float* s, float* p, int64_t w,  \
                                    int64_t n) {                                                                        \
    add_gradients_(x, o, g, m, s, p, w, n);                                                                             \
  }                                                                                                                     \
  BAL_VECTORS void pass_back_of(const T* x, const T* o, const T* g, T* tx, T* tr, const float* m, const float* a,       \
                                const float* b, const float* c, int64_t w, int64_t n) {                                 \
    pass_back_(x, o, g, tx, tr, m, a, b, c, w, n);                                                                      \
  }                                                                                                                     \
  }                                                                                                                     \
  template <>                                                                                                           \
  void add_up<T>(const T* x, float* s, int64_t w, int64_t n) {                                                          \
    add_up_of(x, s, w, n);                                                                                              \
  }                                                                                                                     \
  template <>                                                                                                           \
  void add_squares<T>(const T* x, const float* m, float* s, int64_t w, int64_t n) {                                     \
    add_squares_of(x, m, s, w, n);                                                                                      \
  }                                                                                                                     \
  template <>                                                                                                           \
  void scale_and_cut<T>(const T* x, const T* r, T* o, const float* a, const float* b, int64_t w, int64_t n) {           \
    scale_and_cut_of(x, r, o, a, b, w, n);                                                                              \
  }                                                                                                                     \
  template <>                                                                                                           \
  void add_gradients<T>(const T* x, const T* o, const T* g, const float* m, float* s, float* p, int64_t w, int64_t n) { \
    add_gradients_of(x, o, g, m, s, p, w, n);                                                                           \
  }                                                                                                                     \
  template <>                                                                                                           \
  void pass_back<T>(const T* x, const T* o, const T* g, T* tx, T* tr, const float* m, const float* a, const float* b,   \
                    const float* c, int64_t w, int64_t n) {                                                             \
    pass_back_of(x, o, g, tx, tr, m, a, b, c, w, n);                                                                    \
  }

BAL_BATCH_NORM(float)
BAL_BATCH_NORM(uint16_t)

}  // namespace balboa
