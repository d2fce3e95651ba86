/*
 * Where layers that do not know each other meet: the terminals ask about
 * sessions and groups, the process layer tells of the end.
 */
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

pid_t
tty_current_session(void)
{
	struct process *p = current_process();

	return p ? process_sid(p) : 0;
}

pid_t
tty_current_pgrp(void)
{
	struct process *p = current_process();

	return p ? process_pgid(p) : 0;
}

bool
tty_current_is_leader(void)
{
	struct process *p = current_process();

	return p && atomic_load(&p->session_leader);
}

bool
tty_signal_is_ignored(int sig)
{
	struct process *p = current_process();

	if (!p)
		return true;
	return (current()->sigmask & SIG_BIT(sig)) ||
	    process_action(p, sig).handler == KERNEL_SIG_IGN;
}

bool
tty_current_pgrp_is_orphaned(void)
{
	return process_is_orphaned();
}

pid_t
tty_keep_pgrp(pid_t pgrp)
{
	pid_t sid;

	return pgrp_keep_number(pgrp, &sid) ? sid : 0;
}

void
tty_forget_pgrp(pid_t pgrp)
{
	pgrp_forget_number(pgrp);
}

void
tty_signal_pgrp(pid_t pgrp, int sig)
{
	struct siginfo info = { .si_signo = sig, .si_code = SI_KERNEL };

	(void)signal_send_group(pgrp, &info, true);
}

void
tty_signal_leader(pid_t session, int sig)
{
	struct process *p = process_find(session);

	if (!p)
		return;
	signal_send_kernel(p, sig);
	process_put(p);
}

/* --- The end ------------------------------------------------------------------- */

void
session_hangup(pid_t sid)
{
	tty_session_exit(sid);
}

void
consoles_flush(void)
{
	struct tty *console = tty_console();

	if (!console)
		return;
	tty_let_go(console);
	(void)!tty_drain(console);
}
