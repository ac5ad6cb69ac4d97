// The same work in C++, so that a benchmark can say what the way through Java costs.
#include <ATen/Parallel.h>
#include <ATen/ops/add.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/autograd.h>

#include <atomic>
#include <chrono>

#include "handles.h"
#include "products.h"

using namespace balboa;

namespace {

template <class F>
double nanoseconds_per_round(int64_t rounds, F&& body) {
  double result = -1;
  (void)guard([&] {
    auto start = std::chrono::steady_clock::now();
    for (int64_t i = 0; i < rounds; i++) body();
    result = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() /
             static_cast<double>(rounds);
  });
  return result;
}

}  // namespace

double bal_bench_mul(bal_tensor a, bal_tensor b, int64_t rounds) {
  Borrowed x(a), y(b);
  return nanoseconds_per_round(rounds, [&] { at::Tensor product = at::mul(*x, *y); });
}

double bal_bench_backward(bal_tensor a, bal_tensor b, int64_t rounds) {
  Borrowed x(a), y(b);
  return nanoseconds_per_round(rounds, [&] {
    at::Tensor loss = at::sum(at::mul(*x, *y));
    torch::autograd::backward({loss}, {});
    x.mutable_ref().mutable_grad().reset();
  });
}

double bal_bench_product_pointwise(bal_tensor a, bal_tensor b, int64_t rounds) {
  Borrowed x(a), y(b);
  return nanoseconds_per_round(rounds, [&] { at::Tensor result = at::relu(at::add(at::matmul(*x, *y), *x)); });
}

double bal_bench_temporaries(bal_tensor a, int64_t rounds) {
  Borrowed x(a);
  return nanoseconds_per_round(rounds, [&] { at::Tensor result = at::add(at::mul(*x, *x), *x); });
}

double bal_bench_multiply_adds(int64_t count, int64_t rounds) {
  std::atomic<float> sink{0};
  return nanoseconds_per_round(rounds, [&] {
    int64_t threads = at::get_num_threads();
    at::parallel_for(0, threads, 1, [&](int64_t begin, int64_t end) {
      sink = multiply_adds(count / threads * (end - begin));
    });
  });
}
