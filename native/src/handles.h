// Handles, status codes and the one place where C++ exceptions end.
#pragma once
#include <ATen/core/Tensor.h>
#include <c10/core/UndefinedTensorImpl.h>
#include <c10/util/Exception.h>

#include <atomic>
#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "../balboa.h"

namespace balboa {

using TensorPtr = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>;

// References owned by Java; a plain relaxed counter costs less than one per thread and is exact.
extern std::atomic<int64_t> live_tensors;

inline c10::TensorImpl* impl(bal_tensor handle) { return reinterpret_cast<c10::TensorImpl*>(handle); }

// A tensor for the duration of a call, without touching the reference count.
class Borrowed {
 public:
  explicit Borrowed(bal_tensor handle) : tensor_(handle ? TensorPtr::reclaim(impl(handle)) : TensorPtr()) {}
  ~Borrowed() { (void)tensor_.unsafeReleaseIntrusivePtr().release(); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  const at::Tensor& operator*() const { return tensor_; }
  const at::Tensor* operator->() const { return &tensor_; }
  at::Tensor& mutable_ref() { return tensor_; }

 private:
  at::Tensor tensor_;
};

// One more reference to a borrowed handle; undefined for 0.
inline at::Tensor share(bal_tensor handle) {
  return handle ? at::Tensor(TensorPtr::unsafe_reclaim_from_nonowning(impl(handle))) : at::Tensor();
}

// Gives a reference to Java; 0 for an undefined tensor.
inline bal_tensor own(at::Tensor&& tensor) {
  if (!tensor.defined()) return 0;
  live_tensors.fetch_add(1, std::memory_order_relaxed);
  return reinterpret_cast<bal_tensor>(std::move(tensor).unsafeReleaseIntrusivePtr().release());
}

// Takes a reference back from Java.
inline at::Tensor disown(bal_tensor handle) {
  if (!handle) return at::Tensor();
  live_tensors.fetch_sub(1, std::memory_order_relaxed);
  return at::Tensor(TensorPtr::reclaim(impl(handle)));
}

struct ArgumentError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A Java callback failed; Java keeps the exception under `id` until it is rethrown there.
struct CallbackError : std::runtime_error {
  explicit CallbackError(int64_t id) : std::runtime_error("a Java callback threw"), id(id) {}
  int64_t id;
};

int translate_current_exception() noexcept;

template <class F>
inline int guard(F&& body) noexcept {
  try {
    body();
    return BAL_OK;
  } catch (...) {
    return translate_current_exception();
  }
}

// OpenBLAS with threads overflows Java's default 1 MB stack: such work runs on a thread with 16 MB.
bool large_stack_wanted();
void run_on_large_stack(const std::function<void()>& body);

// An object that Java keeps for native code; its id is queued when the last native reference goes.
class JavaReference {
 public:
  explicit JavaReference(int64_t id) : id_(id) {}
  ~JavaReference();
  JavaReference(const JavaReference&) = delete;
  JavaReference& operator=(const JavaReference&) = delete;
  int64_t id() const { return id_; }

 private:
  int64_t id_;
};

void queue_released(int64_t id);

inline c10::Device device_of(int64_t code) {
  auto index = static_cast<uint8_t>(code & 0xff);
  return c10::Device(static_cast<c10::DeviceType>(code >> 8),
                     index == 0xff ? -1 : static_cast<c10::DeviceIndex>(index));
}

inline int32_t device_code(c10::Device device) {
  return (static_cast<int32_t>(device.type()) << 8) | (device.index() < 0 ? 0xff : device.index() & 0xff);
}

}  // namespace balboa
