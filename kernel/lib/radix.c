/*
 * Radix trees: six bits of the index select a slot in each level of nodes.
 *
 * The root is only as high as the largest index needs: a node of shift s holds
 * indices below 2^(s + 6), and its slots point at nodes of shift s - 6, or at items
 * if s is 0.
 *
 *   1. No node is empty, except one that radix_insert has just made: it fills it
 *      before it returns, or frees it.
 *   2. Bit n of `present` is set exactly if slots[n] is not null; slots that are
 *      not present are never read.
 *   3. The root has more than its slot 0, unless its shift is 0: removal lowers
 *      the tree again.
 *   4. A slot that is not present has no tag; one that leads to a node has those
 *      that any slot of that node has.
 *
 * radix_peek() runs beside the one writer: a slot is filled before its bit says so, and a
 * node before something points to it; one that is given back stays as it is until the
 * grace period is over.
 *
 * Eleven levels span 64 bits, which bounds every loop and recursion here.
 */
#include "lib/radix.h"

#include "abi/errno.h"
#include "lib/bits.h"

#define MAX_LEVELS ((64 + RADIX_BITS - 1) / RADIX_BITS)

static unsigned int
slot_of(u64 index, unsigned int shift)
{
	return (index >> shift) & (RADIX_SLOTS - 1);
}

/* Whether a root of this shift reaches `index`. */
static bool
covers(unsigned int shift, u64 index)
{
	return shift + RADIX_BITS >= 64 || index >> (shift + RADIX_BITS) == 0;
}

static void *
slot_get(const struct radix_node *node, unsigned int slot)
{
	return node->present & BIT(slot) ? node->slots[slot] : NULL;
}

/* In this order, for radix_peek(). */
static void
slot_set(struct radix_node *node, unsigned int slot, void *value)
{
	store_release(&node->slots[slot], value);
	store_release(&node->present, node->present | BIT(slot));
}

/* The node whose slots are the items from index / RADIX_SLOTS on, or NULL. */
static inline const struct radix_node *
leaf_of(const struct radix_tree *tree, u64 index)
{
	const struct radix_node *node = tree->root;

	if (!node || !covers(node->shift, index))
		return NULL;
	for (int shift = node->shift; node && shift > 0; shift -= RADIX_BITS)
		node = slot_get(node, slot_of(index, shift));
	return node;
}

void *
radix_lookup(const struct radix_tree *tree, u64 index)
{
	const struct radix_node *leaf = leaf_of(tree, index);

	return leaf ? slot_get(leaf, slot_of(index, 0)) : NULL;
}

void *
radix_peek(const struct radix_tree *tree, u64 index)
{
	const struct radix_node *node = load_acquire(&tree->root);

	if (!node || !covers(node->shift, index))
		return NULL;
	for (int shift = node->shift;; shift -= RADIX_BITS) {
		unsigned int slot = slot_of(index, shift);

		if (!(load_acquire(&node->present) & BIT(slot)))
			return NULL;
		if (!shift)
			return load_acquire(&node->slots[slot]);
		node = load_acquire(&node->slots[slot]);
	}
}

bool
radix_lookup_run(const struct radix_tree *tree, u64 first, unsigned int n,
    void **items)
{
	unsigned int i = 0;
	bool found = false;

	while (i < n) {
		const struct radix_node *leaf = leaf_of(tree, first + i);
		unsigned int slot = slot_of(first + i, 0);
		unsigned int end = min(n, i + RADIX_SLOTS - slot);
		u64 present = leaf ? leaf->present >> slot : 0;

		/* Those of the end - i slots that are wanted, at least one. */
		found |= present << (RADIX_SLOTS - (end - i)) % RADIX_SLOTS !=
		    0;
		for (; i < end; i++, slot++, present >>= 1)
			items[i] = present & 1 ? leaf->slots[slot] : NULL;
	}
	return found;
}

static struct radix_node *
node_create(const struct radix_tree *tree, unsigned int shift)
{
	struct radix_node *node = tree->alloc->get();

	if (node) {
		node->present = 0;
		node->shift = shift;
		for (unsigned int tag = 0; tag < RADIX_TAGS; tag++)
			node->tags[tag] = 0;
	}
	return node;
}

/* Undo growth that came to nothing, or that removal has made needless. */
static void
lower_root(struct radix_tree *tree)
{
	while (tree->root && (tree->root->present & ~1UL) == 0) {
		struct radix_node *root = tree->root;

		if (root->present && root->shift == 0)
			return;
		store_release(&tree->root, slot_get(root, 0));
		tree->alloc->put(root);
	}
}

/* Put new roots above the old one until the tree reaches `index`. */
static int __must_check
raise_root(struct radix_tree *tree, u64 index)
{
	unsigned int shift = 0;

	if (!tree->root) {
		while (!covers(shift, index))
			shift += RADIX_BITS;
		store_release(&tree->root, node_create(tree, shift));
		return tree->root ? 0 : -ENOMEM;
	}
	while (!covers(tree->root->shift, index)) {
		struct radix_node *root = node_create(tree,
		    tree->root->shift + RADIX_BITS);

		if (!root)
			return -ENOMEM;
		slot_set(root, 0, tree->root);
		for (unsigned int tag = 0; tag < RADIX_TAGS; tag++)
			root->tags[tag] = tree->root->tags[tag] != 0;
		store_release(&tree->root, root);
	}
	return 0;
}

/* The slots of `index` in path[0 .. level] lose the tag, as far as none below has it. */
static void
lose_tag(struct radix_node **path, int level, u64 index, unsigned int tag)
{
	for (; level >= 0; level--) {
		path[level]->tags[tag] &= ~BIT(slot_of(index,
		    path[level]->shift));
		if (path[level]->tags[tag])
			break;
	}
}

/* Clear the slot of `index` in path[level], and free nodes that become empty. */
static void
prune(struct radix_tree *tree, struct radix_node **path, int level, u64 index)
{
	for (unsigned int tag = 0; tag < RADIX_TAGS; tag++)
		lose_tag(path, level, index, tag);
	for (; level >= 0; level--) {
		unsigned int slot = slot_of(index, path[level]->shift);

		store_release(&path[level]->present,
		    path[level]->present & ~BIT(slot));
		if (path[level]->present)
			break;
		if (level > 0)
			tree->alloc->put(path[level]);
	}
	lower_root(tree);
}

int
radix_insert(struct radix_tree *tree, u64 index, void *item)
{
	struct radix_node *path[MAX_LEVELS];
	unsigned int shift;
	int level = 0, error;

	error = raise_root(tree, index);
	if (error)
		goto lower;
	path[0] = tree->root;
	for (shift = path[0]->shift; shift > 0; shift -= RADIX_BITS) {
		unsigned int slot = slot_of(index, shift);
		struct radix_node *child = slot_get(path[level], slot);

		if (!child) {
			child = node_create(tree, shift - RADIX_BITS);
			if (!child) {
				error = -ENOMEM;
				goto prune;
			}
			slot_set(path[level], slot, child);
		}
		path[++level] = child;
	}
	if (slot_get(path[level], slot_of(index, 0)))
		return -EEXIST;
	slot_set(path[level], slot_of(index, 0), item);
	return 0;

prune:
	/* Only a node made here is empty, and then so are those below it. */
	if (path[level]->present == 0)
		prune(tree, path, level, index);
lower:
	lower_root(tree);
	return error;
}

void
radix_replace(struct radix_tree *tree, u64 index, void *item)
{
	struct radix_node *node = tree->root;

	for (unsigned int shift = node->shift; shift; shift -= RADIX_BITS)
		node = slot_get(node, slot_of(index, shift));
	slot_set(node, slot_of(index, 0), item);
}

/* The nodes from the root to that of the item at index, which is there.
 * => returns: the last one's place in path[] */
static int
walk_to(const struct radix_tree *tree, u64 index, struct radix_node **path)
{
	struct radix_node *node = tree->root;
	int level = 0;

	for (unsigned int shift = node->shift; shift; shift -= RADIX_BITS) {
		path[level++] = node;
		node = slot_get(node, slot_of(index, shift));
	}
	path[level] = node;
	return level;
}

void
radix_set_tag(struct radix_tree *tree, u64 index, unsigned int tag)
{
	struct radix_node *path[MAX_LEVELS];
	int level = walk_to(tree, index, path);

	for (unsigned int shift = 0; level >= 0; level--, shift += RADIX_BITS)
		path[level]->tags[tag] |= BIT(slot_of(index, shift));
}

void
radix_clear_tag(struct radix_tree *tree, u64 index, unsigned int tag)
{
	struct radix_node *path[MAX_LEVELS];
	int level = walk_to(tree, index, path);

	lose_tag(path, level, index, tag);
}

void *
radix_remove(struct radix_tree *tree, u64 index)
{
	struct radix_node *path[MAX_LEVELS];
	unsigned int shift;
	int level = 0;
	void *item;

	if (!tree->root || !covers(tree->root->shift, index))
		return NULL;
	path[0] = tree->root;
	shift = path[0]->shift;
	while ((item = slot_get(path[level], slot_of(index, shift))) && shift) {
		path[++level] = item;
		shift -= RADIX_BITS;
	}
	if (item)
		prune(tree, path, level, index);
	return item;
}

/* What radix_next() looks at: all, or those that have a tag. */
#define ANY RADIX_TAGS

static u64
slots_of(const struct radix_node *node, unsigned int tag)
{
	return tag == ANY ? node->present : node->tags[tag];
}

/* The first item of a subtree whose index within it is not below `start`. */
static void *
first_from(const struct radix_node *node, unsigned int shift, u64 start,
    unsigned int tag, u64 *index)
{
	unsigned int first = slot_of(start, shift);
	u64 left = slots_of(node, tag) & (~0UL << first);

	for (; left; left &= left - 1) {
		unsigned int slot = ffs64(left);
		u64 rest = slot == first ? start & (BIT(shift) - 1) : 0;
		void *item = node->slots[slot];

		*index = 0;
		if (shift)
			item = first_from(item, shift - RADIX_BITS, rest, tag,
			    index);
		if (item) {
			*index |= (u64)slot << shift;
			return item;
		}
	}
	return NULL;
}

void *
radix_next_tagged(const struct radix_tree *tree, u64 *index, unsigned int tag)
{
	u64 found;
	void *item;

	if (!tree->root || !covers(tree->root->shift, *index))
		return NULL;
	item = first_from(tree->root, tree->root->shift, *index, tag, &found);
	if (item)
		*index = found;
	return item;
}

void *
radix_next(const struct radix_tree *tree, u64 *index)
{
	return radix_next_tagged(tree, index, ANY);
}
