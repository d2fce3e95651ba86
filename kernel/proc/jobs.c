/*
 * Sessions and process groups.
 *
 * Both are numbers that processes carry; a group exists while a process
 * carries its number.  All under the tree lock.
 */
#include "proc/jobs.h"
#include "abi/errno.h"
#include "proc/internal.h"
#include "signal/signal.h"

/* Has the group a member whose parent is in another group of the session?
 * (POSIX XBD 3.264); `ignore` counts as gone. */
bool
pgrp_is_orphaned(pid_t pgid, const struct process *ignore)
{
	struct process *p;

	list_for_each(p, &process_all, all_node) {
		if (p->pgid != pgid || p == ignore || p->zombie || !p->parent ||
		    p->parent == init_process)
			continue;
		if (p->parent != ignore && p->parent->pgid != pgid &&
		    p->parent->sid == p->sid)
			return false;
	}
	return true;
}

bool
pgrp_has_stopped(pid_t pgid)
{
	struct process *p;

	list_for_each(p, &process_all, all_node)
		if (p->pgid == pgid && !p->zombie &&
		    atomic_load(&p->stop) == STOP_STOPPED)
			return true;
	return false;
}

pid_t
pgrp_session(pid_t pgid)
{
	struct process *p;

	list_for_each(p, &process_all, all_node)
		if (p->pgid == pgid)
			return p->sid;
	return 0;
}

/* setpgid(2). */
static long
setpgid_locked(struct process *p, pid_t pgid) REQUIRES(tree_role)
{
	struct process *me = current_process();

	if (!p || (p != me && p->parent != me))
		return -ESRCH;
	if (p != me && p->sid != me->sid)
		return -EPERM;
	if (p != me && p->has_execed)
		return -EACCES;
	if (p->session_leader)
		return -EPERM;
	if (pgid != p->pid && pgrp_session(pgid) != me->sid)
		return -EPERM;
	process_set_group(p, pgid);
	return 0;
}

long
process_setpgid(pid_t pid, pid_t pgid)
{
	struct process *me = current_process();
	long err;

	if (pgid < 0)
		return -EINVAL;
	if (!pid)
		pid = me->pid;
	if (!pgid)
		pgid = pid;
	tree_lock();
	if (!process_find_locked(pid) && thread_find_locked(pid))
		err = -EINVAL; /* a thread, not its process */
	else
		err = setpgid_locked(process_find_locked(pid), pgid);
	tree_unlock();
	return err;
}

long
process_setsid(void)
{
	struct process *me = current_process();
	long err = -EPERM;

	tree_lock();
	if (!me->session_leader && !pgrp_session(me->pid)) {
		atomic_store(&me->session_leader, true);
		process_set_session(me, me->pid);
		process_set_group(me, me->pid);
		err = me->pid;
	}
	tree_unlock();
	return err;
}
