/* Between the files of the cache of names: dentry.c, dentry_lru.c, dentry_move.c. */
#ifndef FS_DENTRY_INTERNAL_H
#define FS_DENTRY_INTERNAL_H

#include "fs/dentry.h"

#define BURST 32 /* dentries looked at in one go, under spinlocks */

/* A name that is too long to be inline.  A replaced dentry and that which has come in
 * its place share it. */
struct long_name {
	struct refcount refs;
	struct rcu_head rcu;
	char bytes[] __aligned(8);
};

/* NULL: it is inline. */
static inline struct long_name *
long_name(const struct dentry *d)
{
	return d->name == d->inline_name ?
	    NULL :
	    container_of((char *)d->name, struct long_name, bytes[0]);
}

void long_name_free(struct rcu_head *h);

/* Lets d die if nobody uses it. => returns: true: dentry_bury() is due */
bool dentry_claim(struct dentry *d) __must_check;
/* Frees a dead dentry, and drops the references to parents that this was the last
 * user of. => sleeps */
void dentry_bury(struct dentry *d);

void dentry_hash_locked(struct dentry_bucket *b, struct dentry *d)
    REQUIRES(b->lock);
void dentry_unhash_locked(struct dentry_bucket *b, struct dentry *d)
    REQUIRES(b->lock);

/* --- dentry_lru.c --- */

/* max: so many are kept. */
void dentry_lru_init(u64 max);
/* Puts d on the list or takes it off, if it is not there or off yet. */
void dentry_lru_set(struct dentry *d, bool on);
/* Shortens it, if it is too long. => sleeps */
void dentry_lru_trim(void);
/* The memory of one with DENTRY_RECLAIMED has come. */
void dentry_lru_freed(void);

/* --- dentry_move.c --- */

void dentry_moves_init(void);

#endif
