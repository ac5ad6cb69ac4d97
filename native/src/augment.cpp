// balboa::augment as an operator of libtorch: the views of a batch, one after the other on the thread that calls.
#include "augment.h"

#include <ATen/core/Tensor.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>

namespace balboa {
namespace {

// Products of three such sides stay far from the end of int64_t.
constexpr int64_t LARGEST_SIDE = 1 << 20;
constexpr int64_t DRAW_COLUMNS = 8, IMAGE_COLUMNS = 5;

static_assert(sizeof(Draw) == DRAW_COLUMNS * sizeof(double), "a draw is a row of the table");

void check_sides(const char* what, int64_t width, int64_t height) {
  auto possible = [](int64_t side) { return side >= 1 && side <= LARGEST_SIDE; };
  TORCH_CHECK(possible(width) && possible(height), what, ": ", width, " x ", height, " (expected: sides of 1 to ",
              LARGEST_SIDE, " pixels)");
}

// Where an image stands, and what is done to it.
struct Source {
  int64_t offset, width, height, first_draw, draws;
};

bool resizes(Kind kind) { return kind == Kind::kCrop || kind == Kind::kPad; }

// One view in work.
class View {
 public:
  View(const Interleaved<uint8_t>& image, const Draw* draws, int64_t count, const Planes& out, Workspace* work)
      : image_(image), draws_(draws), count_(count), out_(out), work_(work), last_resize_(-1) {
    for (int64_t i = 0; i < count; i++) {
      if (resizes(draws[i].what())) last_resize_ = i;
    }
  }

  void make() {
    int64_t i = start();
    while (i < count_) {
      int64_t end = i;
      while (end < count_ && is_color(draws_[end].what())) end++;
      if (end > i) {
        recolor(now_, draws_ + i, end - i);
        i = end;
      } else {
        move(i++);
      }
    }
  }

 private:
  // From bytes to floats; how many draws that took.
  int64_t start() {
    bool crops = count_ > 0 && draws_[0].what() == Kind::kCrop;
    if (crops) {
      check_crop(draws_[0], image_.width, image_.height);
      now_ = target(0, draws_[0].whole(5), draws_[0].whole(4));
      crop(image_, draws_[0], now_, work_[2]);
      return 1;
    }
    now_ = target(-1, image_.width, image_.height);
    load(image_, now_);
    return 0;
  }

  void move(int64_t i) {
    const Draw& draw = draws_[i];
    switch (draw.what()) {
      case Kind::kCrop: {
        check_crop(draw, now_.width, now_.height);
        Interleaved<float> from{work_[3].floats(3 * now_.plane()), now_.width, now_.height};
        interleave(now_, work_[3].floats(3 * now_.plane()));
        now_ = target(i, draw.whole(5), draw.whole(4));
        crop(from, draw, now_, work_[2]);
        break;
      }
      case Kind::kPad: {
        check_pad(draw);
        Planes from = now_;
        now_ = target(i, draw.whole(1) + from.width + draw.whole(3), draw.whole(0) + from.height + draw.whole(2));
        pad(from, draw, now_);
        break;
      }
      case Kind::kFlip: flip(now_); break;
      case Kind::kFlipRows: flip_rows(now_); break;
      default: check_blur(draw); blur(now_, draw, work_[2]);
    }
  }

  // The last picture of another size is made where the view belongs, earlier ones in two workspaces by turns.
  Planes target(int64_t draw, int64_t width, int64_t height) {
    if (draw == last_resize_) {
      TORCH_CHECK(width == out_.width && height == out_.height, "view: ", width, " x ", height, " (expected: ", out_.width,
                  " x ", out_.height, ")");
      return out_;
    }
    turn_ = 1 - turn_;
    return {work_[turn_].floats(3 * width * height), width, height};
  }

  static void check_crop(const Draw& d, int64_t width, int64_t height) {
    auto within = [](int64_t at, int64_t size, int64_t side) { return at >= 0 && size >= 1 && at <= side - size; };
    TORCH_CHECK(within(d.whole(0), d.whole(2), height) && within(d.whole(1), d.whole(3), width), "crop: ", d.whole(2),
                " rows from ", d.whole(0), ", ", d.whole(3), " columns from ", d.whole(1), " (expected: within ", width,
                " x ", height, ")");
    check_sides("crop", d.whole(5), d.whole(4));
  }

  void check_pad(const Draw& d) const {
    TORCH_CHECK(d.whole(4) >= 0 && d.whole(4) < static_cast<int64_t>(Border::kCount), "pad: border ", d.whole(4));
    Border border = static_cast<Border>(d.whole(4));
    for (int i = 0; i < 4; i++) {
      int64_t side = i % 2 == 0 ? now_.height : now_.width;
      int64_t most = border == Border::kReflect ? side - 1 : border == Border::kSymmetric ? side : LARGEST_SIDE;
      TORCH_CHECK(d.whole(i) >= 0 && d.whole(i) <= most, "pad: ", d.whole(i), " (expected: 0 to ", most, ")");
    }
  }

  void check_blur(const Draw& d) const {
    int64_t taps = d.whole(0), side = std::min(now_.width, now_.height);
    TORCH_CHECK(taps >= 1 && taps % 2 == 1 && taps / 2 < side, "blur: ", taps, " taps (expected: odd, at most ",
                2 * side - 1, ")");
    TORCH_CHECK(d.values[1] > 0, "blur: ", d.values[1], " (expected: > 0)");
  }

  const Interleaved<uint8_t> image_;
  const Draw* const draws_;
  const int64_t count_;
  const Planes out_;
  Workspace* const work_;  // 0 and 1 pictures, 2 rows, 3 interleaved
  int64_t last_resize_;
  int64_t turn_ = 0;
  Planes now_;
};

void check_table(const char* name, const at::Tensor& table, int64_t columns, at::ScalarType type) {
  TORCH_CHECK(table.dim() == 2 && table.size(1) == columns && table.scalar_type() == type && table.is_contiguous() &&
                  table.device().is_cpu(),
              name, ": ", table.scalar_type(), " ", table.sizes(), " (expected: contiguous ", type, " [N, ", columns,
              "] on the CPU)");
}

void check_draws(const Draw* draws, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    TORCH_CHECK(draws[i].kind >= 0 && draws[i].kind < static_cast<double>(Kind::kCount), "draws: kind ", draws[i].kind,
                " in row ", i);
    for (double value : draws[i].values) {
      TORCH_CHECK(std::fabs(value) < 1e15, "draws: ", value, " in row ", i, " (expected: finite numbers)");
    }
  }
}

void check_source(const Source& s, int64_t bytes, int64_t draws) {
  check_sides("images", s.width, s.height);
  TORCH_CHECK(s.offset >= 0 && s.offset <= bytes && 3 * s.width * s.height <= bytes - s.offset,
              "images: ", s.width, " x ", s.height, " from ", s.offset, " (expected: within ", bytes, " bytes)");
  TORCH_CHECK(s.draws >= 0 && s.first_draw >= 0 && s.first_draw <= draws - s.draws, "images: ", s.draws, " draws from ",
              s.first_draw, " (expected: within ", draws, ")");
}

// rgb: bytes of images, interleaved. images: a row for each view with the offset of its image, width, height, first draw
// and number of draws; a width of 0 leaves the view as it is. draws: a Draw for each row. views: where they go.
void augment(const at::Tensor& rgb, const at::Tensor& images, const at::Tensor& draws, const at::Tensor& views) {
  TORCH_CHECK(rgb.dim() == 1 && rgb.scalar_type() == at::kByte && rgb.is_contiguous() && rgb.device().is_cpu(), "rgb: ",
              rgb.scalar_type(), " ", rgb.sizes(), " (expected: contiguous uint8 [N] on the CPU)");
  check_table("images", images, IMAGE_COLUMNS, at::kLong);
  check_table("draws", draws, DRAW_COLUMNS, at::kDouble);
  TORCH_CHECK(views.dim() == 4 && views.size(0) == images.size(0) && views.size(1) == 3 &&
                  views.scalar_type() == at::kFloat && views.is_contiguous() && views.device().is_cpu(),
              "views: ", views.scalar_type(), " ", views.sizes(), " (expected: contiguous float32 [", images.size(0),
              ", 3, height, width] on the CPU)");
  int64_t count = images.size(0), height = views.size(2), width = views.size(3);
  const Draw* all = reinterpret_cast<const Draw*>(draws.const_data_ptr<double>());
  const Source* sources = reinterpret_cast<const Source*>(images.const_data_ptr<int64_t>());
  check_draws(all, draws.size(0));
  Workspace work[4];
  for (int64_t i = 0; i < count; i++) {
    const Source& s = sources[i];
    if (s.width == 0) continue;
    check_source(s, rgb.numel(), draws.size(0));
    Interleaved<uint8_t> image{rgb.const_data_ptr<uint8_t>() + s.offset, s.width, s.height};
    Planes out{views.mutable_data_ptr<float>() + i * 3 * height * width, width, height};
    View(image, all + s.first_draw, s.draws, out, work).make();
  }
}

}  // namespace
}  // namespace balboa

TORCH_LIBRARY_FRAGMENT(balboa, library) {
  library.def("augment(Tensor rgb, Tensor images, Tensor draws, Tensor(a!) views) -> ()");
}
TORCH_LIBRARY_IMPL(balboa, CPU, library) { library.impl("augment", TORCH_FN(balboa::augment)); }
