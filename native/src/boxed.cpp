// The boxed door: any operator of the dispatcher, its arguments checked against the schema one by one.
#include <ATen/ScalarOps.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/Generator.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>

#include <cstring>
#include <deque>
#include <optional>
#include <sstream>
#include <vector>

#include "handles.h"

using namespace balboa;

namespace {

// What an argument of the schema accepts, decided once per operator from its *real* type: in `type()` a dtype, a
// layout and a memory format all read `int`.
enum class Kind {
  Tensor, Int, Float, Bool, Number, Complex, String, DType, Layout, MemoryFormat, Device, Generator,
  Ints, Floats, Bools, Tensors, OptionalTensors, Numbers, Strings, Refused
};

struct Parameter {
  Kind kind;
  bool optional;
  std::string expected;  // as the error message names it
};

struct Operator {
  explicit Operator(c10::OperatorHandle h) : handle(std::move(h)) {}
  c10::OperatorHandle handle;
  std::string name;
  std::string schema;
  std::vector<Parameter> parameters;
  std::vector<bool> returns_dtype;
  bool linear_algebra = false;
};

Kind list_kind(const c10::Type& element) {
  switch (element.kind()) {
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return Kind::Ints;
    case c10::TypeKind::FloatType: return Kind::Floats;
    case c10::TypeKind::BoolType: return Kind::Bools;
    case c10::TypeKind::TensorType: return Kind::Tensors;
    case c10::TypeKind::NumberType: return Kind::Numbers;
    case c10::TypeKind::StringType: return Kind::Strings;
    case c10::TypeKind::OptionalType:
      return element.containedType(0)->kind() == c10::TypeKind::TensorType ? Kind::OptionalTensors : Kind::Refused;
    default: return Kind::Refused;
  }
}

Kind kind_of(const c10::Type& type) {
  switch (type.kind()) {
    case c10::TypeKind::TensorType: return Kind::Tensor;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return Kind::Int;
    case c10::TypeKind::FloatType: return Kind::Float;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::NumberType: return Kind::Number;
    case c10::TypeKind::ComplexType: return Kind::Complex;
    case c10::TypeKind::StringType: return Kind::String;
    case c10::TypeKind::ScalarTypeType: return Kind::DType;
    case c10::TypeKind::LayoutType: return Kind::Layout;
    case c10::TypeKind::MemoryFormatType: return Kind::MemoryFormat;
    case c10::TypeKind::DeviceObjType: return Kind::Device;
    case c10::TypeKind::GeneratorType: return Kind::Generator;
    case c10::TypeKind::ListType: return list_kind(*type.containedType(0));
    default: return Kind::Refused;
  }
}

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::Tensor: return "Tensor";
    case Kind::Int: return "integer";
    case Kind::Float: return "number";
    case Kind::Bool: return "boolean";
    case Kind::Number: return "number, boolean or Complex";
    case Kind::Complex: return "Complex";
    case Kind::String: return "String";
    case Kind::DType: return "DType";
    case Kind::Layout: return "Layout";
    case Kind::MemoryFormat: return "MemoryFormat";
    case Kind::Device: return "Device";
    case Kind::Generator: return "Generator";
    case Kind::Ints: return "list of integers";
    case Kind::Floats: return "list of numbers";
    case Kind::Bools: return "list of booleans";
    case Kind::Tensors: return "list of Tensors";
    case Kind::OptionalTensors: return "list of Tensors or nulls";
    case Kind::Numbers: return "list of numbers";
    case Kind::Strings: return "list of Strings";
    case Kind::Refused: return "unsupported";
  }
  return "unknown";
}

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

bool is_linear_algebra(const std::string& name) {
  static const char* const prefixes[] = {
      "aten::linalg_", "aten::_linalg_", "aten::cholesky", "aten::lu_", "aten::_lu_", "aten::qr", "aten::svd",
      "aten::_svd", "aten::inverse", "aten::pinverse", "aten::det", "aten::logdet", "aten::slogdet",
      "aten::lstsq", "aten::geqrf", "aten::orgqr", "aten::ormqr", "aten::triangular_solve", "aten::matrix_exp",
      "aten::matrix_power",
      "aten::nuclear_norm", "aten::eig", "aten::symeig", "aten::lobpcg", "aten::_cholesky"};
  for (const char* prefix : prefixes)
    if (name.compare(0, std::strlen(prefix), prefix) == 0) return true;
  return false;
}

Operator* describe(c10::OperatorHandle handle) {
  auto op = std::make_unique<Operator>(std::move(handle));
  const auto& schema = op->handle.schema();
  op->name = c10::toString(op->handle.operator_name());
  op->linear_algebra = is_linear_algebra(op->name);
  std::ostringstream text;
  text << schema;
  op->schema = text.str();
  for (const auto& argument : schema.arguments()) {
    const c10::Type* type = argument.real_type().get();
    bool optional = type->kind() == c10::TypeKind::OptionalType;
    if (optional) type = type->containedType(0).get();
    Kind kind = kind_of(*type);
    std::string expected = kind == Kind::Refused ? argument.real_type()->str() : kind_name(kind);
    op->parameters.push_back({kind, optional, optional ? expected + " or null" : expected});
  }
  for (const auto& result : schema.returns())
    op->returns_dtype.push_back(result.real_type()->kind() == c10::TypeKind::ScalarTypeType);
  return op.release();
}

std::string argument_label(const Operator& op, size_t index) {
  return op.name + ": argument '" + op.handle.schema().arguments()[index].name() + "' (position " +
         std::to_string(index) + ")";
}

[[noreturn]] void mismatch(const Operator& op, size_t index, const std::string& given) {
  throw ArgumentError(argument_label(op, index) + ": " + given + " (expected: " + op.parameters[index].expected +
                      ")");
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

c10::IValue convert(const Operator& op, size_t index, const bal_slot& slot) {
  const auto& parameter = op.parameters[index];
  if (slot.tag == BAL_NONE) {
    if (parameter.optional) return c10::IValue();
    if (parameter.kind == Kind::Tensor) return c10::IValue(at::Tensor());
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

int bal_operator_find(const char* name, const char* overload, void** out) {
  return guard([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!handle) throw ArgumentError(std::string("no operator ") + name + (*overload ? "." : "") + overload);
    *out = describe(*handle);
  });
}

const char* bal_operator_schema(const void* op) { return static_cast<const Operator*>(op)->schema.c_str(); }

int bal_operator_argument(const void* op, const char* name) {
  const auto& arguments = static_cast<const Operator*>(op)->handle.schema().arguments();
  for (size_t i = 0; i < arguments.size(); i++)
    if (arguments[i].name() == name) return static_cast<int>(i);
  return -1;
}

int bal_operator_results(const void* op) {
  return static_cast<int>(static_cast<const Operator*>(op)->returns_dtype.size());
}

const char* bal_operator_names(void) {
  static thread_local std::string names;
  names.clear();
  (void)guard([&] {
    for (const auto& name : c10::Dispatcher::singleton().getAllOpNames()) {
      if (!c10::Dispatcher::singleton().findSchema(name)) continue;
      names += c10::toString(name);
      names += '\n';
    }
  });
  return names.c_str();
}

int bal_call(const void* op, const bal_slot* args, int32_t count, bal_slot* out, int32_t capacity,
             int32_t* results) {
  return guard([&] { call(*static_cast<const Operator*>(op), args, count, out, capacity, results); });
}
