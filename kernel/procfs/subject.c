/*
 * From a node to the process that it is about, and who may look into it.
 *
 * A subject holds references to its process, to one thread and to that thread's
 * address space, so that they can be read although they may end meanwhile.
 *
 * A process may gain rights at any moment, by execve().  So who looks into one
 * takes what he wants to see first, and asks subject_is_open() then: a new
 * program's credentials are there before its address space and its files are
 * (proc/exec.c).  What the new one has opened by then, and given up its rights
 * behind, is not the old one's: the answer is no when a program was begun since the
 * space was taken.
 */
#include "procfs/subject.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "proc/access.h"
#include "proc/process.h"
#include "vm/vmspace.h"

int
subject_get(struct subject *s, const struct node *n)
{
	*s = (struct subject){ .fd = n->fd, .one_thread = n->tid != 0 };
	if (n->kind == NODE_STATIC)
		return 0;
	s->process = process_find(n->pid);
	if (!s->process)
		return -ESRCH;
	if (s->process->start_time == n->born)
		s->thread = n->tid ? thread_find(n->tid) :
				     process_thread_get(s->process);
	if (s->process->start_time != n->born ||
	    (n->tid && (!s->thread || s->thread->process != s->process))) {
		subject_put(s);
		return -ESRCH;
	}
	s->nexecs = atomic_load(&s->process->nexecs);
	if (s->thread)
		s->vm = thread_vm_get(s->thread);
	return 0;
}

void
subject_put(struct subject *s)
{
	if (s->vm)
		vmspace_put(s->vm);
	if (s->thread)
		thread_put(s->thread);
	if (s->process)
		process_put(s->process);
}

bool
subject_is_dumpable(const struct subject *s)
{
	return vm_is_dumpable(s->vm);
}

bool
subject_is_open(const struct subject *s)
{
	if (s->process == current_process() || capable(CAP_SYS_PTRACE))
		return true;
	return s->thread && thread_is_open(s->thread, s->vm, false) &&
	    atomic_load(&s->process->nexecs) == s->nexecs;
}
