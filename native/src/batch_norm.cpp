// balboa::batch_norm_relu as an operator of libtorch: batch norm by the batch's own statistics, the addition of a residual
// and ReLU, which on a CPU cost what their passes over memory cost. Here two passes forward and two backward.
#include <ATen/TensorOperators.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/relu.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "again.h"
#include "batch_norm_rows.h"
#include "tiles.h"

namespace balboa {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using Optional = std::optional<at::Tensor>;

// A chunk's values stay in a core's own cache between its passes; rows of at least so many values make loops worth while.
// Neither depends on the number of threads, nor does any bit of the result.
constexpr int64_t CHUNK = 16384, WIDTH = 256;

const char* const SCHEMA =
    "batch_norm_relu(Tensor x, Tensor? residual, Tensor? weight, Tensor? bias, Tensor? running_mean, "
    "Tensor? running_var, float momentum, float eps) -> Tensor";

// How the values of [N, C, H, W] with the channels innermost are cut.
struct Chunks {
  int64_t channels, width, values, size, count;
  explicit Chunks(const at::Tensor& x)
      : channels(x.size(1)),
        width(channels * std::max<int64_t>(1, WIDTH / channels)),
        values(x.numel()),
        size(width * std::max<int64_t>(1, CHUNK / width)),
        count((values + size - 1) / size) {}

  int64_t of(int64_t chunk) const { return std::min(size, values - chunk * size); }
  double pixels() const { return static_cast<double>(values / channels); }

  // What belongs to channels, repeated to the width.
  std::vector<float> repeated(const std::vector<double>& of_channels) const {
    std::vector<float> result(width);
    for (int64_t j = 0; j < width; j++) result[j] = static_cast<float>(of_channels[j % channels]);
    return result;
  }

  // Sums over the width, folded to channels; beside those of the other chunks.
  void fold(const std::vector<float>& sums, std::vector<float>& to, int64_t chunk) const {
    float* folded = to.data() + chunk * channels;
    for (int64_t j = 0; j < width; j++) folded[j % channels] += sums[j];
  }
};

std::vector<double> numbers_of(const at::Tensor& tensor) {
  const float* p = tensor.const_data_ptr<float>();
  return std::vector<double>(p, p + tensor.numel());
}

at::Tensor tensor_of(const std::vector<double>& numbers, const at::Tensor& like) {
  auto result = at::empty({static_cast<int64_t>(numbers.size())}, like.options());
  std::copy(numbers.begin(), numbers.end(), result.mutable_data_ptr<float>());
  return result;
}

struct Statistics {
  std::vector<double> mean, squares;  // of each channel: and the sum of squared differences from the mean
};

// Each chunk has a mean and sums of squares of its own, so that nothing cancels; they are put together in double.
template <class T>
Statistics statistics_of(const T* x, const Chunks& chunks) {
  int64_t c = chunks.channels;
  std::vector<float> means(chunks.count * c), squares(chunks.count * c);
  at_once(chunks.count, [&](int64_t k) {
    std::vector<float> sums(chunks.width), mean(chunks.width);
    add_up(x + k * chunks.size, sums.data(), chunks.width, chunks.of(k));
    chunks.fold(sums, means, k);
    for (int64_t j = 0; j < c; j++) means[k * c + j] /= static_cast<float>(chunks.of(k) / c);
    for (int64_t j = 0; j < chunks.width; j++) mean[j] = means[k * c + j % c];
    std::fill(sums.begin(), sums.end(), 0.0f);
    add_squares(x + k * chunks.size, mean.data(), sums.data(), chunks.width, chunks.of(k));
    chunks.fold(sums, squares, k);
  });
  Statistics result{std::vector<double>(c), std::vector<double>(c)};
  for (int64_t k = 0; k < chunks.count; k++) {
    double share = (chunks.of(k) / c) / chunks.pixels();
    for (int64_t j = 0; j < c; j++) result.mean[j] += share * means[k * c + j];
  }
  for (int64_t k = 0; k < chunks.count; k++) {
    double pixels = static_cast<double>(chunks.of(k) / c);
    for (int64_t j = 0; j < c; j++) {
      double d = means[k * c + j] - result.mean[j];
      result.squares[j] += squares[k * c + j] + pixels * d * d;
    }
  }
  return result;
}

void move_running(const Optional& running, const std::vector<double>& batch, double momentum) {
  if (!running) return;
  float* r = running->mutable_data_ptr<float>();
  for (size_t j = 0; j < batch.size(); j++) r[j] = static_cast<float>((1 - momentum) * r[j] + momentum * batch[j]);
}

template <class T>
T* bits(const at::Tensor& tensor) {
  return static_cast<T*>(tensor.mutable_data_ptr());
}

struct Forward {
  at::Tensor out, mean, inverse;
};

template <class T>
Forward forward(const at::Tensor& x, const Optional& residual, const at::Tensor& weight, const at::Tensor& bias,
                const Optional& running_mean, const Optional& running_var, double momentum, double eps) {
  Chunks chunks(x);
  const T* from = bits<T>(x);
  auto statistics = statistics_of(from, chunks);
  auto scale = numbers_of(weight), shift = numbers_of(bias);
  std::vector<double> inverse(scale.size()), unbiased(scale.size());
  for (size_t j = 0; j < scale.size(); j++) {
    inverse[j] = 1 / std::sqrt(statistics.squares[j] / chunks.pixels() + eps);
    unbiased[j] = statistics.squares[j] / (chunks.pixels() - 1);
    scale[j] *= inverse[j];
    shift[j] -= statistics.mean[j] * scale[j];
  }
  move_running(running_mean, statistics.mean, momentum);
  move_running(running_var, unbiased, momentum);
  auto out = at::empty_like(x);
  T* to = bits<T>(out);
  const T* added = residual ? bits<T>(*residual) : nullptr;
  auto scales = chunks.repeated(scale), shifts = chunks.repeated(shift);
  at_once(chunks.count, [&](int64_t k) {
    int64_t begin = k * chunks.size;
    scale_and_cut(from + begin, added == nullptr ? nullptr : added + begin, to + begin, scales.data(), shifts.data(),
                  chunks.width, chunks.of(k));
  });
  return {out, tensor_of(statistics.mean, weight), tensor_of(inverse, weight)};
}

struct Gradients {
  at::Tensor x, residual, weight, bias;
};

template <class T>
Gradients backward(const at::Tensor& x, const at::Tensor& out, const at::Tensor& gradient, const at::Tensor& weight,
                   const at::Tensor& mean, const at::Tensor& inverse, bool to_residual) {
  Chunks chunks(x);
  int64_t c = chunks.channels;
  const T *from = bits<T>(x), *made = bits<T>(out), *g = bits<T>(gradient);
  auto means = chunks.repeated(numbers_of(mean));
  std::vector<float> all_sums(chunks.count * c), all_products(chunks.count * c);
  at_once(chunks.count, [&](int64_t k) {
    int64_t begin = k * chunks.size;
    std::vector<float> sums(chunks.width), products(chunks.width);
    add_gradients(from + begin, made + begin, g + begin, means.data(), sums.data(), products.data(), chunks.width,
                  chunks.of(k));
    chunks.fold(sums, all_sums, k);
    chunks.fold(products, all_products, k);
  });
  std::vector<double> sum(c), product(c), scale = numbers_of(weight), offset(c), slope(c), invstd = numbers_of(inverse);
  for (int64_t k = 0; k < chunks.count * c; k++) {
    sum[k % c] += all_sums[k];
    product[k % c] += all_products[k];
  }
  for (int64_t j = 0; j < c; j++) {
    scale[j] *= invstd[j];
    offset[j] = sum[j] / chunks.pixels();
    slope[j] = product[j] * invstd[j] * invstd[j] / chunks.pixels();
    product[j] *= invstd[j];
  }
  Gradients result{at::empty_like(x), to_residual ? at::empty_like(x) : at::Tensor(), tensor_of(product, weight),
                   tensor_of(sum, weight)};
  T* to_x = bits<T>(result.x);
  T* passed_on = to_residual ? bits<T>(result.residual) : nullptr;
  auto scales = chunks.repeated(scale), offsets = chunks.repeated(offset), slopes = chunks.repeated(slope);
  at_once(chunks.count, [&](int64_t k) {
    int64_t begin = k * chunks.size;
    pass_back(from + begin, made + begin, g + begin, to_x + begin, passed_on == nullptr ? nullptr : passed_on + begin,
              means.data(), scales.data(), offsets.data(), slopes.data(), chunks.width, chunks.of(k));
  });
  return result;
}

bool is_channels(const Optional& tensor, const at::Tensor& x) {
  return tensor && tensor->is_cpu() && tensor->scalar_type() == at::kFloat && tensor->dim() == 1 &&
         tensor->size(0) == x.size(1) && tensor->is_contiguous();
}

// What the loops are written for; all else takes the operators that they stand for.
bool is_fused(const at::Tensor& x, const Optional& residual, const Optional& weight, const Optional& bias,
              const Optional& running_mean, const Optional& running_var) {
  auto is_dense = [&](const at::Tensor& t) {
    return t.is_cpu() && t.layout() == at::kStrided && t.scalar_type() == x.scalar_type() && !t.is_neg() &&
           t.is_contiguous(at::MemoryFormat::ChannelsLast);
  };
  return x.dim() == 4 && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16) && x.size(1) > 0 &&
         x.numel() / x.size(1) > 1 && is_dense(x) && (!residual || (is_dense(*residual) && residual->sizes() == x.sizes())) &&
         is_channels(weight, x) && is_channels(bias, x) && (!running_mean || is_channels(running_mean, x)) &&
         (!running_var || is_channels(running_var, x));
}

at::Tensor composed(const at::Tensor& x, const Optional& residual, const Optional& weight, const Optional& bias,
                    const Optional& running_mean, const Optional& running_var, double momentum, double eps) {
  auto y = at::batch_norm(x, weight, bias, running_mean, running_var, true, momentum, eps, true);
  return at::relu(residual ? y + *residual : y);
}

Forward fused(const at::Tensor& x, const Optional& residual, const Optional& weight, const Optional& bias,
              const Optional& running_mean, const Optional& running_var, double momentum, double eps) {
  auto run = x.scalar_type() == at::kFloat ? forward<float> : forward<uint16_t>;
  return run(x, residual, *weight, *bias, running_mean, running_var, momentum, eps);
}

at::Tensor batch_norm_relu(const at::Tensor& x, const Optional& residual, const Optional& weight, const Optional& bias,
                           const Optional& running_mean, const Optional& running_var, double momentum, double eps) {
  return is_fused(x, residual, weight, bias, running_mean, running_var)
             ? fused(x, residual, weight, bias, running_mean, running_var, momentum, eps).out
             : composed(x, residual, weight, bias, running_mean, running_var, momentum, eps);
}

struct BatchNormReluFunction : torch::autograd::Function<BatchNormReluFunction> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const Optional& residual,
                            const Optional& weight, const Optional& bias, const Optional& running_mean,
                            const Optional& running_var, double momentum, double eps) {
    at::AutoDispatchBelowADInplaceOrView guard;
    auto made = fused(x, residual, weight, bias, running_mean, running_var, momentum, eps);
    context->save_for_backward({x, residual ? *residual : at::Tensor(), *weight, *bias, made.out, made.mean, made.inverse});
    context->saved_data["eps"] = eps;
    return made.out;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    bool to_residual = saved[1].defined() && saved[1].requires_grad();
    if (c10::GradMode::is_enabled()) {
      c10::impl::ExcludeDispatchKeyGuard autocast(c10::autocast_dispatch_keyset);
      variable_list own{stand_in(saved[0]), stand_in(saved[1]), stand_in(saved[2]), stand_in(saved[3])};
      auto added = own[1].defined() ? Optional(own[1]) : Optional();
      auto out = composed(own[0], added, own[2], own[3], {}, {}, 0, context->saved_data["eps"].toDouble());
      auto results = differentiable_gradients(out, own, gradients[0]);
      results.resize(8);
      return results;
    }
    at::AutoDispatchBelowADInplaceOrView guard;
    auto dense = gradients[0].to(saved[0].scalar_type()).resolve_neg().contiguous(at::MemoryFormat::ChannelsLast);
    auto run = saved[0].scalar_type() == at::kFloat ? balboa::backward<float> : balboa::backward<uint16_t>;
    auto made = run(saved[0], saved[4], dense, saved[2], saved[5], saved[6], to_residual);
    variable_list results(8);
    results[0] = made.x;
    results[1] = made.residual;
    results[2] = made.weight;
    results[3] = made.bias;
    return results;
  }
};

at::Tensor batch_norm_relu_autograd(const at::Tensor& x, const Optional& residual, const Optional& weight,
                                    const Optional& bias, const Optional& running_mean, const Optional& running_var,
                                    double momentum, double eps) {
  return is_fused(x, residual, weight, bias, running_mean, running_var)
             ? BatchNormReluFunction::apply(x, residual, weight, bias, running_mean, running_var, momentum, eps)
             : composed(x, residual, weight, bias, running_mean, running_var, momentum, eps);
}

}  // namespace
}  // namespace balboa

TORCH_LIBRARY_FRAGMENT(balboa, library) { library.def(balboa::SCHEMA); }
TORCH_LIBRARY_IMPL(balboa, CompositeExplicitAutograd, library) {
  library.impl("batch_norm_relu", TORCH_FN(balboa::batch_norm_relu));
}
TORCH_LIBRARY_IMPL(balboa, Autograd, library) {
  library.impl("batch_norm_relu", TORCH_FN(balboa::batch_norm_relu_autograd));
}
