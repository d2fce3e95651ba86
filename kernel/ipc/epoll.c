/*
 * epoll.
 *
 * An item ties one file (under one descriptor number) to one set.  It hangs a
 * waiter on each queue the file names, for as long as it lives; a wake puts
 * the item on the set's ready list.  Waiting takes items from that list and
 * asks their files what really holds, so it costs as much as there is ready,
 * not as much as is watched.  A level-triggered item that was reported goes
 * back on the list, to be asked again next time; an edge-triggered one waits
 * for the next wake; a one-shot one has its events cleared.
 *
 * Life of an item: control_add() -> ... -> item_remove(), by EPOLL_CTL_DEL, by
 * the set's release or by the release of the file it watches, whichever is
 * first.  Items hold no reference to their file.
 *
 * Invariants:
 *  1. An item is in its set's tree and on its file's list, or in neither;
 *     both change under graph.lock and set->lock.
 *  2. While set->lock is held no item of the set goes, so its file, though
 *     perhaps in its last put, is still there.
 *  3. Sets that watch sets form no circle and no chain longer than MAX_NESTS.
 *  4. From a file that is no set, not more than PATHS of each length lead up to
 *     sets that nobody watches: a wake, which walks them all, ends soon.
 *  5. A set has something ready when its list has, or while a scan has taken
 *     the list: who looks meanwhile waits for the scan.
 *
 * Locking: graph.lock over set->lock; sets that watch sets: the watching one
 * first. The ready list is under ready_lock, innermost, since wakes come from
 * interrupts.  A wake holds the queue of the file, then that of the set.
 */
#include "ipc/epoll.h"

#include "abi/errno.h"
#include "arch/irqflags.h"
#include "cred/user.h"
#include "fs/hooks.h"
#include "fs/poll.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "sched/mutex.h"
#include "sched/sched.h"
#include "sched/waitq.h"
#include "sync/lockpairs.h"
#include "vm/usercopy.h"

#define MAX_NESTS 4
/* By length, in sets on the way; Linux's. One set is no limit. */
#define PATHS                       \
	{                           \
		0, 500, 100, 50, 10 \
	}
#define MAX_HOOKS  4 /* queues one file may name */
#define MAX_EVENTS (INT32_MAX / (int)sizeof(struct epoll_event))
#define EP_PRIVATE (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)
#define EP_EXCLUSIVE_OK                                                     \
	(EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | \
	    EPOLLEXCLUSIVE)

/* Who watches whom; by graph_lock(). */
static struct {
	struct mutex lock;
	u64 visit LOCK_ROLE(epoll_role); /* number of the present walk */
} graph;

/* The lock of the set that an item is in: set_lock(). */
extern struct lock_role set_role;
/* The same set's ready_lock: ready_lock(). */
extern struct lock_role ready_role;

struct epoll {
	struct mutex lock;
	struct rb_tree items LOCK_ROLE(set_role); /* by file and descriptor */
	struct file *file;  /* [I] the set's own, not counted */
	struct user *user;  /* [I] whom its items count for; owned reference */
	struct waitq waitq; /* who waits for events */
	struct spinlock ready_lock;
	struct list ready LOCK_ROLE(ready_role); /* of struct epoll_item */
	bool scanning LOCK_ROLE(ready_role);     /* a scan has the list */
	u64 visit LOCK_ROLE(epoll_role);         /* the walk that saw it last */
	int nests LOCK_ROLE(epoll_role); /* what that walk found of it */
} __aligned(64);

struct hook {
	struct waiter waiter;
	struct waitq *q;
	struct epoll_item *item;
};

struct epoll_item {
	/* Changed under both locks, read under either. */
	struct rb_node node;
	struct epoll *set; /* [I] */
	struct file *file; /* [I] not counted */
	/* On file->epolls; *link points here. */
	struct epoll_item *next LOCK_ROLE(epoll_role);
	struct epoll_item **link LOCK_ROLE(epoll_role);
	int fd;     /* [I] */
	u32 events; /* [a] EPOLL*, changed under set->lock */
	u64 data LOCK_ROLE(set_role);
	struct list ready_node LOCK_ROLE(ready_role);
	struct epoll_item *again LOCK_ROLE(set_role); /* the next of a scan's */
	unsigned nhooks;                              /* [I] */
	struct hook hooks[MAX_HOOKS];
};

u64 epoll_max_user_watches; /* a share of memory, from epoll_init() on */

static struct slab_cache set_cache = SLAB_CACHE("epoll", struct epoll);
static struct slab_cache item_cache = SLAB_CACHE("epoll_item",
    struct epoll_item);
static const struct file_ops epoll_ops;

static inline struct epoll *
epoll_of(const struct file *f)
{
	return f->ops == &epoll_ops ? f->private : NULL;
}

static void
graph_lock(void) ACQUIRE(epoll_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&graph.lock);
}

static void
graph_unlock(void) RELEASE(epoll_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&graph.lock);
}

static void
set_lock(struct epoll *set) ACQUIRE(set_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&set->lock);
}

static void
set_unlock(struct epoll *set) RELEASE(set_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&set->lock);
}

static irqflags_t
ready_lock(struct epoll *set) ACQUIRE(ready_role)
NO_THREAD_SAFETY_ANALYSIS
{
	return spin_lock_irqsave(&set->ready_lock);
}

static void
ready_unlock(struct epoll *set, irqflags_t flags) RELEASE(ready_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock_irqrestore(&set->ready_lock, flags);
}

/* The ready list. */

static void
make_ready(struct epoll_item *item)
{
	struct epoll *set = item->set;
	irqflags_t flags = ready_lock(set);

	if (list_empty(&item->ready_node))
		list_add_tail(&set->ready, &item->ready_node);
	ready_unlock(set, flags);
}

static __noinline bool
has_ready_now(struct epoll *set)
{
	irqflags_t flags = ready_lock(set);
	bool ready = !list_empty(&set->ready) || set->scanning;

	ready_unlock(set, flags);
	return ready;
}

static inline bool
has_ready(struct epoll *set)
{
	return !list_empty(&set->ready) || has_ready_now(set);
}

/* Takes all that is ready; what is made ready from here on comes after it. */
static void
scan_begin(struct epoll *set, struct list *batch) REQUIRES(set_role)
{
	irqflags_t flags = ready_lock(set);

	list_splice_tail(batch, &set->ready);
	set->scanning = true;
	ready_unlock(set, flags);
}

/* The rest of the batch goes before what is newly ready, and the chain `again`,
 * which is to be asked again, behind it. */
static void
scan_end(struct epoll *set, struct list *batch, struct epoll_item *again)
    REQUIRES(set_role)
{
	irqflags_t flags = ready_lock(set);

	if (!list_empty(batch)) {
		list_splice_tail(batch, &set->ready);
		list_splice_tail(&set->ready, batch);
	}
	for (; again; again = again->again)
		if (list_empty(&again->ready_node))
			list_add_tail(&set->ready, &again->ready_node);
	set->scanning = false;
	ready_unlock(set, flags);
}

static struct epoll_item *
pop_ready(struct epoll *set, struct list *from)
{
	irqflags_t flags = ready_lock(set);
	struct epoll_item *item = list_pop(from, struct epoll_item, ready_node);

	ready_unlock(set, flags);
	return item;
}

/* The file's queue was woken. => any context */
static bool
item_woken(struct waiter *w, unsigned events)
{
	struct epoll_item *item = container_of(w, struct hook, waiter)->item;
	u32 wanted = atomic_load(&item->events);

	if (!(wanted & ~EP_PRIVATE) || (events && !(events & wanted)))
		return false;
	make_ready(item);
	if (!waitq_active(&item->set->waitq))
		return false;
	wake_one(&item->set->waitq);
	return true;
}

/* What holds of what the item is interested in. */
static unsigned
item_poll(struct epoll_item *item, struct poll_table *pt) REQUIRES(set_role)
{
	return file_poll(item->file, pt) & item->events & ~EP_PRIVATE;
}

/* Items. */

struct registration {
	struct poll_table table;
	struct epoll_item *item;
	bool failed;
};

static void
add_hook(struct poll_table *pt, struct waitq *q)
{
	struct registration *r = container_of(pt, struct registration, table);
	struct epoll_item *item = r->item;
	struct hook *h;

	if (item->nhooks == MAX_HOOKS) {
		r->failed = true;
		return;
	}
	h = &item->hooks[item->nhooks++];
	h->waiter = (struct waiter){ .wake = item_woken,
		.exclusive = item->events & EPOLLEXCLUSIVE };
	h->q = q;
	h->item = item;
	waitq_add(q, &h->waiter);
}

static bool
item_before(const struct epoll_item *a, const struct file *file, int fd)
{
	return a->file != file ? a->file < file : a->fd < fd;
}

static bool
item_less(const struct rb_node *a, const struct rb_node *b)
{
	const struct epoll_item *y = rb_entry(b, struct epoll_item, node);

	return item_before(rb_entry(a, struct epoll_item, node), y->file,
	    y->fd);
}

static struct epoll_item *
item_find(const struct epoll *set, const struct file *file, int fd)
{
	/* Both locks to change it, either to look. */
	struct rb_node *n = READ_ONCE(set->items.root);

	while (n) {
		struct epoll_item *item = rb_entry(n, struct epoll_item, node);

		if (item->file == file && item->fd == fd)
			return item;
		n = n->child[item_before(item, file, fd)];
	}
	return NULL;
}

/* => errors: -ENOSPC: the user has too many; -ENOMEM */
static int
item_alloc(struct epoll *set, struct epoll_item **out)
{
	struct epoll_item *item;

	if (!user_charge(set->user, USER_EPOLL_ITEMS, 1,
		atomic_load(&epoll_max_user_watches)))
		return -ENOSPC;
	item = slab_zalloc(&item_cache);
	if (!item) {
		user_uncharge(set->user, USER_EPOLL_ITEMS, 1);
		return -ENOMEM;
	}
	item->set = set;
	*out = item;
	return 0;
}

static void
item_free(struct epoll_item *item)
{
	user_uncharge(item->set->user, USER_EPOLL_ITEMS, 1);
	slab_free(&item_cache, item);
}

/* A file's items: one pointer is enough for the many files without any. */

static void
link_to_file(struct epoll_item *item) REQUIRES(epoll_role)
{
	struct epoll_item **head = &item->file->epolls;

	item->next = *head;
	item->link = head;
	if (item->next)
		item->next->link = &item->next;
	atomic_store(head, item);
}

static void
unlink_from_file(struct epoll_item *item) REQUIRES(epoll_role)
{
	atomic_store(item->link, item->next);
	if (item->next)
		item->next->link = item->link;
}

/* Ends an item. */
static void
item_remove(struct epoll_item *item) REQUIRES(epoll_role)
{
	struct epoll *set = item->set;
	irqflags_t flags;

	set_lock(set);
	/* After this nobody makes it ready any more. */
	for (unsigned i = 0; i < item->nhooks; i++)
		waitq_remove(item->hooks[i].q, &item->hooks[i].waiter);
	flags = ready_lock(set);
	list_remove(&item->ready_node);
	ready_unlock(set, flags);
	rb_erase(&set->items, &item->node);
	unlink_from_file(item);
	set_unlock(set);
	if (epoll_of(item->file)) {
		lockpairs_forget(LC_EPOLL_SET);
		lockpairs_forget(LC_EPOLL_WAITQ);
	}
	item_free(item);
}

/* Control. */

/*
 * The graph of sets.  Walks visit each set once, however many ways lead there:
 * a set that has the number of the walk was seen by it.
 */

/* How many sets lie below this one, in a chain; more than MAX_NESTS when
 * `forbidden` is among them. => recursion: at most MAX_NESTS + 1 deep */
static int
depth_below(struct epoll *set, const struct epoll *forbidden, int limit)
    REQUIRES(epoll_role)
{
	struct rb_node *n;

	if (set == forbidden || limit < 0)
		return MAX_NESTS + 1;
	if (set->visit == graph.visit)
		return set->nests;
	set->visit = graph.visit;
	set->nests = 0;
	rb_for_each(n, &set->items) {
		struct epoll *inner =
		    epoll_of(rb_entry(n, struct epoll_item, node)->file);

		if (inner)
			set->nests = max(set->nests,
			    1 + depth_below(inner, forbidden, limit - 1));
		sched_point();
	}
	return set->nests;
}

/* How many sets watch this one, in a chain. Recursion: as above. */
static int
depth_above(struct epoll *set, int limit) REQUIRES(epoll_role)
{
	const struct epoll_item *item;

	if (limit < 0)
		return MAX_NESTS + 1;
	if (set->visit == graph.visit)
		return set->nests;
	set->visit = graph.visit;
	set->nests = 0;
	for (item = set->file->epolls; item; item = item->next) {
		set->nests = max(set->nests,
		    1 + depth_above(item->set, limit - 1));
		sched_point();
	}
	return set->nests;
}

static bool
would_loop(struct epoll *set, const struct file *target) REQUIRES(epoll_role)
{
	struct epoll *inner = epoll_of(target);
	int below;

	if (!inner)
		return false;
	graph.visit++;
	below = depth_below(inner, set, MAX_NESTS);
	graph.visit++;
	return below + 1 + depth_above(set, MAX_NESTS) > MAX_NESTS;
}

/* Counts the ways up from a file by their length.
 * => returns: false: too many. Recursion: at most MAX_NESTS deep */
static bool
count_paths(const struct file *f, u32 count[MAX_NESTS + 1], int length)
    REQUIRES(epoll_role)
{
	static const u32 paths[MAX_NESTS + 1] = PATHS;

	for (const struct epoll_item *i = f->epolls; i; i = i->next) {
		sched_point();
		if (i->set->file->epolls) {
			if (length == MAX_NESTS ||
			    !count_paths(i->set->file, count, length + 1))
				return false;
		} else if (length && ++count[length] > paths[length]) {
			return false;
		}
	}
	return true;
}

/* May all files at and below this one be woken?  Recursion: as above. */
static bool
paths_ok(const struct file *f) REQUIRES(epoll_role)
{
	struct epoll *set = epoll_of(f);
	u32 count[MAX_NESTS + 1] = { 0 };
	struct rb_node *n;

	if (!set)
		return count_paths(f, count, 0);
	if (set->visit == graph.visit)
		return true;
	set->visit = graph.visit;
	rb_for_each(n, &set->items) {
		if (!paths_ok(rb_entry(n, struct epoll_item, node)->file))
			return false;
		sched_point();
	}
	return true;
}

/* Looks at the file and reports what holds already. */
static void
item_check(struct epoll_item *item, struct poll_table *pt) REQUIRES(set_role)
{
	if (!item_poll(item, pt))
		return;
	make_ready(item);
	wake_one(&item->set->waitq);
}

static int
control_add(struct epoll *set, struct file *target, int fd,
    const struct epoll_event *ev) REQUIRES(epoll_role)
{
	struct epoll_item *item;
	struct registration r = { .table = { .queue = add_hook } };
	int err;

	if (item_find(set, target, fd))
		return -EEXIST;
	if (would_loop(set, target))
		return -ELOOP;
	err = item_alloc(set, &item);
	if (err)
		return err;
	item->file = target;
	item->fd = fd;
	link_to_file(item);
	graph.visit++;
	/* What nobody watches wakes just one more than before. */
	if ((set->file->epolls || epoll_of(target)) && !paths_ok(target)) {
		unlink_from_file(item);
		item_free(item);
		return -EINVAL;
	}
	item->events = ev->events | POLLERR | POLLHUP;
	list_init(&item->ready_node);
	r.item = item;
	set_lock(set);
	item->data = ev->data;
	rb_insert(&set->items, &item->node, item_less);
	item_check(item, &r.table);
	set_unlock(set);
	if (r.failed) {
		item_remove(item);
		return -ENOSPC;
	}
	return 0;
}

static int
control_modify(struct epoll *set, struct file *target, int fd,
    const struct epoll_event *ev) REQUIRES(set_role)
{
	struct epoll_item *item = item_find(set, target, fd);

	if (!item)
		return -ENOENT;
	if (item->events & EPOLLEXCLUSIVE)
		return -EINVAL;
	atomic_store(&item->events, ev->events | POLLERR | POLLHUP);
	item->data = ev->data;
	/* A wake before the store above was judged by the old events: ask. */
	memory_barrier();
	item_check(item, NULL);
	return 0;
}

int
epoll_control(struct file *epf, int op, int fd, struct file *target,
    const struct epoll_event *ev)
{
	struct epoll *set = epoll_of(epf);
	struct epoll_item *item;
	int err;

	if (!target->ops->poll)
		return -EPERM;
	if (!set || epf == target)
		return -EINVAL;
	if (op != EPOLL_CTL_DEL && ev->events & EPOLLEXCLUSIVE &&
	    (op == EPOLL_CTL_MOD || epoll_of(target) ||
		ev->events & ~EP_EXCLUSIVE_OK))
		return -EINVAL;
	switch (op) {
	case EPOLL_CTL_ADD:
		graph_lock();
		err = control_add(set, target, fd, ev);
		graph_unlock();
		return err;
	case EPOLL_CTL_MOD:
		set_lock(set);
		err = control_modify(set, target, fd, ev);
		set_unlock(set);
		return err;
	case EPOLL_CTL_DEL:
		graph_lock();
		item = item_find(set, target, fd);
		if (item)
			item_remove(item);
		graph_unlock();
		return item ? 0 : -ENOENT;
	default:
		return -EINVAL;
	}
}

/* Waiting. */

/* Reports one item; *again: it is to be asked again.
 * => returns: 1 reported, 0 nothing holds, -EFAULT */
static int
report(struct epoll_item *item, struct epoll_event __user *to, bool *again)
    REQUIRES(set_role)
{
	struct epoll_event ev;

	ev.events = item_poll(item, NULL);
	*again = ev.events != 0;
	if (!ev.events)
		return 0;
	ev.data = item->data;
	if (copy_to_user(to, &ev, sizeof(ev)))
		return -EFAULT;
	if (item->events & EPOLLONESHOT)
		atomic_store(&item->events, item->events & EP_PRIVATE);
	*again = !(item->events & (EPOLLONESHOT | EPOLLET));
	return 1;
}

/* => returns: events stored, or -EFAULT */
static int
collect(struct epoll *set, struct epoll_event __user *events, int max)
    REQUIRES(set_role)
{
	struct epoll_item *item, *chain = NULL, **end = &chain;
	struct list batch = LIST_INIT(batch);
	int n = 0, err = 0;

	scan_begin(set, &batch);
	while (n < max && err >= 0 && !list_empty(&batch)) {
		bool again;

		item = pop_ready(set, &batch);
		err = report(item, events + n, &again);
		if (err > 0)
			n++;
		if (again) {
			*end = item;
			end = &item->again;
		}
		sched_point();
	}
	*end = NULL;
	scan_end(set, &batch, chain);
	return n ? n : err;
}

/* Collects; what is left is for another waiter. */
static __noinline int
take_events(struct epoll *set, struct epoll_event __user *events, int max)
{
	int n;

	set_lock(set);
	n = collect(set, events, max);
	set_unlock(set);
	if (n > 0 && !list_empty(&set->ready) && waitq_active(&set->waitq))
		wake_one(&set->waitq);
	return n;
}

/* => errors: -ETIMEDOUT, -ERESTARTSYS */
static __noinline int
wait_ready(struct epoll *set, ktime_t deadline)
{
	return WAIT_EVENT(&set->waitq, has_ready(set),
	    WAIT_INTERRUPTIBLE | WAIT_EXCLUSIVE, deadline);
}

int
epoll_wait_events(struct file *epf, struct epoll_event __user *events, int max,
    ktime_t deadline)
{
	struct epoll *set = epoll_of(epf);
	int n, err;

	if (!set || max > MAX_EVENTS)
		return -EINVAL;
	for (;;) {
		n = has_ready(set) ? take_events(set, events, max) : 0;
		if (n || !deadline)
			return n;
		err = wait_ready(set, deadline);
		if (err)
			return err == -ETIMEDOUT ? 0 : err;
	}
}

/* A set is readable when one of its ready items really is. */
static unsigned
epoll_poll(struct file *f, struct poll_table *pt)
{
	struct epoll *set = f->private;
	struct list batch = LIST_INIT(batch);
	struct epoll_item *item;
	unsigned events = 0;

	poll_wait(pt, &set->waitq);
	if (!has_ready(set))
		return 0;
	set_lock(set);
	scan_begin(set, &batch);
	while (!events && (item = pop_ready(set, &batch))) {
		if (item_poll(item, NULL)) {
			events = POLLIN | POLLRDNORM;
			make_ready(item);
		}
		sched_point();
	}
	scan_end(set, &batch, NULL);
	set_unlock(set);
	return events;
}

/* Creating and ending. */

static void
epoll_release(struct file *f)
{
	struct epoll *set = f->private;
	struct rb_node *n;

	graph_lock();
	while ((n = rb_first(&set->items))) {
		item_remove(rb_entry(n, struct epoll_item, node));
		sched_point();
	}
	graph_unlock();
	user_put(set->user);
	slab_free(&set_cache, set);
}

static const struct file_ops epoll_ops = {
	.poll = epoll_poll,
	.release = epoll_release,
};

/* A file that is watched is released. */
void
fs_epoll_release(struct file *f)
{
	graph_lock();
	while (f->epolls) {
		item_remove(f->epolls);
		sched_point();
	}
	graph_unlock();
}

int
epoll_create_file(struct file **out)
{
	struct epoll *set = slab_zalloc(&set_cache);
	int err;

	if (!set)
		return -ENOMEM;
	mutex_init(&set->lock, LC_EPOLL_SET);
	spin_init(&set->ready_lock, LC_EPOLL);
	list_init(&set->ready);
	waitq_init(&set->waitq);
	lockdep_set_class(&set->waitq.lock, LC_EPOLL_WAITQ);
	err = file_create_anon("[eventpoll]", &epoll_ops, set, O_RDWR,
	    FMODE_READ | FMODE_WRITE | FMODE_STAYS, out);
	if (err) {
		slab_free(&set_cache, set);
		return err;
	}
	set->file = *out;
	set->user = current_user();
	user_get(set->user);
	return 0;
}

void
epoll_init(void)
{
	struct page_stats st;

	mutex_init(&graph.lock, LC_EPOLL_GRAPH);
	/* As Linux: of what a twenty-fifth of memory could hold. */
	page_stats_read(&st);
	epoll_max_user_watches = st.total * PAGE_SIZE / 25 /
	    sizeof(struct epoll_item);
}
