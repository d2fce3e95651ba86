/*
 * Who has which ranges of a file.
 *
 * Owners are found by a tree; those in the way of somebody in the order in which they
 * came, for F_GETLK tells of the first one, as on Linux.  Each has a tree of its
 * ranges, and knows what they span: who is not in the way is passed by at once, how
 * many ranges he may have.
 *
 * Ranges of one owner do not overlap, and those of one type do not touch.  Setting one
 * first cuts the owner's others to size.
 */
#include "fs/locks.h"
#include "fs/locks_internal.h"

#include "abi/errno.h"
#include "lib/assert.h"
#include "mm/slab.h"
#include "sched/sched.h"

#define LOOK_EACH 32 /* owners or ranges between looks at the scheduler */

static u64 max_user_locks; /* [I] */

static struct slab_cache range_cache = SLAB_CACHE("range_lock",
    struct range_lock);
static struct slab_cache holder_cache = SLAB_CACHE("lock_holder",
    struct lock_holder);

void
locks_init(u64 npages)
{
	/* A 64th of memory. */
	max_user_locks = npages * PAGE_SIZE / 64 /
	    (sizeof(struct range_lock) + sizeof(struct lock_holder));
}

void
lock_holders_init(struct lock_holders *h)
{
	h->by_owner = (struct rb_tree)RB_TREE_INIT;
	list_init(&h->order);
}

static struct range_lock *
range(struct rb_node *n)
{
	return n ? rb_entry(n, struct range_lock, node) : NULL;
}

/* --- Spares --- */

void
lock_spares_init(struct lock_spares *spares)
{
	list_init(&spares->ranges);
	list_init(&spares->holders);
}

void
lock_spares_free(struct lock_spares *spares)
{
	struct range_lock *r;
	struct lock_holder *h;

	while ((r = list_pop(&spares->ranges, struct range_lock, spare))) {
		user_put(r->user);
		slab_free(&range_cache, r);
		sched_point();
	}
	while ((h = list_pop(&spares->holders, struct lock_holder, order))) {
		slab_free(&holder_cache, h);
		sched_point();
	}
}

static bool
add_range(struct lock_spares *spares, struct user *user)
{
	struct range_lock *r = slab_alloc(&range_cache);

	if (!r)
		return false;
	user_get(user);
	r->user = user;
	list_add_tail(&spares->ranges, &r->spare);
	return true;
}

static bool
add_holder(struct lock_spares *spares)
{
	struct lock_holder *h = slab_alloc(&holder_cache);

	if (h)
		list_add_tail(&spares->holders, &h->order);
	return h;
}

/* How many ranges: the lock, unless it only unlocks, and of ranges the end of one that it
 * cuts in two. */
static int
ranges_wanted(const struct lock_want *want)
{
	bool cuts = want->start || want->end != UINT64_MAX;

	return (want->type != F_UNLCK) + cuts;
}

/* What is there in the end is counted then, since only then it is known; so a user comes
 * to the limit by as many calls as he makes at once.  To unlock there is a little more
 * room than to lock, and what cuts nothing needs none. */
int
lock_spares_alloc(struct lock_spares *spares, const struct lock_want *want)
{
	bool unlock = want->type == F_UNLCK, whole = want->kind == KIND_FLOCK;
	u64 limit = max_user_locks + (unlock ? max_user_locks / 8 : 0);
	struct user *user = current_user();
	int n = ranges_wanted(want);
	bool ok;

	lock_spares_init(spares);
	if (!n)
		return 0;
	if (user_exceeds(user, USER_FILE_LOCKS, limit - 1))
		return -ENOLCK;
	ok = unlock || whole || add_holder(spares);
	while (ok && n--)
		ok = add_range(spares, user);
	if (ok)
		return 0;
	lock_spares_free(spares);
	return -ENOMEM;
}

/* --- Owners --- */

static struct lock_holder *
find_holder(const struct lock_holders *all, const void *owner)
{
	struct rb_node *n = all->by_owner.root;

	while (n) {
		struct lock_holder *h = rb_entry(n, struct lock_holder, node);

		if (h->owner == owner)
			return h;
		n = n->child[h->owner < owner];
	}
	return NULL;
}

static bool
owner_before(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct lock_holder, node)->owner <
	    rb_entry(b, struct lock_holder, node)->owner;
}

/* The last to come. */
static struct lock_holder *
enter_holder(struct lock_holders *all, const void *owner,
    struct lock_spares *spares)
{
	struct lock_holder *h = list_pop(&spares->holders, struct lock_holder,
	    order);

	assert(h);
	h->owner = owner;
	h->ranges = (struct rb_tree)RB_TREE_INIT;
	list_add_tail(&all->order, &h->order);
	rb_insert(&all->by_owner, &h->node, owner_before);
	return h;
}

/* His ranges are others now; without any he goes. */
static void
note_span(struct lock_holders *all, struct lock_holder *h,
    struct lock_spares *spares)
{
	if (rb_empty(&h->ranges)) {
		rb_erase(&all->by_owner, &h->node);
		list_move_tail(&spares->holders, &h->order);
		return;
	}
	h->start = range(rb_first(&h->ranges))->start;
	h->end = range(rb_last(&h->ranges))->end;
}

/* --- Ranges of one owner --- */

static bool
starts_before(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct range_lock, node)->start <
	    rb_entry(b, struct range_lock, node)->start;
}

/* A spare one becomes that. */
static struct range_lock *
make_lock(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares)
{
	struct range_lock *r = list_pop(&spares->ranges, struct range_lock,
	    spare);

	assert(r);
	r->context = c;
	r->owner = want->owner;
	r->kind = want->kind;
	r->type = want->type;
	r->pid = want->pid;
	r->start = want->start;
	r->end = want->end;
	(void)!user_charge(r->user, USER_FILE_LOCKS, 1, UINT64_MAX);
	lock_show_enter(r);
	return r;
}

/* It is nobody's any more, and kept. */
static void
forget_lock(struct range_lock *r, struct lock_spares *spares)
{
	lock_show_leave(r);
	user_uncharge(r->user, USER_FILE_LOCKS, 1);
	list_add_tail(&spares->ranges, &r->spare);
}

static void
unlink_lock(struct lock_holder *h, struct range_lock *r,
    struct lock_spares *spares)
{
	rb_erase(&h->ranges, &r->node);
	forget_lock(r, spares);
}

static void
unlink_all(struct lock_holder *h, struct lock_spares *spares)
{
	struct rb_node *n;

	while ((n = rb_strip(&h->ranges))) {
		forget_lock(range(n), spares);
		sched_point();
	}
}

/* His first range that ends at `at` or behind it, or NULL. */
static struct range_lock *
first_from(const struct lock_holder *h, u64 at)
{
	struct rb_node *n = h->ranges.root;
	struct range_lock *found = NULL;

	while (n) {
		bool before = range(n)->end < at;

		if (!before)
			found = range(n);
		n = n->child[before];
	}
	return found;
}

/* Does a lie wholly before b, not even touching it? */
static bool
lies_before(u64 end, u64 start, bool touching)
{
	return touching ? end < start && end + 1 < start : end < start;
}

/* Makes room in r, of another type, for [start, end]. */
static void
cut(struct lock_holder *h, struct range_lock *r, u64 start, u64 end,
    struct lock_spares *spares)
{
	struct lock_want upper = { r->owner, r->kind, r->type, r->pid, end + 1,
		r->end };

	if (r->start >= start) {
		if (r->end <= end)
			unlink_lock(h, r, spares);
		else
			lock_show_bounds(r, end + 1, r->end);
		return;
	}
	lock_show_bounds(r, r->start, start - 1);
	/* The middle goes: two ends stay. */
	if (upper.end > end)
		rb_insert(&h->ranges,
		    &make_lock(r->context, &upper, spares)->node,
		    starts_before);
}

/* What he has there gives way to `want`, whose bounds become those of all of that type
 * that touch it. */
static void
make_room(struct lock_holder *h, struct lock_want *want,
    struct lock_spares *spares)
{
	struct range_lock *r = first_from(h, want->start ? want->start - 1 : 0);
	struct range_lock *next;

	for (; r; r = next) {
		bool same = r->type == want->type;

		if (lies_before(want->end, r->start, same))
			break;
		next = range(rb_next(&r->node));
		sched_point();
		if (lies_before(r->end, want->start, same))
			continue;
		if (!same) {
			cut(h, r, want->start, want->end, spares);
			continue;
		}
		want->start = min(want->start, r->start);
		want->end = max(want->end, r->end);
		unlink_lock(h, r, spares);
	}
}

void
lock_set_range(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares)
{
	struct lock_holder *h = find_holder(&c->ranges, want->owner);
	struct lock_want sum = *want;

	if (!h && want->type == F_UNLCK)
		return;
	if (!h)
		h = enter_holder(&c->ranges, want->owner, spares);
	if (want->type == F_UNLCK && want->start <= h->start &&
	    h->end <= want->end)
		unlink_all(h, spares);
	else
		make_room(h, &sum, spares);
	if (want->type != F_UNLCK)
		rb_insert(&h->ranges, &make_lock(c, &sum, spares)->node,
		    starts_before);
	note_span(&c->ranges, h, spares);
}

bool
lock_has_ranges(const struct lock_holders *all, const void *owner)
{
	return find_holder(all, owner);
}

void
lock_drop_owner(struct lock_holders *all, const void *owner,
    struct lock_spares *gone)
{
	struct lock_holder *h = find_holder(all, owner);

	if (!h)
		return;
	unlink_all(h, gone);
	note_span(all, h, gone);
}

void
lock_drop_all(struct lock_holders *all, struct lock_spares *gone)
{
	struct lock_holder *h, *next;

	list_for_each_safe(h, next, &all->order, order) {
		unlink_all(h, gone);
		note_span(all, h, gone);
	}
}

/* --- Of all owners --- */

/* The first of his in the way of `want`. */
static struct range_lock *
conflict_of(const struct lock_holder *h, const struct lock_want *want)
{
	struct range_lock *r = first_from(h, want->start);

	for (unsigned n = 1; r && r->start <= want->end; n++) {
		if (r->type == F_WRLCK || want->type == F_WRLCK)
			return r;
		if (n % LOOK_EACH == 0)
			sched_point();
		r = range(rb_next(&r->node));
	}
	return NULL;
}

struct range_lock *
lock_find_conflict(struct lock_holders *all, const struct lock_want *want)
{
	struct lock_holder *h;
	struct range_lock *r;
	unsigned n = 1;

	list_for_each(h, &all->order, order) {
		if (h->start <= want->end && want->start <= h->end &&
		    h->owner != want->owner) {
			r = conflict_of(h, want);
			if (r)
				return r;
		}
		if (n++ % LOOK_EACH == 0)
			sched_point();
	}
	return NULL;
}

/* --- Whole files --- */

struct range_lock *
lock_find_whole(struct rb_tree *whole, const void *owner)
{
	struct rb_node *n = whole->root;

	while (n && range(n)->owner != owner)
		n = n->child[range(n)->owner < owner];
	return range(n);
}

static bool
owned_before(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct range_lock, node)->owner <
	    rb_entry(b, struct range_lock, node)->owner;
}

void
lock_add_whole(struct flock_context *c, const struct lock_want *want,
    struct lock_spares *spares)
{
	rb_insert(&c->whole, &make_lock(c, want, spares)->node, owned_before);
}

void
lock_drop_whole(struct rb_tree *whole, struct range_lock *r,
    struct lock_spares *gone)
{
	rb_erase(whole, &r->node);
	forget_lock(r, gone);
}
