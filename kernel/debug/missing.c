/*
 * What programs asked for and did not get.
 *
 * A small table of distinct lines.  A call has at most MAX_OF_CALL of them: what
 * differs more is "others" then, so that a program that asks for every number there
 * is neither fills the table nor the log.
 */
#include "debug/missing.h"

#include <stdarg.h>

#include "debug/log.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "sync/spinlock.h"

#define MAX_LINES    320 /* all calls that are not there, and those with options */
#define MAX_OF_CALL  8
#define LINE_SIZE    96
#define PROGRAM_SIZE 16

static struct {
	struct spinlock lock;
	unsigned n OWN_LOCK(lock);
	struct {
		char line[LINE_SIZE];
		char program[PROGRAM_SIZE]; /* the first that asked */
	} kind[MAX_LINES] OWN_LOCK(lock);
} table = { .lock = SPINLOCK_INIT(LC_LOG) };

static bool
is_known(const char *line) REQUIRES(table.lock)
{
	for (unsigned i = 0; i < table.n; i++)
		if (strcmp(table.kind[i].line, line) == 0)
			return true;
	return false;
}

/* How many lines begin with the n bytes of `call`? */
static unsigned
lines_of(const char *call, size_t n) REQUIRES(table.lock)
{
	unsigned count = 0;

	for (unsigned i = 0; i < table.n; i++)
		count += strncmp(table.kind[i].line, call, n) == 0;
	return count;
}

/* line: "CALL: ", n bytes, and what is missing, which may become "others".
 * => returns: true when it is new, and in the table */
static bool
remember(char line[LINE_SIZE], size_t n, const char *program)
{
	irqflags_t flags = spin_lock_irqsave(&table.lock);
	bool fresh = !is_known(line);

	if (fresh && lines_of(line, n) >= MAX_OF_CALL) {
		strscpy(line + n, "others", LINE_SIZE - n);
		fresh = !is_known(line);
	}
	fresh &= table.n < MAX_LINES;
	if (fresh) {
		strscpy(table.kind[table.n].line, line, LINE_SIZE);
		strscpy(table.kind[table.n++].program, program, PROGRAM_SIZE);
	}
	spin_unlock_irqrestore(&table.lock, flags);
	return fresh;
}

long
missing(long err, const char *call, const char *fmt, ...)
{
	const char *program = missing_program();
	char line[LINE_SIZE];
	size_t n = (size_t)scnprintf(line, sizeof(line) / 2, "%s: ", call);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line + n, sizeof(line) - n, fmt, ap);
	va_end(ap);
	if (remember(line, n, program))
		log_print(LOG_NOTICE, "missing: %s (asked by %s)", line,
		    program);
	return err;
}

size_t
missing_line(unsigned n, char *buf, size_t size)
{
	irqflags_t flags = spin_lock_irqsave(&table.lock);
	size_t len = 0;

	if (n < table.n)
		len = (size_t)snprintf(buf, size, "%s (asked by %s)\n",
		    table.kind[n].line, table.kind[n].program);
	spin_unlock_irqrestore(&table.lock, flags);
	return len;
}
