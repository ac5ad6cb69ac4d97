// Loops that the compiler makes vectors of: once for any x86-64, once for AVX2 and once for AVX-512, of which the loader
// takes what the machine has. A function that is compiled for several machines cannot be a template, but may inline one.
#pragma once

#if defined(__x86_64__) && defined(__linux__)
#define BAL_VECTORS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BAL_VECTORS
#endif
#define BAL_INLINE inline __attribute__((always_inline))
