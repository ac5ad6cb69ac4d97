// Thread-local modes and random generators.
#include <ATen/Context.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/Generator.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>

#include <mutex>

#include "handles.h"

using namespace balboa;

namespace {

struct AutocastState {
  at::DeviceType device;
  bool enabled;
  at::ScalarType dtype;
};

}  // namespace

int32_t bal_grad_mode(void) { return c10::GradMode::is_enabled(); }
void bal_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

int bal_inference_enter(int32_t enabled, void** guard_out) {
  return guard([&] { *guard_out = new c10::InferenceMode(enabled != 0); });
}

void bal_inference_exit(void* mode) {
  (void)guard([&] { delete static_cast<c10::InferenceMode*>(mode); });
}

int bal_autocast_enter(int32_t device_type, int32_t dtype, int32_t enabled, void** guard_out) {
  return guard([&] {
    auto device = static_cast<at::DeviceType>(device_type);
    *guard_out = new AutocastState{device, at::autocast::is_autocast_enabled(device),
                                   at::autocast::get_autocast_dtype(device)};
    at::autocast::increment_nesting();
    at::autocast::set_autocast_enabled(device, enabled != 0);
    at::autocast::set_autocast_dtype(device, static_cast<at::ScalarType>(dtype));
  });
}

void bal_autocast_exit(void* mode) {
  (void)guard([&] {
    std::unique_ptr<AutocastState> state(static_cast<AutocastState*>(mode));
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(state->device, state->enabled);
    at::autocast::set_autocast_dtype(state->device, state->dtype);
  });
}

static at::Generator& generator_of(void* generator) { return *static_cast<at::Generator*>(generator); }

int bal_generator_new(int32_t device, int64_t seed, void** out) {
  return guard([&] {
    c10::Device where = device_of(device);
    at::Generator generator = where.is_cpu() ? at::detail::createCPUGenerator(static_cast<uint64_t>(seed))
                                             : at::globalContext().defaultGenerator(where).clone();
    generator.set_current_seed(static_cast<uint64_t>(seed));
    *out = new at::Generator(std::move(generator));
  });
}

void bal_generator_free(void* generator) {
  (void)guard([&] { delete static_cast<at::Generator*>(generator); });
}

int bal_generator_seed(void* generator, int64_t seed) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(generator_of(generator).mutex());
    generator_of(generator).set_current_seed(static_cast<uint64_t>(seed));
  });
}

int bal_generator_state(void* generator, bal_tensor* out) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(generator_of(generator).mutex());
    *out = own(generator_of(generator).get_state());
  });
}

int bal_generator_set_state(void* generator, bal_tensor state) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(generator_of(generator).mutex());
    generator_of(generator).set_state(*Borrowed(state));
  });
}

int bal_manual_seed(int64_t seed) {
  return guard([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}
