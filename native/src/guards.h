// Checks in front of operators that crash the process on wrong arguments and are too useful to refuse.
#pragma once
#include <ATen/core/function_schema.h>
#include <ATen/core/stack.h>

#include <string>

namespace balboa {

// Throws ArgumentError if the arguments on the stack would crash the operator.
using Guard = void (*)(const std::string& name, const c10::FunctionSchema& schema, const torch::jit::Stack& stack);

// The guard of an operator, or null: most need none.
Guard guard_of(const std::string& name);

// Refuses `out=` tensors that share memory with another argument: linear algebra resizes and reuses them while it reads.
void check_out_is_separate(const std::string& name, const c10::FunctionSchema& schema, const torch::jit::Stack& stack);

}  // namespace balboa
