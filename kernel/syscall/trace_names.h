/* The names of constants, for the tracer. */
#ifndef SYSCALL_TRACE_NAMES_H
#define SYSCALL_TRACE_NAMES_H

#include "abi/syscall_args.h"
#include "lib/types.h"
#include "syscall/trace_line.h"

struct trace_table {
	const struct trace_name *names;
	const char *unknown; /* what strace calls a value without a name */
	bool flags;          /* bits, not a choice */
};

/* NULL: the format has no names. */
const struct trace_table *trace_table(enum syscall_format format);

extern const struct trace_name *const trace_futex_ops;
extern const struct trace_name *const trace_poll_events;
extern const struct trace_name *const trace_epoll_events;
extern const struct trace_name *const trace_sa_flags;

/* NULL: no such number. */
const char *trace_signal_name(unsigned sig);
const char *trace_errno_name(unsigned err, const char **text);

#endif
