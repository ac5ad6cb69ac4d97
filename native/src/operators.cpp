// The operators that a profile shows to matter, without boxing.
#include <ATen/ops/add.h>
#include <ATen/ops/detach.h>
#include <ATen/ops/div.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/log.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/t.h>
#include <ATen/ops/tanh.h>

#include "handles.h"

using namespace balboa;

static at::Tensor unary(int32_t op, const at::Tensor& a) {
  switch (op) {
    case BAL_NEG: return at::neg(a);
    case BAL_EXP: return at::exp(a);
    case BAL_LOG: return at::log(a);
    case BAL_SQRT: return at::sqrt(a);
    case BAL_RELU: return at::relu(a);
    case BAL_SIGMOID: return at::sigmoid(a);
    case BAL_TANH: return at::tanh(a);
    case BAL_SUM: return at::sum(a);
    case BAL_MEAN: return at::mean(a);
    case BAL_DETACH: return at::detach(a);
    case BAL_T: return at::t(a);
    default: throw ArgumentError("unknown unary operator");
  }
}

int bal_unary(int32_t op, bal_tensor a, bal_tensor* out) {
  return guard([&] { *out = own(unary(op, *Borrowed(a))); });
}

int bal_binary(int32_t op, bal_tensor a, bal_tensor b, bal_tensor* out) {
  return guard([&] {
    Borrowed x(a), y(b);
    switch (op) {
      case BAL_ADD: *out = own(at::add(*x, *y)); break;
      case BAL_SUB: *out = own(at::sub(*x, *y)); break;
      case BAL_MUL: *out = own(at::mul(*x, *y)); break;
      case BAL_DIV: *out = own(at::div(*x, *y)); break;
      case BAL_MATMUL: *out = own(at::matmul(*x, *y)); break;
      default: throw ArgumentError("unknown binary operator");
    }
  });
}

int bal_binary_number(int32_t op, bal_tensor a, double b, bal_tensor* out) {
  return guard([&] {
    Borrowed x(a);
    switch (op) {
      case BAL_ADD: *out = own(at::add(*x, b)); break;
      case BAL_SUB: *out = own(at::sub(*x, b)); break;
      case BAL_MUL: *out = own(at::mul(*x, b)); break;
      case BAL_DIV: *out = own(at::div(*x, b)); break;
      default: throw ArgumentError("unknown binary operator");
    }
  });
}

int bal_binary_inplace(int32_t op, bal_tensor a, bal_tensor b) {
  return guard([&] {
    Borrowed x(a), y(b);
    switch (op) {
      case BAL_ADD: x.mutable_ref().add_(*y); break;
      case BAL_SUB: x.mutable_ref().sub_(*y); break;
      case BAL_MUL: x.mutable_ref().mul_(*y); break;
      case BAL_DIV: x.mutable_ref().div_(*y); break;
      default: throw ArgumentError("unknown binary operator");
    }
  });
}
