/*
 * Red-black trees (Guibas and Sedgewick 1978; Cormen et al., chapter 13).
 *
 * Every node is red or black, so that
 *
 *   1. the root is black, and so count the null children;
 *   2. a red node has no red child;
 *   3. from a node, every path down to a null passes equally many black nodes.
 *
 * Hence no path is more than twice as long as another. Inserting a red node can
 * break 2 only, erasing a black one 3 only; both are mended on the way up, with at
 * most three rotations.
 *
 * Left and right are child[0] and child[1], so that each case is written once with
 * a side `s` and its opposite `!s`. The colour lives in the low bit of the parent
 * pointer, which alignment leaves free.
 *
 * In a tree that sums up, what changes below a node is carried up from there as far
 * as it makes a difference. A rotation leaves the members below its place the same,
 * so that only the two nodes that it turns are summed up anew.
 */
#include "lib/rbtree.h"

#define BLACK 1UL

static struct rb_node *
parent_of(const struct rb_node *node)
{
	return (struct rb_node *)(node->parent_colour & ~BLACK);
}

static bool
is_red(const struct rb_node *node)
{
	return node && !(node->parent_colour & BLACK);
}

static void
set_parent(struct rb_node *node, struct rb_node *parent)
{
	node->parent_colour = (unsigned long)parent |
	    (node->parent_colour & BLACK);
}

static void
set_black(struct rb_node *node)
{
	node->parent_colour |= BLACK;
}

static void
set_red(struct rb_node *node)
{
	node->parent_colour &= ~BLACK;
}

static void
copy_colour(struct rb_node *to, const struct rb_node *from)
{
	to->parent_colour = (to->parent_colour & ~BLACK) |
	    (from->parent_colour & BLACK);
}

static int
side_of(const struct rb_node *node, const struct rb_node *parent)
{
	return parent->child[1] == node;
}

/* Let the parent of `old`, or the root, point at `new`, which may be null. */
static void
replace_child(struct rb_tree *tree, struct rb_node *parent, struct rb_node *old,
    struct rb_node *new)
{
	if (parent)
		parent->child[side_of(old, parent)] = new;
	else
		WRITE_ONCE(tree->root, new);
	if (new)
		set_parent(new, parent);
}

void
rb_sum_up(struct rb_tree *tree, struct rb_node *node)
{
	/* The first counts as changed: it may have got its place just now. */
	if (!node)
		return;
	(void)tree->sum(node);
	while ((node = parent_of(node)) && tree->sum(node))
		;
}

/* `node` goes down to side `s`; its child on the other side takes its place. */
static void
rotate(struct rb_tree *tree, struct rb_node *node, int s)
{
	struct rb_node *up = node->child[!s];

	replace_child(tree, parent_of(node), node, up);
	node->child[!s] = up->child[s];
	if (up->child[s])
		set_parent(up->child[s], node);
	up->child[s] = node;
	set_parent(node, up);
	if (unlikely(tree->sum)) {
		(void)tree->sum(node);
		(void)tree->sum(up);
	}
}

/* `node` is red; mend 2 between it and its parent. */
static void
fix_insert(struct rb_tree *tree, struct rb_node *node)
{
	struct rb_node *parent, *grand, *uncle;

	while (is_red(parent = parent_of(node))) {
		grand = parent_of(parent); /* a red parent is not the root */
		int s = side_of(parent, grand);

		uncle = grand->child[!s];
		if (is_red(uncle)) {
			set_black(parent);
			set_black(uncle);
			set_red(grand);
			node = grand;
			continue;
		}
		if (side_of(node, parent) != s) {
			rotate(tree, parent, s);
			parent = node;
		}
		set_black(parent);
		set_red(grand);
		rotate(tree, grand, !s);
		break;
	}
	set_black(tree->root);
}

void
rb_link(struct rb_tree *tree, struct rb_node *node, struct rb_node *parent,
    struct rb_node **link)
{
	node->child[0] = node->child[1] = NULL;
	node->parent_colour = (unsigned long)parent;
	WRITE_ONCE(*link, node);
	if (unlikely(tree->sum))
		rb_sum_up(tree, node);
	fix_insert(tree, node);
}

void
rb_append(struct rb_tree *tree, struct rb_node *node, struct rb_node *last)
{
	rb_link(tree, node, last, last ? &last->child[1] : &tree->root);
}

void
rb_insert(struct rb_tree *tree, struct rb_node *node, rb_less_fn *less)
{
	struct rb_node *parent = NULL, **link = &tree->root;

	while (*link) {
		parent = *link;
		link = &parent->child[!less(node, parent)];
	}
	rb_link(tree, node, parent, link);
}

/* Paths through `node`, perhaps null, of `parent` lack one black: mend 3. */
static void
fix_erase(struct rb_tree *tree, struct rb_node *node, struct rb_node *parent)
{
	while (parent && !is_red(node)) {
		int s = side_of(node, parent);
		struct rb_node *sibling = parent->child[!s];

		if (is_red(sibling)) {
			set_black(sibling);
			set_red(parent);
			rotate(tree, parent, s);
			sibling = parent->child[!s];
		}
		if (!is_red(sibling->child[0]) && !is_red(sibling->child[1])) {
			set_red(sibling);
			node = parent;
			parent = parent_of(node);
			continue;
		}
		if (!is_red(sibling->child[!s])) {
			set_black(sibling->child[s]);
			set_red(sibling);
			rotate(tree, sibling, !s);
			sibling = parent->child[!s];
		}
		copy_colour(sibling, parent);
		set_black(parent);
		set_black(sibling->child[!s]);
		rotate(tree, parent, s);
		return;
	}
	if (node)
		set_black(node);
}

struct rb_node *
rb_strip(struct rb_tree *tree)
{
	struct rb_node **link = &tree->root, *leaf;

	if (!*link)
		return NULL;
	while ((*link)->child[0] || (*link)->child[1])
		link = &(*link)->child[!(*link)->child[0]];
	leaf = *link;
	WRITE_ONCE(*link, NULL);
	return leaf;
}

/* Let `heir` take the place, children and colour of `node`. */
static void
take_place(struct rb_tree *tree, struct rb_node *node, struct rb_node *heir)
{
	replace_child(tree, parent_of(node), node, heir);
	copy_colour(heir, node);
	for (int s = 0; s < 2; s++) {
		heir->child[s] = node->child[s];
		if (heir->child[s])
			set_parent(heir->child[s], heir);
	}
}

void
rb_erase(struct rb_tree *tree, struct rb_node *node)
{
	struct rb_node *leaving = node, *child, *parent;
	bool was_black;

	/* With two children, the next larger one leaves its place instead. */
	if (node->child[0] && node->child[1])
		leaving = rb_next(node);
	child = leaving->child[leaving->child[0] == NULL];
	parent = parent_of(leaving);
	was_black = !is_red(leaving);
	replace_child(tree, parent, leaving, child);
	if (leaving != node) {
		take_place(tree, node, leaving);
		if (parent == node)
			parent = leaving;
	}
	if (unlikely(tree->sum)) {
		rb_sum_up(tree, parent);
		if (leaving != node)
			rb_sum_up(tree, leaving);
	}
	if (was_black)
		fix_erase(tree, child, parent);
}

/* The last node on the way down to side `s`. */
static struct rb_node *
outermost(struct rb_node *node, int s)
{
	while (node && node->child[s])
		node = node->child[s];
	return node;
}

/* The neighbour in order on side `s`. */
static struct rb_node *
neighbour(const struct rb_node *node, int s)
{
	struct rb_node *parent;

	if (node->child[s])
		return outermost(node->child[s], !s);
	while ((parent = parent_of(node)) && side_of(node, parent) == s)
		node = parent;
	return parent;
}

struct rb_node *
rb_first(const struct rb_tree *tree)
{
	return outermost(tree->root, 0);
}

struct rb_node *
rb_last(const struct rb_tree *tree)
{
	return outermost(tree->root, 1);
}

struct rb_node *
rb_next(const struct rb_node *node)
{
	return neighbour(node, 1);
}

struct rb_node *
rb_prev(const struct rb_node *node)
{
	return neighbour(node, 0);
}
