/* Structures of the programs' memory, as strace shows them. */
#ifndef SYSCALL_TRACE_STRUCT_H
#define SYSCALL_TRACE_STRUCT_H

#include "lib/types.h"
#include "syscall/trace_line.h"

/* Adds the object of a C type (as abi/syscalls.def spells it) at a program's
 * address.  `exiting`: after the call, where that makes a difference.
 * => returns: false, with nothing added: the type has no printer, or the
 * memory cannot be read */
bool trace_struct(struct trace_line *l, const char *type, u64 addr,
    bool exiting);

/* The size of such a type, 0 for those without a printer. */
size_t trace_struct_size(const char *type);

/* A signal's name, with or without SIG. */
void trace_signal(struct trace_line *l, unsigned sig, bool prefix);

/* "0644", "000". */
void trace_mode(struct trace_line *l, unsigned mode);

void trace_dev(struct trace_line *l, u64 dev);

/* NULL or 0x... */
void trace_address(struct trace_line *l, u64 addr);

/* A zero-terminated string of the program; at most max bytes are shown. */
void trace_string(struct trace_line *l, u64 addr, size_t max);

/* n bytes of the program. */
void trace_bytes(struct trace_line *l, u64 addr, size_t n, bool hex);

#endif
