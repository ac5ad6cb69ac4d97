// Two symbols that newer headers refer to and older systems lack.
#include <new>

#if __has_include(<sys/single_threaded.h>)
// glibc 2.32's hint that a process has one thread; a JVM never has.
extern "C" __attribute__((visibility("hidden"))) char __libc_single_threaded;
char __libc_single_threaded = 0;
#endif

namespace std {
__attribute__((visibility("hidden"))) void __throw_bad_array_new_length() { throw bad_array_new_length(); }
}  // namespace std
