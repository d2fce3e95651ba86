/* One line of a trace: a text of bounded length, cut off where it is full. */
#ifndef SYSCALL_TRACE_LINE_H
#define SYSCALL_TRACE_LINE_H

#include "lib/compiler.h"
#include "lib/types.h"

#define TRACE_LINE_MAX   4096
#define TRACE_STRING_MAX 32 /* bytes of a buffer that are shown, as strace */

struct trace_line {
	size_t len;
	char text[TRACE_LINE_MAX];
};

__printf(2, 3) void line_add(struct trace_line *l, const char *format, ...);

/* Fills with blanks up to a column. */
void line_pad(struct trace_line *l, size_t column);

/* n bytes in quotes, escaped as strace does; `cut`: "..." follows. */
void line_quote(struct trace_line *l, const char *s, size_t n, bool cut);
/* The same, each byte in hexadecimal. */
void line_quote_hex(struct trace_line *l, const u8 *s, size_t n, bool cut);

/* The bits of value by their names: A|B|0x40; "0" when there is none.
 * A choice is one name. */
struct trace_name {
	u64 value;
	const char *name;
};
void line_flags(struct trace_line *l, const struct trace_name *names, u64 value,
    const char *unknown);
void line_choice(struct trace_line *l, const struct trace_name *names,
    u64 value, const char *unknown);

/* Copies from the traced program's memory. (trace.c; tests have their own) */
bool trace_copy(void *dst, u64 addr, size_t n);

#endif
