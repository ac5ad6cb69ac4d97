// Error translation: every exception of libtorch, the standard library or a Java callback becomes a status.
#include <ATen/Version.h>
#include <ATen/Parallel.h>
#include <torch/headeronly/version.h>

#include <cstring>
#include <optional>

#include "handles.h"

namespace balboa {

std::atomic<int64_t> live_tensors{0};

namespace {

thread_local std::string message;
// Names of C++ frames take milliseconds to find, so the trace is made only for those who ask.
thread_local std::optional<c10::Error> last_error;
thread_local std::string trace;
thread_local int64_t callback_id = 0;

int fail(int status, const char* text) noexcept {
  try {
    message = text;
    last_error.reset();
  } catch (...) {  // no memory for the message itself
    message.clear();
  }
  return status;
}

int fail(int status, const char* text, const c10::Error& error) noexcept {
  try {
    message = text;
    last_error = error;
  } catch (...) {
    message.clear();
  }
  return status;
}

}  // namespace

int translate_current_exception() noexcept {
  try {
    throw;
  } catch (const CallbackError& e) {
    callback_id = e.id;
    return fail(BAL_CALLBACK, e.what());
  } catch (const ArgumentError& e) {
    return fail(BAL_ARGUMENT, e.what());
  } catch (const c10::OutOfMemoryError& e) {
    return fail(BAL_OUT_OF_MEMORY, e.what_without_backtrace(), e);
  } catch (const c10::Error& e) {
    // libtorch's own allocator has no error type for this.
    if (const char* refused = std::strstr(e.what_without_backtrace(), "DefaultCPUAllocator: "))
      return fail(BAL_OUT_OF_MEMORY, refused, e);
    return fail(BAL_ERROR, e.what_without_backtrace(), e);
  } catch (const std::bad_alloc& e) {
    return fail(BAL_OUT_OF_MEMORY, "native memory is exhausted");
  } catch (const std::exception& e) {
    return fail(BAL_INTERNAL, e.what());
  } catch (...) {
    return fail(BAL_INTERNAL, "unknown C++ exception");
  }
}

}  // namespace balboa

const char* bal_last_error(void) { return balboa::message.c_str(); }

const char* bal_last_error_trace(void) {
  using namespace balboa;
  try {
    trace = last_error ? last_error->what() : message.c_str();
  } catch (...) {
    return message.c_str();
  }
  return trace.c_str();
}

int64_t bal_callback_error(void) { return balboa::callback_id; }
const char* bal_source_hash(void) { return BALBOA_SOURCE_HASH; }
const char* bal_torch_version(void) { return TORCH_VERSION; }

const char* bal_torch_config(void) {
  static const std::string* text = new std::string(at::show_config());
  return text->c_str();
}

const char* bal_parallel_info(void) {
  static thread_local std::string text;
  if (balboa::guard([] { text = at::get_parallel_info(); }) != BAL_OK) return "";
  return text.c_str();
}
