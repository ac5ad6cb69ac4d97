// Crops, padding, mirroring and blur.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "augment.h"
#include "vectors.h"

namespace balboa {
namespace {

constexpr float WHITE = 255.0f;

// Vectors of the compiler, at any address; where the machine's are shorter it takes several.
typedef float Pixel __attribute__((vector_size(16), aligned(4), may_alias));
typedef float Lanes __attribute__((vector_size(64), aligned(4), may_alias));
constexpr int64_t LANES = 16;

BAL_VECTORS void split(const uint8_t* from, float* r, float* g, float* b, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) {
    r[i] = static_cast<float>(from[3 * i]) / WHITE;
    g[i] = static_cast<float>(from[3 * i + 1]) / WHITE;
    b[i] = static_cast<float>(from[3 * i + 2]) / WHITE;
  }
}

void split(const float* from, float* r, float* g, float* b, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    r[i] = from[3 * i];
    g[i] = from[3 * i + 1];
    b[i] = from[3 * i + 2];
  }
}

BAL_VECTORS void weave(const float* r, const float* g, const float* b, float* to, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    to[3 * i] = r[i];
    to[3 * i + 1] = g[i];
    to[3 * i + 2] = b[i];
  }
}

// ---- resampling

// The triangle, and Keys' cubic with a = -1/2.
double kernel(bool cubic, double t) {
  double x = std::fabs(t);
  if (!cubic) return std::max(0.0, 1 - x);
  constexpr double a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? a * (((x - 5) * x + 8) * x - 4) : 0;
}

// The weights of one axis: output i is the sum over k < taps of weights[i * taps + k] * input[first[i] + k].
struct Axis {
  int64_t taps;
  std::vector<int64_t> first;
  std::vector<float> weights;

  Axis(int64_t in, int64_t out, bool cubic, double scale_weights) {
    double scale = static_cast<double>(in) / static_cast<double>(out);
    double stretch = std::max(scale, 1.0);
    double support = (cubic ? 2 : 1) * stretch;
    std::vector<double> centres(out);
    std::vector<int64_t> ends(out);
    first.resize(out);
    taps = 1;
    for (int64_t i = 0; i < out; i++) {
      centres[i] = (static_cast<double>(i) + 0.5) * scale;
      first[i] = std::max<int64_t>(0, static_cast<int64_t>(centres[i] - support + 0.5));
      ends[i] = std::min(in, static_cast<int64_t>(centres[i] + support + 0.5));
      taps = std::max(taps, ends[i] - first[i]);
    }
    weights.assign(out * taps, 0.0f);
    std::vector<double> raw(taps);
    for (int64_t i = 0; i < out; i++) {
      double centre = centres[i], total = 0;
      int64_t begin = first[i], end = ends[i];
      for (int64_t j = begin; j < end; j++) {
        raw[j - begin] = kernel(cubic, (static_cast<double>(j) + 0.5 - centre) / stretch);
        total += raw[j - begin];
      }
      // all outputs have as many taps; near the end they start earlier, with zeros
      first[i] = std::min(begin, in - taps);
      float* row = weights.data() + i * taps + (begin - first[i]);
      for (int64_t j = begin; j < end; j++) row[j - begin] = static_cast<float>(raw[j - begin] / total * scale_weights);
    }
  }
};

template <class T>
BAL_INLINE void weigh_rows_(const T* first, int64_t stride, const float* weights, int64_t taps, float* out, int64_t n) {
#pragma omp simd
  for (int64_t j = 0; j < n; j++) out[j] = weights[0] * static_cast<float>(first[j]);
  for (int64_t k = 1; k < taps; k++) {
    const T* row = first + k * stride;
    float weight = weights[k];
#pragma omp simd
    for (int64_t j = 0; j < n; j++) out[j] += weight * static_cast<float>(row[j]);
  }
}

BAL_VECTORS void weigh_rows(const uint8_t* f, int64_t stride, const float* w, int64_t taps, float* out, int64_t n) {
  weigh_rows_(f, stride, w, taps, out, n);
}
BAL_VECTORS void weigh_rows(const float* f, int64_t stride, const float* w, int64_t taps, float* out, int64_t n) {
  weigh_rows_(f, stride, w, taps, out, n);
}

template <int TAPS>
BAL_INLINE void weigh_columns_(const float* in, const Axis& axis, float* r, float* g, float* b) {
  const float* weights = axis.weights.data();
  int64_t taps = TAPS == 0 ? axis.taps : TAPS;
  for (size_t i = 0; i < axis.first.size(); i++, weights += taps) {
    const float* at = in + 3 * axis.first[i];
    Pixel sum = {};
    for (int64_t k = 0; k < taps; k++) sum += weights[k] * *reinterpret_cast<const Pixel*>(at + 3 * k);
    r[i] = sum[0];
    g[i] = sum[1];
    b[i] = sum[2];
  }
}

// A row of interleaved floats to three rows of planes. Reads one float behind the last pixel.
BAL_VECTORS void weigh_columns(const float* in, const Axis& axis, float* r, float* g, float* b) {
  switch (axis.taps) {
    case 2: return weigh_columns_<2>(in, axis, r, g, b);
    case 3: return weigh_columns_<3>(in, axis, r, g, b);
    case 4: return weigh_columns_<4>(in, axis, r, g, b);
    default: return weigh_columns_<0>(in, axis, r, g, b);
  }
}

BAL_VECTORS void cut_to_unit(float* x, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) {
    float level = x[i] < 0.0f ? 0.0f : x[i];
    x[i] = level > 1.0f ? 1.0f : level;
  }
}

template <class T>
void crop_(const Interleaved<T>& from, const Draw& draw, const Planes& to, double unit, Workspace& work) {
  int64_t height = draw.whole(2), width = draw.whole(3);
  int64_t stride = 3 * from.width;
  const T* start = from.levels + draw.whole(0) * stride + 3 * draw.whole(1);
  if (height == to.height && width == to.width) {
    for (int64_t y = 0; y < height; y++) split(start + y * stride, to.row(0, y), to.row(1, y), to.row(2, y), width);
    return;
  }
  bool cubic = draw.values[6] != 0;
  Axis rows(height, to.height, cubic, unit);
  Axis columns(width, to.width, cubic, 1);
  float* row = work.floats(3 * width + 1);
  row[3 * width] = 0;
  for (int64_t y = 0; y < to.height; y++) {
    weigh_rows(start + rows.first[y] * stride, stride, rows.weights.data() + y * rows.taps, rows.taps, row, 3 * width);
    weigh_columns(row, columns, to.row(0, y), to.row(1, y), to.row(2, y));
  }
  if (cubic) cut_to_unit(to.levels, 3 * to.plane());
}

// ---- blur

// The weighted sum of several rows.
BAL_VECTORS void sum_rows(const float* const* rows, const float* weights, int64_t count, float* out, int64_t n) {
  int64_t j = 0;
  for (; j + 4 * LANES <= n; j += 4 * LANES) {
    Lanes a = {}, b = {}, c = {}, d = {};
    for (int64_t k = 0; k < count; k++) {
      const Lanes* row = reinterpret_cast<const Lanes*>(rows[k] + j);
      a += weights[k] * row[0];
      b += weights[k] * row[1];
      c += weights[k] * row[2];
      d += weights[k] * row[3];
    }
    Lanes* to = reinterpret_cast<Lanes*>(out + j);
    to[0] = a;
    to[1] = b;
    to[2] = c;
    to[3] = d;
  }
  for (; j + LANES <= n; j += LANES) {
    Lanes a = {};
    for (int64_t k = 0; k < count; k++) a += weights[k] * *reinterpret_cast<const Lanes*>(rows[k] + j);
    *reinterpret_cast<Lanes*>(out + j) = a;
  }
  for (; j < n; j++) {
    float a = 0;
    for (int64_t k = 0; k < count; k++) a += weights[k] * rows[k][j];
    out[j] = a;
  }
}

// exp(-i² / 2 s²) for i from -radius to radius, to a sum of 1. Taps that no level of 32 bits would show are left out.
std::vector<float> gaussian(int64_t taps, double deviation) {
  constexpr double unseen = 1e-8;
  int64_t radius = taps / 2;
  std::vector<double> half;
  double total = 0;
  for (int64_t i = 0; i <= radius; i++) {
    double t = static_cast<double>(i) / deviation;
    double weight = std::exp(-t * t / 2);
    if (weight < unseen) break;
    half.push_back(weight);
    total += (i == 0 ? 1 : 2) * weight;
  }
  int64_t kept = static_cast<int64_t>(half.size()) - 1;
  std::vector<float> weights;
  for (int64_t i = -kept; i <= kept; i++) weights.push_back(static_cast<float>(half[std::abs(i)] / total));
  return weights;
}

int64_t mirrored(int64_t at, int64_t length) { return at < 0 ? -at : at < length ? at : 2 * length - 2 - at; }

// -1 for black.
int64_t behind_border(Border border, int64_t at, int64_t length) {
  if (at >= 0 && at < length) return at;
  switch (border) {
    case Border::kBlack: return -1;
    case Border::kEdge: return at < 0 ? 0 : length - 1;
    case Border::kReflect: return mirrored(at, length);
    default: return at < 0 ? -1 - at : 2 * length - 1 - at;
  }
}

}  // namespace

void load(const Interleaved<uint8_t>& from, const Planes& to) {
  int64_t plane = to.plane();
  split(from.levels, to.levels, to.levels + plane, to.levels + 2 * plane, plane);
}

void interleave(const Planes& from, float* to) {
  int64_t plane = from.plane();
  weave(from.levels, from.levels + plane, from.levels + 2 * plane, to, plane);
}

void crop(const Interleaved<uint8_t>& from, const Draw& draw, const Planes& to, Workspace& work) {
  crop_(from, draw, to, 1 / static_cast<double>(WHITE), work);
}

void crop(const Interleaved<float>& from, const Draw& draw, const Planes& to, Workspace& work) {
  crop_(from, draw, to, 1, work);
}

void pad(const Planes& from, const Draw& draw, const Planes& to) {
  Border border = static_cast<Border>(draw.whole(4));
  for (int64_t c = 0; c < 3; c++) {
    for (int64_t y = 0; y < to.height; y++) {
      int64_t source = behind_border(border, y - draw.whole(0), from.height);
      for (int64_t x = 0; x < to.width; x++) {
        int64_t column = behind_border(border, x - draw.whole(1), from.width);
        to.row(c, y)[x] = source < 0 || column < 0 ? 0.0f : from.row(c, source)[column];
      }
    }
  }
}

void flip(const Planes& picture) {
  for (int64_t y = 0; y < 3 * picture.height; y++) {
    float* row = picture.levels + y * picture.width;
    std::reverse(row, row + picture.width);
  }
}

void flip_rows(const Planes& picture) {
  for (int64_t c = 0; c < 3; c++) {
    for (int64_t top = 0, bottom = picture.height - 1; top < bottom; top++, bottom--) {
      std::swap_ranges(picture.row(c, top), picture.row(c, top) + picture.width, picture.row(c, bottom));
    }
  }
}

void blur(const Planes& picture, const Draw& draw, Workspace& work) {
  int64_t width = picture.width, height = picture.height;
  std::vector<float> weights = gaussian(draw.whole(0), draw.values[1]);
  int64_t taps = static_cast<int64_t>(weights.size()), radius = taps / 2;
  float* wide = work.floats(width + 2 * radius + width * height);
  float* smooth = wide + width + 2 * radius;
  std::vector<const float*> rows(taps);
  for (int64_t c = 0; c < 3; c++) {
    for (int64_t k = 0; k < taps; k++) rows[k] = wide + k;
    for (int64_t y = 0; y < height; y++) {
      const float* from = picture.row(c, y);
      std::copy_n(from, width, wide + radius);
      for (int64_t i = 1; i <= radius; i++) {
        wide[radius - i] = from[mirrored(-i, width)];
        wide[radius + width - 1 + i] = from[mirrored(width - 1 + i, width)];
      }
      sum_rows(rows.data(), weights.data(), taps, smooth + y * width, width);
    }
    for (int64_t y = 0; y < height; y++) {
      for (int64_t k = 0; k < taps; k++) rows[k] = smooth + mirrored(y + k - radius, height) * width;
      sum_rows(rows.data(), weights.data(), taps, picture.row(c, y), width);
    }
  }
}

}  // namespace balboa
