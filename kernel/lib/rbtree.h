/*
 * Balanced binary search trees whose links are inside the members.
 *
 * The tree does not know what it sorts by. Either give rb_insert a comparison, or
 * walk down from `root` oneself and call rb_link where the walk ends: that is the
 * way to search and insert in one pass. The caller does the locking.
 *
 * A tree may sum up: each member then keeps something about all of its subtree (the
 * largest of something, say), so that a search can leave out whole subtrees.
 */
#ifndef LIB_RBTREE_H
#define LIB_RBTREE_H

#include "lib/compiler.h"
#include "lib/types.h"

struct rb_node {
	struct rb_node *child[2];    /* smaller, larger */
	unsigned long parent_colour; /* address of the parent; bit 0: black */
};

/* Computes what `node` keeps about its subtree, from its own and its children's.
 * => returns: whether that changed */
typedef bool rb_sum_fn(struct rb_node *node);

struct rb_tree {
	struct rb_node *root;
	rb_sum_fn *sum; /* NULL: members keep nothing */
};

#define RB_TREE_INIT       \
	{                  \
		NULL, NULL \
	}

#define rb_entry(node, type, member) container_of(node, type, member)

/*
 * Insert `node` where the walk ended: at *link, a null child of `parent` or the
 * root of the empty tree.
 */
void rb_link(struct rb_tree *tree, struct rb_node *node, struct rb_node *parent,
    struct rb_node **link);

/* => returns: whether `a` goes before `b` */
typedef bool rb_less_fn(const struct rb_node *a, const struct rb_node *b);

/* Insert after all members that are not greater. */
void rb_insert(struct rb_tree *tree, struct rb_node *node, rb_less_fn *less);

/* Insert `node` behind `last`, the last member; NULL: the tree is empty. */
void rb_append(struct rb_tree *tree, struct rb_node *node,
    struct rb_node *last);

/* Take out a member, to empty the tree: what is left is not balanced, and its sums
 * are not kept.  => returns: null when it is empty */
struct rb_node *rb_strip(struct rb_tree *tree);

/* Take out `node`, which is in the tree. */
void rb_erase(struct rb_tree *tree, struct rb_node *node);

/* What `node`, a member of a tree that sums up, adds of its own has changed. */
void rb_sum_up(struct rb_tree *tree, struct rb_node *node);

/* Members in order. => returns: null at the end */
struct rb_node *rb_first(const struct rb_tree *tree);
struct rb_node *rb_last(const struct rb_tree *tree);
struct rb_node *rb_next(const struct rb_node *node);
struct rb_node *rb_prev(const struct rb_node *node);

/* Also without the lock, as a hint. */
static inline bool
rb_empty(const struct rb_tree *tree)
{
	return READ_ONCE(tree->root) == NULL;
}

#define rb_for_each(node, tree) \
	for (node = rb_first(tree); node; node = rb_next(node))

#endif
