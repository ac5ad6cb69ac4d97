// A profile: every operator, node of the graph and named phase, as libtorch's own observer sees it begin and end.
#include <ATen/record_function.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "handles.h"

using namespace balboa;

namespace {

constexpr size_t THREAD_NAME_BYTES = 16;  // the kernel's

// What one thread has recorded. Its lock is all but never contended: others take it only to stop.
struct Buffer {
  std::mutex mutex;
  bool closed = false;
  std::deque<bal_profile_event> events;      // as they began; addresses stay
  std::set<std::string, std::less<>> names;  // as do those of the names
  int32_t thread = static_cast<int32_t>(syscall(SYS_gettid));
  char thread_name[THREAD_NAME_BYTES] = {};
};

struct Recording {
  explicit Recording(int64_t capacity) : capacity(capacity) {}
  const int64_t capacity;
  std::atomic<int64_t> begun{0};
  std::vector<std::shared_ptr<Buffer>> buffers;
  std::vector<bal_profile_event> events;
  at::CallbackHandle callback = 0;
};

std::mutex mutex;  // of the two below
std::unique_ptr<Recording> recording;
int64_t recordings = 0;
std::atomic<int64_t> running{0};  // number of the recording that takes events, or 0

// An operator that ends after the stop, perhaps on another thread, finds its buffer closed.
struct Begun : at::ObserverContext {
  Begun(std::shared_ptr<Buffer> buffer, bal_profile_event* event) : buffer(std::move(buffer)), event(event) {}
  std::shared_ptr<Buffer> buffer;
  bal_profile_event* event;
};

// System.nanoTime()'s clock.
int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::shared_ptr<Buffer> buffer_of_this_thread(int64_t number) {
  thread_local std::shared_ptr<Buffer> mine;
  thread_local int64_t mine_is_of = 0;
  if (mine_is_of != number) {
    auto fresh = std::make_shared<Buffer>();
    prctl(PR_GET_NAME, fresh->thread_name);
    std::lock_guard<std::mutex> lock(mutex);
    if (running.load() != number) return nullptr;
    recording->buffers.push_back(fresh);
    mine = std::move(fresh);
    mine_is_of = number;
  }
  return mine;
}

// libtorch keeps a copy of the callbacks for an operator under way, so both may be called after the stop.
std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function) {
  int64_t number = running.load(std::memory_order_acquire);
  auto buffer = number ? buffer_of_this_thread(number) : nullptr;
  if (!buffer) return nullptr;
  std::lock_guard<std::mutex> lock(buffer->mutex);
  if (buffer->closed || recording->begun.fetch_add(1, std::memory_order_relaxed) >= recording->capacity) return nullptr;
  std::string_view name = function.name();
  auto known = buffer->names.find(name);
  if (known == buffer->names.end()) known = buffer->names.emplace(name).first;
  buffer->events.push_back({known->c_str(), nullptr, 0, 0, function.seqNr(), buffer->thread,
                            static_cast<int32_t>(function.scope())});
  auto* event = &buffer->events.back();
  auto context = std::make_unique<Begun>(buffer, event);
  event->start = now();
  return context;
}

void end(const at::RecordFunction&, at::ObserverContext* context) {
  if (!context) return;
  int64_t time = now();
  auto* begun = static_cast<Begun*>(context);
  std::lock_guard<std::mutex> lock(begun->buffer->mutex);
  if (!begun->buffer->closed) begun->event->end = time;
}

struct Phase {
  explicit Phase(const char* name) : record(at::RecordScope::USER_SCOPE) { record.before(std::string_view(name)); }
  at::RecordFunction record;
};

}  // namespace

int bal_profile_start(int64_t capacity) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(mutex);
    TORCH_CHECK(!recording, "a profile is being taken already (expected: one at a time)");
    recording = std::make_unique<Recording>(capacity);
    recording->callback = at::addGlobalCallback(at::RecordFunctionCallback(begin, end).scopes(
        {at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION, at::RecordScope::USER_SCOPE}));
    running = ++recordings;
  });
}

int bal_profile_stop(bal_profile* out) {
  return guard([&] {
    std::lock_guard<std::mutex> lock(mutex);
    TORCH_CHECK(recording && running, "no profile is being taken");
    running = 0;
    at::removeCallback(recording->callback);
    for (auto& buffer : recording->buffers) {
      std::lock_guard<std::mutex> of_thread(buffer->mutex);
      buffer->closed = true;
      for (auto& event : buffer->events) {
        if (event.end == 0) continue;  // under way
        event.thread_name = buffer->thread_name;
        recording->events.push_back(event);
      }
      std::deque<bal_profile_event>().swap(buffer->events);
    }
    out->events = recording->events.data();
    out->count = static_cast<int64_t>(recording->events.size());
    out->dropped = std::max<int64_t>(0, recording->begun - recording->capacity);
  });
}

void bal_profile_free(void) {
  std::lock_guard<std::mutex> lock(mutex);
  if (!running) recording.reset();
}

int bal_phase_enter(const char* name, void** phase) {
  return guard([&] { *phase = new Phase(name); });
}

void bal_phase_exit(void* phase) {
  (void)guard([&] { delete static_cast<Phase*>(phase); });
}
