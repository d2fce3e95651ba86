/*
 * Interval trees: which of many ranges touch a given one.
 *
 * A red-black tree by start whose members know the largest end of their subtree, so
 * that a search leaves out what ends before it (CLRS 14.3).  Ranges are closed:
 * [first, last], 0 to UINT64_MAX.  The caller does the locking.
 */
#ifndef LIB_INTERVAL_H
#define LIB_INTERVAL_H

#include "lib/rbtree.h"

struct interval {
	struct rb_node node;
	u64 first, last; /* not changed while in a tree */
	u64 max;         /* the largest last of its subtree */
};

struct interval_tree {
	struct rb_tree tree;
};

void interval_tree_init(struct interval_tree *t);

static inline bool
interval_tree_empty(const struct interval_tree *t)
{
	return rb_empty(&t->tree);
}

/* Behind those that start at the same place. */
void interval_insert(struct interval_tree *t, struct interval *i);
void interval_remove(struct interval_tree *t, struct interval *i);

/* Those that touch [first, last], in the order of their starts; NULL at the end. */
struct interval *interval_first(const struct interval_tree *t, u64 first,
    u64 last);
struct interval *interval_next(const struct interval *i, u64 first, u64 last);

#endif
