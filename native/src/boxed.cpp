// The boxed door: any operator of the dispatcher, its arguments checked against the schema one by one.
#include <ATen/core/ivalue.h>

#include <deque>
#include <vector>

#include "schema.h"

using namespace balboa;

namespace {

// Memory behind the lists and strings of the last results, one per thread.
struct ResultMemory {
  std::deque<std::vector<int64_t>> integers;
  std::deque<std::vector<double>> doubles;
  std::deque<std::vector<uint8_t>> bytes;
  std::deque<std::vector<bal_slot>> slots;
  std::deque<std::string> strings;
  void clear() {
    integers.clear();
    doubles.clear();
    bytes.clear();
    slots.clear();
    strings.clear();
  }
};

thread_local ResultMemory results_memory;

void write_scalar(const at::Scalar& value, bal_slot& out) {
  if (value.isBoolean()) {
    out.tag = BAL_BOOL;
    out.value.i = value.toBool();
  } else if (value.isIntegral(false)) {
    out.tag = BAL_INT;
    out.value.i = value.toLong();
  } else if (value.isComplex()) {
    out.tag = BAL_COMPLEX;
    auto z = value.toComplexDouble();
    out.value.p = results_memory.doubles.emplace_back(std::vector<double>{z.real(), z.imag()}).data();
  } else {
    out.tag = BAL_DOUBLE;
    out.value.d = value.toDouble();
  }
}

template <class Range>
void write_tensors(Range&& tensors, bal_slot& out) {
  auto& handles = results_memory.integers.emplace_back();
  for (at::Tensor tensor : tensors) handles.push_back(own(std::move(tensor)));
  out.tag = BAL_TENSORS;
  out.length = static_cast<int32_t>(handles.size());
  out.value.p = handles.data();
}

void write_result(const Operator& op, c10::IValue&& value, bal_slot& out);

void write_list(const Operator& op, c10::IValue&& value, bal_slot& out) {
  if (value.isTensorList()) {
    write_tensors(value.toTensorVector(), out);
  } else if (value.isIntList()) {
    auto& values = results_memory.integers.emplace_back(value.toIntVector());
    out = {BAL_INTS, static_cast<int32_t>(values.size()), {}};
    out.value.p = values.data();
  } else if (value.isDoubleList()) {
    auto& values = results_memory.doubles.emplace_back(value.toDoubleVector());
    out = {BAL_DOUBLES, static_cast<int32_t>(values.size()), {}};
    out.value.p = values.data();
  } else if (value.isBoolList()) {
    auto& values = results_memory.bytes.emplace_back();
    for (bool b : value.toBoolList()) values.push_back(b);
    out = {BAL_BOOLS, static_cast<int32_t>(values.size()), {}};
    out.value.p = values.data();
  } else {
    auto list = value.toListRef();
    std::vector<bal_slot> items(list.size());
    for (size_t i = 0; i < list.size(); i++) write_result(op, c10::IValue(list[i]), items[i]);
    auto& values = results_memory.slots.emplace_back(std::move(items));
    out = {BAL_SCALARS, static_cast<int32_t>(values.size()), {}};
    out.value.p = values.data();
  }
}

void write_result(const Operator& op, c10::IValue&& value, bal_slot& out) {
  out.length = 0;
  out.value.i = 0;
  if (value.isTensor()) {
    out.value.tensor = own(std::move(value).toTensor());
    out.tag = out.value.tensor ? BAL_TENSOR : BAL_NONE;
  } else if (value.isNone()) {
    out.tag = BAL_NONE;
  } else if (value.isScalar()) {
    write_scalar(value.toScalar(), out);
  } else if (value.isString()) {
    auto& text = results_memory.strings.emplace_back(value.toStringRef());
    out.tag = BAL_STRING;
    out.length = static_cast<int32_t>(text.size());
    out.value.p = text.data();
  } else if (value.isDevice()) {
    out.tag = BAL_DEVICE;
    out.value.i = device_code(value.toDevice());
  } else if (value.isList()) {
    write_list(op, std::move(value), out);
  } else {
    throw ArgumentError(op.name + ": a result of type " + value.tagKind() + " cannot be passed to Java");
  }
}

void release_written(bal_slot* out, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    if (out[i].tag == BAL_TENSOR) bal_free(out[i].value.tensor);
    if (out[i].tag == BAL_TENSORS)
      for (int32_t k = 0; k < out[i].length; k++)
        if (auto handle = static_cast<const bal_tensor*>(out[i].value.p)[k]) bal_free(handle);
  }
}

void call(const Operator& op, const bal_slot* args, int32_t count, bal_slot* out, int32_t capacity,
          int32_t* results) {
  size_t expected = op.parameters.size();
  if (count < 0 || static_cast<size_t>(count) > expected)
    throw ArgumentError(op.name + ": " + std::to_string(count) + " arguments given (expected: at most " +
                        std::to_string(expected) + ")");
  torch::jit::Stack stack;
  stack.reserve(expected);
  for (size_t i = 0; i < expected; i++) {
    bool given = static_cast<int32_t>(i) < count && args[i].tag != BAL_DEFAULT;
    stack.push_back(given ? convert(op, i, args[i]) : default_value(op, i));
  }
  if (capacity > 0 && op.returns_dtype.size() > static_cast<size_t>(capacity))
    throw ArgumentError(op.name + ": room for " + std::to_string(capacity) + " results");
  if (op.linear_algebra) check_out_is_separate(op.name, op.handle.schema(), stack);
  if (op.guard) op.guard(op.name, op.handle.schema(), stack);
  if (op.linear_algebra && large_stack_wanted()) {
    run_on_large_stack([&] { op.handle.callBoxed(stack); });
  } else {
    op.handle.callBoxed(stack);
  }
  *results = 0;
  if (capacity == 0) return;
  results_memory.clear();
  int32_t written = 0;
  try {
    for (; written < static_cast<int32_t>(stack.size()); written++) {
      write_result(op, std::move(stack[written]), out[written]);
      if (out[written].tag == BAL_INT && op.returns_dtype[written]) out[written].tag = BAL_DTYPE;
    }
  } catch (...) {
    release_written(out, written);
    throw;
  }
  *results = written;
}

}  // namespace

int bal_call(const void* op, const bal_slot* args, int32_t count, bal_slot* out, int32_t capacity,
             int32_t* results) {
  return guard([&] { call(*static_cast<const Operator*>(op), args, count, out, capacity, results); });
}
