/* The callers of a function, by the chain of frame pointers. */
#ifndef DEBUG_BACKTRACE_H
#define DEBUG_BACKTRACE_H

#include "lib/compiler.h"
#include "lib/types.h"

/* Prints the return addresses on the stack from frame pointer fp, as far as
 * memory is mapped.  => any context */
void backtrace_print(u64 fp);
void backtrace_print_address(vaddr_t addr);

/* Remembers the n callers from frame pointer fp on, 0 behind the last, by the
 * low half of their addresses: the image lies in the last 4 GiB.  Looks at the
 * current thread's own stack only.  => any context, cheap */
void backtrace_save(u64 fp, u32 *callers, unsigned n);
vaddr_t backtrace_address(u32 caller);
void backtrace_print_saved(const u32 *callers, unsigned n);

#define FRAME_POINTER() ((u64)__builtin_frame_address(0))

#endif
