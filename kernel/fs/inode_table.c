/*
 * The table of inodes by (superblock, number).
 *
 * A hash table of buckets with a lock each.  Who looks up finds a live inode, and takes
 * a reference; one that is being read, and waits with a reference for its end; one that
 * is being evicted, and waits without one until it is gone; or none, and puts a new one
 * in, which it reads.  So an inode is read once, and never while its last state is still
 * being written.  A read that failed is told to who waited for it, and the table has
 * forgotten it; but who was killed while he read fails alone: the others begin again.
 *
 * An inode that nobody uses stays in the table, its pages in their cache, and on a list
 * by age; the list is bounded, and shortened when memory is short.  As with names it is
 * a lazy one: who is found again stays on it, and is spared once (entry->used).  Dirty
 * pages of an unused inode are written by their device's thread, as any; an inode that
 * has such is passed over.
 *
 * Invariants:
 *  1. A count leaves 0, or comes to it, only under the bucket's lock; from 0 only of a
 *     live inode.
 *  2. Whoever makes a live inode with the count 0 INODE_EVICTING, evicts it.
 *  3. Unused and live, it is on the list.  Unused and forgotten, it is evicted by who
 *     put it last.
 *  4. A superblock outlives its inodes: it waits until its list of them is empty.  What
 *     is put when it is going (sb->dying) is evicted by who puts it.
 *
 * Locking: the list of a superblock, or the list of unused ones, then a bucket's lock.
 * hold() takes the latter under a backing's, so it is inner to that.  The last
 * put looks whether the inode is on the list before it takes the bucket's lock, and again
 * under it: only who has both locks takes a live one off.
 *
 * Left out: looking up without a lock.  It would serve who looks up by number alone;
 * names are found in the cache of names, without a lock, before anybody comes here.
 */
#include "fs/inode_table.h"

#include "abi/errno.h"
#include "lib/assert.h"
#include "lib/hash.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sched/waitq.h"
#include "sched/work.h"
#include "time/clock.h"
#include "time/random.h"
#include "vm/pagecache.h"

#define BURST  32 /* looks under a spinlock */
#define QUEUES 16

struct bucket {
	struct rcu_link *chain; /* [lock] */
	struct spinlock lock;
};

struct buckets {
	u64 n;   /* a power of two */
	u64 key; /* secret: who chooses numbers does not choose their buckets */
	struct bucket bucket[];
};

struct lock_role inode_lru_role;
struct lock_role inode_bucket_role;
struct lock_role super_inodes_role;

static struct buckets *buckets;     /* [a] made for the first superblock */
static struct waitq queues[QUEUES]; /* for an inode that is read, or evicted */
static struct waitq gone = WAITQ_INIT(gone); /* for superblocks */

static struct {
	struct spinlock lock;
	struct list lru LOCK_ROLE(inode_lru_role); /* oldest first */
	u64 nunused LOCK_ROLE(inode_lru_role);     /* on it; [a] to others */
	u64 max_unused;                            /* [a] */
	struct list reclaimed LOCK_ROLE(inode_lru_role); /* for .worker */
	struct work worker;
	u64 nreclaimed;       /* [a] that it has not evicted yet */
	ktime_t reclaimed_at; /* [a] when the last of them came, or went */
} unused = {
	.lock = SPINLOCK_INIT(LC_INODE_LRU),
	.lru = LIST_INIT(unused.lru),
	.reclaimed = LIST_INIT(unused.reclaimed),
};

/* --- Locks --- */

static void
lru_lock(void) ACQUIRE(inode_lru_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&unused.lock);
}

static bool
lru_trylock(void) TRY_ACQUIRE(true, inode_lru_role) NO_THREAD_SAFETY_ANALYSIS
{
	return spin_trylock(&unused.lock);
}

static void
lru_unlock(void) RELEASE(inode_lru_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&unused.lock);
}

static u64
hash_of(const struct superblock *sb, u64 ino)
{
	return hash_u64((u64)sb ^ hash_u64(ino ^ load_acquire(&buckets)->key));
}

static struct bucket *
bucket_of(const struct superblock *sb, u64 ino)
{
	return &buckets->bucket[hash_of(sb, ino) & (buckets->n - 1)];
}

static struct waitq *
queue_of(const struct superblock *sb, u64 ino)
{
	return &queues[hash_of(sb, ino) >> 32 & (QUEUES - 1)];
}

static struct bucket *
bucket_lock(const struct superblock *sb, u64 ino) ACQUIRE(inode_bucket_role)
NO_THREAD_SAFETY_ANALYSIS
{
	struct bucket *b = bucket_of(sb, ino);

	spin_lock(&b->lock);
	return b;
}

/* The same, if nobody has it. => returns: NULL: somebody has */
static struct bucket *
bucket_trylock(const struct superblock *sb, u64 ino) NO_THREAD_SAFETY_ANALYSIS
{
	struct bucket *b = bucket_of(sb, ino);

	return spin_trylock(&b->lock) ? b : NULL;
}

static void
bucket_unlock(struct bucket *b) RELEASE(inode_bucket_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&b->lock);
}

static void
super_lock(struct superblock *sb) ACQUIRE(super_inodes_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&sb->inodes_lock);
}

static void
super_unlock(struct superblock *sb) RELEASE(super_inodes_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&sb->inodes_lock);
}

/* --- Superblocks --- */

/* => holds: no bucket */
static void
super_add(struct superblock *sb, struct inode_entry *e)
{
	super_lock(sb);
	list_add_tail(&sb->inodes, &e->super_node);
	atomic_add_own(&sb->ninodes, 1);
	super_unlock(sb);
}

/* The superblock may go as soon as its list is empty. */
static void
super_remove(struct superblock *sb, struct inode_entry *e)
{
	super_lock(sb);
	list_remove(&e->super_node);
	atomic_add_own(&sb->ninodes, -1);
	super_unlock(sb);
	wake_all(&gone);
}

/* The table, for how much memory there is. */
static int
make_buckets(void)
{
	struct page_stats st;
	struct buckets *b, *none = NULL;
	u64 n = 256;

	if (load_acquire(&buckets))
		return 0;
	page_stats_read(&st);
	while (n < st.total / 16 && n < 16384)
		n *= 2;
	b = kzalloc(sizeof(*b) + n * sizeof(b->bucket[0]));
	if (!b)
		return -ENOMEM;
	b->n = n;
	b->key = random_u64();
	for (u64 i = 0; i < n; i++)
		spin_init(&b->bucket[i].lock, LC_INODE_TABLE);
	atomic_store(&unused.max_unused, n * 2);
	if (!atomic_cas(&buckets, &none, b))
		kfree(b);
	return 0;
}

int
inode_table_start(struct superblock *sb)
{
	role_unshared(&super_inodes_role);
	spin_init(&sb->inodes_lock, LC_SUPER_INODES);
	list_init(&sb->inodes);
	return sb->ops->entry ? make_buckets() : 0;
}

u64
inode_table_count(struct superblock *sb)
{
	return atomic_load(&sb->ninodes);
}

/* --- Looking up --- */

/* The entry of that number, in whatever state; NULL: none. => holds: b */
static struct inode_entry *
find(struct bucket *b, const struct superblock *sb, u64 ino)
    REQUIRES(inode_bucket_role)
{
	struct inode_entry *e;

	rcu_chain_for_each(e, &b->chain,
	    link) if (e->inode->ino == ino && e->inode->sb == sb) return e;
	return NULL;
}

static void
set_state(struct inode_entry *e, enum inode_state state)
    REQUIRES(inode_bucket_role)
{
	store_release(&e->state, (u32)state);
}

static void
put_in(struct bucket *b, struct inode_entry *e, enum inode_state state)
    REQUIRES(inode_bucket_role)
{
	set_state(e, state);
	rcu_chain_add(&b->chain, &e->link);
}

/* One look: takes what is there, with a reference, or puts mine in, in that state,
 * if there is none.  => returns: false: one is being evicted, look again */
static bool
look(struct superblock *sb, u64 ino, struct inode *mine, enum inode_state state,
    struct inode **out)
{
	struct bucket *b = bucket_lock(sb, ino);
	struct inode_entry *e = find(b, sb, ino);
	bool evicting = e && e->state == INODE_EVICTING;

	*out = NULL;
	if (e && !evicting) {
		*out = e->inode;
		atomic_add(&e->inode->refs.n, 1);
	} else if (!e && mine) {
		*out = mine;
		put_in(b, mine->entry, state);
	}
	bucket_unlock(b);
	return !evicting;
}

/* The same, after those that are being evicted. => errors: -EINTR: killed */
static int
wait_and_look(struct superblock *sb, u64 ino, struct inode *mine,
    enum inode_state state, struct inode **out)
{
	return WAIT_EVENT(queue_of(sb, ino), look(sb, ino, mine, state, out),
		   WAIT_KILLABLE, KTIME_FOREVER) ?
	    -EINTR :
	    0;
}

static u32
state_of(const struct inode_entry *e)
{
	return load_acquire(&e->state);
}

/* Waits until a found inode is read; drops it if that fails.
 * => returns: 0; -EAGAIN: look again; errors */
static int
wait_read(struct inode *inode)
{
	struct inode_entry *e = inode->entry;
	int err = 0;

	if (state_of(e) == INODE_NEW &&
	    WAIT_EVENT(queue_of(inode->sb, inode->ino),
		state_of(e) != INODE_NEW, WAIT_KILLABLE, KTIME_FOREVER))
		err = -EINTR;
	else if (state_of(e) == INODE_FAILED)
		/* That who read it was killed is nothing to us. */
		err = e->err == -EINTR ? -EAGAIN : e->err;
	else if (!atomic_load(&e->used))
		atomic_store(&e->used, true);
	if (err)
		inode_put(inode);
	return err;
}

/* What is there, or a new one. */
static int
get_or_make(struct superblock *sb, u64 ino, struct inode **out, bool *fresh)
{
	struct inode *mine;
	int err = wait_and_look(sb, ino, NULL, INODE_NEW, out);

	*fresh = false;
	if (err || *out)
		return err;
	mine = inode_alloc(sb, 0);
	if (!mine)
		return -ENOMEM;
	mine->ino = ino;
	super_add(sb, mine->entry);
	err = wait_and_look(sb, ino, mine, INODE_NEW, out);
	*fresh = !err && *out == mine;
	if (!*fresh) {
		super_remove(sb, mine->entry);
		inode_put(mine);
	}
	return err;
}

int
inode_table_get(struct superblock *sb, u64 ino, struct inode **out, bool *fresh)
{
	struct inode *inode;
	int err;

	do {
		err = get_or_make(sb, ino, &inode, fresh);
		if (!err && !*fresh)
			err = wait_read(inode);
	} while (err == -EAGAIN);
	if (!err)
		*out = inode;
	return err;
}

void
inode_table_publish(struct inode *inode)
{
	struct bucket *b = bucket_lock(inode->sb, inode->ino);

	assert(inode->entry->state == INODE_NEW);
	set_state(inode->entry, INODE_LIVE);
	bucket_unlock(b);
	wake_all(queue_of(inode->sb, inode->ino));
}

void
inode_table_fail(struct inode *inode, int err)
{
	struct inode_entry *e = inode->entry;
	struct bucket *b = bucket_lock(inode->sb, inode->ino);

	assert(e->state == INODE_NEW && err);
	rcu_chain_remove(&b->chain, &e->link);
	e->err = err;
	set_state(e, INODE_FAILED);
	bucket_unlock(b);
	wake_all(queue_of(inode->sb, inode->ino));
	super_remove(inode->sb, e);
	inode_put(inode);
}

int
inode_table_insert(struct inode *inode)
{
	struct superblock *sb = inode->sb;
	struct inode *there;
	int err;

	super_add(sb, inode->entry);
	err = wait_and_look(sb, inode->ino, inode, INODE_LIVE, &there);
	if (!err && there == inode)
		return 0;
	super_remove(sb, inode->entry);
	if (err)
		return err;
	inode_put(there);
	return -EEXIST;
}

void
inode_table_forget(struct inode *inode)
{
	struct inode_entry *e = inode->entry;
	struct bucket *b = bucket_lock(inode->sb, inode->ino);

	assert(ref_read(&inode->refs));
	if (e->state == INODE_LIVE) {
		rcu_chain_remove(&b->chain, &e->link);
		set_state(e, INODE_FORGOTTEN);
	}
	bucket_unlock(b);
}

/* => holds: the inode's bucket */
static bool
may_hold(const struct inode *inode) REQUIRES(inode_bucket_role)
{
	return inode->entry->state == INODE_LIVE ||
	    (inode->entry->state == INODE_FORGOTTEN && ref_read(&inode->refs));
}

bool
inode_table_hold(struct inode *inode)
{
	struct bucket *b = bucket_lock(inode->sb, inode->ino);
	bool ok = may_hold(inode);

	if (ok)
		atomic_add(&inode->refs.n, 1);
	bucket_unlock(b);
	return ok;
}

/* --- Unused ones --- */

static void
list_entry_set(struct inode_entry *e, bool on) REQUIRES(inode_lru_role)
{
	if (e->listed == on)
		return;
	if (on)
		list_add_tail(&unused.lru, &e->lru);
	else
		list_remove(&e->lru);
	atomic_store(&e->listed, on);
	atomic_add_own(&unused.nunused, on ? 1 : -1UL);
}

/* Is an inode without references to be kept? */
static bool
is_kept(const struct inode *inode)
{
	return state_of(inode->entry) == INODE_LIVE &&
	    atomic_load(&inode->nlink) && !atomic_load(&inode->sb->dying);
}

/* Drops a reference unless just `last` are left. => returns: whether it did */
static bool
put_unless(struct refcount *r, s32 last)
{
	s32 n = atomic_load(&r->n);

	while (n > last)
		if (atomic_cas(&r->n, &n, n - 1))
			return true;
	return false;
}

enum put {
	PUT,
	PUT_LAST, /* it is the caller's to evict */
	PUT_AGAIN /* it is to be on the list before */
};

static enum put
try_put(struct inode *inode)
{
	struct inode_entry *e = inode->entry;
	struct bucket *b = bucket_lock(inode->sb, inode->ino);
	bool kept = is_kept(inode), last;
	enum put out = PUT;

	if (put_unless(&inode->refs, 1)) {
		;
	} else if (kept && !atomic_load(&e->listed)) {
		out = PUT_AGAIN;
	} else {
		assert(e->state != INODE_NEW);
		last = ref_put(&inode->refs);
		assert(last);
		if (!kept && e->state == INODE_LIVE)
			set_state(e, INODE_EVICTING);
		out = kept ? PUT : PUT_LAST;
	}
	bucket_unlock(b);
	return out;
}

/* Makes an unused inode one that is being evicted. => holds: its bucket
 * => returns: false: it is used, or another does so */
static bool
claim(struct inode_entry *e) REQUIRES(inode_bucket_role)
{
	if (e->state != INODE_LIVE || ref_read(&e->inode->refs))
		return false;
	set_state(e, INODE_EVICTING);
	return true;
}

bool
inode_table_is_filled(const struct inode *inode)
{
	enum inode_state state = state_of(inode->entry);

	return state == INODE_EVICTING || state == INODE_FORGOTTEN;
}

void
inode_table_remove(struct inode *inode)
{
	struct inode_entry *e = inode->entry;
	struct superblock *sb = inode->sb;
	struct bucket *b;

	lru_lock();
	list_entry_set(e, false);
	lru_unlock();
	if (!inode_table_is_filled(inode))
		return; /* never in the table, or it could not be read */
	if (e->state == INODE_EVICTING) {
		b = bucket_lock(sb, inode->ino);
		rcu_chain_remove(&b->chain, &e->link);
		bucket_unlock(b);
		wake_all(queue_of(sb, inode->ino));
	}
	super_remove(sb, e);
}

/* --- Shrinking --- */

/* Would it have to wait for its device, which may take any time? */
static bool
waits_for_device(const struct inode *inode)
{
	const struct pagecache *pc = &inode->cache;

	return pc->device &&
	    (atomic_load(&pc->ndirty) || atomic_load(&pc->nwriting) ||
		atomic_load(&pc->device->nreading));
}

/* Claims the first of the list if it has been unused for long, and takes it off.
 * => returns: NULL: not that one */
static struct inode_entry *
take_first(void) REQUIRES(inode_lru_role)
NO_THREAD_SAFETY_ANALYSIS
{
	struct inode_entry *e = list_first(&unused.lru, struct inode_entry,
	    lru);
	const struct inode *inode = e->inode;
	struct bucket *b;
	bool used, ok = false;

	list_move_tail(&unused.lru, &e->lru);
	if (atomic_load(&e->used)) {
		atomic_store(&e->used, false);
		return NULL;
	}
	b = bucket_trylock(inode->sb, inode->ino);
	if (!b)
		return NULL;
	/* Nobody makes it dirty who has no reference. */
	used = ref_read(&inode->refs);
	if (!used && !waits_for_device(inode))
		ok = claim(e);
	/* Who uses it puts it back. */
	if (used || ok)
		list_entry_set(e, false);
	bucket_unlock(b);
	return ok ? e : NULL;
}

static struct inode_entry *
take_some(u64 *scan)
{
	struct inode_entry *e = NULL;

	lru_lock();
	for (unsigned n = 0; n < BURST && *scan && !e; n++) {
		if (list_empty(&unused.lru)) {
			*scan = 0;
		} else {
			--*scan;
			e = take_first();
		}
	}
	lru_unlock();
	return e;
}

/* Evicts up to n, looking at `scan`. => returns: how many */
static u64
shrink(u64 n, u64 scan)
{
	u64 freed = 0;

	while (freed < n && scan) {
		struct inode_entry *e = take_some(&scan);

		if (e)
			inode_evict(e->inode);
		freed += e != NULL;
		sched_point();
	}
	return freed;
}

u64
inode_unused(void)
{
	return atomic_load(&unused.nunused);
}

u64
inode_shrink(u64 n)
{
	return shrink(n, 2 * atomic_load(&unused.nunused) + 16);
}

/* Keeps the list as long as it may be. */
static void
trim(void)
{
	u64 most = atomic_load(&unused.max_unused);

	if (unlikely(atomic_load(&unused.nunused) > most))
		(void)shrink(most / 64, most / 32);
}

void
inode_table_put(struct inode *inode)
{
	enum put put;

	if (put_unless(&inode->refs, 1))
		return;
	while ((put = try_put(inode)) == PUT_AGAIN) {
		lru_lock();
		list_entry_set(inode->entry, true);
		lru_unlock();
	}
	/* Else somebody may have evicted it by now. */
	if (put == PUT_LAST)
		inode_evict(inode);
	trim();
}

static struct inode_entry *
reclaimed_pop(void)
{
	struct inode_entry *e;

	lru_lock();
	e = list_pop(&unused.reclaimed, struct inode_entry, lru);
	lru_unlock();
	return e;
}

static void
evict_reclaimed(struct work *w)
{
	struct inode_entry *e;

	(void)w;
	while ((e = reclaimed_pop())) {
		inode_evict(e->inode);
		atomic_store(&unused.reclaimed_at, clock_monotonic());
		atomic_sub(&unused.nreclaimed, 1);
		sched_point();
	}
}

u64
inode_reclaim(u64 n)
{
	u64 taken = 0, scan;

	if (!atomic_load(&unused.nunused) || !lru_trylock())
		return 0;
	scan = min(unused.nunused, 4 * n + 64);
	while (scan-- && taken < n && !list_empty(&unused.lru)) {
		struct inode_entry *e = take_first();

		if (!e)
			continue;
		list_add_tail(&unused.reclaimed, &e->lru);
		taken++;
	}
	atomic_add(&unused.nreclaimed, taken);
	lru_unlock();
	if (taken) {
		atomic_store(&unused.reclaimed_at, clock_monotonic());
		work_queue(&unused.worker);
	}
	return taken;
}

/* For how long after the last one hopes for the next: their file system may wait for
 * something. */
#define SOON_NS (2 * NSEC_PER_SEC)

bool
inode_reclaims(void)
{
	return atomic_load(&unused.nreclaimed) > 0 &&
	    clock_monotonic() - atomic_load(&unused.reclaimed_at) < SOON_NS;
}

/* --- Unmounting --- */

/* Claims the next unused inode of sb; *left counts down those not looked at. */
static struct inode_entry *
next_of_super(struct superblock *sb, u64 *left)
{
	struct inode_entry *found = NULL;

	super_lock(sb);
	for (unsigned n = 0; n < BURST && *left && !found; n++, --*left) {
		struct inode_entry *e;
		struct bucket *b;

		if (list_empty(&sb->inodes)) {
			*left = 0;
			break;
		}
		e = list_first(&sb->inodes, struct inode_entry, super_node);
		list_move_tail(&sb->inodes, &e->super_node);
		b = bucket_lock(sb, e->inode->ino);
		if (claim(e))
			found = e;
		bucket_unlock(b);
	}
	super_unlock(sb);
	return found;
}

void
inode_table_end(struct superblock *sb)
{
	u64 left = atomic_load(&sb->ninodes);

	if (!sb->ops->entry)
		return;
	assert(atomic_load(&sb->dying));
	while (left) {
		struct inode_entry *e = next_of_super(sb, &left);

		if (e)
			inode_evict(e->inode);
		sched_point();
	}
	/* Others evict the rest: who shrinks the table, or drops the last reference. */
	wait_event(&gone, !atomic_load(&sb->ninodes));
	/* The last of them may still hold it. */
	super_lock(sb);
	super_unlock(sb);
}

void
inode_table_init(void)
{
	for (unsigned i = 0; i < QUEUES; i++)
		waitq_init(&queues[i]);
	work_init(&unused.worker, evict_reclaimed);
}
