// The colour operations, on blocks of pixels that stay in the first cache: a run of them is one pass over the picture,
// and one more for each contrast, which needs the mean of what comes before it.
#include <algorithm>

#include "augment.h"
#include "vectors.h"

namespace balboa {
namespace {

constexpr int64_t BLOCK = 1024;

// As torchvision weighs them.
constexpr float RED = 0.2989f, GREEN = 0.587f, BLUE = 0.114f;

BAL_INLINE float unit(float x) {
  x = x < 0.0f ? 0.0f : x;
  return x > 1.0f ? 1.0f : x;
}

BAL_INLINE float gray_of(float r, float g, float b) { return RED * r + GREEN * g + BLUE * b; }

BAL_VECTORS void blend(float* x, float factor, float shift, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) x[i] = unit(factor * x[i] + shift);
}

BAL_VECTORS void solarize(float* x, float threshold, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) x[i] = x[i] >= threshold ? 1.0f - x[i] : x[i];
}

BAL_VECTORS void standardize(float* x, float mean, float deviation, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) x[i] = (x[i] - mean) / deviation;
}

BAL_VECTORS void to_gray(float* r, float* g, float* b, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) r[i] = g[i] = b[i] = gray_of(r[i], g[i], b[i]);
}

BAL_VECTORS void saturate(float* r, float* g, float* b, float factor, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) {
    float shift = (1.0f - factor) * gray_of(r[i], g[i], b[i]);
    r[i] = unit(factor * r[i] + shift);
    g[i] = unit(factor * g[i] + shift);
    b[i] = unit(factor * b[i] + shift);
  }
}

// From hue (in sixths of a turn, within [0, 6)) back to the channel that is largest at hue 5 - n: with k = (n + hue) mod
// 6, largest - d clamp(min(k, 4 - k), 0, 1).
BAL_INLINE float from_hue(float n, float hue, float largest, float d) {
  float k = n + hue;
  k = k >= 6.0f ? k - 6.0f : k;
  float m = 4.0f - k < k ? 4.0f - k : k;
  return largest - d * unit(m);
}

BAL_VECTORS void turn_hue(float* red, float* green, float* blue, float sixths, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) {
    float r = red[i], g = green[i], b = blue[i];
    float largest = r > g ? r : g;
    largest = largest > b ? largest : b;
    float least = r < g ? r : g;
    least = least < b ? least : b;
    float d = largest - least;
    float inverse = 1.0f / (d > 0.0f ? d : 1.0f);
    // the first of equals; of a gray pixel all differences are 0
    float hue = largest == r ? (g - b) * inverse : largest == g ? 2.0f + (b - r) * inverse : 4.0f + (r - g) * inverse;
    hue += sixths;
    hue = hue < 0.0f ? hue + 6.0f : hue;
    hue = hue >= 6.0f ? hue - 6.0f : hue;
    red[i] = from_hue(5.0f, hue, largest, d);
    green[i] = from_hue(3.0f, hue, largest, d);
    blue[i] = from_hue(1.0f, hue, largest, d);
  }
}

BAL_VECTORS float gray_sum(const float* r, const float* g, const float* b, int64_t n) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; i++) sum += gray_of(r[i], g[i], b[i]);
  return sum;
}

// A colour operation on some pixels; `mean` is what a contrast keeps.
void apply(const Draw& draw, float mean, float* r, float* g, float* b, int64_t n) {
  float value = static_cast<float>(draw.values[0]);
  float* channels[] = {r, g, b};
  switch (draw.what()) {
    case Kind::kBrightness:
      for (float* x : channels) blend(x, value, 0, n);
      break;
    case Kind::kContrast:
      for (float* x : channels) blend(x, value, static_cast<float>((1 - draw.values[0]) * mean), n);
      break;
    case Kind::kSaturation: saturate(r, g, b, value, n); break;
    case Kind::kHue: turn_hue(r, g, b, 6 * value, n); break;
    case Kind::kGray: to_gray(r, g, b, n); break;
    case Kind::kSolarize:
      for (float* x : channels) solarize(x, value, n);
      break;
    default:
      for (int c = 0; c < 3; c++) {
        standardize(channels[c], static_cast<float>(draw.values[c]), static_cast<float>(draw.values[3 + c]), n);
      }
  }
}

// Some operations on the whole picture, a block at a time; the mean gray level of the result where it is wanted.
float pass(const Planes& picture, const Draw* draws, int64_t count, float mean, bool wanted) {
  int64_t plane = picture.plane();
  double sum = 0;
  for (int64_t at = 0; at < plane; at += BLOCK) {
    int64_t n = std::min(BLOCK, plane - at);
    float* r = picture.levels + at;
    float* g = r + plane;
    float* b = g + plane;
    for (int64_t i = 0; i < count; i++) apply(draws[i], mean, r, g, b, n);
    if (wanted) sum += gray_sum(r, g, b, n);
  }
  return static_cast<float>(sum / static_cast<double>(plane));
}

}  // namespace

bool is_color(Kind kind) {
  switch (kind) {
    case Kind::kBrightness:
    case Kind::kContrast:
    case Kind::kSaturation:
    case Kind::kHue:
    case Kind::kGray:
    case Kind::kSolarize:
    case Kind::kStandardize: return true;
    default: return false;
  }
}

void recolor(const Planes& picture, const Draw* draws, int64_t count) {
  auto next_contrast = [&](int64_t from) {
    while (from < count && draws[from].what() != Kind::kContrast) from++;
    return from;
  };
  float mean = next_contrast(0) == 0 ? pass(picture, draws, 0, 0, true) : 0;
  for (int64_t from = 0; from < count;) {
    int64_t to = next_contrast(from + 1);
    mean = pass(picture, draws + from, to - from, mean, to < count);
    from = to;
  }
}

}  // namespace balboa
