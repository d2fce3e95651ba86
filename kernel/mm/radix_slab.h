/* Where radix trees of the kernel get their nodes: one cache for all of them. */
#ifndef MM_RADIX_SLAB_H
#define MM_RADIX_SLAB_H

#include "lib/radix.h"

extern const struct radix_alloc radix_slab;

#endif
