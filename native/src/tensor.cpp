// Facts about tensors, their memory, and tensors over foreign memory.
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>
#include <c10/core/RefcountedDeleter.h>
#include <c10/core/Scalar.h>

#include <memory>

#include "handles.h"

using namespace balboa;

void bal_free(bal_tensor t) {
  // Destructors of storages with a Python-style deleter may throw in theory; nothing may leave.
  (void)guard([&] { disown(t); });
}

int bal_retain(bal_tensor t) {
  return guard([&] { own(share(t)); });
}

int64_t bal_live_tensors(void) { return live_tensors.load(std::memory_order_relaxed); }

// The sizes of nested and some sparse tensors are computed and can throw, hence the guards on plain reads.
int64_t bal_dim(bal_tensor t) {
  int64_t result = -1;
  (void)guard([&] { result = impl(t)->dim(); });
  return result;
}

int64_t bal_numel(bal_tensor t) {
  int64_t result = -1;
  (void)guard([&] { result = impl(t)->numel(); });
  return result;
}

int64_t bal_size(bal_tensor t, int64_t d) {
  int64_t result = -1;
  (void)guard([&] {
    auto sizes = impl(t)->sizes();
    if (d >= 0 && d < static_cast<int64_t>(sizes.size())) result = sizes[d];
  });
  return result;
}

int32_t bal_dtype(bal_tensor t) { return static_cast<int32_t>(c10::typeMetaToScalarType(impl(t)->dtype())); }

int32_t bal_device(bal_tensor t) {
  int32_t result = 0;
  (void)guard([&] { result = device_code(impl(t)->device()); });
  return result;
}

int32_t bal_flags(bal_tensor t) {
  int32_t flags = 0;
  (void)guard([&] {
    auto* tensor = impl(t);
    if (tensor->requires_grad()) flags |= 2;
    if (tensor->is_conj()) flags |= 4;
    if (tensor->is_neg()) flags |= 8;
    if (tensor->layout() == c10::kStrided) {
      flags |= 16;
      if (tensor->is_contiguous()) flags |= 1;
    }
    if (tensor->has_storage()) flags |= 32;
  });
  return flags;
}

int bal_sizes(bal_tensor t, int64_t* sizes, int64_t* strides) {
  return guard([&] {
    Borrowed tensor(t);
    auto values = tensor->sizes();
    TORCH_CHECK(values.size() <= 64, "this tensor has ", values.size(), " dimensions (expected: at most 64)");
    std::copy(values.begin(), values.end(), sizes);
    if (strides) {
      auto steps = tensor->strides();
      std::copy(steps.begin(), steps.end(), strides);
    }
  });
}

int bal_is_leaf(bal_tensor t, int32_t* out) {
  return guard([&] { *out = Borrowed(t)->is_leaf(); });
}

int bal_item(bal_tensor t, bal_slot* out, double* complex_out) {
  return guard([&] {
    at::Scalar value = Borrowed(t)->item();
    out->length = 0;
    if (value.isBoolean()) {
      out->tag = BAL_BOOL;
      out->value.i = value.toBool();
    } else if (value.isIntegral(false)) {
      out->tag = BAL_INT;
      // uint64 above the range of int64 keeps its bits, as Java's unsigned arithmetic expects.
      out->value.i = value.type() == at::kUInt64 ? static_cast<int64_t>(value.toUInt64()) : value.toLong();
    } else if (value.isComplex()) {
      out->tag = BAL_COMPLEX;
      complex_out[0] = value.toComplexDouble().real();
      complex_out[1] = value.toComplexDouble().imag();
      out->value.p = complex_out;
    } else {
      out->tag = BAL_DOUBLE;
      out->value.d = value.toDouble();
    }
  });
}

int bal_data_ptr(bal_tensor t, void** out) {
  return guard([&] {
    Borrowed tensor(t);
    TORCH_CHECK(tensor->is_cpu() && tensor->layout() == c10::kStrided,
                "the memory of a ", tensor->device(), " tensor cannot be read directly; call to(Device.CPU) first");
    *out = tensor->mutable_data_ptr();
  });
}

static at::TensorOptions options(int32_t dtype, int32_t device) {
  return at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).device(device_of(device));
}

int bal_zeros(const int64_t* sizes, int32_t dim, int32_t dtype, int32_t device, bal_tensor* out) {
  return guard([&] { *out = own(at::zeros(at::IntArrayRef(sizes, dim), options(dtype, device))); });
}

int bal_empty(const int64_t* sizes, int32_t dim, int32_t dtype, int32_t device, bal_tensor* out) {
  return guard([&] { *out = own(at::empty(at::IntArrayRef(sizes, dim), options(dtype, device))); });
}

int bal_from_blob(void* data, const int64_t* sizes, int32_t dim, int32_t dtype, int64_t release_id,
                  bal_tensor* out) {
  return guard([&] {
    auto reference = std::make_shared<JavaReference>(release_id);
    *out = own(at::from_blob(
        data, at::IntArrayRef(sizes, dim), [reference](void*) {}, options(dtype, /*CPU*/ 0xff)));
  });
}

int bal_storage_share(bal_tensor t, void** holder, void** data, int64_t* bytes) {
  return guard([&] {
    Borrowed tensor(t);
    // resize_ frees a storage's memory in place, so a second reference to the StorageImpl would not do: the
    // memory itself gets a reference count.
    *data = tensor->mutable_data_ptr();
    *bytes = static_cast<int64_t>(tensor->nbytes());
    *holder = new c10::Storage(c10::newStorageImplFromRefcountedDataPtr(tensor->storage()));
  });
}

void bal_storage_release(void* holder) {
  (void)guard([&] { delete static_cast<c10::Storage*>(holder); });
}
