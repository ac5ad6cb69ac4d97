// Keeps the gradient of some 1x1 convolutions away from a fault in oneDNN (its issue 6035, in libtorch 2.10 and in
// Python as well): with the channels innermost, a stride, and fewer than 16 input channels, the gradient of the weight
// is computed beyond the end of its scratch memory. The process dies, or the gradient is wrong by 5e-3.
#include <ATen/core/Tensor.h>
#include <ATen/ops/convolution_backward_native.h>
#include <torch/library.h>

#include <algorithm>

namespace balboa {
namespace {

constexpr int64_t SAFE_CHANNELS = 16;

// Of a convolution as of a transposed one, whose gradient takes the same path: weight is [out, in, 1, ..].
bool is_faulty(const at::Tensor& weight, at::IntArrayRef stride) {
  auto kernel = weight.sizes().slice(2);
  return weight.size(1) < SAFE_CHANNELS && std::all_of(kernel.begin(), kernel.end(), [](int64_t k) { return k == 1; }) &&
         std::any_of(stride.begin(), stride.end(), [](int64_t s) { return s > 1; });
}

// What libtorch does, with the channels outermost where the other order is not safe.
std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_backward(
    const at::Tensor& grad_output, const at::Tensor& input, const at::Tensor& weight, at::OptionalIntArrayRef bias_sizes,
    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
    at::IntArrayRef output_padding, int64_t groups, std::array<bool, 3> output_mask) {
  bool faulty = weight.dim() > 2 && is_faulty(weight, stride);
  return at::native::convolution_backward(
      faulty ? grad_output.contiguous() : grad_output, faulty ? input.contiguous() : input,
      faulty ? weight.contiguous() : weight, bias_sizes, stride, padding, dilation, transposed, output_padding, groups,
      output_mask);
}

}  // namespace
}  // namespace balboa

// libtorch has one kernel for all devices; this one goes before it on the CPU.
TORCH_LIBRARY_IMPL(aten, CPU, library) { library.impl("convolution_backward", TORCH_FN(balboa::convolution_backward)); }
