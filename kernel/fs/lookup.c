/*
 * Looking a name up in a directory: in the cache of names, or by asking its file system.
 *
 * A file system in memory is asked with the directory locked.  One that has to ask a
 * server (superblock.parallel) is asked without, so that one name that takes long keeps
 * nobody from the others; who wants the same name waits for it.  For that there is a table
 * of the look-ups that are under way.
 *
 * Invariant: of a directory and a name there is one dentry at most that is in the cache, or
 * on its way there; the latter is in the table.  So what has found a name under its
 * directory's lock keeps it, whatever others look up meanwhile: a dentry leaves the cache
 * under that lock, or unused.
 */
#include "fs/namei.h"

#include "abi/errno.h"
#include "mm/slab.h"
#include "sched/mutex.h"
#include "sched/thread.h"
#include "sched/waitq.h"

/* => returns: 1: it is; 0; -errno: that is not known */
static int
is_right(struct dentry *d)
{
	return atomic_load(&d->flags) & DENTRY_REVALIDATE ?
	    d->sb->ops->revalidate(d) :
	    1;
}

struct dentry *
dentry_find_cached(struct dentry *parent, const struct qname *q)
{
	struct dentry *d;

	rcu_section_begin();
	d = dentry_peek(parent, q);
	if (d && !dentry_get_live(d))
		d = NULL;
	rcu_section_end();
	return d;
}

/* --- Look-ups under way --- */

static struct lock_role table_role; /* the lock of a bucket: what is in it */

/* One of them.  Key: [T] table_role */
struct asking {
	struct list node LOCK_ROLE(table_role); /* empty: it has ended */
	struct dentry *d; /* [I] a reference; not in the cache yet */
	unsigned users LOCK_ROLE(table_role); /* who asks, and those who wait */
	bool ended;                           /* [a] */
	int err;                              /* before .ended */
	struct waitq wake;
};

#define BUCKETS 64

static struct bucket {
	struct spinlock lock;
	struct list asking LOCK_ROLE(table_role);
} table[BUCKETS];

void
lookup_init(void)
{
	role_unshared(&table_role);
	for (size_t i = 0; i < BUCKETS; i++) {
		spin_init(&table[i].lock, LC_LOOKUP);
		list_init(&table[i].asking);
	}
}

static struct bucket *
bucket_of(u64 hash)
{
	return &table[hash % BUCKETS];
}

static void
bucket_acquire(struct bucket *b) ACQUIRE(table_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&b->lock);
}

static void
bucket_release(struct bucket *b) RELEASE(table_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&b->lock);
}

static void
asking_put(struct bucket *b, struct asking *a)
{
	bool last;

	bucket_acquire(b);
	last = --a->users == 0;
	bucket_release(b);
	if (!last)
		return;
	dentry_put(a->d);
	kfree(a);
}

static struct asking *
asking_create(struct dentry *parent, const struct qname *q)
{
	struct asking *a = kzalloc(sizeof(*a));

	if (!a)
		return NULL;
	a->d = dentry_alloc(parent->sb, parent, q);
	if (!a->d) {
		kfree(a);
		return NULL;
	}
	role_unshared(&table_role);
	list_init(&a->node);
	a->users = 1;
	waitq_init(&a->wake);
	return a;
}

/* Puts `mine` into the table, unless the name is looked up already, or has been.
 * => returns: who looks it up, mine or another with one more user; NULL: *cached has a
 * reference */
static struct asking *
asking_begin(struct bucket *b, struct asking *mine, struct dentry *parent,
    const struct qname *q, struct dentry **cached)
{
	u64 hash = mine->d->hash;
	struct asking *a;

	bucket_acquire(b);
	list_for_each(a, &b->asking, node) {
		if (a->d->hash != hash ||
		    !dentry_matches(a->d, parent, q, hash))
			continue;
		a->users++;
		bucket_release(b);
		return a;
	}
	/* Who has ended put it into the cache before he left the table; and what moves is not
	 * missed where its bucket is locked. */
	*cached = dentry_find(parent, q);
	if (!*cached)
		list_add_tail(&b->asking, &mine->node);
	bucket_release(b);
	return *cached ? NULL : mine;
}

/* What was looked up is in the cache, unless its directory has gone, of which nothing is
 * to stay there: who removes one says so before he clears the cache of it. */
static int
enter(struct inode *dir, struct dentry *d)
{
	dentry_hash(d);
	memory_barrier();
	if (!atomic_load(&dir->dead))
		return 0;
	dentry_unhash(d);
	return -ENOENT;
}

/* Asks the file system, and tells all who wait. */
static int
asking_do(struct bucket *b, struct asking *a, struct inode *dir)
{
	int err = dir->ops->lookup ? dir->ops->lookup(dir, a->d) : 0;

	if (!err)
		err = enter(dir, a->d);
	a->err = err;
	bucket_acquire(b);
	list_remove(&a->node);
	bucket_release(b);
	store_release(&a->ended, true);
	wake_all(&a->wake);
	return err;
}

/* Looks a name up that is not in the cache.
 * => returns: 0; -EAGAIN: another looked in vain, for a reason of his own */
static int
look_up(struct dentry *parent, const struct qname *q, struct dentry **out)
{
	struct asking *mine = asking_create(parent, q), *a;
	struct bucket *b;
	int err;

	if (!mine)
		return -ENOMEM;
	b = bucket_of(mine->d->hash);
	a = asking_begin(b, mine, parent, q, out);
	if (a != mine)
		asking_put(b, mine);
	if (!a)
		return 0;
	if (a == mine) {
		err = asking_do(b, a, parent->inode);
	} else {
		err = WAIT_EVENT(&a->wake, load_acquire(&a->ended),
		    WAIT_KILLABLE, KTIME_FOREVER);
		err = err ? -EINTR : a->err;
		if (err && load_acquire(&a->ended) &&
		    (err == -EINTR || err == -ENOMEM))
			err = thread_killed() ? -EINTR : -EAGAIN;
	}
	if (!err) {
		*out = a->d;
		dentry_get(a->d);
	}
	asking_put(b, a);
	return err;
}

/* --- With the directory locked --- */

/* In memory: nobody else adds to the directory. */
static int
look_up_locked(struct dentry *parent, const struct qname *q,
    struct dentry **out)
{
	struct inode *dir = parent->inode;
	struct dentry *d = dentry_alloc(parent->sb, parent, q);
	int err;

	if (!d)
		return -ENOMEM;
	err = dir->ops->lookup ? dir->ops->lookup(dir, d) : 0;
	if (err) {
		dentry_put(d);
		return err;
	}
	dentry_hash(d);
	*out = d;
	return 0;
}

int
dentry_lookup_locked(struct dentry *parent, const struct qname *q,
    struct dentry **out)
{
	struct inode *dir = parent->inode;
	struct dentry *d;
	int err;

	if (q->len > NAME_MAX)
		return -ENAMETOOLONG;
	/* Asked first: what is cached may say that a name could be made. */
	if (dir->dead)
		return -ENOENT;
	d = dentry_find(parent, q);
	err = d ? is_right(d) : 0;
	if (err > 0) {
		*out = d;
		return 0;
	}
	if (d && !err)
		dentry_unhash(d);
	if (d)
		dentry_put(d);
	if (err)
		return err;
	if (!parent->sb->parallel)
		return look_up_locked(parent, q, out);
	do
		err = look_up(parent, q, out);
	while (err == -EAGAIN);
	return err;
}

/* --- Without --- */

/* What is cached, and is there, and is right: the directory is not locked while its file
 * system is asked, which may have to ask a server.
 * => returns: 1: *out has a reference; 0; -errno */
static int
find_right(struct dentry *parent, const struct qname *q, struct dentry **out)
{
	struct dentry *d = dentry_find_cached(parent, q);
	int right = d && dentry_inode(d) ? is_right(d) : 0;

	if (d && right <= 0)
		dentry_put(d);
	*out = d;
	return right;
}

/* d is not what its name leads to any more, unless that has changed since it was asked
 * for, when it had that inode. => errors: -EINTR */
static int
give_up(struct dentry *parent, struct dentry *d, const struct inode *inode)
{
	if (!mutex_lock_killable(&parent->inode->lock))
		return -EINTR;
	if (dentry_inode(d) == inode)
		dentry_unhash(d);
	mutex_unlock(&parent->inode->lock);
	return 0;
}

/* => returns: 1: it is in the cache, and right; 0: it is not */
static int
find_or_give_up(struct dentry *parent, const struct qname *q,
    struct dentry **out)
{
	struct dentry *d = dentry_find_cached(parent, q);
	struct inode *inode;
	int right;

	if (!d)
		return 0;
	inode = dentry_inode(d);
	right = is_right(d);
	if (right > 0) {
		*out = d;
		return right;
	}
	if (!right)
		right = give_up(parent, d, inode);
	dentry_put(d);
	return right;
}

/* As dentry_lookup_locked(), which the directory is not. */
static int
look_up_parallel(struct dentry *parent, const struct qname *q,
    struct dentry **out)
{
	int err;

	if (q->len > NAME_MAX)
		return -ENAMETOOLONG;
	do {
		if (atomic_load(&parent->inode->dead))
			return -ENOENT;
		err = find_or_give_up(parent, q, out);
		if (err)
			return min(err, 0);
		err = look_up(parent, q, out);
	} while (err == -EAGAIN);
	return err;
}

__noinline int
dentry_lookup_slow(struct dentry *parent, const struct qname *q,
    struct dentry **out)
{
	int err;

	if (parent->sb->parallel)
		return look_up_parallel(parent, q, out);
	err = find_right(parent, q, out);
	if (err)
		return min(err, 0);
	if (!mutex_lock_killable(&parent->inode->lock))
		return -EINTR;
	err = dentry_lookup_locked(parent, q, out);
	mutex_unlock(&parent->inode->lock);
	return err;
}

struct dentry *
dentry_cached(struct dentry *parent, const struct qname *q)
{
	struct dentry *d = dentry_find_cached(parent, q);

	if (d && atomic_load(&d->flags) & DENTRY_REVALIDATE) {
		dentry_put(d);
		d = NULL;
	}
	return d;
}

int
dentry_lookup(struct dentry *parent, const struct qname *q, struct dentry **out)
{
	*out = dentry_cached(parent, q);
	return *out ? 0 : dentry_lookup_slow(parent, q, out);
}
