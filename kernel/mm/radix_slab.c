/* See radix_slab.h. */
#include "mm/radix_slab.h"

#include "mm/slab.h"

static struct slab_cache node_cache = SLAB_CACHE("radix_node",
    struct radix_node);

static struct radix_node *
node_get(void)
{
	return slab_alloc(&node_cache);
}

static void
node_put(struct radix_node *node)
{
	slab_free(&node_cache, node);
}

const struct radix_alloc radix_slab = { .get = node_get, .put = node_put };
