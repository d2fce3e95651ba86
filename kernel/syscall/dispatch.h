/* The system-call table, for the dispatcher, tracer and documentation. */
#ifndef SYSCALL_DISPATCH_H
#define SYSCALL_DISPATCH_H

#include "abi/syscall_args.h"
#include "arch/regs.h"

struct syscall_entry {
	long (*call)(const struct regs *r); /* NULL: not supported */
	const char *name;
	const char *missing; /* why it is not supported */
	const struct syscall_arg *args;
	unsigned nargs;
};

/* The row of a number, or NULL when Linux has no such call either. */
const struct syscall_entry *syscall_lookup(unsigned long nr);

#endif
