// What operators accept, read once from their schemas.
#include "schema.h"

#include <ATen/core/jit_type.h>

#include <cstring>
#include <sstream>

using namespace balboa;

namespace {

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
  op->guard = guard_of(op->name);
  std::ostringstream text;
  text << schema;
  op->schema = text.str();
  for (const auto& argument : schema.arguments()) {
    const c10::Type* type = argument.real_type().get();
    bool optional = type->kind() == c10::TypeKind::OptionalType;
    if (optional) type = type->containedType(0).get();
    Kind kind = kind_of(*type);
    std::string expected = kind == Kind::Refused ? argument.real_type()->str() : kind_name(kind);
    bool written = argument.alias_info() && argument.alias_info()->isWrite();
    op->parameters.push_back({kind, optional, written, optional ? expected + " or null" : expected});
  }
  for (const auto& result : schema.returns())
    op->returns_dtype.push_back(result.real_type()->kind() == c10::TypeKind::ScalarTypeType);
  return op.release();
}

}  // namespace

namespace balboa {

std::string argument_label(const Operator& op, size_t index) {
  return op.name + ": argument '" + op.handle.schema().arguments()[index].name() + "' (position " +
         std::to_string(index) + ")";
}

void mismatch(const Operator& op, size_t index, const std::string& given) {
  throw ArgumentError(argument_label(op, index) + ": " + given + " (expected: " + op.parameters[index].expected +
                      ")");
}

}  // namespace balboa

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
