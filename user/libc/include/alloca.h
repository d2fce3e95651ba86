#ifndef _ALLOCA_H
#define _ALLOCA_H

#define __need_size_t
#include <stddef.h>

#undef alloca
#ifdef __GNUC__
#define alloca(size) __builtin_alloca(size)
#else
void *alloca(size_t);
#endif

#endif
