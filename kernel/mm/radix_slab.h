/* Where radix trees of the kernel get their nodes: one cache for all of them.
 * radix_slab_rcu is for trees that radix_peek() looks at. */
#ifndef MM_RADIX_SLAB_H
#define MM_RADIX_SLAB_H

#include "lib/radix.h"

extern const struct radix_alloc radix_slab, radix_slab_rcu;

#endif
