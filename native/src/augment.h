// Views of images: crops, flips, colour and blur on 8-bit pictures, one view after the other.
//
// A picture in work is three planes of floats, levels within [0, 1] until they are standardised. What each operation
// does is defined by Balboa's own Java form and by torchvision on float tensors; levels agree within 2e-5, but for
// solarising, which jumps at its threshold.
#pragma once
#include <cstdint>
#include <memory>

namespace balboa {

// As they stand in the first column of the operator's table of draws.
enum class Kind : int64_t {
  kCrop,         // top, left, height, width, height and width of the result, 0 bilinear or 1 bicubic
  kPad,          // top, left, bottom, right, a Border
  kFlip,         // left to right
  kFlipRows,     // top to bottom
  kBrightness,   // factor
  kContrast,     // factor
  kSaturation,   // factor
  kHue,          // turns, within [-0.5, 0.5]
  kGray,
  kBlur,         // taps, an odd number; standard deviation
  kSolarize,     // threshold
  kStandardize,  // three means, three standard deviations
  kCount
};

enum class Border : int64_t { kBlack, kEdge, kReflect, kSymmetric, kCount };

struct Draw {
  double kind;
  double values[7];

  Kind what() const { return static_cast<Kind>(static_cast<int64_t>(kind)); }
  int64_t whole(int i) const { return static_cast<int64_t>(values[i]); }
};

// Red, green, blue, red, … by rows, as a file has them.
template <class T>
struct Interleaved {
  const T* levels;
  int64_t width, height;
};

// The red plane, the green one, the blue one.
struct Planes {
  float* levels;
  int64_t width, height;

  int64_t plane() const { return width * height; }
  float* row(int64_t channel, int64_t y) const { return levels + channel * plane() + y * width; }
};

// Memory that is asked for again and again, and grows to the largest request.
class Workspace {
 public:
  float* floats(int64_t count) {
    if (count > size_) {
      memory_.reset(new float[count]);
      size_ = count;
    }
    return memory_.get();
  }

 private:
  std::unique_ptr<float[]> memory_;
  int64_t size_ = 0;
};

// ---- geometry: augment_geometry.cpp

void load(const Interleaved<uint8_t>& from, const Planes& to);
void interleave(const Planes& from, float* to);
// A rectangle of bytes, or of floats within [0, 1], resized to `to` with antialiasing; copied where the sizes are equal.
void crop(const Interleaved<uint8_t>& from, const Draw& draw, const Planes& to, Workspace& work);
void crop(const Interleaved<float>& from, const Draw& draw, const Planes& to, Workspace& work);
void pad(const Planes& from, const Draw& draw, const Planes& to);
void flip(const Planes& picture);
void flip_rows(const Planes& picture);
// Mirrored at the edges, along the rows and then down the columns.
void blur(const Planes& picture, const Draw& draw, Workspace& work);

// ---- colour: augment_color.cpp

bool is_color(Kind kind);
// Any number of colour operations in their order, in as few passes as their means allow.
void recolor(const Planes& picture, const Draw* draws, int64_t count);

}  // namespace balboa
