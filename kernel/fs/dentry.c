/*
 * The cache of names.
 *
 * A hash table from (parent, name) to dentry.  A path walk holds a reference
 * to each dentry it stands on; the step to a child takes one bucket's lock,
 * compares, and counts the child up.  Nothing else is shared between walks.
 *
 * dentry->state holds the count of references and the flags in one word, so
 * that "the last reference went away and the dentry is not to be kept" is one
 * decision, made by compare-and-swap or under the LRU lock.
 *
 * Life:
 *   dentry_alloc() -> dentry_hash() -> found and put many times
 *     put to 0, hashed:      dentry_put_slow() puts it on the LRU list; it
 *                            stays there while it is used again (DENTRY_USED)
 *     dentry_shrink():       0 references: unhashed, off the list, dentry_free()
 *     dentry_delete():       the name went: negative again, or unhashed
 *     put to 0, not hashed:  dentry_put_slow() -> dentry_free()
 *
 * Invariants:
 *  1. A count goes from 0 to 1 only under the bucket's lock, of a hashed dentry.
 *  2. A dentry with DENTRY_DEAD has count 0, is on no list and in no bucket,
 *     and belongs to the one who set it.
 *  3. A dentry owns a reference to its parent, so a parent outlives children.
 *  4. d->inode changes from NULL to an inode under the directory's lock; it
 *     goes back to NULL only while the remover has the only reference.
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
#include "sync/lockpairs.h"

#define BURST 32 /* dentries looked at in one go, under spinlocks */

static struct {
	struct spinlock lru_lock;
	struct list lru OWN_LOCK(lru_lock); /* oldest first */
	u64 nunused OWN_LOCK(lru_lock);     /* on the list */
	u64 max_unused;                     /* [I] */
	struct rwlock
	    moves_lock; /* moves share it; who stops them has it alone */
	u64 begun;      /* [a] moves so far, and those that are over */
	u64 done;       /* [a] */
} cache = {
	.lru_lock = SPINLOCK_INIT(LC_DLRU),
	.lru = LIST_INIT(cache.lru),
};

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
	rwlock_init(&cache.moves_lock, LC_MOVES);
	cache.max_unused = n * 2;
}

void
qname_init(struct qname *q, const char *s, u32 len)
{
	u64 h = 0, w;
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

struct dentry *
dentry_find(struct dentry *parent, const struct qname *q)
{
	return dentry_find_inline(parent, q);
}

/* A copy of the name in d or, when it is long, in memory of its own. */
static bool
name_set(struct dentry *d, const char *s, u32 len)
{
	u32 room = ALIGN_UP(len + 1, 8u);
	char *p = d->inline_name;

	if (room > DENTRY_INLINE_NAME) {
		p = kmalloc(room);
		if (!p)
			return false;
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
	d->next = NULL;
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
	d->state |= DENTRY_PSEUDO;
	d->inode = inode;
	return d;
}

/* Gives back all that a dead dentry owns. => returns: the parent, whose
 * reference passes to the caller, or NULL */
static struct dentry *
free_one(struct dentry *d)
{
	struct dentry *parent = d->parent;

	if (parent != d) {
		spin_lock(&parent->lock);
		list_remove(&d->sibling);
		spin_unlock(&parent->lock);
	} else {
		parent = NULL;
	}
	if (d->inode)
		inode_put(d->inode);
	if (d->name != d->inline_name)
		kfree((void *)d->name);
	slab_free(&dentry_cache, d);
	return parent;
}

/* Drops one reference.  => returns: true when the dentry is dead now and the
 * caller must free it */
static bool
put_and_test(struct dentry *d)
{
	u64 s = atomic_load(&d->state), n;

	spin_lock(&cache.lru_lock);
	do {
		assert(s & DENTRY_REFS);
		n = s - 1;
		if ((n & DENTRY_REFS) == 0)
			n |= s & DENTRY_HASHED ? DENTRY_LRU : DENTRY_DEAD;
	} while (!atomic_cas(&d->state, &s, n));
	if (n & DENTRY_DEAD) {
		if (s & DENTRY_LRU) {
			list_remove(&d->lru);
			atomic_add_own(&cache.nunused, -1);
		}
	} else if (n & ~s & DENTRY_LRU) {
		list_add_tail(&cache.lru, &d->lru);
		atomic_add_own(&cache.nunused, 1);
	}
	spin_unlock(&cache.lru_lock);
	return n & DENTRY_DEAD;
}

/* Drops one reference, and those to parents that this was the last user of:
 * a loop, as paths may be thousands of directories deep. */
static void
put_chain(struct dentry *d)
{
	while (d && put_and_test(d)) {
		d = free_one(d);
		sched_point();
	}
}

void
dentry_put_slow(struct dentry *d)
{
	put_chain(d);
	if (unlikely(atomic_load(&cache.nunused) > cache.max_unused))
		dentry_shrink(cache.max_unused / 64);
}

/* Frees a dead dentry. */
static void
dentry_free(struct dentry *d)
{
	put_chain(free_one(d));
}

void
dentry_hash(struct dentry *d)
{
	struct dentry_bucket *b = dentry_bucket_of(d->hash);

	spin_lock(&b->lock);
	d->next = b->first;
	b->first = d;
	atomic_or(&d->state, DENTRY_HASHED);
	spin_unlock(&b->lock);
}

static void
unhash_locked(struct dentry_bucket *b, struct dentry *d)
{
	struct dentry **link = &b->first;

	if (!(atomic_load(&d->state) & DENTRY_HASHED))
		return;
	while (*link != d)
		link = &(*link)->next;
	*link = d->next;
	d->next = NULL;
	atomic_and(&d->state, ~DENTRY_HASHED);
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
dentry_unhash(struct dentry *d)
{
	struct dentry_bucket *b = bucket_lock(d);

	unhash_locked(b, d);
	bucket_unlock(b);
}

bool
dentry_is_deleted(struct dentry *d)
{
	/* A move unhashes it for a moment, under this lock. */
	struct dentry_bucket *b = bucket_lock(d);
	bool deleted = !(atomic_load(&d->state) & DENTRY_HASHED) &&
	    d->parent != d;

	bucket_unlock(b);
	return deleted;
}

void
dentry_delete(struct dentry *d)
{
	struct inode *inode = NULL;
	struct dentry_bucket *b = bucket_lock(d);

	if (dentry_refs(d) == 1) {
		/* Nobody can find it before the bucket is unlocked, and it has
		 * no children, who would count. */
		inode = d->inode;
		d->inode = NULL;
	} else {
		unhash_locked(b, d);
	}
	bucket_unlock(b);
	if (inode)
		inode_put(inode);
}

/* Unhashes d and marks it dead when it is unused. => holds: its bucket's lock
 * => returns: true: the caller frees it */
static bool
kill_locked(struct dentry_bucket *b, struct dentry *d)
{
	u64 s = atomic_load(&d->state);
	bool dead = false;

	/* Under both locks no count can leave 0. */
	spin_lock(&cache.lru_lock);
	if ((s & (DENTRY_REFS | DENTRY_HASHED | DENTRY_DEAD)) ==
	    DENTRY_HASHED) {
		unhash_locked(b, d);
		if (atomic_load(&d->state) & DENTRY_LRU) {
			list_remove(&d->lru);
			atomic_add_own(&cache.nunused, -1);
		}
		atomic_store(&d->state, DENTRY_DEAD);
		dead = true;
	}
	spin_unlock(&cache.lru_lock);
	return dead;
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
		/* It stays a child: free_one() takes it off the list. */
		list_move_tail(seen, &child->sibling);
		if (dentry_refs(child))
			continue;
		struct dentry_bucket *b = bucket_lock(child);
		if (kill_locked(b, child))
			list_add_tail(doomed, &child->lru);
		bucket_unlock(b);
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
			dentry_free(child);
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

static void
names_swap(struct dentry *a, struct dentry *b)
{
	bool a_inline = a->name == a->inline_name;
	bool b_inline = b->name == b->inline_name;
	char tmp[DENTRY_INLINE_NAME] __aligned(8);
	const char *a_name = a->name, *b_name = b->name;
	u32 len = a->len;

	memcpy(tmp, a->inline_name, sizeof(tmp));
	memcpy(a->inline_name, b->inline_name, sizeof(tmp));
	memcpy(b->inline_name, tmp, sizeof(tmp));
	a->name = b_inline ? a->inline_name : b_name;
	b->name = a_inline ? b->inline_name : a_name;
	a->len = b->len;
	b->len = len;
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

/* The directories' locks keep every other change of either name away, so the
 * hashes and parents read here hold until we change them. */
static void
move_locked(struct dentry *d, struct dentry *to,
    bool exchange) NO_THREAD_SAFETY_ANALYSIS
{
	struct dentry_bucket *bd = dentry_bucket_of(d->hash),
			     *bt = dentry_bucket_of(to->hash);
	struct dentry *first = d < to ? d : to, *second = d < to ? to : d;
	struct dentry *parent;
	u64 hash;

	spin_lock(&first->lock);
	spin_lock(&second->lock);
	buckets_lock(bd, bt);
	unhash_locked(bd, d);
	unhash_locked(bt, to);
	names_swap(d, to);
	parent = d->parent;
	hash = d->hash;
	d->parent = to->parent;
	atomic_store(&d->hash, to->hash);
	to->parent = parent;
	atomic_store(&to->hash, hash);
	d->next = bt->first;
	bt->first = d;
	atomic_or(&d->state, DENTRY_HASHED);
	if (exchange) {
		to->next = bd->first;
		bd->first = to;
		atomic_or(&to->state, DENTRY_HASHED);
	}
	buckets_unlock(bd, bt);
	spin_unlock(&second->lock);
	spin_unlock(&first->lock);
}

void
dentry_move(struct dentry *d, struct dentry *to, bool exchange)
{
	struct dentry *from_dir = d->parent, *to_dir = to->parent;

	read_lock(&cache.moves_lock);
	atomic_add(&cache.begun, 1);
	if (from_dir != to_dir) {
		/* The references to the parents change places too. */
		reparent(d, to_dir);
		reparent(to, from_dir);
		lockpairs_forget(LC_INODE);
	}
	move_locked(d, to, exchange);
	atomic_add(&cache.done, 1);
	read_unlock(&cache.moves_lock);
}

/* Reclaim. */

/* Would its inode, if it went, have to be written, which may take any time? */
static bool
is_unwritten(const struct dentry *d)
{
	const struct pagecache *pc = d->inode ? &d->inode->cache : NULL;

	return pc && pc->device &&
	    (atomic_load(&pc->ndirty) || atomic_load(&pc->nwriting));
}

/* Takes the oldest unused dentry (of sb, unless NULL) out of the cache, if it
 * finds one soon; *scan counts down how many it looks at, to 0 when none is left.
 * => returns: NULL: not yet */
static struct dentry *
evict_one(struct superblock *sb, u64 *scan)
{
	struct dentry *d, *victim = NULL;

	spin_lock(&cache.lru_lock);
	for (unsigned n = 0; n < BURST && *scan && !victim; n++) {
		u64 s;

		if (list_empty(&cache.lru)) {
			*scan = 0;
			break;
		}
		d = list_first(&cache.lru, struct dentry, lru);
		s = atomic_load(&d->state);
		--*scan;
		list_remove(&d->lru);
		if (s & DENTRY_REFS) {
			/* In use: its next put brings it back. */
			atomic_add_own(&cache.nunused, -1);
			atomic_and(&d->state, ~(DENTRY_LRU | DENTRY_USED));
			if (!(atomic_load(&d->state) & DENTRY_REFS)) {
				atomic_or(&d->state, DENTRY_LRU);
				list_add_tail(&cache.lru, &d->lru);
				atomic_add_own(&cache.nunused, 1);
			}
			continue;
		}
		if (sb ? d->sb != sb : (s & DENTRY_USED) != 0) {
			atomic_and(&d->state, ~DENTRY_USED);
			list_add_tail(&cache.lru, &d->lru);
			continue;
		}
		/* Against the order of the locks, so only if it is free. */
		struct dentry_bucket *b =
		    dentry_bucket_of(atomic_load(&d->hash));
		if (!spin_trylock(&b->lock)) {
			list_add_tail(&cache.lru, &d->lru);
			continue;
		}
		s = atomic_load(&d->state);
		if (dentry_bucket_of(d->hash) == b && (s & DENTRY_REFS) == 0 &&
		    (sb || !is_unwritten(d))) {
			unhash_locked(b, d);
			atomic_store(&d->state, DENTRY_DEAD);
			atomic_add_own(&cache.nunused, -1);
			victim = d;
		} else {
			list_add_tail(&cache.lru, &d->lru);
		}
		spin_unlock(&b->lock);
	}
	spin_unlock(&cache.lru_lock);
	return victim;
}

u64
dentry_shrink(u64 n)
{
	u64 scan = 2 * atomic_load(&cache.nunused) + 16, freed = 0;
	struct dentry *d;

	while (freed < n && scan) {
		d = evict_one(NULL, &scan);
		if (d)
			dentry_free(d);
		freed += d != NULL;
		sched_point();
	}
	return freed;
}

/* Drops a reference that need not be the last of anything, or fails. */
static bool
put_easily(struct dentry *d)
{
	u64 s = atomic_load(&d->state);

	do {
		if ((s & DENTRY_REFS) == 1 &&
		    (s & (DENTRY_HASHED | DENTRY_LRU)) !=
			(DENTRY_HASHED | DENTRY_LRU))
			return false;
	} while (!atomic_cas(&d->state, &s, s - 1));
	return true;
}

/* Takes a negative, unused dentry apart if nobody is in the way.
 * => holds: the LRU lock and the lock of bucket b */
static bool
reclaim_locked(struct dentry_bucket *b,
    struct dentry *d) NO_THREAD_SAFETY_ANALYSIS
{
	struct dentry *parent = d->parent;
	bool done = false;

	if (dentry_bucket_of(d->hash) != b || dentry_refs(d) || d->inode ||
	    parent == d || !spin_trylock(&parent->lock))
		return false;
	/* Our reference goes first; the lock keeps the parent until then. */
	if (put_easily(parent)) {
		list_remove(&d->sibling);
		unhash_locked(b, d);
		list_remove(&d->lru);
		atomic_add_own(&cache.nunused, -1);
		atomic_store(&d->state, DENTRY_DEAD);
		done = true;
	}
	spin_unlock(&parent->lock);
	return done;
}

u64
dentry_reclaim(u64 n) NO_THREAD_SAFETY_ANALYSIS
{
	struct dentry *d, *dead = NULL;
	u64 freed = 0, scan;

	if (!spin_trylock(&cache.lru_lock))
		return 0;
	scan = min(cache.nunused, 4 * n + 64);
	while (scan-- && freed < n &&
	    (d = list_first(&cache.lru, struct dentry, lru))) {
		struct dentry_bucket *b =
		    dentry_bucket_of(atomic_load(&d->hash));

		list_move_tail(&cache.lru, &d->lru);
		if (!spin_trylock(&b->lock))
			continue;
		if (reclaim_locked(b, d)) {
			d->next = dead;
			dead = d;
			freed++;
		}
		spin_unlock(&b->lock);
	}
	spin_unlock(&cache.lru_lock);
	while ((d = dead)) {
		dead = d->next;
		if (d->name != d->inline_name)
			kfree((void *)d->name);
		slab_free(&dentry_cache, d);
	}
	return freed;
}

void
dentry_shrink_super(struct superblock *sb)
{
	bool progress = true;

	/* A parent becomes unused when its last child goes. */
	while (progress) {
		u64 scan = atomic_load(&cache.nunused) + 1;
		struct dentry *d;

		progress = false;
		while (scan) {
			d = evict_one(sb, &scan);
			if (d)
				dentry_free(d);
			progress |= d != NULL;
			sched_point();
		}
	}
}
