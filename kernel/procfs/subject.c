/*
 * From a node to the process that it is about, and who may look into it.
 *
 * A subject holds references to its process and to one thread, so that both can
 * be read although they may end meanwhile.  What a thread merely points at
 * (address space, descriptors, ...) goes away when it ends: the subject_*()
 * functions take it under the process's lock.
 */
#include "procfs/subject.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "cred/cred.h"
#include "fs/fdtable.h"
#include "fs/path.h"
#include "proc/process.h"
#include "vm/vmspace.h"

#define DUMPABLE_USER 1 /* prctl(PR_SET_DUMPABLE) */

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
	return 0;
}

void
subject_put(struct subject *s)
{
	if (s->thread)
		thread_put(s->thread);
	if (s->process)
		process_put(s->process);
}

struct vmspace *
subject_vm(const struct subject *s)
{
	struct vmspace *vm = NULL;

	if (!s->thread)
		return NULL;
	spin_lock(&s->process->lock);
	vm = s->thread->vm;
	if (vm)
		vmspace_get(vm);
	spin_unlock(&s->process->lock);
	return vm;
}

struct fdtable *
subject_fds(const struct subject *s)
{
	struct fdtable *fds = NULL;

	if (!s->thread)
		return NULL;
	spin_lock(&s->process->lock);
	fds = s->thread->fds;
	if (fds)
		fdtable_get(fds);
	spin_unlock(&s->process->lock);
	return fds;
}

struct fs_context *
subject_fs(const struct subject *s)
{
	struct fs_context *fs = NULL;

	if (!s->thread)
		return NULL;
	spin_lock(&s->process->lock);
	fs = s->thread->fs;
	if (fs)
		fs_context_get(fs);
	spin_unlock(&s->process->lock);
	return fs;
}

struct cred *
subject_cred(const struct subject *s)
{
	struct cred *cred = NULL;

	if (!s->thread)
		return NULL;
	spin_lock(&s->process->lock);
	cred = s->thread->cred;
	if (cred)
		cred_get(cred);
	spin_unlock(&s->process->lock);
	return cred;
}

static bool
same_ids(const struct cred *me, const struct cred *c)
{
	return me->fsuid == c->uid && me->fsuid == c->euid &&
	    me->fsuid == c->suid && me->fsgid == c->gid &&
	    me->fsgid == c->egid && me->fsgid == c->sgid;
}

bool
subject_is_open(const struct subject *s)
{
	struct cred *c;
	bool open;

	if (s->process == current_process() || capable(CAP_SYS_PTRACE))
		return true;
	c = subject_cred(s);
	if (!c)
		return false;
	open = same_ids(current_cred(), c) &&
	    s->process->dumpable == DUMPABLE_USER;
	cred_put(c);
	return open;
}
