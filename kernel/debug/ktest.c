/*
 * The runner of the tests inside the kernel.
 *
 * A fault that a test expects is caught where the trap code asks for a hook
 * before it panics: the hook compares, and sends the CPU to the recovery point
 * that ktest_faults() left, with its stack.
 */
#include "debug/ktest.h"

#include "arch/trap.h"
#include "debug/log.h"

extern const struct ktest ktests_start[], ktests_end[];

static bool failed; /* the running test has */

static struct {
	void *jmp[5]; /* __builtin_setjmp()'s buffer */
	bool armed;
	unsigned vector;
	u64 error;
} expected;

void
ktest_check(bool ok, const char *expr, const char *file, int line)
{
	if (ok)
		return;
	failed = true;
	log_bare("# failed: %s at %s:%d", expr, file, line);
}

static __noreturn void
recover(void)
{
	__builtin_longjmp(expected.jmp, 1);
}

/* Called by trap code. => returns: true when the fault was asked for */
static bool
on_fault(struct regs *r, unsigned vector, u64 error, vaddr_t addr)
{
	(void)addr;
	if (!expected.armed)
		return false;
	expected.armed = false;
	expected.vector = vector;
	expected.error = error;
	/* The stack at fault may be gone: recover() only needs a little. */
	r->rip = (u64)recover;
	r->rsp = ((u64)expected.jmp[2] & ~15UL) - 256 - 8;
	return true;
}

bool
ktest_faults(void (*access)(void), unsigned vector, long error)
{
	expected.vector = ~0U;
	expected.armed = true;
	ktest_fault_hook = on_fault;
	if (!__builtin_setjmp(expected.jmp))
		access();
	ktest_fault_hook = NULL;
	expected.armed = false;
	if (expected.vector == vector &&
	    (error < 0 || expected.error == (u64)error))
		return true;
	log_bare("# vector %d, error %#lx", (int)expected.vector,
	    expected.error);
	return false;
}

unsigned
ktest_run_all(void)
{
	unsigned n = 0, nfailed = 0;

	log_bare("TAP version 13");
	for (const struct ktest *t = ktests_start; t < ktests_end; t++) {
		failed = false;
		t->run();
		nfailed += failed;
		log_bare("%sok %u - %s", failed ? "not " : "", ++n, t->name);
	}
	log_bare("1..%u", n);
	return nfailed;
}
