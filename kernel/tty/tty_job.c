/*
 * Job control (POSIX XBD 11.1.3 - 11.1.4, and what Linux adds).
 *
 * A session and its terminal point to each other.  session->tty is a reference;
 * tty->session is none, since the session's leader, who outlives it as a member of
 * its first group, gives the terminal up at its end (session_hangup()).  tty->pgrp
 * holds the foreground group, which may have lost its members: then no signal reaches
 * it, and whoever is in the session is behind it.
 *
 * All three change under the tree lock, the two pointers between session and terminal
 * together.  RCU sections read them as words, to compare them with the current
 * process's: what they name then was so a moment ago.
 *
 * Races.  A hang-up counts first and looks for the session then, under the tree
 * lock; who acquires the terminal looks at the count under that lock.  So a file that
 * was hung up makes no terminal anybody's.  Whoever takes session->tty away under the
 * lock, and nobody else, has that reference to put, after it.
 *
 * A process has its session's terminal if it took it, as the leader, or was made by one
 * who has it, and did not give it up since: its tty_count is then the session's.
 */
#include "tty/tty_job.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "cred/cred.h"
#include "proc/access.h"
#include "proc/jobs.h"
#include "sched/restart.h"
#include "signal/signal.h"
#include "tty/tty.h"
#include "tty/tty_file.h"

/* --- Questions --- */

/* NULL: a kernel thread's. */
static struct session *
current_session(void) REQUIRES(tree_role)
{
	struct process *p = current_process();

	return p ? p->pgrp->session : NULL;
}

/* The same if the current process leads it. */
static struct session *
led_session(void) REQUIRES(tree_role)
{
	struct session *s = current_session();

	return s && current_process()->session_leader ? s : NULL;
}

/* Has p, a process of s, its terminal, if there is one? */
static bool
has_terminal(const struct process *p, const struct session *s)
{
	return READ_ONCE(p->tty_count) == READ_ONCE(s->tty_count);
}

struct tty *
tty_of_current(void)
{
	struct session *s;
	struct tty *t;

	tree_lock();
	s = current_session();
	t = s && has_terminal(current_process(), s) ? s->tty : NULL;
	if (t)
		tty_get(t);
	tree_unlock();
	return t;
}

u32
tty_of_process(const struct process *p, pid_t *pgrp)
{
	const struct session *s = p->pgrp ? p->pgrp->session : NULL;
	const struct tty *t = s && has_terminal(p, s) ? s->tty : NULL;

	*pgrp = t && t->pgrp ? t->pgrp->id : -1;
	return t ? tty_dev(t) : 0;
}

/* Is t the current session's, and if `behind` is set, another group than the current
 * one in the foreground? */
static bool
compare(const struct tty *t, bool behind)
{
	const struct process *p = current_process();
	const struct pgrp *mine, *foreground;
	bool is;

	if (!p)
		return false;
	rcu_section_begin();
	mine = rcu_read(&p->pgrp);
	foreground = READ_ONCE(t->pgrp);
	is = READ_ONCE(t->session) == mine->session &&
	    has_terminal(p, mine->session) &&
	    !(behind && (!foreground || foreground == mine));
	rcu_section_end();
	return is;
}

bool
tty_is_ours(const struct tty *t)
{
	return compare(t, false);
}

/* --- Signals --- */

/* g may be nobody's any more when this returns. */
static void
signal_group(struct pgrp *g, int sig) REQUIRES(tree_role)
{
	pgrp_hold(g);
	signal_send_pgrp(g, sig);
	pgrp_drop(g);
}

void
tty_signal_foreground(struct tty *t, int sig)
{
	if (!READ_ONCE(t->pgrp))
		return;
	tree_lock();
	if (t->pgrp)
		signal_group(t->pgrp, sig);
	tree_unlock();
}

/* Does the current thread block or ignore it? */
static bool
is_ignored(int sig)
{
	return (current()->sigmask & SIG_BIT(sig)) ||
	    process_action(current_process(), sig).handler == KERNEL_SIG_IGN;
}

int
tty_job_control(struct tty *t, int sig)
{
	if (!compare(t, true))
		return 0;
	if (is_ignored(sig))
		return sig == SIGTTIN ? -EIO : 0;
	if (process_is_orphaned())
		return -EIO;
	tree_lock();
	signal_group(current_process()->pgrp, sig);
	tree_unlock();
	return -ERESTARTSYS;
}

/* --- Changes --- */

static void
set_foreground(struct tty *t, struct pgrp *g) REQUIRES(tree_role)
{
	struct pgrp *old = t->pgrp;

	if (g)
		pgrp_hold(g);
	rcu_set(&t->pgrp, g);
	if (old)
		pgrp_drop(old);
}

/* Takes t from its session, if it is one's. => returns: the session's reference */
static struct tty *
part(struct tty *t) REQUIRES(tree_role)
{
	struct session *s = t->session;

	if (!s)
		return NULL;
	s->tty = NULL;
	WRITE_ONCE(t->session, NULL);
	return t;
}

/* Its group is told that it has gone, and may be woken by that. */
static void
hang_up_group(struct tty *t, bool wake) REQUIRES(tree_role)
{
	struct pgrp *g = t->pgrp;

	if (!g)
		return;
	pgrp_hold(g);
	set_foreground(t, NULL);
	signal_send_pgrp(g, SIGHUP);
	if (wake)
		signal_send_pgrp(g, SIGCONT);
	pgrp_drop(g);
}

/* t becomes the terminal of s, which has none, and of no other any more.
 * => returns: the reference of the other */
static struct tty *
acquire(struct tty *t, struct session *s) REQUIRES(tree_role)
{
	struct tty *had = part(t);

	tty_get(t);
	s->tty = t;
	WRITE_ONCE(s->tty_count, s->tty_count + 1);
	WRITE_ONCE(current_process()->tty_count, s->tty_count);
	rcu_set(&t->session, s);
	set_foreground(t, current_process()->pgrp);
	return had;
}

int
tty_set_controlling(const struct tty_file *tf, bool readable, bool steal)
{
	bool admin = capable(CAP_SYS_ADMIN);
	struct tty *t = tf->tty, *had = NULL;
	struct session *s;
	int err = 0;

	tree_lock();
	s = led_session();
	if (!s || (s->tty && s->tty != t))
		err = -EPERM;
	else if (s->tty == t)
		err = 0;
	else if ((t->session && !(steal && admin)) || !(readable || admin))
		err = -EPERM;
	else if (tty_file_hung_up(tf))
		err = -EIO;
	else
		had = acquire(t, s);
	tree_unlock();
	if (had)
		tty_put(had);
	return err;
}

void
tty_open_controlling(const struct tty_file *tf)
{
	struct session *s;

	tree_lock();
	s = led_session();
	if (s && !s->tty && !tf->tty->session && !tty_file_hung_up(tf))
		(void)acquire(tf->tty, s);
	tree_unlock();
}

int
tty_drop_controlling(struct tty *t)
{
	struct tty *had = NULL;
	struct session *s;

	if (!tty_is_ours(t))
		return -ENOTTY;
	tree_lock();
	s = led_session();
	if (s && t->session == s) {
		had = part(t);
		hang_up_group(t, true);
	}
	WRITE_ONCE(current_process()->tty_count, 0);
	tree_unlock();
	if (had)
		tty_put(had);
	return 0;
}

int
tty_set_pgrp(struct tty *t, pid_t pgrp)
{
	struct pgrp *g;
	int err = 0;

	if (tty_is_ours(t) && pgrp < 0)
		return -EINVAL;
	tree_lock();
	g = pgrp > 0 ? pgrp_find(pgrp) : NULL;
	if (!t->session || t->session != current_session())
		err = -ENOTTY;
	else if (!g)
		err = -ESRCH;
	else if (g->session != t->session)
		err = -EPERM;
	else
		set_foreground(t, g);
	tree_unlock();
	return err;
}

int
tty_get_pgrp(struct tty *t, bool any, pid_t *pgrp)
{
	const struct pgrp *g;

	if (!any && !tty_is_ours(t))
		return -ENOTTY;
	rcu_section_begin();
	g = rcu_read(&t->pgrp);
	*pgrp = g ? g->id : 0;
	rcu_section_end();
	return 0;
}

int
tty_get_session(struct tty *t, bool any, pid_t *session)
{
	const struct session *s;

	if (!any && !tty_is_ours(t))
		return -ENOTTY;
	rcu_section_begin();
	s = rcu_read(&t->session);
	*session = s ? s->id : 0;
	rcu_section_end();
	return s ? 0 : -ENOTTY;
}

/* --- The end --- */

void
tty_job_hangup(struct tty *t)
{
	struct process *leader;
	struct tty *had;

	tree_lock();
	leader = t->session ? process_find_locked(t->session->id) : NULL;
	had = part(t);
	if (leader) {
		signal_send_kernel(leader, SIGHUP);
		signal_send_kernel(leader, SIGCONT);
	}
	hang_up_group(t, true);
	tree_unlock();
	if (had)
		tty_put(had);
}

int
tty_hangup_current(void)
{
	struct tty *t;

	if (!capable(CAP_SYS_TTY_CONFIG))
		return -EPERM;
	t = tty_of_current();
	if (t) {
		tty_hangup(t);
		tty_put(t);
	}
	return 0;
}

void
session_hangup(void)
{
	struct tty *t = tty_of_current(), *had = NULL;

	if (!t)
		return;
	if (t->class->pseudo) {
		tree_lock();
		if (t->session == current_session()) {
			had = part(t);
			hang_up_group(t, false);
		}
		tree_unlock();
	} else {
		tty_hangup(t);
	}
	if (had)
		tty_put(had);
	tty_put(t);
}
