/*
 * Advisory locks.
 *
 * An inode that was ever locked has a context with two lists: the byte ranges of
 * fcntl(), and the locks of flock(), which never meet.  A range belongs to an
 * owner: the descriptor table (so that threads share and fork does not
 * inherit), for open-file locks the struct file.  Ranges of one owner stand
 * together, by their start, and owners in the order in which they came; this
 * is the order in which F_GETLK finds what is in the way, as on Linux.
 *
 * Setting a range of an owner first cuts that owner's other ranges to size;
 * for that at most two new objects are needed, which are allocated before the
 * lock is taken: nothing fails half-way.  Converting a flock() gives the old
 * one up first, so that two who both ask for more do not wait for each other.
 *
 * Who must wait says for whom, and looks again at every change of the file's
 * locks: then somebody else may be in the way.  So a circle of fcntl() waiters
 * is found (-EDEADLK) by the one who closes it, at most MAX_CHAIN owners deep.
 *
 * Locking: a context's lock over its lists; it sleeps, since the lists are as long
 * as users make them, and who walks one gives the CPU up now and then.  Below it
 * are spinlocks for what goes across files: one for who waits for whom, and one a
 * CPU for the tree of its locks, which /proc/locks shows a line at a time.
 *
 * Left out: mandatory locks, leases; /proc/locks shows no waiters.
 */
#include "fs/locks.h"

#include "abi/errno.h"
#include "cred/user.h"
#include "fs/file.h"
#include "fs/hooks.h"
#include "fs/inode.h"
#include "lib/hash.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "lib/text.h"
#include "mm/slab.h"
#include "sched/mutex.h"
#include "sched/sched.h"
#include "sched/thread.h"
#include "sched/waitq.h"

#define MAX_CHAIN    16
#define WAIT_BUCKETS 64
#define LOOK_EACH    32 /* locks between looks at the scheduler */

enum lock_kind_fs {
	KIND_POSIX,
	KIND_OFD,
	KIND_FLOCK
};

struct range_lock {
	struct list node;     /* on a list of the context, under its lock */
	struct rb_node shown; /* by number, under shown_of()->lock */
	u64 number;           /* of its making, and the CPU; [I] */
	struct flock_context *context;
	const void *owner;
	enum lock_kind_fs kind;
	/* Changed under the context's lock and shown_of()->lock, read under either. */
	u8 type; /* F_RDLCK, F_WRLCK */
	pid_t pid;
	struct user
	    *user;      /* [I] whom it counts for, in a list; owned reference */
	u64 start, end; /* inclusive */
};

struct flock_context {
	struct mutex lock;
	struct list ranges OWN_LOCK(lock); /* of KIND_POSIX and KIND_OFD */
	struct list whole OWN_LOCK(lock);  /* of KIND_FLOCK */
	struct waitq changed;
	u64 changes;         /* [a] times that something may have become free */
	struct inode *inode; /* [I] */
};

/* An owner that waits for a range, on a thread's stack. */
struct lock_wait {
	struct list node; /* in a bucket of all.waits */
	const void *owner, *blocker;
};

static struct {
	struct spinlock lock;
	struct list waits[WAIT_BUCKETS] OWN_LOCK(
	    lock); /* by owner; next NULL: empty */
} all = {
	.lock = SPINLOCK_INIT(LC_FLOCKS),
};

/* The locks that were made on a CPU, for /proc/locks: their number says which. */
static struct shown {
	struct spinlock lock;
	struct rb_tree locks OWN_LOCK(lock); /* by number */
	u64 made OWN_LOCK(lock);             /* counts them */
} __aligned(64) shown[MAX_CPUS] = {
	[0 ... MAX_CPUS - 1] = { .lock = SPINLOCK_INIT(LC_FLOCKS) },
};

static u64 max_user_locks; /* [I] */

static struct slab_cache range_cache = SLAB_CACHE("range_lock",
    struct range_lock);

void
locks_init(u64 npages)
{
	/* A 64th of memory. */
	max_user_locks = npages * PAGE_SIZE / 64 / sizeof(struct range_lock);
}

static int
context_get(struct inode *inode)
{
	struct flock_context *c, *none = NULL;

	if (load_acquire(&inode->locks))
		return 0;
	c = kzalloc(sizeof(*c));
	if (!c)
		return -ENOMEM;
	mutex_init(&c->lock, LC_FLOCK);
	list_init(&c->ranges);
	list_init(&c->whole);
	waitq_init(&c->changed);
	c->inode = inode;
	if (!atomic_cas(&inode->locks, &none, c))
		kfree(c);
	return 0;
}

/* --- The lists --- */

static bool
made_before(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct range_lock, shown)->number <
	    rb_entry(b, struct range_lock, shown)->number;
}

static void
count(struct user *user)
{
	(void)!user_charge(user, USER_FILE_LOCKS, 1, UINT64_MAX);
}

static struct shown *
shown_of(const struct range_lock *r)
{
	return &shown[r->number % MAX_CPUS];
}

/* Puts a lock in before `next`. => holds: c->lock */
static void
link_lock(struct flock_context *c, struct range_lock *r, struct list *next)
{
	unsigned cpu = cpu_id();
	struct shown *here = &shown[cpu];
	r->context = c;
	count(r->user);
	list_insert(&r->node, next->prev, next);
	spin_lock(&here->lock);
	r->number = here->made++ * MAX_CPUS + cpu;
	rb_insert(&here->locks, &r->shown, made_before);
	spin_unlock(&here->lock);
}

/* Takes one out, and keeps it in `spare`. => holds: its context's lock */
static void
unlink_lock(struct range_lock *r, struct list *spare)
{
	struct shown *s = shown_of(r);

	spin_lock(&s->lock);
	rb_erase(&s->locks, &r->shown);
	spin_unlock(&s->lock);
	user_uncharge(r->user, USER_FILE_LOCKS, 1);
	list_move_tail(spare, &r->node);
}

static void
set_bounds(struct range_lock *r, u64 start, u64 end)
{
	struct shown *s = shown_of(r);

	spin_lock(&s->lock);
	r->start = start;
	r->end = end;
	spin_unlock(&s->lock);
}

static struct range_lock *
spare_lock(struct list *spare, const struct range_lock *like)
{
	struct range_lock *r = list_pop(spare, struct range_lock, node);

	struct user *user;

	assert(r);
	user = r->user;
	*r = *like;
	r->user = user;
	return r;
}

static void
free_spares(struct list *spare)
{
	struct range_lock *r;

	while ((r = list_pop(spare, struct range_lock, node))) {
		user_put(r->user);
		slab_free(&range_cache, r);
		sched_point();
	}
}

/* What a change may need: the lock, unless it only unlocks, and of ranges the end of
 * one that it cuts in two.  What is there in the end is counted then, since only then
 * it is known; so a user comes to the limit by as many calls as he makes at once.  To
 * unlock there is a little more room than to lock.
 * => errors: -ENOLCK: the user has too many; -ENOMEM */
static int
alloc_spares(struct list *spare, const struct range_lock *want)
{
	bool unlock = want->type == F_UNLCK;
	u64 limit = max_user_locks + (unlock ? max_user_locks / 8 : 0);
	int n = !unlock + (want->kind != KIND_FLOCK);
	struct user *user = current_user();

	list_init(spare);
	if (user_exceeds(user, USER_FILE_LOCKS, limit - 1))
		return -ENOLCK;
	for (int i = 0; i < n; i++) {
		struct range_lock *r = slab_alloc(&range_cache);

		if (!r) {
			free_spares(spare);
			return -ENOMEM;
		}
		user_get(user);
		r->user = user;
		list_add_tail(spare, &r->node);
	}
	return 0;
}

void
flock_context_free(struct inode *inode)
{
	struct flock_context *c = inode->locks;
	struct list gone = LIST_INIT(gone);
	struct range_lock *r, *next;

	/* Nobody else has the inode. */
	list_for_each_safe(r, next, &c->ranges, node) {
		unlink_lock(r, &gone);
		sched_point();
	}
	list_for_each_safe(r, next, &c->whole, node) {
		unlink_lock(r, &gone);
		sched_point();
	}
	free_spares(&gone);
	kfree(c);
	inode->locks = NULL;
}

static bool
conflicts(const struct range_lock *a, const struct range_lock *b)
{
	return a->start <= b->end && b->start <= a->end &&
	    (a->type == F_WRLCK || b->type == F_WRLCK);
}

/* The first lock of a list in the way of `want`, or NULL.
 * => holds: the context's lock */
static struct range_lock *
find_conflict(struct list *list, const struct range_lock *want)
{
	const void *owner = want->owner;
	struct range_lock *r;
	unsigned n = 1;

	list_for_each(r, list, node) {
		if (r->owner != owner && conflicts(r, want))
			return r;
		if (n++ % LOOK_EACH == 0)
			sched_point();
	}
	return NULL;
}

/* The first lock of that owner, or the place where its first one goes. */
static struct list *
owner_place(struct list *list, const void *owner)
{
	struct range_lock *r;

	list_for_each(r, list, node) {
		if (r->owner == owner)
			return &r->node;
		sched_point();
	}
	return list;
}

/* Does a lie wholly before b, not even touching it? */
static bool
lies_before(u64 end, u64 start, bool touching)
{
	return touching ? end < start && end + 1 < start : end < start;
}

/* Makes room in r, of another type, for [start, end].
 * => returns: where the new lock goes, when that is known; NULL: go on */
static struct list *
cut(struct flock_context *c, struct range_lock *r, u64 start, u64 end,
    struct list *spare)
{
	struct range_lock *upper = NULL;

	if (r->start >= start) {
		if (r->end <= end) {
			unlink_lock(r, spare);
			return NULL;
		}
		set_bounds(r, end + 1, r->end);
		return &r->node;
	}
	if (r->end > end) {
		/* The middle goes: two ends stay. */
		upper = spare_lock(spare, r);
		upper->start = end + 1;
		link_lock(c, upper, r->node.next);
	}
	set_bounds(r, r->start, start - 1);
	return upper ? &upper->node : NULL;
}

/* From an owner's first lock on: the first that may touch `want`, or what follows his
 * last one. */
static struct list *
skip_before(struct list *list, struct list *place,
    const struct range_lock *want)
{
	for (unsigned n = 1; place != list; place = place->next, n++) {
		const struct range_lock *r = list_entry(place,
		    struct range_lock, node);

		if (r->owner != want->owner ||
		    !lies_before(r->end, want->start, true))
			break;
		if (n % LOOK_EACH == 0)
			sched_point();
	}
	return place;
}

/* Gives `want`'s range to its owner, or to nobody when its type is F_UNLCK:
 * cuts and merges what the owner had.  Uses up spares and puts what becomes free
 * there. => holds: c->lock */
static void
set_range(struct flock_context *c, const struct range_lock *want,
    struct list *spare)
{
	struct list *place = owner_place(&c->ranges, want->owner), *found;
	struct range_lock sum = *want, *r;

	place = skip_before(&c->ranges, place, want);
	while (place != &c->ranges) {
		bool same;

		r = list_entry(place, struct range_lock, node);
		same = r->type == want->type;
		if (r->owner != want->owner ||
		    lies_before(sum.end, r->start, same))
			break;
		place = r->node.next;
		sched_point();
		if (lies_before(r->end, sum.start, same))
			continue;
		if (same) {
			sum.start = min(sum.start, r->start);
			sum.end = max(sum.end, r->end);
			unlink_lock(r, spare);
			continue;
		}
		found = cut(c, r, sum.start, sum.end, spare);
		if (found) {
			place = found;
			break;
		}
	}
	if (want->type == F_UNLCK)
		return;
	link_lock(c, spare_lock(spare, &sum), place);
}

/* --- Waiting --- */

static struct list *
wait_bucket(const void *owner)
{
	struct list *b = &all.waits[hash_u64((u64)owner) % WAIT_BUCKETS];

	if (!b->next)
		list_init(b);
	return b;
}

/* For whom does an owner wait?  NULL: for nobody. => holds: all.lock */
static const void *
waits_for(const void *owner)
{
	struct lock_wait *w;

	list_for_each(w, wait_bucket(owner), node)
		if (w->owner == owner)
			return w->blocker;
	return NULL;
}

/* Would waiting for `blocker` close a circle? => holds: all.lock */
static bool
deadlocks(const void *owner, const void *blocker)
{
	for (int i = 0; blocker && i < MAX_CHAIN; i++) {
		if (blocker == owner)
			return true;
		blocker = waits_for(blocker);
	}
	return false;
}

/* Says that w's owner waits for `blocker`. => errors: -EDEADLK */
static int
announce(struct lock_wait *w, const void *owner, const void *blocker)
{
	int err = 0;

	spin_lock(&all.lock);
	if (deadlocks(owner, blocker)) {
		err = -EDEADLK;
	} else {
		w->owner = owner;
		w->blocker = blocker;
		list_add_tail(wait_bucket(owner), &w->node);
	}
	spin_unlock(&all.lock);
	return err;
}

static void
withdraw(struct lock_wait *w)
{
	spin_lock(&all.lock);
	list_remove(&w->node);
	spin_unlock(&all.lock);
}

/* Something may have become free. */
static void
tell_waiters(struct flock_context *c)
{
	(void)atomic_fetch_add(&c->changes, 1);
	wake_all(&c->changed);
}

/* --- Byte ranges --- */

/* Tries to set the range. => returns: 0; -EAGAIN when another is in the way,
 * and *wait (NULL: do not wait) says so to the others; -EDEADLK */
static int
try_range(struct flock_context *c, const struct range_lock *want,
    struct list *spare, struct lock_wait *wait)
{
	struct range_lock *r = NULL;
	int err = 0;

	mutex_lock(&c->lock);
	if (want->type != F_UNLCK)
		r = find_conflict(&c->ranges, want);
	if (!r)
		set_range(c, want, spare);
	else if (wait && want->kind == KIND_POSIX)
		err = announce(wait, want->owner, r->owner);
	if (r && !err)
		err = -EAGAIN;
	mutex_unlock(&c->lock);
	/* A lock that became weaker or went may free others. */
	if (!err && want->type != F_WRLCK)
		tell_waiters(c);
	return err;
}

/* Tries to set a lock of the whole file. => errors: -EAGAIN */
static int
try_whole(struct flock_context *c, const struct range_lock *want,
    struct list *spare, struct lock_wait *wait)
{
	struct list *place;
	struct range_lock *own = NULL;
	int err = 0;

	(void)wait;
	mutex_lock(&c->lock);
	place = owner_place(&c->whole, want->owner);
	if (place != &c->whole)
		own = list_entry(place, struct range_lock, node);
	if (own && own->type == want->type) {
		mutex_unlock(&c->lock);
		return 0;
	}
	if (own)
		unlink_lock(own, spare);
	if (want->type != F_UNLCK && find_conflict(&c->whole, want))
		err = -EAGAIN;
	else if (want->type != F_UNLCK)
		link_lock(c, spare_lock(spare, want), &c->whole);
	mutex_unlock(&c->lock);
	if (own)
		tell_waiters(c);
	return err;
}

typedef int try_fn(struct flock_context *c, const struct range_lock *want,
    struct list *spare, struct lock_wait *wait);

static int
set_lock(struct inode *inode, const struct range_lock *want, bool block,
    try_fn *try)
{
	struct flock_context *c;
	struct lock_wait wait;
	struct list spare;
	int err;

	if (want->type == F_UNLCK && !load_acquire(&inode->locks))
		return 0;
	err = context_get(inode);
	if (!err)
		err = alloc_spares(&spare, want);
	if (err)
		return err;
	c = load_acquire(&inode->locks);
	list_init(&wait.node);
	for (;;) {
		u64 seen = atomic_load(&c->changes);

		err = try(c, want, &spare, block ? &wait : NULL);
		if (err != -EAGAIN || !block)
			break;
		err = wait_event_intr(&c->changed,
		    atomic_load(&c->changes) != seen);
		withdraw(&wait);
		if (err)
			break;
	}
	free_spares(&spare);
	return err;
}

/* The range that l means. => errors: -EINVAL, -EOVERFLOW */
static int
range_from_user(struct file *f, const struct flock *l, struct range_lock *r)
{
	s64 base = 0, start, end;

	if (l->l_whence == SEEK_CUR)
		base = file_pos_get(f);
	else if (l->l_whence == SEEK_END)
		base = (s64)atomic_load(&f->inode->size);
	else if (l->l_whence != SEEK_SET)
		return -EINVAL;
	if (__builtin_add_overflow(base, l->l_start, &start))
		return -EOVERFLOW;
	if (start < 0)
		return -EINVAL;
	if (l->l_len > 0) {
		if (__builtin_add_overflow(start, l->l_len - 1, &end))
			return -EOVERFLOW;
	} else if (l->l_len < 0) {
		end = start - 1;
		if (__builtin_add_overflow(start, l->l_len, &start))
			return -EINVAL;
		if (start < 0)
			return -EINVAL;
	} else {
		end = INT64_MAX;
	}
	r->start = (u64)start;
	r->end = end == INT64_MAX ? UINT64_MAX : (u64)end;
	return 0;
}

/* F_GETLK: what is in the way of r. */
static void
tell_conflict(struct inode *inode, const struct range_lock *want,
    struct flock *l)
{
	struct flock_context *c = load_acquire(&inode->locks);
	struct range_lock *r;

	if (!c) {
		l->l_type = F_UNLCK;
		return;
	}
	mutex_lock(&c->lock);
	r = find_conflict(&c->ranges, want);
	if (r) {
		l->l_type = r->type;
		l->l_whence = SEEK_SET;
		l->l_start = (s64)r->start;
		l->l_len = r->end == UINT64_MAX ? 0 :
						  (s64)(r->end - r->start + 1);
		l->l_pid = r->kind == KIND_OFD ? -1 : r->pid;
	} else {
		l->l_type = F_UNLCK;
	}
	mutex_unlock(&c->lock);
}

static int
check_type(const struct file *f, int type)
{
	switch (type) {
	case F_RDLCK:
		return f->mode & FMODE_READ ? 0 : -EBADF;
	case F_WRLCK:
		return f->mode & FMODE_WRITE ? 0 : -EBADF;
	case F_UNLCK:
		return 0;
	}
	return -EINVAL;
}

/* Order of checks as Linux's fcntl_getlk() and fcntl_setlk(). */
int
file_lock_range(struct file *f, unsigned cmd, struct flock *l)
{
	bool ofd = cmd >= F_OFD_GETLK;
	bool gets = cmd == F_GETLK || cmd == F_OFD_GETLK;
	struct range_lock want = {
		.owner = ofd ? (const void *)f : current_fds(),
		.kind = ofd ? KIND_OFD : KIND_POSIX,
		.type = (u8)l->l_type,
		.pid = fs_current_pid(),
	};
	int err;

	if (gets && l->l_type != F_RDLCK && l->l_type != F_WRLCK)
		return -EINVAL;
	err = range_from_user(f, l, &want);
	if (err)
		return err;
	if (!gets)
		err = check_type(f, l->l_type);
	if (!err && ofd && l->l_pid != 0)
		err = -EINVAL;
	if (err)
		return err;
	if (gets) {
		tell_conflict(f->inode, &want, l);
		return 0;
	}
	return set_lock(f->inode, &want, cmd == F_SETLKW || cmd == F_OFD_SETLKW,
	    try_range);
}

int
file_lock_whole(struct file *f, int type, bool wait)
{
	struct range_lock want = {
		.owner = f,
		.kind = KIND_FLOCK,
		.type = (u8)type,
		.pid = fs_current_pid(),
		.end = UINT64_MAX,
	};

	if (type != F_UNLCK && !(f->mode & (FMODE_READ | FMODE_WRITE)))
		return -EBADF;
	return set_lock(f->inode, &want, wait, try_whole);
}

/* Drops all locks of an owner in a list. */
static void
drop_owner(struct flock_context *c, struct list *list, const void *owner)
{
	struct list gone = LIST_INIT(gone), *at;

	mutex_lock(&c->lock);
	for (at = owner_place(list, owner); at != list;) {
		struct range_lock *r = list_entry(at, struct range_lock, node);

		if (r->owner != owner)
			break;
		at = at->next;
		unlink_lock(r, &gone);
		sched_point();
	}
	mutex_unlock(&c->lock);
	if (list_empty(&gone))
		return;
	free_spares(&gone);
	tell_waiters(c);
}

void
file_locks_closed(struct file *f, const struct fdtable *table)
{
	struct flock_context *c = load_acquire(&f->inode->locks);

	drop_owner(c, &c->ranges, table);
}

void
file_locks_released(struct file *f)
{
	struct flock_context *c = load_acquire(&f->inode->locks);

	drop_owner(c, &c->ranges, f);
	drop_owner(c, &c->whole, f);
}

/* --- /proc/locks --- */

/* The shown lock with the lowest number >= at, or NULL. */
static struct range_lock *
first_from(const struct shown *s, u64 at) REQUIRES(s->lock)
{
	struct rb_node *n = s->locks.root;
	struct range_lock *found = NULL;

	while (n) {
		struct range_lock *r = rb_entry(n, struct range_lock, shown);

		if (r->number >= at)
			found = r;
		n = n->child[r->number < at];
	}
	return found;
}

static void
show(const struct range_lock *r, struct text *t)
{
	const struct inode *inode = r->context->inode;

	text_printf(t, "%lu: %s ADVISORY  %s %d %02x:%02x:%lu %lu ",
	    t->index + 1,
	    r->kind == KIND_FLOCK   ? "FLOCK " :
		r->kind == KIND_OFD ? "OFDLCK" :
				      "POSIX ",
	    r->type == F_WRLCK ? "WRITE" : "READ ",
	    r->kind == KIND_OFD ? -1 : r->pid, dev_major(inode->sb->dev),
	    dev_minor(inode->sb->dev), inode->ino, r->start);
	if (r->end == UINT64_MAX)
		text_string(t, "EOF\n");
	else
		text_printf(t, "%lu\n", r->end);
}

/* The lowest number >= at, or UINT64_MAX. */
static u64
next_number(u64 at)
{
	u64 least = UINT64_MAX;
	unsigned cpu;

	for_each_cpu(cpu, cpus_online()) {
		struct shown *s = &shown[cpu];
		const struct range_lock *r;

		spin_lock(&s->lock);
		r = first_from(s, at);
		if (r)
			least = min(least, r->number);
		spin_unlock(&s->lock);
	}
	return least;
}

/* => returns: false: that lock has gone */
static bool
show_numbered(u64 number, struct text *t)
{
	struct shown *s = &shown[number % MAX_CPUS];
	const struct range_lock *r;
	bool found;

	spin_lock(&s->lock);
	r = first_from(s, number);
	found = r && r->number == number;
	if (found)
		show(r, t);
	spin_unlock(&s->lock);
	return found;
}

void
file_lock_show(struct text *t)
{
	u64 number;

	do {
		number = next_number(t->at);
		if (number == UINT64_MAX)
			return;
	} while (!show_numbered(number, t));
	text_next(t, number + 1);
}
