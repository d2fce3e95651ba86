/*
 * /dev/kmsg: the log, a record a read() (Linux's Documentation/ABI/testing/
 * dev-kmsg):
 *
 *     "PRIORITY,SEQUENCE,MICROSECONDS,-;text\n"
 *
 * The log's ring holds lines "<PRIORITY>[seconds.micros] text\n"; a record's
 * sequence number is its position in the ring, which grows as required though
 * not by ones.
 *
 * The log is written in every context, also where nobody can be woken, so a
 * reader who waits for a line looks again after a while; for those who poll, a timer
 * does as long as there are any.
 */
#include "drivers/kmsg.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "debug/log.h"
#include "fs/devnum.h"
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/poll.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "time/clock.h"
#include "time/timer.h"

#define LOOK_AGAIN (NSEC_PER_SEC / 10)
#define LINE_MAX   1024
#define RECORD_MAX (LINE_MAX + 64)

struct reader {
	struct mutex lock;
	u64 pos OWN_LOCK(lock); /* of the next line in the log */
	char line[LINE_MAX] OWN_LOCK(lock);
};

/* Who polls. */
static struct {
	struct waitq waitq;
	struct timer timer;
	bool looks; /* [a] the timer is armed, or its callback runs */
	u64 seen;   /* the end of the log when it looked; its callback's */
} polled = { .waitq = WAITQ_INIT(polled.waitq) };

/* Fetches the line at r->pos, or the oldest one held if that is later; leaves
 * r->pos at its start. => returns: its length without the newline */
static size_t
fetch_line(struct reader *r) REQUIRES(r->lock)
{
	u64 pos = r->pos;
	size_t n = log_read(&pos, r->line, LINE_MAX - 1);
	const char *end = memchr(r->line, '\n', n);

	WRITE_ONCE(r->pos, pos - n);
	n = end ? (size_t)(end - r->line) : n;
	r->line[n] = 0;
	return n;
}

/* "<6>[    1.234567] text" to a record. */
static size_t
make_record(struct reader *r, char record[RECORD_MAX]) REQUIRES(r->lock)
{
	const char *s = r->line;
	u64 priority = LOG_INFO, seconds = 0, micros = 0;

	if (*s == '<' && s++ && !parse_u64(&s, 10, &priority) && *s == '>')
		s++;
	if (*s == '[') {
		for (s++; *s == ' ';)
			s++;
		if (!parse_u64(&s, 10, &seconds) && *s == '.' && s++ &&
		    !parse_u64(&s, 10, &micros) && *s == ']' && s++)
			s += *s == ' ';
	}
	return (size_t)scnprintf(record, RECORD_MAX, "%lu,%lu,%lu,-;%s\n",
	    priority, r->pos, seconds * 1000000 + micros, s);
}

static bool
at_end(const struct reader *r)
{
	u64 first, end;

	log_bounds(&first, &end);
	return READ_ONCE(r->pos) >= end;
}

static int
wait_line(struct reader *r, bool nonblock)
{
	int err = 0;

	while (at_end(r) && !err) {
		if (nonblock)
			return -EAGAIN;
		err = sched_sleep_until(clock_monotonic() + LOOK_AGAIN, true);
	}
	return err;
}

/* The next record, if there is one and there is room for it.
 * => returns: its length; 0: none; -EINVAL */
static ssize_t
take_record(struct reader *r, char record[RECORD_MAX], size_t room)
{
	ssize_t n = 0;
	size_t len;

	mutex_lock(&r->lock);
	/* Another may have been faster. */
	if (!at_end(r)) {
		len = fetch_line(r);
		n = (ssize_t)make_record(r, record);
		if (room < (size_t)n)
			n = -EINVAL;
		else
			WRITE_ONCE(r->pos, r->pos + len + 1);
	}
	mutex_unlock(&r->lock);
	return n;
}

static ssize_t
kmsg_read(struct file *f, struct uio *to, loff_t *pos)
{
	struct reader *r = f->private;
	char *record = kmalloc(RECORD_MAX);
	ssize_t n = record ? 0 : -ENOMEM;

	(void)pos;
	while (!n) {
		n = wait_line(r, file_flags(f) & O_NONBLOCK);
		if (!n)
			n = take_record(r, record, to->resid);
	}
	if (n > 0 && uio_copy_out(to, record, (size_t)n) != (size_t)n)
		n = -EFAULT;
	kfree(record);
	return n;
}

/* "<N>text", N a priority with a facility in its upper bits. */
static ssize_t
kmsg_write(struct file *f, struct uio *from, loff_t *pos)
{
	size_t want = from->resid, n = min(want, (size_t)400);
	u64 priority = LOG_NOTICE;
	char line[401];
	const char *s = line;

	(void)f;
	(void)pos;
	if (uio_copy_in(from, line, n) != n)
		return -EFAULT;
	line[n] = 0;
	if (*s == '<' && s++ && parse_u64(&s, 10, &priority) == 0 && *s == '>')
		s++;
	else
		s = line;
	log_print((enum log_level)(priority & 7), "%s", s);
	return (ssize_t)want;
}

static loff_t
kmsg_seek(struct file *f, loff_t offset, int whence)
{
	struct reader *r = f->private;
	u64 first, end;

	if (offset)
		return -ESPIPE;
	log_bounds(&first, &end);
	if (whence != SEEK_SET && whence != SEEK_END && whence != SEEK_DATA)
		return -EINVAL;
	mutex_lock(&r->lock);
	WRITE_ONCE(r->pos, whence == SEEK_END ? end : first);
	mutex_unlock(&r->lock);
	return 0;
}

/* Sees to it that somebody looks. */
static void
look_later(void)
{
	if (!atomic_xchg(&polled.looks, true))
		timer_arm(&polled.timer, clock_monotonic() + LOOK_AGAIN);
}

static void
look(struct timer *t)
{
	u64 first, end;

	(void)t;
	log_bounds(&first, &end);
	if (end != polled.seen)
		wake_events(&polled.waitq, POLLIN | POLLRDNORM);
	polled.seen = end;
	/* Who comes from here on sees that nobody looks, or is seen. */
	(void)atomic_xchg(&polled.looks, false);
	if (waitq_active(&polled.waitq))
		look_later();
}

static unsigned
kmsg_poll(struct file *f, struct poll_table *pt)
{
	poll_wait(pt, &polled.waitq);
	if (pt)
		look_later();
	return at_end(f->private) ? 0 : POLLIN | POLLRDNORM;
}

static void
kmsg_release(struct file *f)
{
	kfree(f->private);
}

static const struct file_ops kmsg_ops = {
	.read = kmsg_read,
	.write = kmsg_write,
	.seek = kmsg_seek,
	.poll = kmsg_poll,
	.release = kmsg_release,
};

static int
kmsg_open(struct inode *inode, struct file *f)
{
	struct reader *r = kzalloc(sizeof(*r));

	(void)inode;
	if (!r)
		return -ENOMEM;
	mutex_init(&r->lock, LC_MUTEX_LEAF);
	f->private = r;
	return 0;
}

static struct device_node kmsg_node = {
	.name = "kmsg",
	.major = 1,
	.minor = 11,
	.mode = S_IFCHR | 0644,
	.ops = &kmsg_ops,
	.open = kmsg_open,
};

void
kmsg_init(void)
{
	timer_init(&polled.timer, look);
	device_register(&kmsg_node);
}
