// What libtorch 2.10 does not check itself, found by src/test/python/crash_survey.py; in Python these calls end the
// process as well.
#include "guards.h"

#include <ATen/ops/any.h>
#include <ATen/ops/eq.h>
#include <c10/core/ScalarType.h>

#include <limits>

#include "handles.h"

namespace balboa {
namespace {

using c10::FunctionSchema;
using torch::jit::Stack;

const c10::IValue* argument(const FunctionSchema& schema, const Stack& stack, const char* name) {
  auto index = schema.argumentIndexWithName(name);
  return index ? &stack[*index] : nullptr;
}

// A step that an integral result type cuts to 0 divides by zero.
void check_arange(const std::string& name, const FunctionSchema& schema, const Stack& stack) {
  auto* step = argument(schema, stack, "step");
  auto* dtype = argument(schema, stack, "dtype");
  auto* out = argument(schema, stack, "out");
  std::optional<at::ScalarType> type;
  if (dtype && !dtype->isNone()) type = dtype->toScalarType();
  if (out && out->isTensor() && out->toTensor().defined()) type = out->toTensor().scalar_type();
  if (!step || !type || !c10::isIntegralType(*type, true)) return;
  double value = step->toScalar().isComplex() ? 0 : step->toScalar().toDouble();
  if (value > -1 && value < 1)
    throw ArgumentError(name + ": step " + std::to_string(value) + " is 0 in " + c10::toString(*type) +
                        " (expected: at least 1 in size)");
}

// One list entry and one dimension per element of a combination: 2^31 of them fill the machine's memory.
void check_combinations(const std::string& name, const FunctionSchema& schema, const Stack& stack) {
  auto* r = argument(schema, stack, "r");
  if (r && r->isInt() && r->toInt() > 64)
    throw ArgumentError(name + ": r " + std::to_string(r->toInt()) + " (expected: at most 64)");
}

bool has(const at::Tensor& tensor, int64_t value) {
  return tensor.numel() > 0 && at::any(at::eq(tensor, value)).item().toBool();
}

// The smallest integer divided by -1 overflows, and the processor traps.
void check_truncating_division(const std::string& name, const FunctionSchema& schema, const Stack& stack) {
  auto* mode = argument(schema, stack, "rounding_mode");
  if (!mode || !mode->isString() || mode->toStringRef() != "trunc") return;
  auto* dividend = argument(schema, stack, "self");
  auto* divisor = argument(schema, stack, "other");
  if (!dividend->isTensor() || !dividend->toTensor().defined()) return;
  const auto& self = dividend->toTensor();
  if (self.scalar_type() != at::kInt && self.scalar_type() != at::kLong) return;
  bool minus_one = divisor->isTensor() ? divisor->toTensor().defined() && has(divisor->toTensor(), -1)
                                       : divisor->toScalar().equal(-1);
  int64_t smallest = self.scalar_type() == at::kInt ? std::numeric_limits<int32_t>::min()
                                                    : std::numeric_limits<int64_t>::min();
  if (minus_one && has(self, smallest))
    throw ArgumentError(name + ": the smallest " + c10::toString(self.scalar_type()) + " divided by -1 does not fit");
}

// Whether both lie alike in memory; strides of dimensions of size 1 mean nothing.
bool same_layout(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes()) return false;
  for (int64_t d = 0; d < a.dim(); d++)
    if (a.size(d) > 1 && a.stride(d) != b.stride(d)) return false;
  return true;
}

void check_list(const std::string& name, const std::string& label, const std::vector<at::Tensor>& parameters,
                const std::vector<at::Tensor>& list) {
  if (list.size() != parameters.size())
    throw ArgumentError(name + ": '" + label + "' has " + std::to_string(list.size()) +
                        " tensors (expected: " + std::to_string(parameters.size()) + ", one per parameter)");
  for (size_t i = 0; i < list.size(); i++) {
    const auto& tensor = list[i];
    const auto& parameter = parameters[i];
    bool fits = tensor.defined() && parameter.defined() && tensor.layout() == c10::kStrided &&
                parameter.layout() == c10::kStrided && tensor.device() == parameter.device() &&
                (label == "state_steps"
                     ? tensor.numel() == 1 && tensor.scalar_type() == at::kFloat
                     : tensor.scalar_type() == parameter.scalar_type() && same_layout(tensor, parameter) &&
                           tensor.is_non_overlapping_and_dense());
    if (!fits)
      throw ArgumentError(name + ": tensor " + std::to_string(i) + " of '" + label + "' does not fit its parameter (" +
                          (label == "state_steps" ? "expected: one float32 number on the same device)"
                                                  : "expected: its shape, type, strides and device)"));
  }
}

bool is_on(const FunctionSchema& schema, const Stack& stack, const char* flag) {
  auto* value = argument(schema, stack, flag);
  if (!value) return false;
  return value->isBool() ? value->toBool() : value->isDouble() && value->toDouble() != 0;
}

// The fused optimisers walk all lists in parallel without looking at lengths, shapes or types.
void check_fused_optimizer(const std::string& name, const FunctionSchema& schema, const Stack& stack) {
  std::vector<at::Tensor> parameters = stack[0].toTensorVector();
  for (size_t i = 0; i < stack.size(); i++) {
    const auto& label = schema.arguments()[i].name();
    const auto& value = stack[i];
    if (value.isTensorList()) {
      bool unused = (label == "momentum_buffer_list" && !is_on(schema, stack, "momentum")) ||
                    (label == "max_exp_avg_sqs" && !is_on(schema, stack, "amsgrad"));
      auto list = value.toTensorVector();
      if (unused && list.empty()) continue;
      check_list(name, label, parameters, list);
    } else if (value.isTensor() && value.toTensor().defined()) {
      const auto& number = value.toTensor();
      if (number.numel() != 1 || !number.is_floating_point() || (label != "lr" && number.scalar_type() != at::kFloat))
        throw ArgumentError(name + ": '" + label + "' (expected: one float32 number)");
    }
  }
}

bool starts_with(const std::string& name, const char* prefix) { return name.rfind(prefix, 0) == 0; }

}  // namespace

void check_out_is_separate(const std::string& name, const FunctionSchema& schema, const Stack& stack) {
  auto storage = [&](size_t i) -> const void* {
    if (!stack[i].isTensor()) return nullptr;
    const auto& tensor = stack[i].toTensor();
    return tensor.defined() && tensor.has_storage() ? tensor.storage().unsafeGetStorageImpl() : nullptr;
  };
  for (size_t i = 0; i < stack.size(); i++) {
    const auto& argument = schema.arguments()[i];
    if (!argument.kwarg_only() || !argument.alias_info() || !argument.alias_info()->isWrite()) continue;
    for (size_t k = 0; k < stack.size(); k++) {
      if (k != i && storage(i) && storage(i) == storage(k))
        throw ArgumentError(name + ": '" + argument.name() + "' and '" + schema.arguments()[k].name() +
                            "' share memory (expected: separate tensors)");
    }
  }
}

Guard guard_of(const std::string& name) {
  if (starts_with(name, "aten::arange")) return check_arange;
  if (starts_with(name, "aten::combinations")) return check_combinations;
  if (starts_with(name, "aten::div") && name.find("_mode") != std::string::npos) return check_truncating_division;
  if (starts_with(name, "aten::_fused_sgd") || starts_with(name, "aten::_fused_adam") ||
      starts_with(name, "aten::_fused_adagrad"))
    return check_fused_optimizer;
  return nullptr;
}

}  // namespace balboa
