/*
 * Sparse arrays from a 64-bit index to a pointer, as of a file's pages.
 *
 * The tree takes its nodes from the caller, who also does the locking. Items are
 * not null.
 *
 * radix_peek() needs no lock, in a tree that gives its nodes back after a grace period.
 *
 * An item may have tags (0 .. RADIX_TAGS - 1), by which it is found without looking
 * at those that have not.
 */
#ifndef LIB_RADIX_H
#define LIB_RADIX_H

#include "lib/compiler.h"
#include "lib/types.h"

#define RADIX_BITS  6
#define RADIX_SLOTS (1U << RADIX_BITS)
#define RADIX_TAGS  2

struct radix_node {
	u64 present; /* [a] bit n: slots[n] is not null */
	u32 shift;   /* [I] the lowest bit of its slots */
	u64 tags
	    [RADIX_TAGS]; /* bit n: that item, or one below slots[n], has it */
	struct rcu_head rcu;      /* the allocator's */
	void *slots[RADIX_SLOTS]; /* [a] */
};

struct radix_alloc {
	/* => returns: memory for a node, in any state, or null */
	struct radix_node *(*get)(void);
	void (*put)(struct radix_node *node);
};

struct radix_tree {
	struct radix_node *root; /* [a] null if empty */
	const struct radix_alloc *alloc;
};

#define RADIX_TREE_INIT(allocator)   \
	{                            \
		.alloc = (allocator) \
	}

/* => returns: the item, or null */
void *radix_lookup(const struct radix_tree *tree, u64 index);

/* The same beside writers, in an RCU section: what comes or goes meanwhile may be found
 * or not, and what is found may have gone. */
void *radix_peek(const struct radix_tree *tree, u64 index);

/* The n items from index first on (NULL: none) to items[].
 * => returns: is there any? */
bool radix_lookup_run(const struct radix_tree *tree, u64 first, unsigned int n,
    void **items);

/*
 * => errors: -EEXIST the index is taken; -ENOMEM, and the tree has the same items
 *    as before
 */
int __must_check radix_insert(struct radix_tree *tree, u64 index, void *item);

/* Put another item where one is. */
void radix_replace(struct radix_tree *tree, u64 index, void *item);

/* => returns: the item that was there, or null */
void *radix_remove(struct radix_tree *tree, u64 index);

/*
 * The first item at *index or later; sets *index to its place.
 * => returns: null if there is none
 */
void *radix_next(const struct radix_tree *tree, u64 *index);

/* Of the item at index, which is there. */
void radix_set_tag(struct radix_tree *tree, u64 index, unsigned int tag);
void radix_clear_tag(struct radix_tree *tree, u64 index, unsigned int tag);

/* As radix_next(), among the items that have the tag. */
void *radix_next_tagged(const struct radix_tree *tree, u64 *index,
    unsigned int tag);

#endif
