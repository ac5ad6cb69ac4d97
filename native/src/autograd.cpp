// Backward, gradients, and functions and hooks whose backward is written in Java.
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/edge.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/csrc/autograd/variable_info.h>

#include <pthread.h>

#include <memory>
#include <mutex>
#include <vector>

#include "handles.h"

using namespace balboa;
using torch::autograd::variable_list;

namespace {

// Removing a hook changes a list that a walk of the graph may be reading. While one is under way the place stays, and the
// Java side, which has dropped the function, keeps the gradient.
std::mutex walks_mutex;
int walks = 0;

class Walk {
 public:
  Walk() { change(1); }
  ~Walk() { change(-1); }

 private:
  static void change(int by) {
    std::lock_guard<std::mutex> lock(walks_mutex);
    walks += by;
  }
};

bal_backward_callback backward_callback = nullptr;
bal_hook_callback hook_callback = nullptr;

variable_list shared_list(const bal_tensor* handles, int32_t count) {
  variable_list list;
  list.reserve(count);
  for (int32_t i = 0; i < count; i++) list.push_back(share(handles ? handles[i] : 0));
  return list;
}

std::vector<bal_tensor> owned_handles(const variable_list& tensors) {
  std::vector<bal_tensor> handles;
  handles.reserve(tensors.size());
  for (const auto& tensor : tensors) handles.push_back(own(at::Tensor(tensor)));
  return handles;
}

// A node of the graph whose backward is a Java function. Tensors it saves go through SavedVariable, which breaks the
// cycle output -> node -> output and notices when they were changed in place.
class JavaNode : public torch::autograd::Node {
 public:
  explicit JavaNode(int64_t id) : reference_(id) {}

  variable_list apply(variable_list&& grads) override {
    variable_list saved = unpack();
    for (size_t i = 0; i < grads.size(); i++) {
      c10::OptionalDeviceGuard device;
      if (!grads[i].defined() && i < output_info_.size()) grads[i] = output_info_[i].zeros(device);
    }
    auto in = owned_handles(grads);
    auto kept = owned_handles(saved);
    std::vector<bal_tensor> out(num_outputs(), 0);
    int64_t failure = backward_callback(reference_.id(), in.data(), static_cast<int32_t>(in.size()), kept.data(),
                                        static_cast<int32_t>(kept.size()), out.data(),
                                        static_cast<int32_t>(out.size()));
    variable_list results;
    for (auto handle : out) results.push_back(disown(handle));
    if (failure != 0) throw CallbackError(failure);
    return results;
  }

  void release_variables() override {
    std::lock_guard<std::mutex> lock(mutex_);
    saved_.clear();
    released_ = true;
  }

  std::string name() const override { return "JavaFunctionBackward"; }

  void remember(const variable_list& saved, const variable_list& outputs) {
    for (const auto& tensor : saved) {
      bool is_output = tensor.defined() && tensor.grad_fn().get() == this;
      saved_.emplace_back(tensor, is_output);
    }
    for (const auto& output : outputs) output_info_.emplace_back(output);
  }

 private:
  // The lock ends before Java runs: its backward may walk this node again.
  variable_list unpack() {
    std::lock_guard<std::mutex> lock(mutex_);
    TORCH_CHECK(!released_, torch::autograd::ERR_BACKWARD_TWICE);
    variable_list saved;
    for (const auto& variable : saved_) saved.push_back(variable.unpack(shared_from_this()));
    return saved;
  }

  JavaReference reference_;
  std::vector<torch::autograd::SavedVariable> saved_;
  std::vector<torch::autograd::VariableInfo> output_info_;
  bool released_ = false;
};

void attach(const bal_function& f, bal_tensor* results) {
  auto inputs = shared_list(f.inputs, f.input_count);
  auto outputs = shared_list(f.outputs, f.output_count);
  // Owns the Java object from here on, whether or not a graph keeps it.
  std::shared_ptr<JavaNode> node(new JavaNode(f.id), torch::autograd::deleteNode);
  bool recorded = c10::GradMode::is_enabled() && torch::autograd::any_variable_requires_grad(inputs);
  if (recorded) {
    node->set_next_edges(torch::autograd::collect_next_edges(inputs));
    node->clear_input_metadata();
  }
  std::unordered_set<at::TensorImpl*> constant;
  std::vector<std::optional<at::Tensor>> raw;
  for (int32_t i = 0; i < f.output_count; i++) {
    if (!f.differentiable[i]) constant.insert(outputs[i].unsafeGetTensorImpl());
    raw.emplace_back(outputs[i]);
  }
  auto no_forward_mode = [](const variable_list&, const variable_list&) -> variable_list {
    TORCH_CHECK(false, "functions written in Java have no forward-mode derivative");
  };
  auto view_as_self = [](const at::Tensor& x) { return x.view_as(x); };
  auto wrapped = torch::autograd::_wrap_outputs(inputs, constant, {}, raw, recorded ? node : nullptr, no_forward_mode,
                                                {}, view_as_self, false);
  outputs.clear();
  for (auto& output : wrapped) outputs.push_back(output.value());
  if (recorded) node->remember(shared_list(f.saved, f.saved_count), outputs);
  for (size_t i = 0; i < outputs.size(); i++) results[i] = own(std::move(outputs[i]));
}

void with_stack(const std::function<void()>& body) {
  if (large_stack_wanted()) {
    run_on_large_stack(body);
  } else {
    body();
  }
}

// Ids of Java objects that native code let go of. Leaked on purpose: destructors may run at exit. POSIX calls, since
// std::condition_variable::wait carries a libstdc++ version of its own.
struct Released {
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t ready = PTHREAD_COND_INITIALIZER;
  std::vector<int64_t> ids;
};

Released& released() {
  static auto* instance = new Released;
  return *instance;
}

}  // namespace

namespace balboa {

void queue_released(int64_t id) {
  auto& queue = released();
  pthread_mutex_lock(&queue.mutex);
  queue.ids.push_back(id);
  pthread_mutex_unlock(&queue.mutex);
  pthread_cond_signal(&queue.ready);
}

JavaReference::~JavaReference() { queue_released(id_); }

}  // namespace balboa

int32_t bal_next_released(int64_t* ids, int32_t capacity) {
  auto& queue = released();
  pthread_mutex_lock(&queue.mutex);
  while (queue.ids.empty()) pthread_cond_wait(&queue.ready, &queue.mutex);
  int32_t count = std::min<int32_t>(capacity, static_cast<int32_t>(queue.ids.size()));
  std::copy(queue.ids.end() - count, queue.ids.end(), ids);
  queue.ids.resize(queue.ids.size() - count);
  pthread_mutex_unlock(&queue.mutex);
  return count;
}

int bal_set_requires_grad(bal_tensor t, int32_t value) {
  return guard([&] {
    Borrowed tensor(t);
    TORCH_CHECK(value || tensor->is_leaf(), "only leaf tensors can stop requiring grad; use detach()");
    tensor.mutable_ref().requires_grad_(value != 0);
  });
}

int bal_grad(bal_tensor t, bal_tensor* out) {
  return guard([&] { *out = own(at::Tensor(Borrowed(t)->grad())); });
}

int bal_set_grad(bal_tensor t, bal_tensor grad) {
  return guard([&] {
    Borrowed tensor(t);
    at::Tensor value = share(grad);
    if (value.defined()) {
      TORCH_CHECK(value.sizes() == tensor->sizes() && value.dtype() == tensor->dtype() &&
                      value.device() == tensor->device(),
                  "a gradient of ", value.dtype(), value.sizes(), " does not fit a tensor of ", tensor->dtype(),
                  tensor->sizes());
      TORCH_CHECK(!value.is_same(*tensor), "a tensor cannot be its own gradient");
    }
    tensor.mutable_ref().mutable_grad() = value;
  });
}

int bal_backward(const bal_tensor* outputs, const bal_tensor* grads, int32_t count, int32_t retain, int32_t create,
                 const bal_tensor* inputs, int32_t input_count) {
  return guard([&] {
    Walk walk;
    with_stack([&] {
      torch::autograd::backward(shared_list(outputs, count), grads ? shared_list(grads, count) : variable_list(),
                                retain != 0, create != 0,
                                inputs ? shared_list(inputs, input_count) : variable_list());
    });
  });
}

int bal_gradients(const bal_tensor* outputs, const bal_tensor* grads, int32_t count, const bal_tensor* inputs,
                  int32_t input_count, int32_t flags, bal_tensor* out) {
  return guard([&] {
    Walk walk;
    variable_list results;
    with_stack([&] {
      results = torch::autograd::grad(shared_list(outputs, count), shared_list(inputs, input_count),
                                      grads ? shared_list(grads, count) : variable_list(),
                                      (flags & BAL_RETAIN_GRAPH) != 0, (flags & BAL_CREATE_GRAPH) != 0,
                                      (flags & BAL_ALLOW_UNUSED) != 0);
    });
    for (int32_t i = 0; i < input_count; i++) out[i] = own(std::move(results[i]));
  });
}

void bal_set_callbacks(bal_backward_callback backward, bal_hook_callback hook) {
  backward_callback = backward;
  hook_callback = hook;
}

int bal_function_attach(const bal_function* f, bal_tensor* results) {
  return guard([&] { attach(*f, results); });
}

int bal_hook_add(bal_tensor t, int64_t hook_id, int32_t* position) {
  return guard([&] {
    auto reference = std::make_shared<JavaReference>(hook_id);
    Borrowed tensor(t);
    *position = static_cast<int32_t>(tensor->register_hook([reference](const at::Tensor& grad) -> at::Tensor {
      bal_tensor replacement = 0;
      int64_t failure = hook_callback(reference->id(), own(at::Tensor(grad)), &replacement);
      at::Tensor result = disown(replacement);
      if (failure != 0) throw CallbackError(failure);
      return result;
    }));
  });
}

int bal_hook_remove(bal_tensor t, int32_t position) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(walks_mutex);
    if (walks == 0) Borrowed(t)->remove_hook(position);
  });
}
