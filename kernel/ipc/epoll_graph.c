/*
 * Which epoll set watches which.
 *
 * A wake of a file goes up to all sets that lead to it, in whatever context the
 * wake has.  So what a new item would add to that is looked at before: circles,
 * chains longer than MAX_NESTS, and more than PATHS ways are refused.
 *
 * Walks visit each set once, however many ways lead there: a set that has the
 * number of the walk was seen by it.  What lies between sets (set->inner, and who
 * watches the file of a set) changes under the graph's lock only.  The members that
 * are no sets come and go under the lock of their set alone; walks look at them
 * under that, those above a file under the lock of its list.
 */
#include "ipc/epoll_internal.h"

#include "sched/sched.h"

#define MAX_NESTS 4
/* By length, in sets on the way; Linux's. One set is no limit. */
#define PATHS                       \
	{                           \
		0, 500, 100, 50, 10 \
	}

static struct {
	struct mutex lock;
	u64 visit LOCK_ROLE(graph_role); /* number of the present walk */
} graph;

void
graph_lock(bool needed) NO_THREAD_SAFETY_ANALYSIS
{
	if (needed)
		mutex_lock(&graph.lock);
}

void
graph_unlock(bool needed) NO_THREAD_SAFETY_ANALYSIS
{
	if (needed)
		mutex_unlock(&graph.lock);
}

/* Who watches a set. The graph's lock keeps the list as it is. */
static struct epoll_item *
first_watcher(const struct epoll *set) REQUIRES(graph_role)
{
	const struct watchers *w = atomic_load(&set->file->watchers);

	return w ? READ_ONCE(w->items) : NULL;
}

static struct epoll_item *
next_watcher(const struct epoll_item *item) REQUIRES(graph_role)
{
	return READ_ONCE(item->next);
}

/* How many sets lie below this one, in a chain; more than MAX_NESTS when
 * `forbidden` is among them. => recursion: at most MAX_NESTS + 1 deep */
static int
depth_below(struct epoll *set, const struct epoll *forbidden, int limit)
    REQUIRES(graph_role)
{
	struct epoll_item *item;

	if (set == forbidden || limit < 0)
		return MAX_NESTS + 1;
	if (set->visit == graph.visit)
		return set->nests;
	set->visit = graph.visit;
	set->nests = 0;
	list_for_each(item, &set->inner, inner_node) {
		set->nests = max(set->nests,
		    1 +
			depth_below(epoll_of(item->file), forbidden,
			    limit - 1));
		sched_point();
	}
	return set->nests;
}

/* How many sets watch this one, in a chain. Recursion: as above. */
static int
depth_above(struct epoll *set, int limit) REQUIRES(graph_role)
{
	const struct epoll_item *item;

	if (limit < 0)
		return MAX_NESTS + 1;
	if (set->visit == graph.visit)
		return set->nests;
	set->visit = graph.visit;
	set->nests = 0;
	for (item = first_watcher(set); item; item = next_watcher(item)) {
		set->nests = max(set->nests,
		    1 + depth_above(item->set, limit - 1));
		sched_point();
	}
	return set->nests;
}

bool
graph_would_loop(struct epoll *set, const struct file *target)
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

/* Ways up from a file, by their length. */
struct ways {
	u32 n[MAX_NESTS + 1];
};

/* Counts those that begin with one item, and so many sets before it.
 * => returns: false: too many. Recursion: at most MAX_NESTS deep */
static bool
count_ways(const struct epoll_item *item, struct ways *w, int length)
    REQUIRES(graph_role)
{
	static const u32 paths[MAX_NESTS + 1] = PATHS;
	const struct epoll_item *up;

	sched_point();
	if (!is_watched(item->set))
		return !length || ++w->n[length] <= paths[length];
	if (length == MAX_NESTS)
		return false;
	for (up = first_watcher(item->set); up; up = next_watcher(up))
		if (!count_ways(up, w, length + 1))
			return false;
	return true;
}

/* A claimed item is as good as gone, and its set's file perhaps too. */
static bool
file_ways_ok(const struct file *f) REQUIRES(graph_role)
{
	struct watchers *list = atomic_load(&f->watchers);
	const struct epoll_item *item;
	struct ways w = { { 0 } };
	bool ok = true;

	if (list->visit == graph.visit)
		return true;
	list->visit = graph.visit;
	watchers_lock(list);
	for (item = list->items; item && ok; item = item->next)
		ok = item->claimed || count_ways(item, &w, 0);
	watchers_unlock(list);
	return ok;
}

/* The files below a set: its own, then those of the sets in it. While its lock is held
 * no member goes, so neither does that one's file. Recursion: as above. */
static bool
set_ways_ok(struct epoll *set) REQUIRES(graph_role)
{
	const struct epoll_item *item;
	struct rb_node *n;
	bool ok = true;

	if (set->visit == graph.visit)
		return true;
	set->visit = graph.visit;
	set_lock(set);
	rb_for_each(n, &set->items) {
		item = rb_entry(n, struct epoll_item, node);
		ok = epoll_of(item->file) || file_ways_ok(item->file);
		if (!ok)
			break;
		sched_point();
	}
	set_unlock(set);
	list_for_each(item, &set->inner, inner_node)
		ok = ok && set_ways_ok(epoll_of(item->file));
	return ok;
}

bool
graph_paths_ok(const struct file *f)
{
	struct epoll *set = epoll_of(f);

	graph.visit++;
	return set ? set_ways_ok(set) : file_ways_ok(f);
}

void
graph_init(void)
{
	mutex_init(&graph.lock, LC_EPOLL_GRAPH);
}
