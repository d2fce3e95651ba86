/*
 * The system call trace: one line a call, in strace's format, so that it can be
 * compared with the same program's under strace.
 *
 * A call is printed when it is over.  Those that do not come back to their program
 * (exit) are printed before; an execve, which may not come back to the same
 * memory, is formatted before.  It comes back to its caller here all the same,
 * with the line in hand: a thread dies on its way out of the kernel.
 *
 * Lines go to the host's trace port, or to the log at debug level.
 *
 * Left out: unfinished calls, decoding of what ioctl() and fcntl() point at.
 */
#include "syscall/trace.h"

#include "abi/syscall.h"
#include "debug/log.h"
#include "drivers/host_run.h"
#include "mm/slab.h"
#include "sched/thread.h"
#include "syscall/trace_call.h"
#include "vm/usercopy.h"

#define RESULT_COLUMN 40 /* strace's -a */

bool
trace_copy(void *dst, u64 addr, size_t n)
{
	return !copy_from_user(dst, (const void __user *)addr, n);
}

static bool
never_returns(unsigned nr)
{
	return nr == __NR_exit || nr == __NR_exit_group ||
	    nr == __NR_rt_sigreturn;
}

/* => returns: all but the result, or NULL without memory */
static struct trace_line *
format_call(unsigned nr, const unsigned long reg[6], bool exiting, long result)
{
	struct trace_line *l = kmalloc(sizeof(*l));

	if (!l)
		return NULL;
	l->len = 0;
	line_add(l, "[pid %5d] ", current()->tid);
	trace_call(l, nr, reg, exiting, result);
	line_add(l, ")%*s",
	    (int)(RESULT_COLUMN - 2 - min(l->len, RESULT_COLUMN - 2UL)), "");
	return l;
}

static void
print(struct trace_line *l)
{
	if (host_run_has_trace()) {
		line_add(l, "\n");
		l->text[l->len - 1] = '\n'; /* a full line too */
		host_run_trace(l->text, l->len);
	} else {
		log_print(LOG_DEBUG, "%s", l->text);
	}
	kfree(l);
}

struct trace_line *
trace_enter(unsigned nr, const unsigned long reg[6])
{
	struct trace_line *l = NULL;

	if (nr == __NR_execve || nr == __NR_execveat || never_returns(nr))
		l = format_call(nr, reg, false, 0);
	if (l && never_returns(nr)) {
		line_add(l, " = ?");
		print(l);
		l = NULL;
	}
	return l;
}

void
trace_exit(struct trace_line *l, unsigned nr, const unsigned long reg[6],
    long result)
{
	if (never_returns(nr))
		return;
	if (!l)
		l = format_call(nr, reg, true, result);
	if (!l)
		return;
	trace_result(l, nr, reg, result);
	print(l);
}
