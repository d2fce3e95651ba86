/*
 * /proc/locks: a line at a time, of locks that come and go between lines.
 *
 * Each CPU has a tree of the locks that were made on it, by their number, which says
 * which CPU that was.  So a line is found by a number, and who makes a lock takes no
 * lock that others take.
 */
#include "fs/inode.h"
#include "fs/locks.h"
#include "fs/locks_internal.h"
#include "lib/text.h"
#include "sched/thread.h"

static struct shown {
	struct spinlock lock;
	struct rb_tree locks OWN_LOCK(lock); /* by number */
	u64 made OWN_LOCK(lock);             /* counts them */
} __aligned(64) shown[MAX_CPUS] = {
	[0 ... MAX_CPUS - 1] = { .lock = SPINLOCK_INIT(LC_FLOCKS) },
};

static bool
made_before(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct range_lock, shown)->number <
	    rb_entry(b, struct range_lock, shown)->number;
}

static struct shown *
shown_of(const struct range_lock *r)
{
	return &shown[r->number % MAX_CPUS];
}

void
lock_show_enter(struct range_lock *r)
{
	unsigned cpu = cpu_id();
	struct shown *here = &shown[cpu];

	spin_lock(&here->lock);
	r->number = here->made++ * MAX_CPUS + cpu;
	rb_insert(&here->locks, &r->shown, made_before);
	spin_unlock(&here->lock);
}

void
lock_show_leave(struct range_lock *r)
{
	struct shown *s = shown_of(r);

	spin_lock(&s->lock);
	rb_erase(&s->locks, &r->shown);
	spin_unlock(&s->lock);
}

void
lock_show_bounds(struct range_lock *r, u64 start, u64 end)
{
	struct shown *s = shown_of(r);

	spin_lock(&s->lock);
	r->start = start;
	r->end = end;
	spin_unlock(&s->lock);
}

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
