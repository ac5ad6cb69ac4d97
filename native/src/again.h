// For functions with a backward of their own whose gradients are to be differentiated again: they compute once more what
// they are, by operators that can be differentiated any number of times.
#pragma once
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

namespace balboa {

// A tensor that nothing else depends on: one input may be made from another, and a gradient by the other must not go
// through it, which the outer walk does.
inline at::Tensor stand_in(const at::Tensor& tensor) { return tensor.defined() ? tensor.view_as(tensor) : tensor; }

// Gradients of a result by the inputs that want one; the others, which may be undefined, have none.
inline torch::autograd::variable_list differentiable_gradients(const at::Tensor& result,
                                                               const torch::autograd::variable_list& inputs,
                                                               const at::Tensor& gradient) {
  torch::autograd::variable_list wanted, results(inputs.size());
  for (const auto& input : inputs) {
    if (input.defined() && input.requires_grad()) wanted.push_back(input);
  }
  auto gradients = torch::autograd::grad({result}, wanted, {gradient}, /*retain_graph=*/true, /*create_graph=*/true);
  size_t next = 0;
  for (size_t i = 0; i < inputs.size(); i++) {
    if (inputs[i].defined() && inputs[i].requires_grad()) results[i] = gradients[next++];
  }
  return results;
}

}  // namespace balboa
