/*
 * Assertions, on in every build: a failed one is a bug of the kernel's own.
 *
 * Declared at the bottom of the layers so that all code can state what must
 * hold; debug/panic.c implements both functions (on the host, the tests do).
 */
#ifndef LIB_ASSERT_H
#define LIB_ASSERT_H

#include "lib/compiler.h"
#include "lib/types.h"

__noreturn __cold void assert_failed(const char *expr, const char *file,
    int line);

#define assert(expr) \
	(likely(expr) ? (void)0 : assert_failed(#expr, __FILE__, __LINE__))

/* Prints the message, registers and a backtrace, stops every CPU and ends the
 * machine. => any context */
__noreturn __cold __printf(1, 2) void panic(const char *fmt, ...);

#endif
