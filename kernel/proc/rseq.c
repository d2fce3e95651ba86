/*
 * Restartable sequences.
 *
 * The area that a thread registers holds the number of the CPU, which the
 * kernel writes after each switch, and a pointer to a description of the
 * sequence that the thread is in.  A thread that was switched out inside one
 * goes on at its abort address; four bytes before that must be the signature
 * that was registered.  A bad area ends the process with SIGSEGV, as on Linux.
 */
#include "proc/rseq.h"

#include "abi/sched.h"
#include "arch/cpu.h"
#include "arch/layout.h"
#include "sched/thread.h"
#include "signal/signal.h"
#include "vm/usercopy.h"

/* => returns: false: the area is bad */
static bool
abort_sequence(struct thread *t, struct regs *r)
{
	struct rseq __user *area = t->rseq;
	struct rseq_cs cs;
	u64 ptr;
	u32 sig;

	if (get_user(ptr, &area->rseq_cs))
		return false;
	if (!ptr)
		return true;
	if (copy_from_user(&cs, (const void __user *)ptr, sizeof(cs)))
		return false;
	if (cs.version || cs.start_ip >= USER_END || cs.abort_ip >= USER_END ||
	    cs.start_ip + cs.post_commit_offset >= USER_END)
		return false;
	if (r->rip - cs.start_ip >= cs.post_commit_offset)
		return !put_user((u64)0, &area->rseq_cs);
	if (cs.abort_ip < 4 ||
	    get_user(sig, (const u32 __user *)(cs.abort_ip - 4)) ||
	    sig != t->rseq_sig)
		return false;
	if (put_user((u64)0, &area->rseq_cs))
		return false;
	r->rip = cs.abort_ip;
	atomic_or(&t->work, WORK_NO_SYSRET);
	return true;
}

void
rseq_fix(struct regs *r)
{
	struct thread *t = current();
	struct rseq __user *area = t->rseq;
	u32 cpu = cpu_id();

	if (!area)
		return;
	if (!abort_sequence(t, r) || put_user(cpu, &area->cpu_id_start) ||
	    put_user(cpu, &area->cpu_id))
		signal_force_fatal(SIGSEGV);
}
