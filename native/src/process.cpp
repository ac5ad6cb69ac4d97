// Threads, stacks and the end of the process.
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/ThreadLocalState.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <exception>

#include "handles.h"

using namespace balboa;

namespace {

std::atomic<bool> large_stack{false};
constexpr size_t LARGE_STACK_BYTES = 16u << 20;

struct StackJob {
  const std::function<void()>& body;
  at::ThreadLocalState state;
  std::exception_ptr failure;
};

void* run_job(void* argument) {
  auto* job = static_cast<StackJob*>(argument);
  try {
    at::ThreadLocalStateGuard modes(job->state);
    job->body();
  } catch (...) {
    job->failure = std::current_exception();
  }
  return nullptr;
}

// libtorch and the JVM both have static destructors that do not expect other threads still at work.
void leave(int status, void*) {
  fflush(nullptr);
  _exit(status);
}

}  // namespace

namespace balboa {

bool large_stack_wanted() { return large_stack.load(std::memory_order_relaxed); }

void run_on_large_stack(const std::function<void()>& body) {
  StackJob job{body, at::ThreadLocalState(), nullptr};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, LARGE_STACK_BYTES);
  pthread_t thread;
  int failed = pthread_create(&thread, &attributes, run_job, &job);
  pthread_attr_destroy(&attributes);
  TORCH_CHECK(failed == 0, "no thread with a 16 MB stack could be started for linear algebra (error ", failed, ")");
  pthread_join(thread, nullptr);
  if (job.failure) std::rethrow_exception(job.failure);
}

}  // namespace balboa

int bal_set_num_threads(int32_t threads) {
  return guard([&] {
    at::set_num_threads(threads);
    // libtorch bounds only the BLAS it was compiled with; the presets bring theirs by link.
    if (auto* openblas = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) openblas(threads);
    if (auto* mkl = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "MKL_Set_Num_Threads"))) mkl(threads);
  });
}

int32_t bal_num_threads(void) { return at::get_num_threads(); }

int32_t bal_cuda_devices(void) {
  int32_t count = 0;
  (void)guard([&] {
    if (at::hasCUDA()) count = at::globalContext().getAcceleratorHooksInterface(at::kCUDA).deviceCount();
  });
  return count;
}

int32_t bal_on_large_stack(int32_t enabled) { return large_stack.exchange(enabled != 0); }

void bal_install_exit_handler(void) { on_exit(leave, nullptr); }
