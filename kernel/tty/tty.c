/*
 * Terminals: the two rings between device and line discipline.
 *
 * Input.  An interrupt puts bytes on the input ring and queues the terminal's work.
 * That runs them through the line discipline, which echoes, sends signals and wakes
 * readers.  It is a work because signals take locks that no interrupt may, and
 * because ^C must work when nobody reads.  A full line discipline leaves bytes on the ring, and a full
 * ring leaves them in the device: flow control reaches to the sender.
 *
 * Output.  Writers and echo put processed bytes on the output ring under
 * out_lock, and the driver takes them from there: directly in start(), and
 * later whenever its device has room.  A device that reads memory itself
 * claims bytes, which stay where they are until it is done with them.
 *
 * Invariants:
 *  1. out_tail <= out_tail + out_claimed <= out_head <= out_tail + OUT_SIZE.
 *  2. Bytes leave the output ring in order and only by tty_output_done(), or
 *     unclaimed by a flush.
 *  3. in_refused implies that the work will find room and call resume().
 *  4. A queued work has a reference, which its run puts: so it is safe to queue it from
 *     an interrupt, and a terminal goes while its work neither waits nor runs, or
 *     as the last thing that this does.
 *
 * Locks: the mutex (line discipline, settings) before out_lock; out_lock before
 * the driver's own.
 */
#include "tty/tty.h"

#include "abi/errno.h"
#include "abi/poll.h"
#include "debug/panic.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "tty/tty_job.h"

#define TTY_SPEED 38400 /* baud: B38400 */
#define ECHO_ROOM 256   /* what writers leave free */
#define WAKE_ROOM \
	(TTY_OUT_SIZE / 2) /* so that writers do not come for a byte */
#define INPUT_PART 256     /* what the work moves at a time */

/* --- Output --- */

static u32
used(const struct tty *t)
{
	return READ_ONCE(t->out_head) - READ_ONCE(t->out_tail);
}

size_t
tty_output_pending(const struct tty *t)
{
	return t->class->pseudo ? 0 : used(t);
}

/* A pseudo-terminal takes nothing while it is stopped, but echo. */
static bool
is_shut(const struct tty *t)
{
	return t->class->pseudo && READ_ONCE(t->stopped);
}

size_t
tty_output_room(const struct tty *t)
{
	u32 n = used(t);

	if (is_shut(t))
		return 0;
	return n < TTY_OUT_SIZE - ECHO_ROOM ? TTY_OUT_SIZE - ECHO_ROOM - n : 0;
}

size_t
tty_output_next(struct tty *t, const u8 **p)
{
	u32 pos = t->out_tail + t->out_claimed;
	u32 at = pos % TTY_OUT_SIZE, n = t->out_head - pos;

	*p = t->out + at;
	return t->stopped ? 0 : min(n, (u32)TTY_OUT_SIZE - at);
}

void
tty_output_claim(struct tty *t, size_t n)
{
	t->out_claimed += (u32)n;
	assert(t->out_claimed <= t->out_head - t->out_tail);
}

void
tty_output_done(struct tty *t, size_t n)
{
	assert(n <= t->out_claimed);
	t->out_claimed -= (u32)n;
	WRITE_ONCE(t->out_tail, t->out_tail + (u32)n);
	if (used(t) <= TTY_OUT_SIZE - WAKE_ROOM &&
	    waitq_active(&t->write_waitq))
		wake_events(&t->write_waitq, POLLOUT | POLLWRNORM);
}

/* The other side of a pseudo-terminal learns it. */
static void
notice(struct tty *t, u8 what) REQUIRES(t->out_lock)
{
	if (t->class->notice)
		t->class->notice(t, what);
}

void
tty_notice(struct tty *t, u8 what)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);

	notice(t, what);
	spin_unlock_irqrestore(&t->out_lock, flags);
}

/* Appends n bytes, for which there is room. */
static void
ring_put(struct tty *t, const u8 *s, u32 n) REQUIRES(t->out_lock)
{
	u32 at = t->out_head % TTY_OUT_SIZE;
	u32 first = min(n, (u32)TTY_OUT_SIZE - at);

	memcpy(t->out + at, s, first);
	memcpy(t->out, s + first, n - first);
	WRITE_ONCE(t->out_head, t->out_head + n);
}

size_t
tty_output(struct tty *t, const u8 *s, size_t n, bool echo)
{
	unsigned oflag = atomic_load(&t->ldisc.termios.c_oflag);
	bool utf8 = atomic_load(&t->ldisc.termios.c_iflag) & IUTF8;
	u32 size = echo ? TTY_OUT_SIZE : TTY_OUT_SIZE - ECHO_ROOM;
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	size_t done = 0;

	while (done < n && (echo || !is_shut(t))) {
		u32 room = used(t) < size ? size - used(t) : 0;
		u8 bytes[OPOST_MAX];
		size_t plain;
		unsigned len;

		plain = opost_plain(&t->opost, oflag, s + done,
		    min(n - done, (size_t)room));
		ring_put(t, s + done, (u32)plain);
		done += plain;
		room -= (u32)plain;
		if (done == n || room < OPOST_MAX)
			break;
		len = opost_byte(&t->opost, oflag, utf8, s[done], bytes);
		ring_put(t, bytes, len);
		done++;
	}
	t->class->start(t);
	spin_unlock_irqrestore(&t->out_lock, flags);
	return done;
}

void
tty_kick(struct tty *t)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);

	t->class->start(t);
	spin_unlock_irqrestore(&t->out_lock, flags);
}

void
tty_flush_output(struct tty *t)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);

	WRITE_ONCE(t->out_head, t->out_tail + t->out_claimed);
	notice(t, TIOCPKT_FLUSHWRITE);
	spin_unlock_irqrestore(&t->out_lock, flags);
	wake_events(&t->write_waitq, POLLOUT | POLLWRNORM);
}

void
tty_set_stopped(struct tty *t, u32 reason, bool on)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	bool was = t->stopped;

	WRITE_ONCE(t->stopped,
	    on && !t->let_go ? t->stopped | reason : t->stopped & ~reason);
	if (was != !!t->stopped)
		notice(t, was ? TIOCPKT_START : TIOCPKT_STOP);
	t->class->start(t);
	spin_unlock_irqrestore(&t->out_lock, flags);
	if (was && t->class->pseudo)
		wake_events(&t->write_waitq, POLLOUT | POLLWRNORM);
}

void
tty_let_go(struct tty *t)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);

	t->let_go = true;
	t->stopped = 0;
	t->class->start(t);
	spin_unlock_irqrestore(&t->out_lock, flags);
}

int
tty_drain(struct tty *t)
{
	u32 generation = atomic_load(&t->generation);

	return wait_event_intr(&t->write_waitq,
	    !tty_output_pending(t) ||
		atomic_load(&t->generation) != generation);
}

/* --- What the line discipline asks for --- */

static struct tty *
tty_of(struct ldisc *ld)
{
	return container_of(ld, struct tty, ldisc);
}

static void
on_echo(struct ldisc *ld, const u8 *s, size_t n)
{
	/* Where output stands still and the ring is full, echo is lost. */
	(void)tty_output(tty_of(ld), s, n, true);
}

static u32
on_column(struct ldisc *ld)
{
	struct tty *t = tty_of(ld);
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	u32 column = t->opost.column;

	spin_unlock_irqrestore(&t->out_lock, flags);
	return column;
}

static void
on_signal(struct ldisc *ld, int sig, bool flush)
{
	struct tty *t = tty_of(ld);

	tty_signal_foreground(t, sig);
	if (!flush)
		return;
	tty_flush_output(t);
	tty_notice(t, TIOCPKT_FLUSHREAD);
}

static void
on_flow(struct ldisc *ld, bool stop)
{
	tty_set_stopped(tty_of(ld), TTY_STOP_FLOW, stop);
}

/* Ahead of all that has not been claimed. */
static void
on_send(struct ldisc *ld, u8 c)
{
	struct tty *t = tty_of(ld);
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	u32 first = t->out_tail + t->out_claimed;

	if (used(t) < TTY_OUT_SIZE) {
		for (u32 p = t->out_head; p != first; p--)
			t->out[p % TTY_OUT_SIZE] =
			    t->out[(p - 1) % TTY_OUT_SIZE];
		t->out[first % TTY_OUT_SIZE] = c;
		WRITE_ONCE(t->out_head, t->out_head + 1);
		t->class->start(t);
	}
	spin_unlock_irqrestore(&t->out_lock, flags);
}

static const struct ldisc_ops ldisc_ops = {
	.echo = on_echo,
	.column = on_column,
	.signal = on_signal,
	.flow = on_flow,
	.send = on_send,
};

/* --- Input --- */

/* => any context */
static void
queue_work(struct tty *t)
{
	tty_get(t);
	if (!work_queue(&t->work) && ref_put(&t->refs))
		panic("%s: freed in use", t->name);
}

size_t
tty_receive(struct tty *t, const u8 *s, size_t n)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	size_t room = TTY_IN_SIZE - (t->in_head - t->in_tail);

	if (n > room) {
		n = room;
		t->in_refused = true;
	}
	for (size_t i = 0; i < n; i++)
		t->in[t->in_head++ % TTY_IN_SIZE] = s[i];
	spin_unlock_irqrestore(&t->out_lock, flags);
	queue_work(t);
	return n;
}

/* Has all that was received been seen by the line discipline? */
static bool
is_input_empty(struct tty *t)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	bool empty = t->in_head == t->in_tail;

	spin_unlock_irqrestore(&t->out_lock, flags);
	return empty;
}

/* The ring is emptied under the mutex only: what finds it empty under that is next. */
size_t
tty_type(struct tty *t, const u8 *s, size_t n)
{
	size_t done = 0;

	if (mutex_trylock(&t->lock)) {
		if (is_input_empty(t))
			done = ldisc_input(&t->ldisc, s, n);
		mutex_unlock(&t->lock);
		if (done && ldisc_readable(&t->ldisc) &&
		    waitq_active(&t->read_waitq))
			wake_events(&t->read_waitq, POLLIN | POLLRDNORM);
	}
	if (done < n)
		done += tty_receive(t, s + done, n - done);
	return done;
}

size_t
tty_receive_room(struct tty *t)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);
	size_t room = TTY_IN_SIZE - (t->in_head - t->in_tail);

	t->in_refused |= !room;
	spin_unlock_irqrestore(&t->out_lock, flags);
	return room;
}

static void
receive_event(struct tty *t, u32 event)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);

	t->events |= event;
	spin_unlock_irqrestore(&t->out_lock, flags);
	queue_work(t);
}

void
tty_receive_break(struct tty *t)
{
	receive_event(t, TTY_EVENT_BREAK);
}

void
tty_receive_hangup(struct tty *t)
{
	receive_event(t, TTY_EVENT_HANGUP);
}

void
tty_flush_typed(struct tty *t)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);

	t->in_tail = t->in_head;
	spin_unlock_irqrestore(&t->out_lock, flags);
	queue_work(t); /* the driver may be waiting for room */
}

void
tty_flush_input(struct tty *t)
{
	tty_flush_typed(t);
	ldisc_flush_input(&t->ldisc);
	tty_notice(t, TIOCPKT_FLUSHREAD);
}

void
tty_input_room(struct tty *t)
{
	if (!is_input_empty(t))
		queue_work(t);
}

/* Copies up to n bytes of the input ring without removing them. */
static size_t
peek(struct tty *t, u8 *buf, size_t n, u32 *pos)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);

	*pos = t->in_tail;
	n = min(n, (size_t)(t->in_head - t->in_tail));
	for (size_t i = 0; i < n; i++)
		buf[i] = t->in[(t->in_tail + i) % TTY_IN_SIZE];
	spin_unlock_irqrestore(&t->out_lock, flags);
	return n;
}

/* Removes n bytes that peek() gave, unless a flush was faster. */
static void
consume(struct tty *t, u32 pos, size_t n)
{
	irqflags_t flags = spin_lock_irqsave(&t->out_lock);

	if (t->in_tail == pos)
		t->in_tail += (u32)n;
	spin_unlock_irqrestore(&t->out_lock, flags);
}

/* Feeds the line discipline. => returns: the driver is to be resumed */
static bool
move_input(struct tty *t)
{
	u8 part[INPUT_PART];
	size_t n, taken;
	irqflags_t flags;
	bool resume;
	u32 pos;

	mutex_lock(&t->lock);
	do {
		n = peek(t, part, sizeof(part), &pos);
		taken = ldisc_input(&t->ldisc, part, n);
		consume(t, pos, taken);
		sched_point();
	} while (n > 0 && taken == n);
	mutex_unlock(&t->lock);
	if (ldisc_readable(&t->ldisc))
		wake_events(&t->read_waitq, POLLIN | POLLRDNORM);

	flags = spin_lock_irqsave(&t->out_lock);
	resume = t->in_refused && t->in_head - t->in_tail < TTY_IN_SIZE / 2;
	if (resume)
		t->in_refused = false;
	spin_unlock_irqrestore(&t->out_lock, flags);
	return resume;
}

/* What has come is dealt with. */
static void
serve(struct work *w)
{
	struct tty *t = container_of(w, struct tty, work);
	irqflags_t flags;
	u32 events;

	flags = spin_lock_irqsave(&t->out_lock);
	events = t->events;
	t->events = 0;
	spin_unlock_irqrestore(&t->out_lock, flags);

	while (move_input(t) && t->class->resume) {
		t->class->resume(t);
		sched_point();
	}
	if (events & TTY_EVENT_BREAK) {
		mutex_lock(&t->lock);
		ldisc_input_break(&t->ldisc);
		mutex_unlock(&t->lock);
		wake_events(&t->read_waitq, POLLIN | POLLRDNORM);
	}
	if (events & TTY_EVENT_HANGUP)
		tty_hangup(t);
	tty_put(t);
}

/* --- Beginning and end --- */

void
tty_hangup(struct tty *t)
{
	mutex_lock(&t->lock);
	atomic_add(&t->generation, 1);
	t->nopen = 0;
	t->exclusive = false;
	if (t->class->closed)
		t->class->closed(t);
	mutex_unlock(&t->lock);
	tty_job_hangup(t);
	mutex_lock(&t->lock);
	tty_flush_input(t);
	mutex_unlock(&t->lock);
	tty_set_stopped(t, TTY_STOP_FLOW | TTY_STOP_IOCTL, false);
	wake_all(&t->read_waitq);
	wake_all(&t->write_waitq);
}

int
tty_init(struct tty *t)
{
	t->out = kmalloc(TTY_OUT_SIZE);
	t->in = kmalloc(TTY_IN_SIZE);
	if (!t->out || !t->in) {
		tty_fini(t);
		return -ENOMEM;
	}
	mutex_init(&t->lock, LC_TTY);
	spin_init(&t->out_lock, LC_TTY_OUT);
	waitq_init(&t->read_waitq);
	waitq_init(&t->write_waitq);
	work_init(&t->work, serve);
	ldisc_init(&t->ldisc, &ldisc_ops);
	mutex_unshared(&t->lock);
	t->ispeed = t->ospeed = TTY_SPEED;
	return 0;
}

void
tty_fini(struct tty *t)
{
	kfree(t->out);
	kfree(t->in);
}
