// A caching CPU allocator. glibc gives large blocks back to the kernel at each free, so that every step of a training
// loop faults its pages in again; here a freed block waits in its size class for the next tensor.
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <cstdlib>
#include <cstring>
#include <mutex>

#include "handles.h"

namespace {

constexpr size_t ALIGNMENT = 64;
constexpr size_t FINE_LIMIT = 4096;    // classes every 64 bytes up to here, then eight to a doubling (12.5 % waste)
constexpr int FINE_CLASSES = FINE_LIMIT / ALIGNMENT;
constexpr int RECLAIM_ATTEMPTS = 5;
constexpr int CLASSES = FINE_CLASSES + 1 + 8 * 36;

// Sits in the 64 bytes before each block.
struct Header {
  int64_t bytes;       // as asked for
  int64_t block;       // as taken from the system, header included
  int32_t size_class;
  Header* next;
};
static_assert(sizeof(Header) <= ALIGNMENT, "the header must fit before an aligned block");

struct SizeClass {
  std::mutex mutex;
  Header* free = nullptr;
};

int class_of(size_t bytes, size_t& rounded) {
  if (bytes <= FINE_LIMIT) {
    rounded = (bytes + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    return static_cast<int>(rounded / ALIGNMENT);
  }
  int power = 63 - __builtin_clzll(bytes - 1);      // 2^power < bytes <= 2^(power + 1)
  size_t step = size_t{1} << (power - 3);
  rounded = (bytes + step - 1) & ~(step - 1);
  int eighth = static_cast<int>((rounded - (size_t{1} << power)) >> (power - 3));  // 1..8
  return FINE_CLASSES + (power - 12) * 8 + eighth;
}

class CachingAllocator final : public c10::Allocator {
 public:
  at::DataPtr allocate(size_t bytes) override {
    if (bytes == 0) return {nullptr, nullptr, &ignore, c10::Device(c10::kCPU)};
    Header* header = bytes <= MAX_BYTES ? take(bytes) : nullptr;
    if (!header) refuse(bytes);
    void* data = reinterpret_cast<char*>(header) + ALIGNMENT;
    return {data, data, &release, c10::Device(c10::kCPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, std::size_t count) const override { std::memcpy(to, from, count); }

  void set_limit(int64_t bytes, int64_t cache_bytes) {
    limit_ = bytes;
    cache_limit_ = cache_bytes;
    if (cached_ > cache_limit_) empty_cache();
  }

  void set_reclaim(bal_reclaim_callback callback) { reclaim_ = callback; }

  void empty_cache() {
    for (auto& list : classes_) {
      Header* chain;
      {
        std::lock_guard<std::mutex> lock(list.mutex);
        chain = list.free;
        list.free = nullptr;
      }
      while (chain) {
        Header* next = chain->next;
        cached_ -= chain->block;
        std::free(chain);
        chain = next;
      }
    }
  }

  void reset_peak() { peak_ = live_.load(); }

  void figures(bal_memory* out) const {
    out->live = live_;
    out->peak = peak_;
    out->cached = cached_;
    out->limit = limit_;
    out->allocations = allocations_;
    out->system_allocations = system_allocations_;
  }

  void recycle(Header* header) {
    live_.fetch_sub(header->bytes, std::memory_order_relaxed);
    reserved_.fetch_sub(header->block, std::memory_order_relaxed);
    if (cached_.load(std::memory_order_relaxed) + header->block > cache_limit_.load(std::memory_order_relaxed)) {
      std::free(header);
      return;
    }
    cached_.fetch_add(header->block, std::memory_order_relaxed);
    auto& list = classes_[header->size_class];
    std::lock_guard<std::mutex> lock(list.mutex);
    header->next = list.free;
    list.free = header;
  }

 private:
  static constexpr size_t MAX_BYTES = size_t{1} << 47;
  static void ignore(void*) {}
  static void release(void* data);

  Header* take(size_t bytes) {
    size_t rounded;
    int size_class = class_of(bytes, rounded);
    Header* header = from_cache(size_class);
    if (!header) header = from_system(static_cast<int64_t>(rounded + ALIGNMENT));
    if (!header) return nullptr;
    header->bytes = static_cast<int64_t>(bytes);
    header->size_class = size_class;
    allocations_.fetch_add(1, std::memory_order_relaxed);
    int64_t now = live_.fetch_add(header->bytes, std::memory_order_relaxed) + header->bytes;
    int64_t peak = peak_.load(std::memory_order_relaxed);
    while (now > peak && !peak_.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
    }
    return header;
  }

  Header* from_cache(int size_class) {
    auto& list = classes_[size_class];
    Header* header;
    {
      std::lock_guard<std::mutex> lock(list.mutex);
      header = list.free;
      if (!header) return nullptr;
      list.free = header->next;
    }
    reserved_.fetch_add(header->block, std::memory_order_relaxed);
    cached_.fetch_sub(header->block, std::memory_order_relaxed);
    return header;
  }

  // Cheapest first: as it is, without the cache, and without the tensors that only wait for the collector.
  Header* from_system(int64_t block) {
    if (Header* header = within_limit(block)) return header;
    empty_cache();
    if (Header* header = within_limit(block)) return header;
    if (!reclaim_ || block > limit_) return nullptr;
    // The collector, and the thread that frees what it finds, take their time on a busy machine.
    for (int attempt = 0; attempt < RECLAIM_ATTEMPTS; attempt++) {
      reclaim_();
      empty_cache();
      if (Header* header = within_limit(block)) return header;
    }
    return nullptr;
  }

  Header* within_limit(int64_t block) {
    // Reserved before it is had, so that two threads cannot pass the limit together.
    void* memory = nullptr;
    if (reserved_.fetch_add(block) + block + cached_ > limit_ ||
        posix_memalign(&memory, ALIGNMENT, static_cast<size_t>(block)) != 0) {
      reserved_.fetch_sub(block);
      return nullptr;
    }
    system_allocations_.fetch_add(1, std::memory_order_relaxed);
    auto* header = static_cast<Header*>(memory);
    header->block = block;
    return header;
  }

  [[noreturn]] void refuse(size_t bytes) {
    TORCH_CHECK_WITH(OutOfMemoryError, false, "CPU memory: ", bytes, " bytes asked for, ", live_.load(),
                     " bytes live in tensors, limit ", limit_.load(),
                     " bytes (system property balboa.memory.limit, or Memory.setLimit)");
  }

  SizeClass classes_[CLASSES + 1];
  std::atomic<int64_t> live_{0}, peak_{0}, reserved_{0}, cached_{0}, allocations_{0}, system_allocations_{0};
  std::atomic<int64_t> limit_{INT64_MAX / 2}, cache_limit_{INT64_MAX / 2};
  std::atomic<bal_reclaim_callback> reclaim_{nullptr};
};

// Leaked on purpose: storages of static tensors are freed after static destructors have run.
CachingAllocator& caching() {
  static auto* instance = new CachingAllocator;
  return *instance;
}

void CachingAllocator::release(void* data) {
  if (!data) return;  // raw_deallocate of an empty allocation, as oneDNN's scratch memory makes
  caching().recycle(reinterpret_cast<Header*>(static_cast<char*>(data) - ALIGNMENT));
}

constexpr uint8_t PRIORITY = 200;

}  // namespace

void bal_allocator_install(int32_t enabled) {
  c10::SetCPUAllocator(enabled ? &caching() : c10::GetDefaultCPUAllocator(), PRIORITY);
}

void bal_allocator_limit(int64_t bytes, int64_t cache_bytes) { caching().set_limit(bytes, cache_bytes); }
void bal_allocator_reclaim(bal_reclaim_callback callback) { caching().set_reclaim(callback); }
void bal_allocator_empty_cache(void) { caching().empty_cache(); }
void bal_allocator_reset_peak(void) { caching().reset_peak(); }
void bal_memory_figures(bal_memory* out) { caching().figures(out); }
