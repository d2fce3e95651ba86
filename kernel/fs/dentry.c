/*
 * The cache of names.
 *
 * A hash table from (parent, name) to dentry.  A path walk reads it in an RCU
 * section (dentry_peek): it takes no lock and no reference on its way, and writes
 * nothing.  It may find what is being moved or removed: a dentry counts its moves,
 * so that a name is compared with what it was at one moment; and one that is being
 * freed gives no reference.  What a walk misses is looked up again with the
 * directory locked (dentry_find), when nothing comes or goes there.
 *
 * dentry->state holds the count of references and the flags in one word, so
 * that "nobody uses it, and nobody will" is one decision, made by compare-and-swap.
 *
 * Life:
 *   dentry_alloc() -> dentry_hash() -> found and put many times
 *     put to 0, hashed:      dentry_put_slow() puts it on the LRU list; it
 *                            stays there while it is used again
 *     put to 0, not hashed:  it dies
 *     dentry_shrink(), dentry_prune(), dentry_reclaim(): those with 0
 *                            references die (dentry_lru.c)
 * There is one way to die: dentry_claim() sets DENTRY_DEAD where there is no reference,
 * and who has done that calls dentry_bury(), which takes it off everything that leads to
 * it; its memory goes after a grace period.
 *
 * Invariants:
 *  1. A count leaves 0 only where DENTRY_DEAD is not set.
 *  2. A dentry owns a reference to its parent, so a parent outlives children.
 *  3. d->inode is set once, under the directory's lock.  A name that is removed
 *     takes its dentry with it: what is found under it next is another.
 *
 * Locking: dentry->lock (name and parent against moves; the list of children),
 * then bucket locks, two by address, then the LRU lock.
 *
 * Left out: moves of whole trees between file systems, aliases of directories.
 */
#include "fs/dentry_internal.h"

#include "lib/assert.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "time/random.h"

struct dentry_table dentry_table;

static struct slab_cache dentry_cache = SLAB_CACHE("dentry", struct dentry);

void
dentry_init(u64 npages)
{
	u64 n = 1024;

	while (n < npages / 4 && n < 65536)
		n *= 2;
	dentry_table.buckets = kcalloc(n, sizeof(struct dentry_bucket));
	if (!dentry_table.buckets)
		panic("no memory for the dentry table");
	for (u64 i = 0; i < n; i++)
		spin_init(&dentry_table.buckets[i].lock, LC_DCACHE);
	dentry_table.mask = n - 1;
	dentry_table.key = random_u64();
	dentry_moves_init();
	dentry_lru_init(n * 2);
}

void
qname_init(struct qname *q, const char *s, u32 len)
{
	u64 h = dentry_table.key, w;
	u32 i;

	for (i = 0; i + 8 <= len; i += 8) {
		__builtin_memcpy(&w, s + i, 8);
		h = qname_mix(h, w);
	}
	w = 0;
	__builtin_memcpy(&w, s + i, len - i);
	*q = (struct qname){
		.s = s, .len = len, .hash = qname_mix(h, w), .tail = w
	};
}

void
long_name_free(struct rcu_head *h)
{
	kfree(container_of(h, struct long_name, rcu));
}

/* A copy of the name in d or, when it is long, in memory of its own. */
static bool
name_set(struct dentry *d, const char *s, u32 len)
{
	u32 room = ALIGN_UP(len + 1, 8u);
	char *p = d->inline_name;

	if (room > DENTRY_INLINE_NAME) {
		struct long_name *l = kmalloc(sizeof(*l) + room);

		if (!l)
			return false;
		ref_init(&l->refs, 1);
		p = l->bytes;
	}
	memset(p + room - 8, 0, 8);
	memcpy(p, s, len);
	d->name = p;
	d->len = len;
	return true;
}

struct dentry *
dentry_alloc(struct superblock *sb, struct dentry *parent,
    const struct qname *q)
{
	struct dentry *d = slab_alloc(&dentry_cache);

	if (!d)
		return NULL;
	if (!name_set(d, q->s, q->len)) {
		slab_free(&dentry_cache, d);
		return NULL;
	}
	d->state = 1;
	d->flags = 0;
	d->moving = 0;

	d->inode = NULL;
	d->sb = sb;
	d->cookie = 0;
	d->hash = q->hash;
	spin_init(&d->lock, LC_DENTRY);
	list_init(&d->sibling);
	list_init(&d->children);
	list_init(&d->lru);
	list_init(&d->order);
	d->parent = d;
	if (parent) {
		dentry_get(parent);
		d->parent = parent;
		d->hash = dentry_full_hash(parent, q->hash);
		spin_lock(&parent->lock);
		list_add_tail(&parent->children, &d->sibling);
		spin_unlock(&parent->lock);
	}
	return d;
}

struct dentry *
dentry_alloc_pseudo(struct inode *inode, const char *name)
{
	struct qname q;
	struct dentry *d;

	qname_init(&q, name, (u32)strlen(name));
	d = dentry_alloc(inode->sb, NULL, &q);
	if (!d)
		return NULL;
	d->flags = DENTRY_PSEUDO;
	d->inode = inode;
	return d;
}

/* --- Dying ---------------------------------------------------------------------- */

bool
dentry_claim(struct dentry *d)
{
	u64 s = atomic_load(&d->state);

	do {
		if (s & (DENTRY_REFS | DENTRY_DEAD))
			return false;
	} while (!atomic_cas(&d->state, &s, s | DENTRY_DEAD));
	return true;
}

static void
dentry_free(struct rcu_head *h)
{
	struct dentry *d = container_of(h, struct dentry, rcu);
	struct long_name *l = long_name(d);

	if (d->flags & DENTRY_RECLAIMED)
		dentry_lru_freed();
	if (l && ref_put(&l->refs))
		kfree(l);
	slab_free(&dentry_cache, d);
}

/* Takes a dead dentry off all that leads to it. => returns: the parent, whose
 * reference passes to the caller, or NULL => sleeps */
static struct dentry *
bury(struct dentry *d)
{
	struct dentry *parent = d->parent;

	if (atomic_load(&d->state) & DENTRY_HASHED)
		dentry_unhash(d);
	if (atomic_load(&d->state) & DENTRY_LRU)
		dentry_lru_set(d, false);
	if (parent != d) {
		spin_lock(&parent->lock);
		list_remove(&d->sibling);
		spin_unlock(&parent->lock);
	} else {
		parent = NULL;
	}
	if (d->inode && !(d->flags & DENTRY_BORROWS))
		inode_put(d->inode);
	if (d->flags & DENTRY_PSEUDO)
		dentry_free(&d->rcu); /* no walk finds it */
	else
		rcu_call(&d->rcu, dentry_free);
	return parent;
}

/* Drops one reference.  => returns: true: it was the last of one that is not to
 * be kept, bury() is due */
static bool
put_and_test(struct dentry *d)
{
	u64 s = atomic_load(&d->state), n;

	for (;;) {
		assert(s & DENTRY_REFS);
		n = s - 1;
		if ((n & (DENTRY_REFS | DENTRY_HASHED)) == 0)
			n |= DENTRY_DEAD;
		if ((n & DENTRY_REFS) || n & (DENTRY_DEAD | DENTRY_LRU)) {
			if (atomic_cas(&d->state, &s, n))
				return n & DENTRY_DEAD;
		} else {
			/* Onto the list before, while nobody can claim it. */
			dentry_lru_set(d, true);
			s = atomic_load(&d->state);
		}
	}
}

/* A loop, as paths may be thousands of directories deep. */
void
dentry_bury(struct dentry *d)
{
	do {
		d = bury(d);
		sched_point();
	} while (d && put_and_test(d));
}

void
dentry_put_untrimmed(struct dentry *d)
{
	if (put_and_test(d))
		dentry_bury(d);
}

void
dentry_put_slow(struct dentry *d)
{
	dentry_put_untrimmed(d);
	dentry_lru_trim();
}

/* --- The table ------------------------------------------------------------------- */

void
dentry_hash_locked(struct dentry_bucket *b, struct dentry *d) REQUIRES(b->lock)
{
	rcu_chain_add(&b->chain, &d->link);
	atomic_or(&d->state, DENTRY_HASHED);
}

void
dentry_hash(struct dentry *d)
{
	struct dentry_bucket *b = dentry_bucket_of(d->hash);

	spin_lock(&b->lock);
	dentry_hash_locked(b, d);
	spin_unlock(&b->lock);
}

void
dentry_unhash_locked(struct dentry_bucket *b, struct dentry *d)
    REQUIRES(b->lock)
{
	if (!(atomic_load(&d->state) & DENTRY_HASHED))
		return;
	rcu_chain_remove(&b->chain, &d->link);
	atomic_and(&d->state, ~DENTRY_HASHED);
}

struct dentry *
dentry_find(struct dentry *parent, const struct qname *q)
{
	u64 hash = dentry_full_hash(parent, q->hash);
	struct dentry_bucket *b = dentry_bucket_of(hash);
	struct dentry *d;

	spin_lock(&b->lock);
	rcu_chain_for_each(d, &b->chain, link) if (d->hash == hash &&
	    d->parent == parent && dentry_has_name(d, q) &&
	    dentry_get_live(d)) break;
	spin_unlock(&b->lock);
	return d;
}

/* The bucket that d is in, locked: d may move while we wait for it. */
static struct dentry_bucket *
bucket_lock(struct dentry *d) NO_THREAD_SAFETY_ANALYSIS
{
	for (;;) {
		u64 hash = atomic_load(&d->hash);
		struct dentry_bucket *b = dentry_bucket_of(hash);

		spin_lock(&b->lock);
		if (likely(atomic_load(&d->hash) == hash))
			return b;
		spin_unlock(&b->lock);
	}
}

static void
bucket_unlock(struct dentry_bucket *b) NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&b->lock);
}

void
dentry_unhash(struct dentry *d) NO_THREAD_SAFETY_ANALYSIS
{
	struct dentry_bucket *b = bucket_lock(d);

	dentry_unhash_locked(b, d);
	bucket_unlock(b);
}

bool
dentry_is_deleted(struct dentry *d)
{
	u32 moving;
	bool deleted;

	/* A move unhashes it for a moment. */
	do {
		moving = load_acquire(&d->moving);
		deleted = !(load_acquire(&d->state) & DENTRY_HASHED) &&
		    load_acquire(&d->parent) != d;
	} while (moving & 1 || load_acquire(&d->moving) != moving);
	return deleted;
}

/* Takes some of d's children apart; those that are seen go on to `seen`.
 * => returns: false: that was all, and they are all back */
static bool
prune_some(struct dentry *d, struct list *seen, struct list *doomed)
{
	struct dentry *child;
	bool more;

	spin_lock(&d->lock);
	for (unsigned n = 0; n < BURST && !list_empty(&d->children); n++) {
		child = list_first(&d->children, struct dentry, sibling);
		/* It stays a child: bury() takes it off the list. */
		list_move_tail(seen, &child->sibling);
		if (dentry_claim(child)) {
			dentry_lru_set(child, false);
			list_add_tail(doomed, &child->lru);
		}
	}
	more = !list_empty(&d->children);
	if (!more)
		list_splice_tail(&d->children, seen);
	spin_unlock(&d->lock);
	return more;
}

void
dentry_prune(struct dentry *d)
{
	struct list doomed = LIST_INIT(doomed), seen = LIST_INIT(seen);
	struct dentry *child;
	bool more;

	if (list_empty(&d->children))
		return;
	do {
		more = prune_some(d, &seen, &doomed);
		while ((child = list_pop(&doomed, struct dentry, lru)))
			dentry_bury(child);
		sched_point();
	} while (more);
}

struct dentry *
dentry_parent_get(struct dentry *d)
{
	struct dentry *parent;

	spin_lock(&d->lock);
	parent = d->parent;
	dentry_get(parent);
	spin_unlock(&d->lock);
	return parent;
}

bool
dentry_is_below(const struct dentry *a, const struct dentry *d)
{
	for (; a != d; a = a->parent) {
		if (a->parent == a)
			return false;
		sched_point();
	}
	return true;
}
