// Keeps the library loadable on glibc 2.28 and the libstdc++ of its time, whatever it is compiled with.
// Included before every source; compat.cpp has the rest.
#pragma once
// Templates that libstdc++ keeps ready under newer symbol versions are instantiated here instead.
#include <cstddef>
#undef _GLIBCXX_EXTERN_TEMPLATE
#define _GLIBCXX_EXTERN_TEMPLATE 0
#if defined(__x86_64__) && defined(__linux__)
// Functions that glibc 2.29 and later re-versioned, bound to their old versions.
__asm__(".symver pthread_create,pthread_create@GLIBC_2.2.5");
__asm__(".symver pthread_join,pthread_join@GLIBC_2.2.5");
__asm__(".symver pthread_attr_setstacksize,pthread_attr_setstacksize@GLIBC_2.2.5");
__asm__(".symver exp,exp@GLIBC_2.2.5");
__asm__(".symver log,log@GLIBC_2.2.5");
__asm__(".symver dlsym,dlsym@GLIBC_2.2.5");
#endif
