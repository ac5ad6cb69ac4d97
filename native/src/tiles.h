// What kernels that work tile by tile share: tiles run at once on libtorch's threads, and nothing that a thread was doing
// gets into them.
#pragma once
#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <c10/core/impl/LocalDispatchKeySet.h>

#include <algorithm>

namespace balboa {

// Autograd and autocast have no business in tiles, whatever this thread, or one of the pool's, was doing.
struct Plain {
  at::AutoDispatchBelowADInplaceOrView autograd;
  c10::impl::ExcludeDispatchKeyGuard autocast{c10::autocast_dispatch_keyset};
};

// Calls body(k) for every k below count, at once. A loop of one round would run outside of the pool, where a product may
// take several threads itself, and sum in another order.
template <class F>
void at_once(int64_t count, const F& body) {
  at::parallel_for(0, std::max<int64_t>(2, count), 1, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < std::min(end, count); k++) body(k);
  });
}

}  // namespace balboa
