/* See radix_slab.h. */
#include "mm/radix_slab.h"

#include "mm/slab.h"
#include "sync/rcu.h"

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

static void
node_free(struct rcu_head *h)
{
	node_put(container_of(h, struct radix_node, rcu));
}

static void
node_put_rcu(struct radix_node *node)
{
	rcu_call(&node->rcu, node_free);
}

const struct radix_alloc radix_slab = { .get = node_get, .put = node_put };
const struct radix_alloc radix_slab_rcu = { .get = node_get,
	.put = node_put_rcu };
