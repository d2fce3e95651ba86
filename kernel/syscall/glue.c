/*
 * Where layers that do not know each other meet: the terminals ask about
 * sessions and groups, the process layer tells of the end.
 */
#include "syscall/glue.h"

#include "arch/irqflags.h"
#include "proc/access.h"
#include "proc/hooks.h"
#include "proc/jobs.h"
#include "proc/process.h"
#include "signal/signal.h"
#include "tty/tty.h"
#include "tty/tty_hooks.h"
#include "tty/tty_job.h"

/* --- What terminals ask ------------------------------------------------------ */

static pid_t
current_session(void)
{
	struct process *p = current_process();

	return p ? atomic_load(&p->sid) : 0;
}

static pid_t
current_pgrp(void)
{
	struct process *p = current_process();

	return p ? atomic_load(&p->pgid) : 0;
}

static bool
current_is_leader(void)
{
	return current_process() && current_process()->session_leader;
}

static bool
signal_is_ignored(int sig)
{
	struct process *p = current_process();

	if (!p)
		return true;
	return (current()->sigmask & SIG_BIT(sig)) ||
	    process_action(p, sig).handler == KERNEL_SIG_IGN;
}

static bool
current_pgrp_is_orphaned(void)
{
	bool orphaned;

	tree_lock();
	orphaned = pgrp_is_orphaned(current_pgrp(), NULL);
	tree_unlock();
	return orphaned;
}

static pid_t
session_of_pgrp(pid_t pgrp)
{
	pid_t sid;

	tree_lock();
	sid = pgrp_session(pgrp);
	tree_unlock();
	return sid;
}

static void
signal_pgrp(pid_t pgrp, int sig)
{
	struct siginfo info = { .si_signo = sig, .si_code = SI_KERNEL };

	(void)signal_send_group(pgrp, &info, true);
}

static void
signal_leader(pid_t session, int sig)
{
	struct process *p = process_find(session);

	if (!p)
		return;
	signal_send_kernel(p, sig);
	process_put(p);
}

static const struct tty_hooks hooks = {
	.current_session = current_session,
	.current_pgrp = current_pgrp,
	.current_is_leader = current_is_leader,
	.signal_is_ignored = signal_is_ignored,
	.current_pgrp_is_orphaned = current_pgrp_is_orphaned,
	.session_of_pgrp = session_of_pgrp,
	.signal_pgrp = signal_pgrp,
	.signal_leader = signal_leader,
};

/* --- The end ------------------------------------------------------------------- */

static void
flush_consoles(void)
{
	struct tty *console = tty_console();

	if (console)
		(void)!tty_drain(console);
}

static const struct end_hooks end = { .flush = flush_consoles };

void
glue_init(void)
{
	tty_hooks = &hooks;
	session_hangup = tty_session_exit;
	end_hooks = &end;
}
