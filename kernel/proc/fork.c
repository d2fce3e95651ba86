/*
 * Making threads and processes: everything behind fork, vfork, clone, clone3.
 *
 * A new thread shares with its parent, or gets copies of, each of the objects
 * that CLONE_* names: address space, descriptors, fs context, signal actions.
 * All that can fail comes first; then the child enters the tables and starts.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/sched.h"
#include "abi/wait.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "debug/missing.h"
#include "fs/fdtable.h"
#include "fs/fs_context.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "proc/hooks.h"
#include "proc/internal.h"
#include "proc/pidfd.h"
#include "sched/restart.h"
#include "sched/sched.h"
#include "signal/signal.h"
#include "sync/rcu.h"
#include "time/clock.h"
#include "vm/usercopy.h"
#include "vm/vmspace.h"

static struct slab_cache process_cache = SLAB_CACHE("process", struct process);

/* What a vfork parent sleeps on; both sides hold a reference. */
struct vfork_wait {
	struct refcount refs;
	bool done; /* [a] */
	struct waitq waitq;
};

static void
vfork_wait_put(struct vfork_wait *v)
{
	if (ref_put(&v->refs))
		kfree(v);
}

void
vfork_release(struct thread *t)
{
	struct vfork_wait *v = t->vfork_wait;

	if (!v)
		return;
	t->vfork_wait = NULL;
	atomic_store(&v->done, true);
	wake_all(&v->waitq);
	vfork_wait_put(v);
}

/* --- Processes ---------------------------------------------------------------- */

struct process *
process_create(pid_t pid, bool share_sigactions)
{
	struct process *p = slab_zalloc(&process_cache),
		       *me = current_process();

	if (!p)
		return NULL;
	ref_init(&p->refs, 1);
	p->pid = pid;
	list_init(&p->all_node.list);
	list_init(&p->children);
	list_init(&p->sibling);
	list_init(&p->pgrp_node.list);
	waitq_init(&p->child_wait);
	spin_init(&p->lock, LC_PROCESS);
	spin_init(&p->siglock, LC_SIGNAL);
	list_init(&p->threads);
	list_init(&p->sigqueue);
	list_init(&p->sigignored);
	list_init(&p->sigwatches);
	waitq_init(&p->thread_exit);
	work_init(&p->tell_threads, signal_tell_rest);
	alarms_init(p);
	ptimers_init(&p->ptimers);
	cpu_timers_init(&p->cpu_timers);
	p->start_time = clock_monotonic();
	role_unshared(&signal_role);
	/* The current one's threads alone change its pointer. */
	if (me && share_sigactions) {
		ref_get(&me->sigactions->refs);
		p->sigactions = me->sigactions;
	} else {
		p->sigactions = sigactions_create(me ? me->sigactions : NULL);
	}
	if (!p->sigactions) {
		slab_free(&process_cache, p);
		return NULL;
	}
	p->limits = rlimits_default;
	if (me) {
		process_lock(me);
		p->limits = me->limits;
		process_unlock(me);
		p->oom_score_adj = atomic_load(&me->oom_score_adj);
		p->oom_score_min = atomic_load(&me->oom_score_min);
		p->personality = atomic_load(&me->personality);
	}
	return p;
}

void
process_get(struct process *p)
{
	ref_get(&p->refs);
}

static void
process_free(struct rcu_head *h)
{
	slab_free(&process_cache, container_of(h, struct process, rcu));
}

void
process_put(struct process *p)
{
	if (!ref_put(&p->refs))
		return;
	role_unshared(&signal_role);
	sigactions_put(p->sigactions);
	if (unlikely(p->pidref))
		pidref_put(p->pidref);
	rcu_call(&p->rcu, process_free);
}

/* --- Threads ------------------------------------------------------------------- */

void
process_thread_free(struct thread *t)
{
	cred_drop(t);
	if (t->process)
		process_put(t->process);
}

static int
copy_vm(struct thread *t, u64 flags)
{
	struct vmspace *vm = current_vm();
	int err = 0;

	if (flags & CLONE_VM)
		vmspace_get(vm);
	else
		err = vmspace_fork(vm, &vm);
	if (!err)
		t->vm = PRIVATE(struct vmspace, vm);
	return err;
}

static int
copy_files(struct thread *t, u64 flags)
{
	struct fdtable *fds = current_fds();
	int err = 0;

	if (flags & CLONE_FILES)
		fdtable_get(fds);
	else
		err = fdtable_copy(fds, &fds);
	if (!err)
		t->fds = PRIVATE(struct fdtable, fds);
	return err;
}

static int
copy_fs(struct thread *t, u64 flags)
{
	struct fs_context *fs = current_fs();
	int err = 0;

	if (!(flags & CLONE_FS))
		err = fs_context_copy(fs, &fs);
	else if (!fs_context_share(fs))
		err = -EAGAIN;
	if (!err)
		t->fs = PRIVATE(struct fs_context, fs);
	return err;
}

/* Registers, FPU, credentials and the words that libcs register. */
static int
copy_state(struct thread *t, const struct fork_args *a)
{
	struct thread *me = current();
	struct regs *r = arch_thread_regs(&t->arch);

	t->arch.fpu = kmalloc(ALIGN_UP(fpu_area_size(), 64));
	if (!t->arch.fpu)
		return -ENOMEM;
	arch_thread_fork(&t->arch);
	*r = *arch_thread_regs(&me->arch);
	r->rax = 0;
	if (a->stack)
		r->rsp = a->stack;
	if (a->flags & CLONE_SETTLS)
		t->arch.fs_base = a->tls;
	cred_give(t, current_cred_get());
	t->sigmask = me->sigmask;
	if (a->flags & CLONE_CHILD_SETTID)
		t->set_child_tid = a->child_tid;
	if (a->flags & CLONE_CHILD_CLEARTID)
		t->clear_child_tid = a->child_tid;
	t->sas_flags = SS_DISABLE;
	if (!(a->flags & CLONE_VM) || (a->flags & CLONE_VFORK)) {
		t->sas_sp = me->sas_sp;
		t->sas_size = me->sas_size;
		t->sas_flags = me->sas_flags;
	}
	if (!(a->flags & CLONE_VM)) {
		t->rseq = me->rseq;
		t->rseq_len = me->rseq_len;
		t->rseq_sig = me->rseq_sig;
	}
	t->work = atomic_load(&me->work) & WORK_TRACE;
	memcpy(t->name, me->name, sizeof(t->name));
	return 0;
}

/* First code of a user thread. */
static void
first_run(void *arg)
{
	struct thread *t = arg;

	if (t->set_child_tid)
		(void)!put_user((u32)t->tid, t->set_child_tid);
}

static int
check_flags(const struct fork_args *a)
{
	u64 f = a->flags;
	const u64 namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
	    CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

	if ((f & CLONE_THREAD) && !(f & CLONE_SIGHAND))
		return -EINVAL;
	if ((f & CLONE_SIGHAND) && !(f & CLONE_VM))
		return -EINVAL;
	if ((f & CLONE_SIGHAND) && (f & CLONE_CLEAR_SIGHAND))
		return -EINVAL;
	if ((f & CLONE_FS) && (f & CLONE_NEWNS))
		return -EINVAL;
	if ((f & CLONE_PARENT) && current_process() == init_process)
		return -EINVAL;
	if (f & namespaces)
		return (int)missing(-EINVAL, "clone", "namespaces (%#lx)",
		    f & namespaces);
	if (unlikely(f & CLONE_PIDFD) &&
	    ((f & (CLONE_DETACHED | CLONE_THREAD)) ||
		((f & CLONE_PARENT_SETTID) && a->pidfd == a->parent_tid)))
		return -EINVAL;
	if (f & CLONE_INTO_CGROUP)
		return (int)missing(-EINVAL, "clone", "CLONE_INTO_CGROUP");
	return 0;
}

/* RLIMIT_NPROC, with the new thread counted already. */
static int
check_limit(void)
{
	if (!user_exceeds_nproc(current_user()) || capable(CAP_SYS_RESOURCE) ||
	    capable(CAP_SYS_ADMIN)) {
		current()->nproc_exceeded = false;
		return 0;
	}
	return -EAGAIN;
}

static void
reset_caught(struct process *p)
{
	role_unshared(&signal_role);
	sigactions_reset_caught(p->sigactions);
}

/* The child's process: the parent's own for a thread, else a new one. */
static int
copy_process(struct thread *t, const struct fork_args *a)
{
	struct process *p;

	if (a->flags & CLONE_THREAD) {
		process_get(current_process());
		t->process = current_process();
	} else {
		p = process_create(t->tid, a->flags & CLONE_SIGHAND);
		if (!p)
			return -ENOMEM;
		if (a->flags & CLONE_CLEAR_SIGHAND)
			reset_caught(p);
		t->process = p;
	}
	t->limits = &t->process->limits;
	return 0;
}

/* A sibling's exit signal is the caller's own: it goes to a parent that the
 * caller may not send signals to. */
static void
link_to_parent(struct process *p, struct process *me, const struct fork_args *a)
    REQUIRES(tree_role)
{
	bool sibling = a->flags & CLONE_PARENT;

	p->exit_signal = sibling ? me->exit_signal : a->exit_signal;
	p->parent_nexecs = sibling ? me->parent_nexecs : me->nexecs;
	process_link(p, sibling ? me->parent : me, me);
}

/* Makes the child visible. => returns: -ERESTARTNOINTR when a signal has come
 * that must be taken first: one sent to a group, under the tree lock, reaches
 * either the child or, before it is there, the parent */
static int
link_child(struct thread *t, const struct fork_args *a)
{
	struct process *me = current_process(), *p = t->process;
	bool thread = a->flags & CLONE_THREAD;

	tree_lock();
	signal_lock(me);
	if (me->exiting || me->execer || signal_must_stop() ||
	    thread_interrupted()) {
		signal_unlock(me);
		tree_unlock();
		return -ERESTARTNOINTR;
	}
	process_lock(p);
	list_add_tail(&p->threads, &t->process_node);
	t->order = ++p->ncome;
	p->nthreads++;
	if (!thread) {
		thread_get(t);
		p->leader = t;
	}
	process_unlock(p);
	signal_unlock(me);
	thread_link(t);
	if (!thread) {
		link_to_parent(p, me, a);
		pgrp_join(p, me);
	}
	tree_unlock();
	return 0;
}

/* Everything but entering the tables. On an error the thread holds what it
 * got so far. */
static int
build(struct thread *t, const struct fork_args *a)
{
	int err = copy_process(t, a);

	if (!err)
		err = copy_state(t, a);
	if (!err)
		err = check_limit();
	if (!err)
		err = copy_files(t, a->flags);
	if (!err)
		err = copy_fs(t, a->flags);
	if (!err)
		err = thread_shares_undo(t, a->flags);
	if (!err)
		err = copy_vm(t, a->flags);
	return err;
}

/* CLONE_PIDFD: a number, which is told, and a file, which comes there when nothing can
 * fail any more.  Others may see the number meanwhile, and find nothing. */
struct child_fd {
	int fd;
	struct file *file; /* NULL: none */
};

static void
child_fd_drop(struct child_fd *c)
{
	if (!c->file)
		return;
	fd_cancel(c->fd);
	file_put(c->file);
}

static int
child_fd_make(struct process *p, const struct fork_args *a, struct child_fd *c)
{
	int err;

	c->fd = fd_reserve(0, true);
	if (c->fd < 0)
		return c->fd;
	err = pidfd_create_new(p, &c->file);
	if (err)
		fd_cancel(c->fd);
	else if (put_user(c->fd, a->pidfd))
		err = -EFAULT;
	return err;
}

static void
wait_for_vfork(struct vfork_wait *v)
{
	(void)WAIT_EVENT(&v->waitq, atomic_load(&v->done), WAIT_KILLABLE,
	    KTIME_FOREVER);
	vfork_wait_put(v);
}

static struct vfork_wait *
make_vfork_wait(void)
{
	struct vfork_wait *v = kzalloc(sizeof(*v));

	if (v) {
		ref_init(&v->refs, 2);
		waitq_init(&v->waitq);
	}
	return v;
}

long
process_fork(const struct fork_args *a)
{
	struct child_fd pidfd = { .file = NULL };
	struct vfork_wait *v = NULL;
	struct thread *t;
	pid_t tid;
	int err = check_flags(a);

	if (!err)
		err = thread_count() < thread_limit() ? pid_alloc(&tid) :
							-EAGAIN;
	if (err)
		return err;
	err = -ENOMEM;
	t = thread_create(current()->name);
	if (!t) {
		pid_cancel(tid);
		return err;
	}
	t->tid = tid;
	if ((a->flags & CLONE_VFORK) && !(v = make_vfork_wait()))
		goto drop;
	t->vfork_wait = v;
	err = build(t, a);
	if (!err && unlikely(a->flags & CLONE_PIDFD))
		err = child_fd_make(t->process, a, &pidfd);
	if (!err && (a->flags & CLONE_PARENT_SETTID) &&
	    put_user(tid, a->parent_tid))
		err = -EFAULT;
	if (!err)
		err = link_child(t, a);
	if (err)
		goto drop;
	/* Nothing below can fail. */
	if (pidfd.file)
		fd_fill(pidfd.fd, pidfd.file);
	arch_thread_init(&t->arch, first_run, t);
	thread_start(t);
	thread_put(t);
	if (v)
		wait_for_vfork(v);
	return tid;
drop:
	child_fd_drop(&pidfd);
	if (t->process)
		thread_release_resources(t);
	thread_drops_undo(t);
	kfree(v);
	thread_put(t);
	pid_cancel(tid);
	return err;
}

/* --- The kernel's own child -------------------------------------------------- */

/* What a process needs that the current one, which has no program, cannot be
 * copied for: descriptors, directories, credentials. */
static int
build_spawned(struct thread *t, const struct fork_args *a)
{
	int err = copy_process(t, a);

	if (!err)
		err = copy_files(t, a->flags);
	if (!err)
		err = copy_fs(t, a->flags);
	cred_give(t, current_cred_get());
	t->sas_flags = SS_DISABLE;
	return err;
}

int
process_spawn(void (*fn)(void *arg), void *arg)
{
	struct fork_args a = { .exit_signal = SIGCHLD };
	struct thread *t = thread_create(current()->name);
	int err;

	if (!t)
		return -ENOMEM;
	err = pid_alloc(&t->tid);
	if (err) {
		thread_put(t);
		return err;
	}
	err = build_spawned(t, &a);
	if (!err)
		err = link_child(t, &a);
	if (err) {
		pid_cancel(t->tid);
		if (t->process)
			thread_release_resources(t);
		thread_put(t);
		return err;
	}
	arch_thread_init(&t->arch, fn, arg);
	err = t->tid;
	thread_start(t);
	thread_put(t);
	return err;
}
