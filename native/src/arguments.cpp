// From slots to libtorch's values, each checked against the schema.
#include <ATen/ScalarOps.h>
#include <ATen/core/Generator.h>
#include <ATen/core/jit_type.h>

#include <optional>

#include "schema.h"

using namespace balboa;

namespace {

const char* tag_name(int32_t tag) {
  switch (tag) {
    case BAL_DEFAULT: return "the default";
    case BAL_NONE: return "null";
    case BAL_TENSOR: return "a Tensor";
    case BAL_INT: return "an integer";
    case BAL_DOUBLE: return "a floating-point number";
    case BAL_BOOL: return "a boolean";
    case BAL_COMPLEX: return "a Complex";
    case BAL_STRING: return "a String";
    case BAL_INTS: return "a list of integers";
    case BAL_DOUBLES: return "a list of numbers";
    case BAL_BOOLS: return "a list of booleans";
    case BAL_TENSORS: return "a list of Tensors";
    case BAL_SCALARS: return "a list of mixed numbers";
    case BAL_DTYPE: return "a DType";
    case BAL_DEVICE: return "a Device";
    case BAL_LAYOUT: return "a Layout";
    case BAL_MEMORY_FORMAT: return "a MemoryFormat";
    case BAL_GENERATOR: return "a Generator";
    case BAL_STRINGS: return "a list of Strings";
    default: return "an unknown value";
  }
}

c10::complex<double> complex_value(const bal_slot& slot) {
  auto* parts = static_cast<const double*>(slot.value.p);
  return {parts[0], parts[1]};
}

std::optional<at::Scalar> scalar_value(const bal_slot& slot) {
  switch (slot.tag) {
    case BAL_INT: return at::Scalar(slot.value.i);
    case BAL_DOUBLE: return at::Scalar(slot.value.d);
    case BAL_BOOL: return at::Scalar(slot.value.i != 0);
    case BAL_COMPLEX: return at::Scalar(complex_value(slot));
    default: return std::nullopt;
  }
}

// A number given for a tensor takes part in type promotion as a number, not as a 0-d tensor.
at::Tensor wrapped_number(const at::Scalar& value) {
  at::Tensor tensor = c10::scalar_to_tensor(value);
  tensor.unsafeGetTensorImpl()->set_wrapped_number(true);
  return tensor;
}

template <class T, class Source>
c10::IValue list_of(const bal_slot& slot) {
  c10::List<T> list;
  list.reserve(slot.length);
  auto* values = static_cast<const Source*>(slot.value.p);
  for (int32_t i = 0; i < slot.length; i++) list.push_back(static_cast<T>(values[i]));
  return list;
}

c10::IValue tensor_list(const bal_slot& slot) {
  c10::List<at::Tensor> list;
  list.reserve(slot.length);
  for (int32_t i = 0; i < slot.length; i++) list.push_back(share(static_cast<const bal_tensor*>(slot.value.p)[i]));
  return list;
}

c10::IValue optional_tensor_list(const bal_slot& slot) {
  c10::List<std::optional<at::Tensor>> list;
  list.reserve(slot.length);
  for (int32_t i = 0; i < slot.length; i++) {
    auto handle = static_cast<const bal_tensor*>(slot.value.p)[i];
    list.push_back(handle ? std::optional<at::Tensor>(share(handle)) : std::nullopt);
  }
  return list;
}

c10::IValue number_list(const Operator& op, size_t index, const bal_slot& slot) {
  c10::impl::GenericList list(c10::NumberType::get());
  for (int32_t i = 0; i < slot.length; i++) {
    if (slot.tag == BAL_INTS) {
      list.push_back(c10::IValue(static_cast<const int64_t*>(slot.value.p)[i]));
    } else if (slot.tag == BAL_DOUBLES) {
      list.push_back(c10::IValue(static_cast<const double*>(slot.value.p)[i]));
    } else if (slot.tag == BAL_BOOLS) {
      list.push_back(c10::IValue(static_cast<const uint8_t*>(slot.value.p)[i] != 0));
    } else {
      auto value = scalar_value(static_cast<const bal_slot*>(slot.value.p)[i]);
      if (!value) mismatch(op, index, "element " + std::to_string(i) + " is no number");
      list.push_back(c10::IValue(*value));
    }
  }
  return list;
}

c10::IValue string_list(const bal_slot& slot) {
  c10::List<std::string> list;
  auto* values = static_cast<const bal_slot*>(slot.value.p);
  for (int32_t i = 0; i < slot.length; i++)
    list.push_back(std::string(static_cast<const char*>(values[i].value.p), values[i].length));
  return list;
}

// `int[2]` may be given one integer, as in Python.
c10::IValue repeated(const Operator& op, size_t index, int64_t value) {
  auto length = op.handle.schema().arguments()[index].N();
  if (!length) mismatch(op, index, "a single integer");
  c10::List<int64_t> list;
  for (int32_t i = 0; i < *length; i++) list.push_back(value);
  return list;
}

c10::IValue repeated(const Operator& op, size_t index, double value) {
  auto length = op.handle.schema().arguments()[index].N();
  if (!length) mismatch(op, index, "a single number");
  c10::List<double> list;
  for (int32_t i = 0; i < *length; i++) list.push_back(value);
  return list;
}

// Number given where the schema wants a list or a tensor, or the value itself; nothing if it does not fit.
std::optional<c10::IValue> scalar_argument(const Operator& op, size_t index, Kind kind, const bal_slot& slot) {
  switch (kind) {
    case Kind::Tensor: {
      if (slot.tag == BAL_TENSOR) return c10::IValue(share(slot.value.tensor));
      if (op.parameters[index].written) return std::nullopt;
      auto number = scalar_value(slot);
      return number ? std::optional<c10::IValue>(wrapped_number(*number)) : std::nullopt;
    }
    case Kind::Int: return slot.tag == BAL_INT ? std::optional<c10::IValue>(slot.value.i) : std::nullopt;
    case Kind::Float:
      if (slot.tag == BAL_INT) return c10::IValue(static_cast<double>(slot.value.i));
      return slot.tag == BAL_DOUBLE ? std::optional<c10::IValue>(slot.value.d) : std::nullopt;
    case Kind::Bool: return slot.tag == BAL_BOOL ? std::optional<c10::IValue>(slot.value.i != 0) : std::nullopt;
    case Kind::Number: {
      auto number = scalar_value(slot);
      return number ? std::optional<c10::IValue>(c10::IValue(*number)) : std::nullopt;
    }
    case Kind::Complex:
      return slot.tag == BAL_COMPLEX ? std::optional<c10::IValue>(complex_value(slot)) : std::nullopt;
    case Kind::String:
      if (slot.tag != BAL_STRING) return std::nullopt;
      return c10::IValue(std::string(static_cast<const char*>(slot.value.p), slot.length));
    case Kind::DType: return slot.tag == BAL_DTYPE ? std::optional<c10::IValue>(slot.value.i) : std::nullopt;
    case Kind::Layout: return slot.tag == BAL_LAYOUT ? std::optional<c10::IValue>(slot.value.i) : std::nullopt;
    case Kind::MemoryFormat:
      return slot.tag == BAL_MEMORY_FORMAT ? std::optional<c10::IValue>(slot.value.i) : std::nullopt;
    case Kind::Device:
      return slot.tag == BAL_DEVICE ? std::optional<c10::IValue>(device_of(slot.value.i)) : std::nullopt;
    case Kind::Generator:
      if (slot.tag != BAL_GENERATOR) return std::nullopt;
      if (!slot.value.p) return op.parameters[index].optional ? std::optional<c10::IValue>(c10::IValue()) : std::nullopt;
      return c10::IValue(*static_cast<at::Generator*>(const_cast<void*>(slot.value.p)));
    default: return std::nullopt;
  }
}

std::optional<c10::IValue> list_argument(const Operator& op, size_t index, Kind kind, const bal_slot& slot) {
  bool empty = slot.length == 0 && slot.tag >= BAL_INTS && slot.tag <= BAL_SCALARS;
  switch (kind) {
    case Kind::Ints:
      if (slot.tag == BAL_INT) return repeated(op, index, slot.value.i);
      return slot.tag == BAL_INTS || empty ? std::optional<c10::IValue>(list_of<int64_t, int64_t>(slot)) : std::nullopt;
    case Kind::Floats:
      if (slot.tag == BAL_DOUBLE) return repeated(op, index, slot.value.d);
      if (slot.tag == BAL_INTS) return list_of<double, int64_t>(slot);
      return slot.tag == BAL_DOUBLES || empty ? std::optional<c10::IValue>(list_of<double, double>(slot)) : std::nullopt;
    case Kind::Bools:
      return slot.tag == BAL_BOOLS || empty ? std::optional<c10::IValue>(list_of<bool, uint8_t>(slot)) : std::nullopt;
    case Kind::Tensors:
      return slot.tag == BAL_TENSORS || empty ? std::optional<c10::IValue>(tensor_list(slot)) : std::nullopt;
    case Kind::OptionalTensors:
      return slot.tag == BAL_TENSORS || empty ? std::optional<c10::IValue>(optional_tensor_list(slot)) : std::nullopt;
    case Kind::Numbers:
      if (slot.tag < BAL_INTS || slot.tag == BAL_TENSORS || slot.tag > BAL_SCALARS) return std::nullopt;
      return number_list(op, index, slot);
    case Kind::Strings:
      return slot.tag == BAL_STRINGS || empty ? std::optional<c10::IValue>(string_list(slot)) : std::nullopt;
    default: return std::nullopt;
  }
}

}  // namespace

namespace balboa {

c10::IValue convert(const Operator& op, size_t index, const bal_slot& slot) {
  const auto& parameter = op.parameters[index];
  if (slot.tag == BAL_NONE) {
    if (parameter.optional) return c10::IValue();
    if (parameter.kind == Kind::Tensor && !parameter.written) return c10::IValue(at::Tensor());
    mismatch(op, index, "null");
  }
  if (parameter.kind == Kind::Refused) mismatch(op, index, std::string("cannot be passed, ") + tag_name(slot.tag));
  auto value = parameter.kind < Kind::Ints ? scalar_argument(op, index, parameter.kind, slot)
                                           : list_argument(op, index, parameter.kind, slot);
  if (!value) mismatch(op, index, std::string("is ") + tag_name(slot.tag));
  return std::move(*value);
}

c10::IValue default_value(const Operator& op, size_t index) {
  const auto& argument = op.handle.schema().arguments()[index];
  if (argument.default_value()) return *argument.default_value();
  const auto& parameter = op.parameters[index];
  if (parameter.kind == Kind::Refused && parameter.optional) return c10::IValue();
  throw ArgumentError(argument_label(op, index) + " is missing (expected: " + parameter.expected + ")");
}

}  // namespace balboa
