/*
 * What programs asked for and did not get.
 *
 * A small table of distinct lines; when it is full, later ones are only
 * logged.
 */
#include "debug/missing.h"

#include <stdarg.h>

#include "debug/log.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "sync/spinlock.h"

#define MAX_LINES    64
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

/* => returns: true when the line is new */
static bool
remember(const char *line, const char *program)
{
	irqflags_t flags = spin_lock_irqsave(&table.lock);
	bool fresh = true;

	for (unsigned i = 0; i < table.n && fresh; i++)
		fresh = strcmp(table.kind[i].line, line);
	if (fresh && table.n < MAX_LINES) {
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
	size_t n = (size_t)snprintf(line, sizeof(line), "%s: ", call);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line + n, sizeof(line) - n, fmt, ap);
	va_end(ap);
	if (remember(line, program))
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
