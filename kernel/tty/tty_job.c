/*
 * Job control (POSIX XBD 11.1.3 - 11.1.4, and what Linux adds).
 *
 * A terminal knows the session it controls and the foreground group; the
 * session does not know its terminal: it is found by looking through the few
 * terminals there are.  The session's id stays valid because its leader gives the
 * terminal back when it ends (tty_session_exit()), before its id can be used
 * again; the group's is kept in use by the terminal, so that after the group's end
 * it is one that no signal reaches.
 *
 * Changes are under job.lock; single words are read without it.
 *
 * Left out: TIOCNOTTY by a process that does not lead its session.  On Linux
 * only that process then forgets its terminal; here nothing happens.
 */
#include "tty/tty_job.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "cred/cred.h"
#include "debug/missing.h"
#include "sched/mutex.h"
#include "sched/restart.h"
#include "tty/tty.h"
#include "tty/tty_hooks.h"

static struct {
	struct mutex lock;
} job = {
	.lock = { .queue = LOCK_QUEUE_INIT(job.lock.queue),
	    LOCKDEP_CLASS_INIT(LC_TTY) },
};

static void
job_lock(void) ACQUIRE(tty_job_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&job.lock);
}

static void
job_unlock(void) RELEASE(tty_job_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&job.lock);
}

/* --- Questions --- */

static struct tty *
find_session(pid_t session)
{
	if (session)
		for (struct tty *t = tty_first(); t; t = t->next)
			if (READ_ONCE(t->session) == session)
				return t;
	return NULL;
}

struct tty *
tty_of_current(void)
{
	return find_session(tty_current_session());
}

struct tty *
tty_of_session(pid_t session, pid_t *pgrp)
{
	struct tty *t = find_session(session);

	if (t)
		*pgrp = READ_ONCE(t->pgrp);
	return t;
}

/* Is t the current session's terminal? */
static bool
is_ours(const struct tty *t)
{
	pid_t session = tty_current_session();

	return session && READ_ONCE(t->session) == session;
}

int
tty_job_control(struct tty *t, int sig)
{
	pid_t mine, foreground;

	if (!is_ours(t))
		return 0;
	mine = tty_current_pgrp();
	foreground = READ_ONCE(t->pgrp);
	if (!foreground || mine == foreground)
		return 0;
	if (tty_signal_is_ignored(sig))
		return sig == SIGTTIN ? -EIO : 0;
	if (tty_current_pgrp_is_orphaned())
		return -EIO;
	tty_signal_pgrp(mine, sig);
	return -ERESTARTSYS;
}

/* --- Changes --- */

/* The foreground group is another, whose id is kept, or none. */
static void
set_foreground(struct tty *t, pid_t pgrp) REQUIRES(tty_job_role)
{
	pid_t old = t->pgrp;

	WRITE_ONCE(t->pgrp, pgrp);
	if (old)
		tty_forget_pgrp(old);
}

static void
acquire(struct tty *t) REQUIRES(tty_job_role)
{
	pid_t pgrp = tty_current_pgrp();

	WRITE_ONCE(t->session, tty_current_session());
	/* Another thread may have gone to another group. */
	set_foreground(t, tty_keep_pgrp(pgrp) ? pgrp : 0);
}

int
tty_set_controlling(struct tty *t, bool readable, bool steal)
{
	int err = 0;

	job_lock();
	if (tty_current_is_leader() && is_ours(t))
		err = 0;
	else if (!tty_current_is_leader() || tty_of_current())
		err = -EPERM;
	else if (t->session && !(steal && capable(CAP_SYS_ADMIN)))
		err = -EPERM;
	else if (!readable && !capable(CAP_SYS_ADMIN))
		err = -EPERM;
	else
		acquire(t);
	job_unlock();
	return err;
}

void
tty_open_controlling(struct tty *t)
{
	if (!tty_current_is_leader())
		return;
	job_lock();
	if (!t->session && !tty_of_current())
		acquire(t);
	job_unlock();
}

/* Takes t from its session, if that is `session` or any (0).
 * => returns: its session; *pgrp the group that was in the foreground, whose id is
 * kept for the caller */
static pid_t
release(struct tty *t, pid_t session, pid_t *pgrp)
{
	pid_t had;

	job_lock();
	had = session && t->session != session ? 0 : t->session;
	*pgrp = 0;
	if (had) {
		*pgrp = t->pgrp;
		WRITE_ONCE(t->session, 0);
		WRITE_ONCE(t->pgrp, 0);
	}
	job_unlock();
	return had;
}

/* The group that release() gave, if any, is told that its terminal has gone. */
static void
hang_up_group(pid_t pgrp)
{
	if (!pgrp)
		return;
	tty_signal_pgrp(pgrp, SIGHUP);
	tty_signal_pgrp(pgrp, SIGCONT);
	tty_forget_pgrp(pgrp);
}

int
tty_drop_controlling(struct tty *t)
{
	pid_t pgrp;

	if (!is_ours(t))
		return -ENOTTY;
	if (!tty_current_is_leader())
		return (int)missing(0, "ioctl",
		    "TIOCNOTTY by other than the session's leader");
	(void)release(t, tty_current_session(), &pgrp);
	hang_up_group(pgrp);
	return 0;
}

int
tty_set_pgrp(struct tty *t, pid_t pgrp)
{
	pid_t session;
	int err = 0;

	if (!is_ours(t))
		return -ENOTTY;
	if (pgrp < 0)
		return -EINVAL;
	session = tty_keep_pgrp(pgrp);
	if (!session)
		return -ESRCH;
	job_lock();
	if (t->session != session)
		err = -EPERM;
	else
		set_foreground(t, pgrp);
	job_unlock();
	if (err)
		tty_forget_pgrp(pgrp);
	return err;
}

int
tty_get_pgrp(struct tty *t, pid_t *pgrp)
{
	if (!is_ours(t))
		return -ENOTTY;
	*pgrp = READ_ONCE(t->pgrp);
	return 0;
}

int
tty_get_session(struct tty *t, pid_t *session)
{
	if (!is_ours(t))
		return -ENOTTY;
	*session = READ_ONCE(t->session);
	return 0;
}

void
tty_signal_foreground(struct tty *t, int sig)
{
	pid_t pgrp = READ_ONCE(t->pgrp);

	if (pgrp)
		tty_signal_pgrp(pgrp, sig);
}

void
tty_job_hangup(struct tty *t)
{
	pid_t pgrp, session = release(t, 0, &pgrp);

	if (!session)
		return;
	tty_signal_leader(session, SIGHUP);
	tty_signal_leader(session, SIGCONT);
	hang_up_group(pgrp);
}

void
tty_session_exit(pid_t session)
{
	struct tty *t = find_session(session);
	pid_t pgrp;

	if (!t || !release(t, session, &pgrp))
		return;
	hang_up_group(pgrp);
	tty_hangup(t);
}
