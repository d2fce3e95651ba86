/*
 * Reaching what other processes and threads have.
 *
 * A thread's address space, descriptors and directories change under the lock of
 * its process, and so does who leads it; the signal actions under the signal
 * lock.  No reference to descriptors or directories is given away, only to what
 * is in them: the number of their users says who shares them, which exec and
 * the lookup of descriptors ask (fs/fdtable.h).
 */
#include "proc/access.h"

#include "abi/capability.h"
#include "cred/cred.h"
#include "fs/fdtable.h"
#include "fs/fs_context.h"
#include "proc/process.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "vm/vmspace.h"

/* --- Of a process -------------------------------------------------------------- */

struct thread *
process_thread_get(struct process *p)
{
	struct thread *t;

	process_lock(p);
	t = p->leader;
	if (!t || list_empty(&t->process_node)) {
		struct thread *other = list_first(&p->threads, struct thread,
		    process_node);

		t = other ? other : t;
	}
	if (t)
		thread_get(t);
	process_unlock(p);
	return t;
}

const struct cred *
process_cred_peek(struct process *p)
{
	const struct thread *t = rcu_read(&p->leader);

	return t ? thread_cred_peek(t) : NULL;
}

uid_t
process_uid(struct process *p)
{
	const struct cred *c;
	uid_t uid;

	rcu_section_begin();
	c = process_cred_peek(p);
	uid = c ? c->uid : 0;
	rcu_section_end();
	return uid;
}

struct rlimit
process_limit(struct process *p, unsigned resource)
{
	struct rlimit l;

	process_lock(p);
	l = p->limits.limit[resource];
	process_unlock(p);
	return l;
}

struct kernel_sigaction
process_action(struct process *p, int sig)
{
	struct kernel_sigaction act;

	signal_lock(p);
	spin_lock(&p->sigactions->lock);
	act = p->sigactions->action[sig];
	spin_unlock(&p->sigactions->lock);
	signal_unlock(p);
	return act;
}

/* --- Of a thread ----------------------------------------------------------------- */

struct vmspace *
thread_vm_get(struct thread *t)
{
	struct vmspace *vm;

	process_lock(t->process);
	vm = OWNED(struct vmspace, t->vm);
	if (vm)
		vmspace_get(vm);
	process_unlock(t->process);
	return vm;
}

bool
thread_paths_get(struct thread *t, struct path *root, struct path *cwd,
    u32 *umask)
{
	struct fs_context *fs;

	process_lock(t->process);
	fs = OWNED(struct fs_context, t->fs);
	if (fs && root)
		fs_context_root(fs, root);
	if (fs && cwd)
		fs_context_cwd(fs, cwd);
	if (fs && umask)
		*umask = atomic_load(&fs->umask);
	process_unlock(t->process);
	return fs;
}

struct file *
thread_file_get(struct thread *t, int fd, bool *cloexec)
{
	struct fdtable *fds;
	struct file *f = NULL;

	process_lock(t->process);
	fds = OWNED(struct fdtable, t->fds);
	if (fds)
		f = fdtable_file_get(fds, fd, cloexec);
	process_unlock(t->process);
	return f;
}

int
thread_fd_next(struct thread *t, int fd)
{
	struct fdtable *fds;
	int next = -1;

	process_lock(t->process);
	fds = OWNED(struct fdtable, t->fds);
	if (fds)
		next = fdtable_next(fds, fd);
	process_unlock(t->process);
	return next;
}

u32
thread_fds_size(struct thread *t)
{
	struct fdtable *fds;
	u32 size;

	process_lock(t->process);
	fds = OWNED(struct fdtable, t->fds);
	size = fds ? atomic_load(&fds->size) : 0;
	process_unlock(t->process);
	return size;
}

void
thread_add_file_pages(struct thread *t, u64 *npages)
{
	struct fdtable *fds;
	int fd = 0;

	while (fd >= 0) {
		process_lock(t->process);
		fds = OWNED(struct fdtable, t->fds);
		fd = fds ? fdtable_add_pages(fds, fd, npages) : -1;
		process_unlock(t->process);
		sched_point();
	}
}

/* --- The current thread's ---------------------------------------------------------- */

struct vmspace *
thread_replace_vm(struct vmspace *vm)
{
	struct thread *t = current();
	struct vmspace *old = current_vm();

	process_lock(t->process);
	t->vm = PRIVATE(struct vmspace, vm);
	process_unlock(t->process);
	return old;
}

int
thread_unshare_fds(void)
{
	struct thread *t = current();
	struct fdtable *old = current_fds(), *fds;
	int err;

	if (fdtable_users(old) == 1)
		return 0;
	err = fdtable_copy(old, &fds);
	if (err)
		return err;
	process_lock(t->process);
	t->fds = PRIVATE(struct fdtable, fds);
	process_unlock(t->process);
	fdtable_put(old);
	return 0;
}

int
thread_unshare_fs(void)
{
	struct thread *t = current();
	struct fs_context *old = current_fs(), *fs;
	bool last;
	int err = fs_context_copy(old, &fs);

	if (err)
		return err;
	process_lock(t->process);
	t->fs = PRIVATE(struct fs_context, fs);
	/* Under the lock: execve() compares its users with our threads. */
	last = fs_context_leave(old);
	process_unlock(t->process);
	if (last)
		fs_context_free(old);
	return 0;
}

void
thread_release_resources(struct thread *t)
{
	struct fdtable *fds = OWNED(struct fdtable, t->fds);
	struct fs_context *fs = OWNED(struct fs_context, t->fs);
	struct vmspace *vm = OWNED(struct vmspace, t->vm);
	bool last;

	process_lock(t->process);
	t->fds = NULL;
	t->fs = NULL;
	t->vm = NULL;
	/* Under the lock: execve() compares its users with our threads. */
	last = fs && fs_context_leave(fs);
	process_unlock(t->process);
	if (vm) {
		if (t == current())
			vm_activate(NULL);
		vmspace_put(vm);
	}
	if (fds)
		fdtable_put(fds);
	if (last)
		fs_context_free(fs);
}

void
cred_identity_changes(void)
{
	struct vmspace *vm = current_vm();

	if (vm)
		atomic_store(&vm->dumpable, 0);
	if (current_process())
		atomic_store(&current_process()->pdeath_signal, 0);
}

#define DUMPABLE_USER 1 /* prctl(PR_SET_DUMPABLE) */

bool
vm_is_dumpable(const struct vmspace *vm)
{
	return !vm || atomic_load(&vm->dumpable) == DUMPABLE_USER;
}

static bool
has_ids(const struct cred *c, uid_t uid, gid_t gid)
{
	return uid == c->uid && uid == c->euid && uid == c->suid &&
	    gid == c->gid && gid == c->egid && gid == c->sgid;
}

bool
thread_is_open(struct thread *t, const struct vmspace *vm, bool real_ids)
{
	const struct cred *me = current_cred(), *c;
	bool open;

	if (t->process == current_process() || capable(CAP_SYS_PTRACE))
		return true;
	rcu_section_begin();
	c = thread_cred_peek(t);
	open = has_ids(c, real_ids ? me->uid : me->fsuid,
		   real_ids ? me->gid : me->fsgid) &&
	    !(c->cap_permitted &
		~(real_ids ? me->cap_permitted : me->cap_effective)) &&
	    vm_is_dumpable(vm);
	rcu_section_end();
	return open;
}
