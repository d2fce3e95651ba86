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
 * Life of an item: item_new() -> item_insert() ... item_end(), by EPOLL_CTL_DEL, by
 * the set's release or by the release of the file it watches, whichever is
 * first.  Items hold no reference to their file, but one to their set, whose
 * memory stays until the last is gone.  The release of a file claims an item while
 * it holds the list's lock, since it needs the set's to end it: the set's release
 * leaves such an item to it.
 *
 * Invariants:
 *  1. While set->lock is held no item of the set goes, so its file, though
 *     perhaps in its last put, is still there.
 *  2. Sets that watch sets form no circle and no long chain, and not too many
 *     ways lead from a file to them (epoll_graph.c): a wake, which walks
 *     them all, ends soon.
 *  3. A set has something ready when its list has, or while a scan has taken
 *     the list: who looks meanwhile waits for the scan.
 *  4. To a set that nobody watches a file that is no set is added under
 *     set->lock alone.  Who lets a set be watched links it first, and then looks at
 *     its items under that lock: so it sees the new item, or who adds that sees
 *     that the set is watched, and begins again with the graph's lock.
 *
 * Locking: the graph's lock over set->lock over the list of a file; sets that watch
 * sets: the watching one first. The ready list is under ready_lock, innermost, since
 * wakes come from interrupts.  A wake holds the queue of the file, then that of
 * the set.
 */
#include "ipc/epoll.h"

#include "abi/errno.h"
#include "arch/irqflags.h"
#include "cred/user.h"
#include "fs/hooks.h"
#include "ipc/epoll_internal.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sync/lockpairs.h"
#include "sync/rcu.h"
#include "vm/usercopy.h"

#define MAX_EVENTS (INT32_MAX / (int)sizeof(struct epoll_event))
#define EP_PRIVATE (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)
#define EP_EXCLUSIVE_OK                                                     \
	(EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | \
	    EPOLLEXCLUSIVE)

u64 epoll_max_user_watches; /* a share of memory, from epoll_init() on */

static struct slab_cache set_cache = SLAB_CACHE("epoll", struct epoll);
static struct slab_cache item_cache = SLAB_CACHE("epoll_item",
    struct epoll_item);
static struct slab_cache watchers_cache = SLAB_CACHE("epoll_watchers",
    struct watchers);
static const struct file_ops epoll_ops;

struct epoll *
epoll_of(const struct file *f)
{
	return f->ops == &epoll_ops ? f->private : NULL;
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
    REQUIRES(set_role)
{
	struct rb_node *n = set->items.root;

	while (n) {
		struct epoll_item *item = rb_entry(n, struct epoll_item, node);

		if (item->file == file && item->fd == fd)
			return item;
		n = n->child[item_before(item, file, fd)];
	}
	return NULL;
}

/* A file's list: one pointer is enough for the many files without any. */

static struct watchers *
watchers_of(struct file *f)
{
	struct watchers *w = atomic_load(&f->watchers), *fresh;

	if (w)
		return w;
	fresh = slab_zalloc(&watchers_cache);
	if (!fresh)
		return NULL;
	mutex_init(&fresh->lock, LC_EPOLL_FILE);
	if (atomic_cas(&f->watchers, &w, fresh))
		return fresh;
	slab_free(&watchers_cache, fresh);
	return w;
}

static void
watchers_free(struct rcu_head *h)
{
	slab_free(&watchers_cache, container_of(h, struct watchers, rcu));
}

static void
link_to_file(struct epoll_item *item, struct watchers *w) REQUIRES(graph_role)
{
	watchers_lock(w);
	item->next = w->items;
	item->link = &w->items;
	if (item->next)
		item->next->link = &item->next;
	atomic_store(&w->items, item);
	watchers_unlock(w);
	if (epoll_of(item->file))
		list_add_tail(&item->set->inner, &item->inner_node);
}

/* Takes an item off its file's queues and list; then the file may go.
 * => returns: false: it is claimed, and the caller is not who did that */
static bool
unlink_from_file(struct epoll_item *item, bool claimer) REQUIRES(graph_role)
{
	struct watchers *w = atomic_load(&item->file->watchers);
	bool inner = epoll_of(item->file), mine;

	watchers_lock(w);
	mine = claimer || !item->claimed;
	if (mine) {
		for (unsigned i = 0; i < item->nhooks; i++)
			waitq_remove(item->hooks[i].q, &item->hooks[i].waiter);
		atomic_store(item->link, item->next);
		if (item->next)
			item->next->link = item->link;
	}
	watchers_unlock(w);
	if (mine && inner) {
		list_remove(&item->inner_node);
		lockpairs_forget(LC_EPOLL_SET);
		lockpairs_forget(LC_EPOLL_WAITQ);
	}
	return mine;
}

static void
epoll_put(struct epoll *set)
{
	if (!ref_put(&set->refs))
		return;
	user_put(set->user);
	slab_free(&set_cache, set);
}

/* A new item, on its file's list only.  Consumes nothing.
 * => errors: -ENOSPC: the user has too many; -ENOMEM */
static int
item_new(struct epoll *set, struct file *target, int fd,
    const struct epoll_event *ev, struct epoll_item **out) REQUIRES(graph_role)
{
	struct watchers *w = watchers_of(target);
	struct epoll_item *item;

	if (!w)
		return -ENOMEM;
	if (!user_charge(set->user, USER_EPOLL_ITEMS, 1,
		atomic_load(&epoll_max_user_watches)))
		return -ENOSPC;
	item = slab_zalloc(&item_cache);
	if (!item) {
		user_uncharge(set->user, USER_EPOLL_ITEMS, 1);
		return -ENOMEM;
	}
	ref_get(&set->refs);
	item->set = set;
	item->file = target;
	item->fd = fd;
	item->events = ev->events | POLLERR | POLLHUP;
	list_init(&item->ready_node);
	link_to_file(item, w);
	*out = item;
	return 0;
}

/* An item that is in no list any more. */
static void
item_free(struct epoll_item *item)
{
	struct epoll *set = item->set;

	user_uncharge(set->user, USER_EPOLL_ITEMS, 1);
	slab_free(&item_cache, item);
	epoll_put(set);
}

/* Ends an item that is off its file's queues: nobody makes it ready any more. */
static void
item_end(struct epoll_item *item) REQUIRES(set_role)
{
	struct epoll *set = item->set;
	irqflags_t flags;

	flags = ready_lock(set);
	list_remove(&item->ready_node);
	ready_unlock(set, flags);
	rb_erase(&set->items, &item->node);
	item_free(item);
}

/* Control. */

/* Looks at the file and reports what holds already. */
static void
item_check(struct epoll_item *item, struct poll_table *pt) REQUIRES(set_role)
{
	if (!item_poll(item, pt))
		return;
	make_ready(item);
	wake_one(&item->set->waitq);
}

/* Makes a new item one of its set, and takes its events from here on.
 * => errors: -ENOSPC: the file names too many queues */
static int
item_insert(struct epoll_item *item, u64 data) REQUIRES(set_role)
REQUIRES(graph_role)
{
	struct epoll *set = item->set;
	struct registration r = { .table = { .queue = add_hook },
		.item = item };

	item->data = data;
	rb_insert(&set->items, &item->node, item_less);
	item_check(item, &r.table);
	if (!r.failed)
		return 0;
	unlink_from_file(item, false);
	item_end(item);
	return -ENOSPC;
}

/* Into the graph: target is a set, or set is watched.  Nobody else adds to set, or
 * adds target, meanwhile. */
static int
add_to_graph(struct epoll *set, struct file *target, int fd,
    const struct epoll_event *ev) REQUIRES(graph_role)
{
	struct epoll_item *item;
	bool there;
	int err;

	set_lock(set);
	there = item_find(set, target, fd);
	set_unlock(set);
	if (there)
		return -EEXIST;
	if (graph_would_loop(set, target))
		return -ELOOP;
	err = item_new(set, target, fd, ev, &item);
	if (err)
		return err;
	if (!graph_paths_ok(target)) {
		unlink_from_file(item, false);
		item_free(item);
		return -EINVAL;
	}
	set_lock(set);
	err = item_insert(item, ev->data);
	set_unlock(set);
	return err;
}

/* Outside the graph. => returns: false: set is watched by now (invariant 4) */
static bool
add_alone(struct epoll *set, struct file *target, int fd,
    const struct epoll_event *ev, int *err)
{
	struct epoll_item *item;
	bool alone;

	graph_lock(false);
	set_lock(set);
	alone = !is_watched(set);
	if (alone) {
		*err = item_find(set, target, fd) ?
		    -EEXIST :
		    item_new(set, target, fd, ev, &item);
		if (!*err)
			*err = item_insert(item, ev->data);
	}
	set_unlock(set);
	graph_unlock(false);
	return alone;
}

static int
control_add(struct epoll *set, struct file *target, int fd,
    const struct epoll_event *ev)
{
	int err;

	if (!epoll_of(target) && add_alone(set, target, fd, ev, &err))
		return err;
	graph_lock(true);
	err = add_to_graph(set, target, fd, ev);
	graph_unlock(true);
	return err;
}

static int
control_delete(struct epoll *set, struct file *target, int fd)
{
	bool nested = epoll_of(target);
	struct epoll_item *item;

	graph_lock(nested);
	set_lock(set);
	item = item_find(set, target, fd);
	/* Nobody claims it: the caller has a reference to the file. */
	if (item && unlink_from_file(item, false))
		item_end(item);
	set_unlock(set);
	graph_unlock(nested);
	return item ? 0 : -ENOENT;
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
		return control_add(set, target, fd, ev);
	case EPOLL_CTL_MOD:
		set_lock(set);
		err = control_modify(set, target, fd, ev);
		set_unlock(set);
		return err;
	case EPOLL_CTL_DEL:
		return control_delete(set, target, fd);
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
	bool nested = !list_empty(&set->inner);
	struct rb_node *n, *next;

	graph_lock(nested);
	set_lock(set);
	for (n = rb_first(&set->items); n; n = next) {
		struct epoll_item *item = rb_entry(n, struct epoll_item, node);

		next = rb_next(n);
		if (unlink_from_file(item, false))
			item_end(item);
		sched_point();
	}
	set_unlock(set);
	graph_unlock(nested);
	epoll_put(set);
}

static const struct file_ops epoll_ops = {
	.poll = epoll_poll,
	.release = epoll_release,
};

/* => returns: an item of the list, which the caller is to end, with a reference to its
 * set; NULL: there is none */
static struct epoll_item *
claim_first(struct watchers *w)
{
	struct epoll_item *item;

	watchers_lock(w);
	item = w->items;
	if (item) {
		item->claimed = true;
		ref_get(&item->set->refs);
	}
	watchers_unlock(w);
	return item;
}

/* A file that is watched is released. */
void
fs_epoll_release(struct file *f)
{
	struct watchers *w = f->watchers;
	bool nested = epoll_of(f);
	struct epoll_item *item;

	graph_lock(nested);
	while ((item = claim_first(w))) {
		struct epoll *set = item->set;

		set_lock(set);
		unlink_from_file(item, true);
		item_end(item);
		set_unlock(set);
		epoll_put(set);
		sched_point();
	}
	atomic_store(&f->watchers, NULL);
	graph_unlock(nested);
	rcu_call(&w->rcu, watchers_free); /* unlocked by others a moment ago */
}

int
epoll_create_file(struct file **out)
{
	struct epoll *set = slab_zalloc(&set_cache);
	int err;

	if (!set)
		return -ENOMEM;
	ref_init(&set->refs, 1);
	mutex_init(&set->lock, LC_EPOLL_SET);
	spin_init(&set->ready_lock, LC_EPOLL);
	list_init(&set->ready);
	list_init(&set->inner);
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

	graph_init();
	/* As Linux: of what a twenty-fifth of memory could hold. */
	page_stats_read(&st);
	epoll_max_user_watches = st.total * PAGE_SIZE / 25 /
	    sizeof(struct epoll_item);
}
