/*
 * System calls: from the gate to the handler and back to user space.
 *
 * Both gates arrive here with the same registers: rax the number, rdi rsi rdx
 * r10 r8 r9 the arguments.  The table is made from abi/syscalls.def: for each
 * row a thunk that casts the registers to the handler's types.
 */
#include "syscall/dispatch.h"

#include "abi/errno.h"
#include "abi/syscall.h"
#include "arch/irqflags.h"
#include "arch/layout.h"
#include "arch/thread.h"
#include "arch/trap.h"
#include "debug/missing.h"
#include "proc/process.h"
#include "proc/rseq.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "syscall/handlers.h"
#include "syscall/trace.h"
#include "vm/oom.h"

#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs)              \
	static long thunk_##name(const struct regs *r)                         \
	{                                                                      \
		const unsigned long reg[6] = { r->rdi, r->rsi, r->rdx, r->r10, \
			r->r8, r->r9 };                                        \
		(void)reg;                                                     \
		return sys_##name args;                                        \
	}                                                                      \
	static const struct syscall_arg args_##name[] = {                      \
		SYSCALL_DESCS(descs)                                           \
	};
#define NOSYS(nr, name, family, reason)
#include "abi/syscalls.def"
#undef SYSCALL_ROW
#undef NOSYS

static const struct syscall_entry table[NR_SYSCALLS] = {
#define SYSCALL_ROW(nr, name_, family, nargs_, params, casts, descs) \
	[nr] = { .call = thunk_##name_,                              \
		.name = #name_,                                      \
		.args = args_##name_,                                \
		.nargs = (nargs_) },
#define NOSYS(nr, name_, family, reason) \
	[nr] = { .name = #name_, .missing = (reason) },
#include "abi/syscalls.def"
#undef SYSCALL_ROW
#undef NOSYS
};

const struct syscall_entry *
syscall_lookup(unsigned long nr)
{
	return nr < NR_SYSCALLS && table[nr].name ? &table[nr] : NULL;
}

static long
unsupported(unsigned long nr)
{
	const struct syscall_entry *e = syscall_lookup(nr);

	if (e)
		return missing(-ENOSYS, e->name, "%s", e->missing);
	return -ENOSYS;
}

static __noinline long
traced_call(struct regs *r)
{
	const unsigned long reg[6] = { r->rdi, r->rsi, r->rdx, r->r10, r->r8,
		r->r9 };
	unsigned nr = (unsigned)r->orig_rax;
	struct trace_line *line = trace_enter(nr, reg);
	long result;

	result = nr < NR_SYSCALLS && table[nr].call ? table[nr].call(r) :
						      unsupported(nr);
	trace_exit(line, nr, reg, result);
	return result;
}

/* => returns: leave by SYSRET? with interrupts off */
bool
syscall_entry(struct regs *r)
{
	struct thread *t = current();
	/* The upper half of rax is ignored, as Linux does. */
	u32 nr = (u32)r->orig_rax;

	watch_enter();
	r->orig_rax = nr;
	if (unlikely(READ_ONCE(t->work) & WORK_ON_ENTRY))
		r->rax = (u64)traced_call(r);
	else if (likely(nr < NR_SYSCALLS && table[nr].call))
		r->rax = (u64)table[nr].call(r);
	else
		r->rax = (u64)unsupported(nr);
	watch_point();
	lockdep_assert_none("a system call");
	irq_disable();
	if (unlikely(READ_ONCE(t->work) & WORK_ON_EXIT)) {
		bool sysret = !(READ_ONCE(t->work) & WORK_NO_SYSRET);

		exit_to_user(r);
		return sysret && r->orig_rax != ~0UL && r->rip < USER_END;
	}
	fpu_load(&t->arch);
	return r->rip < USER_END;
}

/* No frame was left for a call.  One that failed for that is made again, when a
 * process could be ended for it: it holds nothing here, and has changed nothing. */
static void
make_room(struct regs *r)
{
	atomic_and(&current()->work, ~WORK_NO_MEMORY);
	if ((s64)r->orig_rax < 0 || (s64)r->rax != -ENOMEM)
		return;
	if (oom_kill(OOM_CALL)) {
		r->rax = (u64)-ERESTARTNOINTR;
		signal_restart_syscall(r);
	}
}

void
exit_to_user(struct regs *r)
{
	struct thread *t = current();
	u32 work;

	irq_disable();
	while ((work = READ_ONCE(t->work) & WORK_ON_EXIT)) {
		irq_enable();
		atomic_and(&t->work, ~(WORK_NO_SYSRET | WORK_RSEQ));
		if (work & WORK_KILL)
			process_exit_thread(atomic_load(&t->process
							     ->exit_code));
		if (work & WORK_RESCHED)
			schedule();
		if (work & WORK_RCU)
			sched_relieve_rcu();
		if (work & WORK_NO_MEMORY)
			make_room(r);
		if (work & WORK_STOP)
			signal_stop_here();
		if (work & WORK_RSEQ)
			rseq_fix(r);
		if (work & (WORK_SIGNAL | WORK_MASK | WORK_STOP))
			signal_deliver(r);
		irq_disable();
	}
	fpu_load(&t->arch);
}
