/*
 * The kernel log: a ring of bytes that dmesg reads, shown on the console too.
 *
 * Each line starts with its severity as "<N>" and the time, as on Linux.
 */
#ifndef DEBUG_LOG_H
#define DEBUG_LOG_H

#include "lib/compiler.h"
#include "lib/types.h"

enum log_level {
	LOG_EMERG,
	LOG_ALERT,
	LOG_CRIT,
	LOG_ERR,
	LOG_WARN,
	LOG_NOTICE,
	LOG_INFO,
	LOG_DEBUG
};

#define LOG_RING_SIZE (64 * 1024)

/* Adds one line; a newline at its end is not needed. => any context */
__printf(2, 3) void log_print(enum log_level level, const char *fmt, ...);

/* One line to the consoles alone, without time or level: for machines. */
__printf(1, 2) void log_bare(const char *fmt, ...);

#define log_err(...)  log_print(LOG_ERR, __VA_ARGS__)
#define log_warn(...) log_print(LOG_WARN, __VA_ARGS__)
#define log_info(...) log_print(LOG_INFO, __VA_ARGS__)

/* Copies the log's bytes from absolute position *pos on, at most n, and moves
 * *pos behind them (positions that the ring has dropped are skipped).
 * => returns: bytes copied, 0 at the end */
size_t log_read(u64 *pos, char *buf, size_t n);

/* The positions of the oldest byte held and of the end. */
void log_bounds(u64 *first, u64 *end);

/* A console is a sink for log text.  put() must work in any context and with
 * no lock but its own. */
struct log_console {
	void (*put)(const char *s, size_t n);
	struct log_console *next; /* owned by log.c */
};

/* Adds a console and shows it all that was logged before. */
void log_console_add(struct log_console *con);

/* Lines at or below this severity number reach consoles (default LOG_INFO;
 * "quiet" sets LOG_ERR). */
void log_set_console_level(enum log_level level);
enum log_level log_console_level(void);

/* Called by panic(): from here on, consoles get every line and no lock waits. */
void log_enter_panic(void);

#endif
