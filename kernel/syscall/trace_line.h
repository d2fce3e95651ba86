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

/* n bytes in quotes, escaped as strace does, or each in hexadecimal; `cut`: "..."
 * follows. */
void line_quote(struct trace_line *l, const u8 *s, size_t n, bool hex,
    bool cut);

enum trace_number {
	TRACE_SIGNED,
	TRACE_UNSIGNED,
	TRACE_HEX,
	TRACE_OCTAL,
};

struct trace_name {
	u64 value;
	const char *name;
};

/* How values are written.  Those of the names that lie in the mask are a choice
 * of one, the others flags; a number is what has no name. */
struct trace_format {
	enum trace_number number;
	u64 mask;
	const char *unknown; /* what strace calls a value without a name */
	const struct trace_name *names;
};

/* "A|B|0x40" or a number.  `size`: of the value's type. */
void line_value(struct trace_line *l, const struct trace_format *f, u64 value,
    size_t size);

/* Copies from the traced program's memory. (trace.c; tests have their own) */
bool trace_copy(void *dst, u64 addr, size_t n);

#endif
