// balboa::decode_jpeg as an operator of libtorch: JPEG files by libjpeg-turbo, from a library that the Java side has opened.
//
// It takes the plain cases only: one component, or three as JFIF has them, without a warning. All else is refused, for a
// decoder that can tell what is wrong, or knows the colour spaces of print.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <dlfcn.h>
#include <torch/library.h>

#include <algorithm>
#include <atomic>
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

#include "../balboa.h"

namespace balboa {
namespace {

// Of a progressive file all coefficients are kept, twice the pixels' size.
constexpr int64_t MOST_PROGRESSIVE = 1 << 24;

struct Functions {
  decltype(&jpeg_std_error) std_error;
  decltype(&jpeg_CreateDecompress) create;
  decltype(&jpeg_mem_src) from_memory;
  decltype(&jpeg_read_header) read_header;
  decltype(&jpeg_start_decompress) start;
  decltype(&jpeg_read_scanlines) read_scanlines;
  decltype(&jpeg_finish_decompress) finish;
  decltype(&jpeg_destroy_decompress) destroy;
};

Functions functions;
std::atomic<bool> opened{false};

template <class F>
bool find(void* library, const char* name, F* function) {
  *function = reinterpret_cast<F>(dlsym(library, name));
  return *function != nullptr;
}

// libjpeg ends by longjmp: no object of C++ with a destructor lives between start and end of a Job's functions.
struct Failure {
  jpeg_error_mgr base;
  jmp_buf back;
  char message[JMSG_LENGTH_MAX];
};

void fail(j_common_ptr job) {
  auto* failure = reinterpret_cast<Failure*>(job->err);
  failure->base.format_message(job, failure->message);
  longjmp(failure->back, 1);
}

void warn(j_common_ptr job, int level) {
  if (level < 0) fail(job);
}

struct Picture {
  int64_t width, height;
  bool plain, progressive;
};

// Opens the file, reads its header and does the rest; false, with a message, where libjpeg ended it.
template <class F>
bool with_header(const uint8_t* file, size_t bytes, Failure* failure, const F& rest) {
  jpeg_decompress_struct job;
  job.err = functions.std_error(&failure->base);
  failure->base.error_exit = fail;
  failure->base.emit_message = warn;
  failure->message[0] = 0;
  job.mem = nullptr;  // destroyed or not, whatever failed
  if (setjmp(failure->back)) {
    functions.destroy(&job);
    return false;
  }
  functions.create(&job, JPEG_LIB_VERSION, sizeof(job));
  functions.from_memory(&job, file, bytes);
  functions.read_header(&job, TRUE);
  rest(&job);
  functions.destroy(&job);
  return true;
}

bool read_header(const uint8_t* file, size_t bytes, Picture* picture, Failure* failure) {
  return with_header(file, bytes, failure, [=](jpeg_decompress_struct* job) {
    bool gray = job->num_components == 1 && job->jpeg_color_space == JCS_GRAYSCALE;
    bool jfif = job->num_components == 3 && job->jpeg_color_space == JCS_YCbCr && job->saw_JFIF_marker;
    *picture = {job->image_width, job->image_height, gray || jfif, job->progressive_mode != 0};
  });
}

// The file is the one whose header was read, so that its sizes are known to be those of `rgb`.
bool read_pixels(const uint8_t* file, size_t bytes, uint8_t* rgb, Failure* failure) {
  return with_header(file, bytes, failure, [=](jpeg_decompress_struct* job) {
    job->out_color_space = JCS_RGB;
    functions.start(job);
    while (job->output_scanline < job->output_height) {
      JSAMPROW row = rgb + static_cast<size_t>(job->output_scanline) * job->output_width * 3;
      functions.read_scanlines(job, &row, 1);
    }
    functions.finish(job);
  });
}

// uint8 [height, width, 3]
at::Tensor decode_jpeg(const at::Tensor& file, int64_t most_pixels) {
  TORCH_CHECK(file.dim() == 1 && file.scalar_type() == at::kByte && file.is_contiguous(), "file: ", file.scalar_type(), " ",
              file.sizes(), " (expected: contiguous uint8 [N])");
  TORCH_CHECK(opened.load(std::memory_order_acquire), "no JPEG library is open");
  const uint8_t* bytes = file.const_data_ptr<uint8_t>();
  size_t count = static_cast<size_t>(file.numel());
  Failure failure;
  failure.message[0] = 0;
  Picture picture;
  TORCH_CHECK(count > 0 && read_header(bytes, count, &picture, &failure), "file: ", failure.message);
  TORCH_CHECK(picture.plain, "file: neither gray nor JFIF");
  int64_t most = picture.progressive ? std::min(most_pixels, MOST_PROGRESSIVE) : most_pixels;
  TORCH_CHECK(picture.width * picture.height <= most, "file: ", picture.width, " x ", picture.height, " (expected: at most ",
              most, " pixels)");
  at::Tensor rgb = at::empty({picture.height, picture.width, 3}, file.options());
  TORCH_CHECK(read_pixels(bytes, count, rgb.mutable_data_ptr<uint8_t>(), &failure), "file: ", failure.message);
  return rgb;
}

}  // namespace
}  // namespace balboa

int bal_jpeg_open(void* library) {
  using namespace balboa;
  bool all = find(library, "jpeg_std_error", &functions.std_error) &&
             find(library, "jpeg_CreateDecompress", &functions.create) &&
             find(library, "jpeg_mem_src", &functions.from_memory) &&
             find(library, "jpeg_read_header", &functions.read_header) &&
             find(library, "jpeg_start_decompress", &functions.start) &&
             find(library, "jpeg_read_scanlines", &functions.read_scanlines) &&
             find(library, "jpeg_finish_decompress", &functions.finish) &&
             find(library, "jpeg_destroy_decompress", &functions.destroy);
  opened.store(all, std::memory_order_release);
  return all ? BAL_OK : BAL_ERROR;
}

TORCH_LIBRARY_FRAGMENT(balboa, library) { library.def("decode_jpeg(Tensor file, int most_pixels) -> Tensor"); }
TORCH_LIBRARY_IMPL(balboa, CPU, library) { library.impl("decode_jpeg", TORCH_FN(balboa::decode_jpeg)); }
