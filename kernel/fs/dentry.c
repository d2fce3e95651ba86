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
 *                            references die
 * There is one way to die: claim() sets DENTRY_DEAD where there is no reference,
 * and who has done that calls bury(), which takes it off everything that leads to
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
#include "fs/dentry.h"

#include "abi/errno.h"
#include "lib/assert.h"
#include "lib/hash.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/mutex.h"
#include "sched/sched.h"
#include "sched/work.h"
#include "sync/lockpairs.h"
#include "time/random.h"

#define BURST 32 /* dentries looked at in one go, under spinlocks */

static struct {
	struct spinlock lru_lock;
	struct list lru OWN_LOCK(lru_lock);       /* oldest first */
	u64 nunused OWN_LOCK(lru_lock);           /* on the list */
	u64 max_unused;                           /* [I] */
	struct list reclaimed OWN_LOCK(lru_lock); /* dead: for .burial */
	struct work burial;
	u64 nreclaimed;       /* [a] whose memory has not come yet */
	ktime_t reclaimed_at; /* [a] when the last of them died */
	struct rwlock
	    moves_lock; /* moves share it; who stops them has it alone */
	u64 begun;      /* [a] moves so far, and those that are over */
	u64 done;       /* [a] */
} cache = {
	.lru_lock = SPINLOCK_INIT(LC_DLRU),
	.lru = LIST_INIT(cache.lru),
	.reclaimed = LIST_INIT(cache.reclaimed),
};

struct dentry_table dentry_table;

static void bury_reclaimed(struct work *w);

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
	rwlock_init(&cache.moves_lock, LC_MOVES);
	work_init(&cache.burial, bury_reclaimed);
	cache.max_unused = n * 2;
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

/* A name that is too long to be inline.  A replaced dentry and that which has come in
 * its place share it. */
struct long_name {
	struct refcount refs;
	struct rcu_head rcu;
	char bytes[] __aligned(8);
};

/* NULL: it is inline. */
static struct long_name *
long_name(const struct dentry *d)
{
	return d->name == d->inline_name ?
	    NULL :
	    container_of((char *)d->name, struct long_name, bytes[0]);
}

static void
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
dentry_alloc_pseudo(struct inode *inode)
{
	static const struct qname none = { .s = "", .len = 0 };
	struct dentry *d = dentry_alloc(inode->sb, NULL, &none);

	if (!d)
		return NULL;
	d->flags = DENTRY_PSEUDO;
	d->inode = inode;
	return d;
}

/* --- Dying ---------------------------------------------------------------------- */

/* Lets d die if nobody uses it. => returns: true: bury() is due */
static bool
claim(struct dentry *d)
{
	u64 s = atomic_load(&d->state);

	do {
		if (s & (DENTRY_REFS | DENTRY_DEAD))
			return false;
	} while (!atomic_cas(&d->state, &s, s | DENTRY_DEAD));
	return true;
}

static void
lru_add(struct dentry *d) REQUIRES(cache.lru_lock)
{
	list_add_tail(&cache.lru, &d->lru);
	atomic_add_own(&cache.nunused, 1);
	atomic_or(&d->state, DENTRY_LRU);
}

static void
lru_remove(struct dentry *d) REQUIRES(cache.lru_lock)
{
	list_remove(&d->lru);
	atomic_add_own(&cache.nunused, -1);
	atomic_and(&d->state, ~DENTRY_LRU);
}

/* Puts d on the list or takes it off, if it is not there or off yet. */
static void
lru_set(struct dentry *d, bool on)
{
	spin_lock(&cache.lru_lock);
	if (on != !!(atomic_load(&d->state) & DENTRY_LRU)) {
		if (on)
			lru_add(d);
		else
			lru_remove(d);
	}
	spin_unlock(&cache.lru_lock);
}

static void
dentry_free(struct rcu_head *h)
{
	struct dentry *d = container_of(h, struct dentry, rcu);
	struct long_name *l = long_name(d);

	if (d->flags & DENTRY_RECLAIMED)
		atomic_sub(&cache.nreclaimed, 1);
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
		lru_set(d, false);
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
			lru_set(d, true);
			s = atomic_load(&d->state);
		}
	}
}

/* Frees a dead dentry, and drops the references to parents that this was the last
 * user of: a loop, as paths may be thousands of directories deep. */
static void
bury_chain(struct dentry *d)
{
	do {
		d = bury(d);
		sched_point();
	} while (d && put_and_test(d));
}

void
dentry_put_slow(struct dentry *d)
{
	if (put_and_test(d))
		bury_chain(d);
	if (unlikely(atomic_load(&cache.nunused) > cache.max_unused))
		dentry_shrink(cache.max_unused / 64);
}

/* --- The table ------------------------------------------------------------------- */

static void
hash_locked(struct dentry_bucket *b, struct dentry *d) REQUIRES(b->lock)
{
	rcu_chain_add(&b->chain, &d->link);
	atomic_or(&d->state, DENTRY_HASHED);
}

void
dentry_hash(struct dentry *d)
{
	struct dentry_bucket *b = dentry_bucket_of(d->hash);

	spin_lock(&b->lock);
	hash_locked(b, d);
	spin_unlock(&b->lock);
}

static void
unhash_locked(struct dentry_bucket *b, struct dentry *d) REQUIRES(b->lock)
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

	unhash_locked(b, d);
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
		if (claim(child)) {
			lru_set(child, false);
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
			bury_chain(child);
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

bool
dentry_moves_read(u64 *moves)
{
	*moves = load_acquire(&cache.done);
	return load_acquire(&cache.begun) == *moves;
}

bool
dentry_moves_same(u64 moves)
{
	return load_acquire(&cache.begun) == moves;
}

void
dentry_moves_stop(void) NO_THREAD_SAFETY_ANALYSIS
{
	write_lock(&cache.moves_lock);
}

void
dentry_moves_go(void) NO_THREAD_SAFETY_ANALYSIS
{
	write_unlock(&cache.moves_lock);
}

/* Moving. */

static void
reparent(struct dentry *d, struct dentry *parent)
{
	spin_lock(&d->parent->lock);
	list_remove(&d->sibling);
	spin_unlock(&d->parent->lock);
	spin_lock(&parent->lock);
	list_add_tail(&parent->children, &d->sibling);
	spin_unlock(&parent->lock);
}

/* Others read meanwhile: by words, the last of which ends a name always. */
static void
names_swap(struct dentry *a, struct dentry *b)
{
	u64 *a_words = (u64 *)a->inline_name, *b_words = (u64 *)b->inline_name;
	bool a_inline = a->name == a->inline_name;
	bool b_inline = b->name == b->inline_name;
	const char *a_name = a->name, *b_name = b->name;
	u32 len = a->len;

	for (unsigned i = 0; i < DENTRY_INLINE_NAME / sizeof(u64); i++) {
		u64 w = a_words[i];

		WRITE_ONCE(a_words[i], b_words[i]);
		WRITE_ONCE(b_words[i], w);
	}
	WRITE_ONCE(a->name, b_inline ? a->inline_name : b_name);
	WRITE_ONCE(b->name, a_inline ? b->inline_name : a_name);
	WRITE_ONCE(a->len, b->len);
	WRITE_ONCE(b->len, len);
}

/* d gets the name of `from` too; read meanwhile in the same way.  => returns: what it
 * had, to be put, or NULL */
static struct long_name *
name_share(struct dentry *d, struct dentry *from)
{
	u64 *to = (u64 *)d->inline_name;
	const u64 *words = (const u64 *)from->inline_name;
	struct long_name *old = long_name(d), *l = long_name(from);

	if (l)
		ref_get(&l->refs);
	for (unsigned i = 0; i < DENTRY_INLINE_NAME / sizeof(u64); i++)
		WRITE_ONCE(to[i], words[i]);
	WRITE_ONCE(d->name, l ? l->bytes : d->inline_name);
	WRITE_ONCE(d->len, from->len);
	return old;
}

/* Two buckets by address, which may be one. */
static void
buckets_lock(struct dentry_bucket *a,
    struct dentry_bucket *b) NO_THREAD_SAFETY_ANALYSIS
{
	if (a > b) {
		struct dentry_bucket *t = a;

		a = b;
		b = t;
	}
	spin_lock(&a->lock);
	if (a != b)
		spin_lock(&b->lock);
}

static void
buckets_unlock(struct dentry_bucket *a,
    struct dentry_bucket *b) NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&a->lock);
	if (a != b)
		spin_unlock(&b->lock);
}

/* d comes to where `to` is; `to` goes to where d was, or stays where it was, though
 * nobody finds it there. => returns: name_share()'s */
static struct long_name *
change_places(struct dentry *d, struct dentry *to, bool exchange)
{
	struct dentry *parent = d->parent;
	u64 hash = d->hash;

	atomic_store(&d->parent, to->parent);
	atomic_store(&d->hash, to->hash);
	if (!exchange)
		return name_share(d, to);
	names_swap(d, to);
	atomic_store(&to->parent, parent);
	atomic_store(&to->hash, hash);
	return NULL;
}

/* The directories' locks keep every other change of either name away, so the
 * hashes and parents read here hold until we change them. */
static struct long_name *
move_locked(struct dentry *d, struct dentry *to,
    bool exchange) NO_THREAD_SAFETY_ANALYSIS
{
	struct dentry_bucket *bd = dentry_bucket_of(d->hash),
			     *bt = dentry_bucket_of(to->hash);
	struct dentry *first = d < to ? d : to, *second = d < to ? to : d;
	struct long_name *old;

	spin_lock(&first->lock);
	spin_lock(&second->lock);
	buckets_lock(bd, bt);
	atomic_add(&d->moving, 1);
	atomic_add(&to->moving, 1);
	unhash_locked(bd, d);
	unhash_locked(bt, to);
	old = change_places(d, to, exchange);
	hash_locked(bt, d);
	if (exchange)
		hash_locked(bd, to);
	atomic_add(&d->moving, 1);
	atomic_add(&to->moving, 1);
	buckets_unlock(bd, bt);
	spin_unlock(&second->lock);
	spin_unlock(&first->lock);
	return old;
}

void
dentry_move(struct dentry *d, struct dentry *to, bool exchange)
{
	struct dentry *from_dir = d->parent, *to_dir = to->parent;
	struct long_name *old;

	read_lock(&cache.moves_lock);
	atomic_add(&cache.begun, 1);
	if (from_dir != to_dir) {
		reparent(d, to_dir);
		/* The references to the parents change places too. */
		if (exchange)
			reparent(to, from_dir);
		else
			dentry_get(to_dir);
		lockpairs_forget(LC_INODE);
	}
	old = move_locked(d, to, exchange);
	atomic_add(&cache.done, 1);
	read_unlock(&cache.moves_lock);
	if (from_dir != to_dir && !exchange)
		dentry_put(from_dir); /* which the caller has too */
	if (old && ref_put(&old->refs))
		rcu_call(&old->rcu, long_name_free);
}

/* --- Reclaim ---------------------------------------------------------------------- */

/* Would its inode, if it went too, have to be written, which may take any time? */
static bool
is_unwritten(const struct dentry *d)
{
	const struct pagecache *pc = d->inode ? &d->inode->cache : NULL;

	return pc && pc->device && !d->inode->entry &&
	    (atomic_load(&pc->ndirty) || atomic_load(&pc->nwriting));
}

/* Looks at the oldest on the list (of sb, unless NULL).
 * => returns: d itself: it was unused for long, bury() is due; or NULL */
static struct dentry *
evict(struct dentry *d, const struct superblock *sb) REQUIRES(cache.lru_lock)
{
	u64 s = atomic_load(&d->state);

	if (s & DENTRY_REFS) {
		/* Its next put brings it back, unless that has just been. */
		lru_remove(d);
		s = atomic_load(&d->state);
		if ((s & (DENTRY_REFS | DENTRY_HASHED)) == DENTRY_HASHED)
			lru_add(d);
		return NULL;
	}
	if (sb ? d->sb != sb : atomic_load(&d->flags) & DENTRY_USED) {
		atomic_and(&d->flags, ~DENTRY_USED);
		list_move_tail(&cache.lru, &d->lru);
		return NULL;
	}
	if (!sb && is_unwritten(d)) {
		list_move_tail(&cache.lru, &d->lru);
		return NULL;
	}
	lru_remove(d);
	return claim(d) ? d : NULL;
}

/* Takes a dentry out of the cache, if it finds one soon; *scan counts down how many
 * it looks at, to 0 when none is left. => returns: NULL: not yet */
static struct dentry *
evict_one(struct superblock *sb, u64 *scan)
{
	struct dentry *victim = NULL;

	spin_lock(&cache.lru_lock);
	for (unsigned n = 0; n < BURST && *scan && !victim; n++) {
		if (list_empty(&cache.lru)) {
			*scan = 0;
			break;
		}
		--*scan;
		victim = evict(list_first(&cache.lru, struct dentry, lru), sb);
	}
	spin_unlock(&cache.lru_lock);
	return victim;
}

/* => returns: how many were freed, n at the most */
static u64
shrink(struct superblock *sb, u64 n, u64 scan)
{
	u64 freed = 0;

	while (freed < n && scan) {
		struct dentry *d = evict_one(sb, &scan);

		if (d)
			bury_chain(d);
		freed += d != NULL;
		sched_point();
	}
	return freed;
}

u64
dentry_shrink(u64 n)
{
	return shrink(NULL, n, 2 * atomic_load(&cache.nunused) + 16);
}

static struct dentry *
reclaimed_pop(void)
{
	struct dentry *d;

	spin_lock(&cache.lru_lock);
	d = list_pop(&cache.reclaimed, struct dentry, lru);
	spin_unlock(&cache.lru_lock);
	return d;
}

static void
bury_reclaimed(struct work *w)
{
	struct dentry *d;

	(void)w;
	while ((d = reclaimed_pop()))
		bury_chain(d);
}

u64
dentry_reclaim(u64 n)
{
	u64 taken = 0, scan;

	if (!spin_trylock(&cache.lru_lock))
		return 0;
	scan = min(cache.nunused, 4 * n + 64);
	while (scan-- && taken < n && !list_empty(&cache.lru)) {
		struct dentry *d = evict(list_first(&cache.lru, struct dentry,
					     lru),
		    NULL);

		if (!d)
			continue;
		atomic_or(&d->flags, DENTRY_RECLAIMED);
		list_add_tail(&cache.reclaimed, &d->lru);
		taken++;
	}
	atomic_add(&cache.nreclaimed, taken);
	spin_unlock(&cache.lru_lock);
	if (taken) {
		atomic_store(&cache.reclaimed_at, clock_monotonic());
		work_queue(&cache.burial);
	}
	return taken;
}

/* For how long one hopes for them: their files' devices may not answer. */
#define SOON_NS NSEC_PER_SEC

bool
dentry_reclaims(void)
{
	return atomic_load(&cache.nreclaimed) > 0 &&
	    clock_monotonic() - atomic_load(&cache.reclaimed_at) < SOON_NS;
}

/* How long to wait for others who free names. */
#define OTHERS_NS NSEC_PER_MSEC

void
dentry_shrink_super(struct superblock *sb)
{
	for (;;) {
		/* A parent becomes unused when its last child goes. */
		while (shrink(sb, UINT64_MAX, atomic_load(&cache.nunused) + 1))
			;
		if (!sb->root || dentry_refs(sb->root) == 1)
			return;
		/* A worker, or somebody who shrinks the cache, has the rest. */
		(void)!sched_sleep_until(clock_monotonic() + OTHERS_NS, false);
	}
}
