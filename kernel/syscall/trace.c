/*
 * The system call trace: one line a call, in strace's format, so that it can be
 * compared with the same program's under strace.
 *
 * A call is printed when it is over.  Those that may not come back to their
 * program (exit), or not to the same memory (execve), are formatted before;
 * the text of an execve waits for its result on a short list.
 *
 * Lines go to the host's trace port, or to the log at debug level.
 *
 * Left out: unfinished calls, decoding of what ioctl() and fcntl() point at.
 */
#include "syscall/trace.h"

#include "abi/syscall.h"
#include "debug/log.h"
#include "drivers/host_run.h"
#include "lib/list.h"
#include "mm/slab.h"
#include "sched/thread.h"
#include "sync/spinlock.h"
#include "syscall/trace_call.h"
#include "vm/usercopy.h"

#define RESULT_COLUMN 40 /* strace's -a */

/* An execve under way. */
struct pending {
	struct list node;
	const struct thread *thread;
	struct trace_line *line;
};

static struct {
	struct spinlock lock;
	struct list execs OWN_LOCK(lock); /* of struct pending */
} trace = {
	.lock = SPINLOCK_INIT(LC_DEVNUM),
	.execs = LIST_INIT(trace.execs),
};

bool
trace_copy(void *dst, u64 addr, size_t n)
{
	return !copy_from_user(dst, (const void __user *)addr, n);
}

static struct trace_line *
begin_line(void)
{
	struct trace_line *l = kmalloc(sizeof(*l));

	if (l) {
		l->len = 0;
		line_add(l, "[pid %5d] ", current()->tid);
	}
	return l;
}

static void
end_line(struct trace_line *l)
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

static void
close_call(struct trace_line *l)
{
	line_add(l, ")");
	line_pad(l, RESULT_COLUMN - 1);
}

/* --- execve --- */

static struct pending *
take_pending(void)
{
	struct pending *p, *found = NULL;

	spin_lock(&trace.lock);
	list_for_each(p, &trace.execs, node)
		if (p->thread == current())
			found = p;
	if (found)
		list_remove(&found->node);
	spin_unlock(&trace.lock);
	return found;
}

static void
keep(struct trace_line *l)
{
	/* One that is still there is of a thread that died in its execve. */
	struct pending *p = take_pending();

	if (p)
		kfree(p->line);
	else
		p = kmalloc(sizeof(*p));
	if (!p) {
		kfree(l);
		return;
	}
	*p = (struct pending){ .thread = current(), .line = l };
	spin_lock(&trace.lock);
	list_add_tail(&trace.execs, &p->node);
	spin_unlock(&trace.lock);
}

static bool
is_exec(unsigned nr)
{
	return nr == __NR_execve || nr == __NR_execveat;
}

static bool
never_returns(unsigned nr)
{
	return nr == __NR_exit || nr == __NR_exit_group ||
	    nr == __NR_rt_sigreturn;
}

/* --- What the dispatcher calls --- */

void
trace_enter(unsigned nr, const unsigned long reg[6])
{
	struct trace_line *l;

	if (!is_exec(nr) && !never_returns(nr))
		return;
	l = begin_line();
	if (!l)
		return;
	trace_call(l, nr, reg, false, 0);
	close_call(l);
	if (is_exec(nr)) {
		keep(l);
		return;
	}
	line_add(l, " = ?");
	end_line(l);
}

void
trace_exit(unsigned nr, const unsigned long reg[6], long result)
{
	struct trace_line *l;
	struct pending *p;

	if (never_returns(nr))
		return;
	if (is_exec(nr)) {
		p = take_pending();
		l = p ? p->line : NULL;
		kfree(p);
	} else {
		l = begin_line();
		if (l) {
			trace_call(l, nr, reg, true, result);
			close_call(l);
		}
	}
	if (!l)
		return;
	trace_result(l, nr, reg, result);
	end_line(l);
}
