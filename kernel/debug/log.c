/*
 * The kernel log.
 *
 * A ring of bytes at absolute positions: [first, end) is held, position p lies
 * at p % LOG_RING_SIZE.  Each line is formatted on the writer's stack and
 * copied in whole, then handed to each console.  One spinlock orders writers,
 * so that the ring and the consoles show lines in the same order.
 */
#include "debug/log.h"

#include <stdarg.h>

#include "arch/timer.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "sync/spinlock.h"

#define LINE_MAX 512

static struct {
	struct spinlock lock;
	u64 first OWN_LOCK(lock); /* positions */
	u64 end OWN_LOCK(lock);
	struct log_console *consoles OWN_LOCK(lock);
	enum log_level level; /* [a] shown on consoles */
	bool panic;           /* [a] nothing waits for the lock */
	char ring[LOG_RING_SIZE] OWN_LOCK(lock);
} log = { .lock = SPINLOCK_INIT(LC_LOG), .level = LOG_INFO };

static irqflags_t
log_lock(void) ACQUIRE(log.lock)
NO_THREAD_SAFETY_ANALYSIS
{
	if (atomic_load(&log.panic))
		return irq_save();
	return spin_lock_irqsave(&log.lock);
}

static void
log_unlock(irqflags_t flags) RELEASE(log.lock)
NO_THREAD_SAFETY_ANALYSIS
{
	if (atomic_load(&log.panic))
		irq_restore(flags);
	else
		spin_unlock_irqrestore(&log.lock, flags);
}

static void
ring_add(const char *s, size_t n) REQUIRES(log.lock)
{
	for (size_t i = 0; i < n; i++)
		log.ring[(log.end + i) % LOG_RING_SIZE] = s[i];
	log.end += n;
	if (log.end - log.first > LOG_RING_SIZE) {
		log.first = log.end - LOG_RING_SIZE;
		/* The oldest line held must be whole. */
		while (log.first < log.end &&
		    log.ring[(log.first - 1) % LOG_RING_SIZE] != '\n')
			log.first++;
	}
}

void
log_print(enum log_level level, const char *fmt, ...)
{
	char line[LINE_MAX];
	u64 us = (u64)arch_clock_ns() / 1000;
	size_t head, n;
	irqflags_t flags;
	va_list ap;

	head = (size_t)snprintf(line, sizeof(line), "<%u>", level);
	n = head +
	    (size_t)snprintf(line + head, sizeof(line) - head, "[%5lu.%06lu] ",
		us / 1000000, us % 1000000);
	va_start(ap, fmt);
	n += (size_t)vsnprintf(line + n, sizeof(line) - n, fmt, ap);
	va_end(ap);
	n = min(n, sizeof(line) - 2);
	if (line[n - 1] != '\n')
		line[n++] = '\n';
	flags = log_lock();
	ring_add(line, n);
	if (level <= atomic_load(&log.level) || atomic_load(&log.panic))
		for (struct log_console *c = log.consoles; c; c = c->next)
			c->put(line + head, n - head);
	log_unlock(flags);
}

void
log_bare(const char *fmt, ...)
{
	char line[LINE_MAX];
	irqflags_t flags;
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	n = (size_t)vsnprintf(line, sizeof(line) - 1, fmt, ap);
	va_end(ap);
	n = min(n, sizeof(line) - 2);
	line[n++] = '\n';
	flags = log_lock();
	for (struct log_console *c = log.consoles; c; c = c->next)
		c->put(line, n);
	log_unlock(flags);
}

size_t
log_read(u64 *pos, char *buf, size_t n)
{
	irqflags_t flags = log_lock();
	size_t copied = 0;

	*pos = max(*pos, log.first);
	for (; copied < n && *pos < log.end; copied++, ++*pos)
		buf[copied] = log.ring[*pos % LOG_RING_SIZE];
	log_unlock(flags);
	return copied;
}

void
log_bounds(u64 *first, u64 *end)
{
	irqflags_t flags = log_lock();

	*first = log.first;
	*end = log.end;
	log_unlock(flags);
}

/* Shows a new console what the ring holds, without the "<N>" of each line. */
static void
replay(struct log_console *con) REQUIRES(log.lock)
{
	bool shown = true;

	for (u64 p = log.first; p < log.end; p++) {
		char c = log.ring[p % LOG_RING_SIZE];

		if (p == log.first ||
		    log.ring[(p - 1) % LOG_RING_SIZE] == '\n') {
			shown = log.ring[(p + 1) % LOG_RING_SIZE] - '0' <=
			    (int)atomic_load(&log.level);
			p += 2; /* "<N" here, ">" by the loop */
			continue;
		}
		if (shown)
			con->put(&c, 1);
	}
}

void
log_console_add(struct log_console *con)
{
	irqflags_t flags = log_lock();

	replay(con);
	con->next = log.consoles;
	log.consoles = con;
	log_unlock(flags);
}

void
log_set_console_level(enum log_level level)
{
	atomic_store(&log.level, level);
}

enum log_level
log_console_level(void)
{
	return atomic_load(&log.level);
}

void
log_enter_panic(void)
{
	atomic_store(&log.panic, true);
}
