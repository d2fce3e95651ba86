/*
 * Dentries: names in directories, and the cache of them.
 *
 * A dentry with an inode is positive; one without says that the name does not
 * exist.  Hashed dentries are found by name; a removed or replaced one that
 * is still in use is unhashed.  Unused hashed dentries stay cached on an LRU
 * list until dentry_shrink() frees them.
 */
#ifndef FS_DENTRY_H
#define FS_DENTRY_H

#include "arch/atomic.h"
#include "fs/inode.h"
#include "lib/list.h"
#include "sync/rcu_chain.h"
#include "sync/spinlock.h"

#define DENTRY_INLINE_NAME 40

extern struct lock_role dentry_moves_role; /* nothing moves */

/* Bits of dentry.state above the count of references in its low half. */
#define DENTRY_HASHED (1UL << 32) /* [bucket] */
#define DENTRY_LRU    (1UL << 33) /* on the LRU list [DLRU] */
#define DENTRY_DEAD   (1UL << 34) /* being freed: no more references */
#define DENTRY_REFS   0xffffffffUL

/* Bits of dentry.flags. */
#define DENTRY_USED       1u  /* found since the LRU hand passed */
#define DENTRY_MOUNTPOINT 2u  /* something is mounted here */
#define DENTRY_PSEUDO     4u  /* no name: pipe:[1], anon_inode:[x] */
#define DENTRY_REVALIDATE 8u  /* ask super_ops.revalidate */
#define DENTRY_BORROWS    32u /* its inode is not its own, and outlives it */
#define DENTRY_RECLAIMED  16u /* dead: dentry_reclaims() counts it */

/*
 * Key: [I] immutable, [a] atomic, [n] changed by dentry_move() only, under
 * d->lock and both hash buckets' locks, while .moving is odd; [p] parent's lock;
 * [u] set once, by dentry_attach().  A walk reads the first part of it without a
 * lock or a reference, which is on lines of its own.
 */
struct dentry {
	struct rcu_link link;  /* [bucket] */
	u64 hash;              /* [n] */
	struct dentry *parent; /* [n] owned reference; itself at a root */
	struct inode *inode;   /* [u] owned reference; NULL: negative */
	const char *name;      /* [n] NUL-padded to 8 bytes */
	struct superblock *sb; /* [I] */
	u32 len;               /* [n] */
	u32 moving;            /* [a] counts the begins and ends of moves */
	u32 flags;             /* [a] DENTRY_* */
	char inline_name[DENTRY_INLINE_NAME] __aligned(8);
	u64 cookie; /* the file system's: place in its directory */
	union {
		struct list lru; /* [DLRU] */
		struct rcu_head rcu;
	};

	u64 state __aligned(64); /* [a] references and DENTRY_* */
	struct spinlock lock;
	struct list children OWN_LOCK(lock);
	struct list sibling; /* [p] */
	struct list order;   /* the file system's: neighbours of .cookie */
} __aligned(64);

/* A component of a path: bytes, not terminated; the 7 bytes behind them must be
 * readable, since comparing goes by words. */
struct qname {
	const char *s;
	u32 len;
	u64 hash; /* of the bytes alone, from dentry_table.key on */
	u64 tail; /* the bytes after the last whole word, zero behind them */
};

/* The hash of one more word of a name. */
static inline u64
qname_mix(u64 hash, u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15UL;
	return hash ^ hash >> 29;
}

struct dentry_bucket {
	struct rcu_link *chain; /* [lock] to change */
	struct spinlock lock;
};

/* The hash table. [I] after dentry_init() */
extern struct dentry_table {
	struct dentry_bucket *buckets;
	u64 mask;
	u64 key; /* secret: who chooses names does not choose their buckets */
} dentry_table;

static inline struct dentry_bucket *
dentry_bucket_of(u64 hash)
{
	return &dentry_table.buckets[hash & dentry_table.mask];
}

/* The hash of a name in a directory. */
static inline u64
dentry_full_hash(const struct dentry *parent, u64 name_hash)
{
	u64 h = name_hash + ((u64)parent >> 6);

	return h ^ h >> 32;
}

/* Compares by words: the dentry's name has zeroes behind it, the other one's
 * last word was cut to size, so no length is needed. */
static inline bool
dentry_has_name(const struct dentry *d, const struct qname *q)
{
	const u64 *name = (const u64 *)READ_ONCE(d->name);
	u64 w;
	u32 i;

	for (i = 0; unlikely(i + 8 <= q->len); i += 8) {
		__builtin_memcpy(&w, q->s + i, 8);
		if (READ_ONCE(name[i / 8]) != w)
			return false;
	}
	return READ_ONCE(name[i / 8]) == q->tail;
}

/* Sets up the hash table for this much memory. */
void dentry_init(u64 npages);

static inline void
dentry_get(struct dentry *d)
{
	atomic_add(&d->state, 1);
}

/* Takes a reference to what was found without one, unless it is being freed.
 * => holds: an RCU section, or the bucket's lock */
static inline __must_check bool
dentry_get_live(struct dentry *d)
{
	u64 s = atomic_load(&d->state);

	do {
		if (unlikely(s & DENTRY_DEAD))
			return false;
	} while (unlikely(!atomic_cas(&d->state, &s, s + 1)));
	return true;
}

void dentry_put_slow(struct dentry *d);

/* => sleeps, when it is the last reference to something removed */
static inline void
dentry_put(struct dentry *d)
{
	u64 s = atomic_load(&d->state);

	do {
		if (unlikely((s & DENTRY_REFS) == 1) &&
		    (s & (DENTRY_HASHED | DENTRY_LRU)) !=
			(DENTRY_HASHED | DENTRY_LRU)) {
			dentry_put_slow(d);
			return;
		}
	} while (unlikely(!atomic_cas(&d->state, &s, s - 1)));
}

/* The same, but the list of unused ones may become too long: for who may be called by who
 * shortens it. */
void dentry_put_untrimmed(struct dentry *d);

/* Was its name removed, or replaced? */
bool dentry_is_deleted(struct dentry *d);

static inline u32
dentry_refs(const struct dentry *d)
{
	return (u32)atomic_load(&d->state);
}

/* The hash of a name's bytes, for names that did not come from a path. */
void qname_init(struct qname *q, const char *s, u32 len);

/* The cached child of that name with a reference, or NULL: there is none. */
struct dentry *dentry_find(struct dentry *parent, const struct qname *q);

/* Has d this place and name, at one moment? */
static inline bool
dentry_matches(const struct dentry *d, const struct dentry *parent,
    const struct qname *q, u64 hash)
{
	u32 moving = load_acquire(&d->moving);

	return READ_ONCE(d->hash) == hash && READ_ONCE(d->parent) == parent &&
	    dentry_has_name(d, q) && likely(!(moving & 1)) &&
	    likely(load_acquire(&d->moving) == moving);
}

/* The same without a lock or a reference, for the path walk; while names move
 * here, it may miss one that is there.
 * => holds: an RCU section, for as long as the dentry is used */
static inline struct dentry *
dentry_peek(struct dentry *parent, const struct qname *q)
{
	u64 hash = dentry_full_hash(parent, q->hash);
	struct dentry *d;

	rcu_chain_for_each(d, &dentry_bucket_of(hash)->chain,
	    link) if (dentry_matches(d, parent, q, hash)) break;
	if (unlikely(d && !(atomic_load(&d->flags) & DENTRY_USED)))
		atomic_or(&d->flags, DENTRY_USED);
	return d;
}

/* A new negative dentry with one reference, neither hashed nor attached; it
 * owns a reference to parent (NULL: it is a root of its own).
 * => returns: NULL: no memory */
struct dentry *dentry_alloc(struct superblock *sb, struct dentry *parent,
    const struct qname *q) __must_check;

/* The nameless dentry of an inode; takes over the caller's reference to the
 * inode on success. */
struct dentry *dentry_alloc_pseudo(struct inode *inode, const char *name)
    __must_check;

/* Makes d findable. => holds: the parent inode's lock */
void dentry_hash(struct dentry *d);

/* Makes a negative dentry positive; takes over the reference to inode. */
static inline void
dentry_attach(struct dentry *d, struct inode *inode)
{
	store_release(&d->inode, inode);
}

static inline struct inode *
dentry_inode(const struct dentry *d)
{
	return load_acquire(&d->inode);
}

/* Makes d unfindable: its name was removed, or is to be looked up again.
 * => holds: a reference to d */
void dentry_unhash(struct dentry *d);

/* Frees the unused children of d. => sleeps */
void dentry_prune(struct dentry *d);

/* d takes the name and place of `to`, which is unhashed, and keeps both, so that ".."
 * leads from it where it did; or the two change places.
 * => holds: both parents' inode locks, references to both parents */
void dentry_move(struct dentry *d, struct dentry *to, bool exchange);

/* d's parent with a reference. => any order with moves */
struct dentry *dentry_parent_get(struct dentry *d);

/* Is a below (or equal to) d?  => holds: the tree's shape (rename_lock), or the
 * moves are stopped */
bool dentry_is_below(const struct dentry *a, const struct dentry *d);

/* For walks towards the root: the number of moves so far; has there been none
 * since?  => returns: false: one is or was under way */
bool dentry_moves_read(u64 *moves);
bool dentry_moves_same(u64 moves);
/* Nothing moves from here on, after those that wait.
 * => sleeps; holds: no spinlock, nothing that comes after MOVES */
void dentry_moves_stop(void) ACQUIRE(dentry_moves_role);
void dentry_moves_go(void) RELEASE(dentry_moves_role);

/* Frees up to n of the least recently used dentries.
 * => sleeps; holds: no fs lock => returns: how many were freed */
u64 dentry_shrink(u64 n);

/* The same for the allocator, whatever locks its caller holds: what it takes out of
 * the cache a worker frees soon.  Looks at 4n + 64 at most, with a spinlock held.
 * => returns: how many it took */
u64 dentry_reclaim(u64 n);

/* How many there are. */
u64 dentry_unused(void);

/* Is memory of those still to come? */
bool dentry_reclaims(void);

/* Frees every unused dentry of sb. */
void dentry_shrink_super(struct superblock *sb);

#endif
