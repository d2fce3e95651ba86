/*
 * poll() and select().
 *
 * First every file is asked once, with nothing registered: most calls find
 * something, or do not want to wait.  Only then a waiter is put on each queue
 * that the files name, and the files are asked again each time one of them
 * was woken.
 *
 * Life of a wait: poll_wait_init() -> each file's poll() calls add_waiter() ->
 * sleep; a waker sets `woken` and makes the thread runnable -> ask again ...
 * -> poll_wait_fini() takes the waiters off.
 *
 * A file that is waited on is held by a reference when other threads could
 * close it; the queues are the file's, so they live as long.
 */
#include "ipc/pollwait.h"

#include "abi/errno.h"
#include "fs/fdtable.h"
#include "fs/poll.h"
#include "lib/list.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sched/thread.h"
#include "sched/waitq.h"

/* One registration. */
struct entry {
	struct waiter waiter;
	struct waitq *q;
	struct poll_waits *owner;
};

#define MANY_FILES     256 /* asked between looks at the scheduler */
#define INLINE_ENTRIES 8
#define BLOCK_ENTRIES  60

struct block {
	struct block *next;
	unsigned n;
	struct entry entries[BLOCK_ENTRIES];
};

struct held {
	struct held *next;
	unsigned n;
	struct file *files[62];
};

struct poll_waits {
	struct poll_table table;
	struct thread *thread;
	struct waitq self; /* what this thread sleeps on */
	bool woken;        /* [a] */
	int err;           /* -ENOMEM: registering failed */
	unsigned n;
	struct entry first[INLINE_ENTRIES];
	struct block *blocks;
	struct held *held;
};

static bool
poll_woken(struct waiter *w, unsigned events)
{
	struct poll_waits *pw = container_of(w, struct entry, waiter)->owner;

	(void)events;
	atomic_store(&pw->woken, true);
	return thread_wake(pw->thread);
}

static struct entry *
entry_alloc(struct poll_waits *pw)
{
	struct block *b = pw->blocks;

	if (pw->n < INLINE_ENTRIES)
		return &pw->first[pw->n++];
	if (!b || b->n == BLOCK_ENTRIES) {
		b = kmalloc(sizeof(*b));
		if (!b)
			return NULL;
		b->n = 0;
		b->next = pw->blocks;
		pw->blocks = b;
	}
	return &b->entries[b->n++];
}

static void
add_waiter(struct poll_table *pt, struct waitq *q)
{
	struct poll_waits *pw = container_of(pt, struct poll_waits, table);
	struct entry *e = entry_alloc(pw);

	if (!e) {
		pw->err = -ENOMEM;
		return;
	}
	e->waiter = (struct waiter){ .thread = pw->thread, .wake = poll_woken };
	e->q = q;
	e->owner = pw;
	waitq_add(q, &e->waiter);
}

static void
poll_wait_init(struct poll_waits *pw)
{
	pw->table.queue = add_waiter;
	pw->thread = current();
	waitq_init(&pw->self);
	pw->woken = false;
	pw->err = 0;
	pw->n = 0;
	pw->blocks = NULL;
	pw->held = NULL;
}

static void
remove_entries(struct entry *entries, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		waitq_remove(entries[i].q, &entries[i].waiter);
}

static void
poll_wait_fini(struct poll_waits *pw)
{
	remove_entries(pw->first, pw->n);
	while (pw->blocks) {
		struct block *b = pw->blocks;

		pw->blocks = b->next;
		remove_entries(b->entries, b->n);
		kfree(b);
	}
	while (pw->held) {
		struct held *h = pw->held;

		pw->held = h->next;
		for (unsigned i = 0; i < h->n; i++)
			file_put(h->files[i]);
		kfree(h);
	}
}

/* Keeps a counted file until the end of the wait. */
static void
hold(struct poll_waits *pw, struct fdref r)
{
	struct held *h = pw->held;

	if (!r.counted)
		return;
	if (!h || h->n == ARRAY_SIZE(h->files)) {
		h = kmalloc(sizeof(*h));
		if (!h) {
			pw->err = -ENOMEM;
			fd_put(r);
			return;
		}
		h->n = 0;
		h->next = pw->held;
		pw->held = h;
	}
	h->files[h->n++] = r.file;
}

/* The events of a descriptor among `wanted`; registers with pw (NULL: do
 * not). */
static inline unsigned
ask(int fd, unsigned wanted, struct poll_waits *pw)
{
	struct fdref r = fd_get(fd);
	unsigned events;

	if (!r.file)
		return POLLNVAL;
	if (!pw) {
		events = file_poll(r.file, NULL);
		fd_put(r);
	} else {
		/* Held first: no waiter is on a queue that may vanish. */
		hold(pw, r);
		if (pw->err)
			return 0;
		events = file_poll(r.file, &pw->table);
	}
	return events & (wanted | POLLERR | POLLHUP);
}

/* The table, when nobody else can change it during the call: then a file is
 * asked without a look at the lock, at 20 instructions instead of 35. */
static const struct fdtable *
own_table(const struct poll_waits *pw)
{
	const struct fdtable *t = current_fds();

	return !pw && fdtable_users(t) == 1 ? t : NULL;
}

/* As ask(), of such a table, registering nothing. */
static inline unsigned
ask_own(const struct fdtable *t, unsigned fd, unsigned wanted)
{
	struct file *f;

	spin_unshared(&t->lock);
	if (unlikely(fd >= t->size))
		return POLLNVAL;
	f = t->files[fd];
	if (unlikely(!f || f->mode & FMODE_PATH))
		return POLLNVAL;
	return file_poll(f, NULL) & (wanted | POLLERR | POLLHUP);
}

/* Sleeps until a waiter was woken. => returns: 0, -ETIMEDOUT, -ERESTARTSYS */
static int
sleep(struct poll_waits *pw, ktime_t deadline)
{
	int err = wait_event_intr_until(&pw->self, atomic_load(&pw->woken),
	    deadline);

	atomic_store(&pw->woken, false);
	memory_barrier(); /* before the files are asked again */
	return err;
}

/* poll(). */

static int
ask_all(struct pollfd *fds, unsigned n, struct poll_waits *pw)
{
	const struct fdtable *own = own_table(pw);
	int ready = 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned wanted = (unsigned short)fds[i].events, events = 0;

		if (i % MANY_FILES == MANY_FILES - 1)
			sched_point();
		if (likely(fds[i].fd >= 0))
			events = likely(own) ?
			    ask_own(own, (unsigned)fds[i].fd, wanted) :
			    ask(fds[i].fd, wanted, pw);
		fds[i].revents = (short)events;
		if (events) {
			ready++;
			/* Something is there: no need to register more. */
			if (pw)
				pw->table.queue = NULL;
		}
	}
	return ready;
}

static int
poll_wait_loop(struct pollfd *fds, unsigned n, ktime_t deadline)
{
	struct poll_waits pw;
	int ready, err = 0;

	poll_wait_init(&pw);
	ready = ask_all(fds, n, &pw);
	pw.table.queue = NULL;
	while (!ready && !pw.err && !err) {
		err = sleep(&pw, deadline);
		ready = ask_all(fds, n, NULL);
	}
	poll_wait_fini(&pw);
	if (ready)
		return ready;
	return pw.err ? pw.err : err == -ETIMEDOUT ? 0 : err;
}

int
poll_files(struct pollfd *fds, unsigned n, ktime_t deadline)
{
	int ready = ask_all(fds, n, NULL);

	if (ready || !deadline)
		return ready;
	return poll_wait_loop(fds, n, deadline);
}

/* select(). */

#define SELECT_IN     (POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR)
#define SELECT_OUT    (POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR)
#define SELECT_EXCEPT POLLPRI
#define SELECT_ANY    (SELECT_IN | SELECT_OUT | SELECT_EXCEPT)

struct select {
	unsigned nfds;
	u64 *sets[3]; /* what is asked for, in, out, except; NULL: none */
};

static const unsigned select_events[3] = { SELECT_IN, SELECT_OUT,
	SELECT_EXCEPT };

static inline u64
word_of(const u64 *set, unsigned i)
{
	return set ? set[i] : 0;
}

/* Asks for the descriptors of one word; the words that are ready go to
 * result. => returns: bits set; -EBADF */
static int
select_word(const struct select *s, unsigned i, u64 result[3],
    struct poll_waits *pw)
{
	const struct fdtable *own = own_table(pw);
	u64 w[3], any = 0;
	int ready = 0;

	for (int k = 0; k < 3; k++) {
		w[k] = word_of(s->sets[k], i);
		any |= w[k];
		result[k] = 0;
	}
	for (; any; any &= any - 1) {
		unsigned bit = (unsigned)__builtin_ctzl(any), events;

		events = likely(own) ? ask_own(own, i * 64 + bit, ~0u) :
				       ask((int)(i * 64 + bit), ~0u, pw);
		if (events & POLLNVAL)
			return -EBADF;
		if (!(events & SELECT_ANY))
			continue;
		for (int k = 0; k < 3; k++) {
			if (!(w[k] >> bit & 1) || !(events & select_events[k]))
				continue;
			result[k] |= 1UL << bit;
			ready++;
			if (pw)
				pw->table.queue = NULL;
		}
	}
	return ready;
}

/* Asks for all; results replace the sets only when something is ready, or at
 * the end (`last`). */
static int
select_all(const struct select *s, u64 *results, struct poll_waits *pw)
{
	unsigned words = (s->nfds + 63) / 64;
	int ready = 0;

	for (unsigned i = 0; i < words; i++) {
		int n = select_word(s, i, results + 3 * i, pw);

		if (n < 0)
			return n;
		ready += n;
		sched_point();
	}
	return ready;
}

static int
select_wait_loop(const struct select *s, u64 *results, ktime_t deadline)
{
	struct poll_waits pw;
	int ready, err = 0;

	poll_wait_init(&pw);
	ready = select_all(s, results, &pw);
	pw.table.queue = NULL;
	while (!ready && !pw.err && !err) {
		err = sleep(&pw, deadline);
		ready = select_all(s, results, NULL);
	}
	poll_wait_fini(&pw);
	if (ready)
		return ready;
	return pw.err ? pw.err : err == -ETIMEDOUT ? 0 : err;
}

#define INLINE_WORDS 6

int
select_files(unsigned nfds, u64 *in, u64 *out, u64 *except, ktime_t deadline)
{
	struct select s = { .nfds = nfds, .sets = { in, out, except } };
	unsigned words = (nfds + 63) / 64;
	u64 small[3 * INLINE_WORDS], *results = small;
	int ready;

	if (words > INLINE_WORDS) {
		results = kmalloc(3 * words * sizeof(u64));
		if (!results)
			return -ENOMEM;
	}
	ready = select_all(&s, results, NULL);
	if (ready == 0 && deadline)
		ready = select_wait_loop(&s, results, deadline);
	if (ready >= 0)
		for (unsigned i = 0; i < words; i++)
			for (int k = 0; k < 3; k++)
				if (s.sets[k])
					s.sets[k][i] = results[3 * i + k];
	if (results != small)
		kfree(results);
	return ready;
}
