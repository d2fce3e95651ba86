// needs: kernel/lib/rbtree.c
/*
 * Red-black trees against a sorted model, with all invariants checked; and what
 * their members keep about subtrees.
 */
#include <string.h>

#include "lib/rbtree.h"
#include "tests/host/tap.h"

#define NITEMS 200

struct item {
	int key;
	bool in;
	int value, largest; /* its own, and of its subtree */
	struct rb_node node;
};

static struct item items[NITEMS];
static struct rb_tree tree;

static bool
item_less(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry((struct rb_node *)a, struct item, node)->key <
	    rb_entry((struct rb_node *)b, struct item, node)->key;
}

static bool
is_black(const struct rb_node *node)
{
	return !node || node->parent_colour & 1;
}

/* => returns: the black height of a subtree, -1 if an invariant is broken */
static int
check(const struct rb_node *node, const struct rb_node *parent)
{
	int left, right;

	if (!node)
		return 1;
	if ((node->parent_colour & ~1UL) != (unsigned long)parent ||
	    (!is_black(node) && !is_black(parent)))
		return -1;
	left = check(node->child[0], node);
	right = check(node->child[1], node);
	return left < 0 || left != right ? -1 : left + is_black(node);
}

static int
largest_of(const struct rb_node *node)
{
	return node ? rb_entry(node, struct item, node)->largest : -1;
}

static bool
sum_largest(struct rb_node *node)
{
	struct item *item = rb_entry(node, struct item, node);
	int was = item->largest;

	item->largest = max(item->value, largest_of(node->child[0]));
	item->largest = max(item->largest, largest_of(node->child[1]));
	return item->largest != was;
}

/* Does each member of a subtree keep what is so? */
static bool
sums_hold(struct rb_node *node)
{
	return !node ||
	    (sums_hold(node->child[0]) && sums_hold(node->child[1]) &&
		!sum_largest(node));
}

/* Forwards and backwards the members come in order, and all of them. */
static bool
in_order(void)
{
	struct rb_node *node, *last = NULL;
	int n = 0, expected = 0;

	for (int i = 0; i < NITEMS; i++)
		expected += items[i].in;
	rb_for_each(node, &tree) {
		if (last && (item_less(node, last) || rb_prev(node) != last))
			return false;
		last = node;
		n++;
	}
	return n == expected && rb_last(&tree) == last;
}

static bool
random_run(int nkeys, rb_sum_fn *sum)
{
	memset(items, 0, sizeof(items));
	tree.root = NULL;
	tree.sum = sum;
	for (int step = 0; step < 20000; step++) {
		struct item *item = &items[(tap_random() >> 20) % NITEMS];

		if (item->in) {
			rb_erase(&tree, &item->node);
		} else {
			item->key = (tap_random() >> 20) % nkeys;
			item->value = (tap_random() >> 20) % 50;
			rb_insert(&tree, &item->node, item_less);
		}
		item->in = !item->in;
		item = &items[(tap_random() >> 20) % NITEMS];
		if (sum && item->in) {
			item->value = (tap_random() >> 20) % 50;
			rb_sum_up(&tree, &item->node);
		}
		if (sum && !sums_hold(tree.root))
			return false;
		if (!is_black(tree.root) || check(tree.root, NULL) < 0 ||
		    !in_order())
			return false;
	}
	return true;
}

static bool
test_strip(void)
{
	struct rb_node *last = NULL, *n;
	unsigned count = 0;

	memset(items, 0, sizeof(items));
	tree = (struct rb_tree)RB_TREE_INIT;
	for (int i = 0; i < NITEMS; i++) {
		items[i].key = i;
		rb_append(&tree, &items[i].node, last);
		last = &items[i].node;
		if (check(tree.root, NULL) < 0 || rb_last(&tree) != last)
			return false;
	}
	while ((n = rb_strip(&tree))) {
		struct item *item = rb_entry(n, struct item, node);

		count += !item->in;
		item->in = true;
		memset(n, 0xff, sizeof(*n));
	}
	return count == NITEMS && rb_empty(&tree);
}

int
main(void)
{
	ok(rb_empty(&tree) && !rb_first(&tree) && !rb_last(&tree), "empty");
	ok(random_run(1000000, NULL), "different keys");
	ok(random_run(10, NULL), "equal keys");
	ok(random_run(1000000, sum_largest), "sums of different keys");
	ok(random_run(10, sum_largest), "sums of equal keys");
	ok(test_strip(), "appended in order, and stripped");
	return tap_done();
}
