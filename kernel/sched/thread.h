/*
 * Threads: what the scheduler runs, in the kernel or in user space.
 *
 * Life: thread_create() NEW -> thread_start() RUNNABLE <-> RUNNING <->
 * SLEEPING ... -> thread_exit() DEAD; its successor on the CPU drops the
 * scheduler's reference, and the last thread_put() frees the kernel stack.
 *
 * The pointers to vm, fds, fs, cred and so on belong to higher layers: this
 * one only carries them.  A thread changes its own; others read them under the
 * lock named in the key.
 *
 * Key: [I] immutable once started, [c] current thread only, [a] atomic,
 * [q] run-queue lock, [g] process->lock, see proc/process.h.
 */
#ifndef SCHED_THREAD_H
#define SCHED_THREAD_H

#include "arch/cpu.h"
#include "arch/thread.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "sync/refcount.h"

struct cred;
struct fdtable;
struct fs_context;
struct process;
struct rlimits;
struct sigactions;
struct vmspace;

enum thread_state {
	THREAD_NEW,
	THREAD_RUNNABLE, /* on a run queue, or running */
	THREAD_SLEEPING, /* until woken */
	THREAD_SLEEPING_INTR, /* until woken or a signal comes */
	THREAD_STOPPED,	 /* by job control */
	THREAD_DEAD,
};

/* thread->work: reasons not to return straight to user space. [a] */
#define WORK_RESCHED (1u << 0) /* another thread should run */
#define WORK_SIGNAL  (1u << 1) /* a signal may be deliverable */
#define WORK_TRACE   (1u << 2) /* print each system call */
#define WORK_NOTIFY  (1u << 3) /* stop, exit or other process-wide request */
#define WORK_RSEQ    (1u << 4)

struct thread {
	/* Hot: system-call and switch path. */
	u32 work;		 /* [a] WORK_* */
	u32 state;		 /* [q] enum thread_state */
	struct process *process; /* [I] NULL for kernel threads */
	struct fdtable *fds;	 /* [c], [g] for others */
	struct cred *cred;	 /* [c], [g] for others */
	struct vmspace *vm;	 /* [c], [g] for others; NULL: kernel thread */
	struct fs_context *fs;	 /* [c], [g] for others */
	struct rlimits *limits;	 /* [I] of the process */
	struct arch_thread arch; /* [c] saved registers */

	/* Scheduling. */
	bool on_cpu;	   /* [a] registers are live on some CPU */
	bool on_rq;	   /* [q] */
	s8 nice;	   /* [q] -20 .. 19 */
	u8 policy;	   /* [q] SCHED_* */
	u32 cpu;	   /* [q] where it runs or ran last */
	u32 weight;	   /* [q] from nice */
	cpumask_t affinity; /* [q] */
	u64 vruntime;	   /* [q] weighted ns */
	struct rb_node rq_node; /* [q] */
	u64 slice_start;   /* [q] when it got the CPU, ns */
	u64 utime_ns, stime_ns; /* [c] CPU time by mode */
	u64 mode_stamp;	   /* [c] when the mode was last entered */
	u64 nvcsw, nivcsw; /* [c] switches asked for and forced */
	u64 min_flt, maj_flt; /* [c] */
	u64 start_ns;	   /* [I] */
	const char *wait_channel; /* where it sleeps, for /proc and gdb */

	/* Owned by the process layer (proc/process.h says more). */
	struct refcount refs;
	pid_t tid;		  /* [I] */
	struct list process_node; /* [g] on process->threads */
	struct sigactions *sigactions; /* [c], [g] for others */
	u64 sigmask;		  /* [c] blocked signals */
	u64 saved_sigmask;	  /* [c] to restore after sigsuspend & co */
	bool restore_sigmask;	  /* [c] */
	struct sigqueue *sigqueue; /* [sigactions lock] pending for the thread */
	u64 sigpending;		  /* [sigactions lock] */
	u64 sas_sp, sas_size;	  /* [c] sigaltstack */
	u32 sas_flags;		  /* [c] */
	u32 __user *clear_child_tid; /* [c] */
	void __user *robust_list;    /* [c] */
	void __user *rseq;	     /* [c] */
	u32 rseq_sig;		     /* [c] */
	struct syscall_restart {     /* [c] for restart_syscall() */
		long (*fn)(struct syscall_restart *r);
		u64 arg[4];
	} restart;
	int lock_depth;		     /* sleeping locks held, debug builds */
	u32 fail_nth;		     /* [c] fault points until one fails */
	char name[16];		     /* comm */
};

/* The thread's process-independent set-up: a kernel stack and state NEW.
 * => returns: one reference, or NULL */
struct thread *thread_create(const char *name) __must_check;
void thread_get(struct thread *t);
void thread_put(struct thread *t);

/* A kernel thread that runs fn(arg) and ends when that returns.
 * => errors: -ENOMEM */
int kthread_run(const char *name, void (*fn)(void *arg), void *arg) __must_check;

/* Makes a NEW thread runnable. */
void thread_start(struct thread *t);

/* Makes a sleeping thread runnable; nothing when it is not sleeping.
 * => any context => returns: true when it was asleep */
bool thread_wake(struct thread *t);
/* The same, only when the sleep is interruptible. */
bool thread_wake_intr(struct thread *t);

/* Ends the current thread.  The caller has let go of all it owned. */
__noreturn void thread_exit(void);

/* Sets work bits of another thread and makes it look at them soon. */
void thread_notify(struct thread *t, u32 work);

/* Does a signal wait for the current thread?  (A hint for long loops.) */
static inline bool
thread_interrupted(void)
{
	return READ_ONCE(current()->work) & (WORK_SIGNAL | WORK_NOTIFY);
}

#endif
