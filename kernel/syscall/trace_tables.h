/* What the tracer knows of values and structures, as tables. */
#ifndef SYSCALL_TRACE_TABLES_H
#define SYSCALL_TRACE_TABLES_H

#include "abi/syscall_args.h"
#include "lib/types.h"
#include "syscall/trace_line.h"

/* How values of a format are written; see line_value(). */
extern const struct trace_format trace_formats[];

/* A structure of the programs'; or, as one member without a name, a scalar. */
struct trace_struct {
	const char *type;                  /* as abi/syscalls.def spells it */
	const struct syscall_arg *members; /* ends with one of size 0 */
	unsigned short size;
	bool abridged; /* it has more */
};

#define TRACE_MEMBERS_MAX 8

/* => returns: NULL for a type that has no row */
const struct trace_struct *trace_struct_find(const char *type);

/* NULL: no such number. */
const char *trace_error_text(long err);

#endif
