/*
 * Tests inside the kernel: tests/kernel/, run by the word "selftest" on the
 * command line instead of init.
 *
 * A test is a function between KTEST(name) braces; check() counts.  The result
 * is TAP, in the log.
 */
#ifndef DEBUG_KTEST_H
#define DEBUG_KTEST_H

#include "arch/regs.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct ktest {
	const char *name;
	void (*run)(void);
};

#define KTEST(name_)                                                       \
	static void ktest_##name_(void);                                   \
	static const struct ktest ktest_entry_##name_ __section(".ktests") \
	    __attribute__((used)) = { #name_, ktest_##name_ };             \
	static void ktest_##name_(void)

/* Fails the running test when expr is false, and goes on. */
#define check(expr) ktest_check((expr), #expr, __FILE__, __LINE__)
void ktest_check(bool ok, const char *expr, const char *file, int line);

/* Does access() end in that fault?  vector and error code as the CPU gives
 * them; -1: any error code.  access() must do nothing that needs undoing. */
bool ktest_faults(void (*access)(void), unsigned vector, long error);

/* Runs all tests and prints the plan. => returns: how many failed => sleeps */
unsigned ktest_run_all(void);

#endif
