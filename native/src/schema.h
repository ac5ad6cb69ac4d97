// An operator of the dispatcher as the boxed door sees it.
#pragma once
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <string>
#include <vector>

#include "guards.h"
#include "handles.h"

namespace balboa {

// What an argument of the schema accepts, decided once per operator from its *real* type: in `type()` a dtype, a
// layout and a memory format all read `int`.
enum class Kind {
  Tensor, Int, Float, Bool, Number, Complex, String, DType, Layout, MemoryFormat, Device, Generator,
  Ints, Floats, Bools, Tensors, OptionalTensors, Numbers, Strings, Refused
};

struct Parameter {
  Kind kind;
  bool optional;
  bool written;          // the operator changes it: a number cannot stand in for the tensor
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
  Guard guard = nullptr;
};

// How an argument is named in messages.
std::string argument_label(const Operator& op, size_t index);

[[noreturn]] void mismatch(const Operator& op, size_t index, const std::string& given);

// The value of one argument, checked against the schema.
c10::IValue convert(const Operator& op, size_t index, const bal_slot& slot);
c10::IValue default_value(const Operator& op, size_t index);

}  // namespace balboa
