/* Interval trees: see interval.h. */
#include "lib/interval.h"

static struct interval *
entry(struct rb_node *n)
{
	return n ? rb_entry(n, struct interval, node) : NULL;
}

static bool
sum(struct rb_node *n)
{
	struct interval *i = entry(n);
	u64 max = i->last;

	for (unsigned side = 0; side < 2; side++)
		if (n->child[side] && entry(n->child[side])->max > max)
			max = entry(n->child[side])->max;
	if (i->max == max)
		return false;
	i->max = max;
	return true;
}

void
interval_tree_init(struct interval_tree *t)
{
	t->tree = (struct rb_tree){ .sum = sum };
}

void
interval_insert(struct interval_tree *t, struct interval *i)
{
	struct rb_node **link = &t->tree.root, *parent = NULL;
	struct interval *at;

	/* What it adds to the sums is noted on the way down. */
	while ((at = entry(*link))) {
		if (at->max < i->last)
			at->max = i->last;
		parent = *link;
		link = &parent->child[i->first >= at->first];
	}
	i->max = i->last;
	rb_link(&t->tree, &i->node, parent, link);
}

void
interval_remove(struct interval_tree *t, struct interval *i)
{
	rb_erase(&t->tree, &i->node);
}

/* The leftmost of the subtree at n, which reaches to `first`, that touches. */
static struct interval *
leftmost(struct rb_node *n, u64 first, u64 last)
{
	while (n) {
		struct interval *i = entry(n);

		if (n->child[0] && entry(n->child[0])->max >= first) {
			/* What touches, if any does, is there: all of it starts
			 * before i, and one of it reaches. */
			n = n->child[0];
			continue;
		}
		if (i->first > last)
			return NULL;
		if (i->last >= first)
			return i;
		n = n->child[1];
		if (n && entry(n)->max < first)
			return NULL;
	}
	return NULL;
}

struct interval *
interval_first(const struct interval_tree *t, u64 first, u64 last)
{
	struct rb_node *n = t->tree.root;

	return n && entry(n)->max >= first ? leftmost(n, first, last) : NULL;
}

static struct rb_node *
parent_of(const struct rb_node *n)
{
	return (struct rb_node *)(n->parent_colour & ~1UL);
}

struct interval *
interval_next(const struct interval *i, u64 first, u64 last)
{
	struct rb_node *right = i->node.child[1];
	const struct rb_node *n = &i->node, *up;

	if (right && entry(right)->max >= first)
		return leftmost(right, first, last);
	for (;;) {
		up = parent_of(n);
		if (!up)
			return NULL;
		if (n != up->child[1]) {
			struct interval *u = entry((struct rb_node *)up);

			if (u->first > last)
				return NULL;
			if (u->last >= first)
				return u;
			if (up->child[1] && entry(up->child[1])->max >= first)
				return leftmost(up->child[1], first, last);
		}
		n = up;
	}
}
