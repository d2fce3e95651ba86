// needs: kernel/lib/radix.c
/*
 * Radix trees against an array, also when memory runs out.
 */
#include <stdlib.h>

#include "abi/errno.h"
#include "lib/radix.h"
#include "tests/host/tap.h"

#define NITEMS 300

static int nnodes, allowed = -1;

static struct radix_node *
node_get(void)
{
	if (allowed == 0)
		return NULL;
	if (allowed > 0)
		allowed--;
	nnodes++;
	return malloc(sizeof(struct radix_node));
}

static void
node_put(struct radix_node *node)
{
	nnodes--;
	free(node);
}

static const struct radix_alloc alloc = { node_get, node_put };
static struct radix_tree tree = RADIX_TREE_INIT(&alloc);

/* Sorted by index. */
static struct item {
	u64 index;
	bool in, tags[RADIX_TAGS];
} items[NITEMS];

static int
by_index(const void *a, const void *b)
{
	u64 x = ((const struct item *)a)->index;
	u64 y = ((const struct item *)b)->index;

	return (x > y) - (x < y);
}

/* Indices near each other, near powers of two and anywhere; all different. */
static void
make_items(void)
{
	for (u64 i = 0; i < NITEMS; i++) {
		items[i].in = false;
		items[i].index = i < 100 ? i * 3 :
		    i < 200              ? (1UL << (i % 55 + 9)) + i :
					   tap_random();
	}
	items[NITEMS - 1].index = ~0UL;
	qsort(items, NITEMS, sizeof(items[0]), by_index);
}

static bool
tag_agrees(u64 start, unsigned tag)
{
	u64 index = start;

	for (int i = 0; i < NITEMS; i++) {
		if (!items[i].in || !items[i].tags[tag] ||
		    items[i].index < start)
			continue;
		if (radix_next_tagged(&tree, &index, tag) != &items[i] ||
		    index != items[i].index)
			return false;
		if (index++ == ~0UL)
			return true;
	}
	return radix_next_tagged(&tree, &index, tag) == NULL;
}

static bool
iteration_agrees(u64 start)
{
	u64 index = start;
	struct item *item;

	for (int i = 0; i < NITEMS; i++) {
		if (!items[i].in || items[i].index < start)
			continue;
		item = radix_next(&tree, &index);
		if (item != &items[i] || index != item->index)
			return false;
		if (index++ == ~0UL)
			return true;
	}
	return radix_next(&tree, &index) == NULL;
}

static bool
toggle(struct item *item)
{
	int before = nnodes, error;

	if (item->in) {
		*item = (struct item){ .index = item->index };
		return radix_remove(&tree, item->index) == item;
	}
	error = radix_insert(&tree, item->index, item);
	if (error)
		return error == -ENOMEM && nnodes == before;
	item->in = true;
	return radix_insert(&tree, item->index, item) == -EEXIST;
}

static void
toggle_tag(struct item *item, unsigned tag)
{
	if (!item->in)
		return;
	item->tags[tag] ^= true;
	if (item->tags[tag])
		radix_set_tag(&tree, item->index, tag);
	else
		radix_clear_tag(&tree, item->index, tag);
}

static bool
random_run(bool exhaust)
{
	for (int step = 0; step < 20000; step++) {
		struct item *item = &items[(tap_random() >> 20) % NITEMS];

		allowed = exhaust ? (int)(tap_random() >> 20) % 12 : -1;
		if (!toggle(item) ||
		    radix_lookup(&tree, item->index) !=
			(item->in ? item : NULL))
			return false;
		toggle_tag(&items[(tap_random() >> 20) % NITEMS], step % 2);
		item = &items[(tap_random() >> 20) % NITEMS];
		if (step % 50 == 0 &&
		    !(iteration_agrees(item->index) &&
			tag_agrees(item->index, 0) && tag_agrees(0, 1)))
			return false;
	}
	return iteration_agrees(0);
}

static bool
empties(void)
{
	for (int i = 0; i < NITEMS; i++)
		if (items[i].in && !toggle(&items[i]))
			return false;
	return nnodes == 0 && tree.root == NULL;
}

int
main(void)
{
	make_items();
	ok(radix_lookup(&tree, 0) == NULL && iteration_agrees(0), "empty");
	ok(random_run(false), "random insertions and removals");
	ok(empties(), "an empty tree has no nodes");
	ok(random_run(true), "the same when memory runs out");
	ok(empties(), "nothing leaked");
	return tap_done();
}
