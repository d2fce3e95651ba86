/*
 * Threads: what the scheduler runs, in the kernel or in user space.
 *
 * Life: thread_create() NEW -> thread_start() RUNNABLE <-> SLEEPING ... ->
 * thread_exit() DEAD; its successor on the CPU drops the scheduler's
 * reference, and the last thread_put() frees the kernel stack.
 *
 * The pointers to vm, fds, fs, cred and so on belong to higher layers: this
 * one only carries them.  A thread follows and changes its own (current_vm() and
 * its like); others come by proc/access.h and cred/cred.h.
 *
 * Key: [I] immutable once started, [c] current thread only, [a] atomic,
 * [r] read in RCU sections; the rest by the roles of locks below.
 */
#ifndef SCHED_THREAD_H
#define SCHED_THREAD_H

#include "arch/cpu.h"
#include "arch/muldiv.h"
#include "arch/thread.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "sync/lockdep.h"
#include "sync/rcu_chain.h"
#include "sync/refcount.h"

struct cred;
struct fdtable;
struct fs_context;
struct process;
struct rlimits;
struct sem_undo_list;
struct vfork_wait;
struct vmspace;

/* The locks of other objects that members of a thread are under. */
extern struct lock_role runq_role;    /* of the run queue of .cpu (sched.c) */
extern struct lock_role process_role; /* process->lock: process_lock() */
extern struct lock_role signal_role;  /* process->siglock: signal_lock() */
extern struct lock_role tree_role;    /* the process tree: tree_lock() */

enum thread_state {
	THREAD_NEW,
	THREAD_RUNNABLE,      /* on a run queue, or running */
	THREAD_SLEEPING,      /* until woken */
	THREAD_SLEEPING_INTR, /* until woken, or a signal comes */
	THREAD_SLEEPING_KILL, /* until woken, or a fatal signal comes */
	THREAD_STOPPED,       /* by job control, until continued or killed */
	THREAD_DEAD,
};

/* thread->work: reasons not to go straight into or out of the kernel. [a] */
#define WORK_RESCHED   (1u << 0) /* another thread should run */
#define WORK_SIGNAL    (1u << 1) /* a signal may be deliverable */
#define WORK_KILL      (1u << 2) /* the process is ending */
#define WORK_STOP      (1u << 3) /* it may have to stand still: signal/stop.c */
#define WORK_TRACE     (1u << 4) /* print each system call */
#define WORK_RSEQ      (1u << 5) /* was switched out inside a sequence maybe */
#define WORK_MASK      (1u << 6) /* put saved_sigmask back */
#define WORK_RCU       (1u << 8) /* too much waits for a grace period */
#define WORK_NO_MEMORY (1u << 9) /* no frame was left for it */
#define WORK_NO_SYSRET (1u << 7) /* registers changed: leave by IRETQ */
/* What both gates look at before a system call, and all ways to user space. */
#define WORK_ON_ENTRY WORK_TRACE
#define WORK_ON_EXIT  (~WORK_ON_ENTRY)

struct syscall_restart {
	long (*fn)(struct syscall_restart *r);
	u64 arg[4];
};

/* What a thread has read and written (/proc/PID/io). */
struct io_counts {
	u64 rchar, wchar; /* bytes */
	u64 syscr, syscw; /* times */
};

/* A member of a user's list of threads (cred/user.h). */
struct thread_node {
	struct list list;
	struct thread *thread; /* NULL: a mark of who walks the list */
};

#define TIMER_SLACK 50000 /* ns, of the first thread: as on Linux */

struct thread {
	/* Hot: system-call and switch path. */
	u32 work;  /* [a] WORK_* */
	u32 state; /* [a], leaves sleep under the run queue's lock */
	struct process *process;       /* [I] NULL for kernel threads */
	struct fdtable __private *fds; /* changed under the process lock */
	struct cred __private *cred;   /* [r] */
	struct cred *acting;           /* [c] cred_act(): instead; or NULL */
	s32 cred_spare,
	    user_spare; /* references to it, and its user, to give away */
	struct vmspace __private
	    *vm; /* changed under the process lock; NULL: kernel thread */
	struct fs_context __private *fs; /* changed under the process lock */
	struct rlimits *limits;  /* [I] of its process; NULL: none apply */
	struct arch_thread arch; /* [c] saved registers */

	LOCKDEP_THREAD_MEMBER /* [c] sleeping locks held */

	    /* Scheduling. */
	    bool queued LOCK_ROLE(runq_role); /* in the run queue's tree */
	s8 nice LOCK_ROLE(runq_role);         /* -20 .. 19 */
	u8 policy LOCK_ROLE(runq_role);       /* SCHED_* */
	u8 rt_prio LOCK_ROLE(runq_role);      /* 1 .. 99; 0: not real-time */
	bool reset_on_fork LOCK_ROLE(runq_role);
	u8 rr_ticks LOCK_ROLE(runq_role); /* of its turn, SCHED_RR */
	u32 cpu;                          /* [a] where it runs or ran last */
	u32 weight LOCK_ROLE(runq_role);  /* from the settings */
	cpumask_t affinity LOCK_ROLE(runq_role);
	/* Weighted ns; real-time: its turn among those of its priority. */
	u64 vruntime LOCK_ROLE(runq_role);
	u64 rt_ran LOCK_ROLE(runq_role); /* ns since it slept, real-time */
	struct rb_node rq_node LOCK_ROLE(runq_role);
	ktime_t ran_since LOCK_ROLE(runq_role);
	u64 runtime_ns LOCK_ROLE(runq_role); /* CPU time in all */
	u64 uticks, sticks; /* [c] ticks seen in user and kernel mode */
	u64 nvcsw LOCK_ROLE(runq_role);  /* switches asked for */
	u64 nivcsw LOCK_ROLE(runq_role); /* and forced */
	u64 min_flt, maj_flt;            /* [c] */
	struct io_counts io;             /* [c] */
	/* Timers of its clocks, by the lock of its process's (proc/cputimer.c), and
	 * the runtime at which the first may expire; 0: none. [a] */
	struct rb_tree cpu_timers[2];
	u64 cpu_next;
	u64 slack, default_slack; /* [a] timer slack, ns: told, not used */
	ktime_t start_time;       /* [I] monotonic */
	void (*entry)(void *arg); /* [I] of a kernel thread */
	void *entry_arg;          /* [I] */

	/* The process layer's (proc/process.h). */
	struct refcount refs;
	pid_t tid; /* [a] execve() may change it */
	struct list process_node LOCK_ROLE(process_role); /* on .threads */
	u64 order;                /* [I] of its coming to its process */
	struct rcu_link pid_link; /* [tree lock] of the hash of tids */
	struct rcu_head rcu;
	struct thread_node user_node; /* by the lock of its user */
	u64 sigmask;                  /* [c]; blocked signals */
	u64 saved_sigmask;            /* [c] to restore after sigsuspend & co */
	u64 sigwait;     /* [c], signal lock to write; what sigtimedwait()
	                                unblocked for its wait */
	u32 trap_vector; /* [c] of the last fault, for handlers */
	u64 trap_error, trap_addr;         /* [c] */
	u32 jobctl LOCK_ROLE(signal_role); /* JOB_*: signal/stop.c */
	u64 sigpending
	    LOCK_ROLE(signal_role); /* for this thread; [a] to others */
	struct list sigqueue LOCK_ROLE(signal_role); /* their details */
	u64 sas_sp, sas_size;                        /* [c] sigaltstack */
	u32 sas_flags;                               /* [c] */
	u32 __user *set_child_tid;      /* [c] written at the first return */
	u32 __user *clear_child_tid;    /* [c] */
	void __user *robust_list;       /* [c] to write, [a] read */
	void __user *rseq;              /* [c] */
	u32 rseq_len, rseq_sig;         /* [c] */
	struct syscall_restart restart; /* [c] for restart_syscall() */
	struct sem_undo_list *sem_undo; /* [c] NULL: nothing; a reference */
	u64 shm_maker; /* [c] its number as one; 0: it has made no segment */
	struct vfork_wait *vfork_wait; /* [c] a parent waits here; owned */
	bool nproc_exceeded; /* [c] by a change of user: no execve() for it */
	u32 fail_nth;        /* [c] fault points until one fails */
	char name[16];       /* [a] comm, NUL-terminated always */
} __aligned(64);

/* A thread with a kernel stack, zero but for the scheduling defaults (those
 * of the current thread where there is one).
 * => returns: one reference, or NULL */
struct thread *thread_create(const char *name) __must_check;
void thread_get(struct thread *t);
void thread_put(struct thread *t);

/* A kernel thread that runs fn(arg), on some CPUs or on any, and ends when that
 * returns.  => errors: -ENOMEM */
int kthread_run_on(const char *name, void (*fn)(void *arg), void *arg,
    cpumask_t cpus) __must_check;
int kthread_run(const char *name, void (*fn)(void *arg), void *arg)
    __must_check;

/* Makes a NEW thread, given its first frame by arch_thread_init(), runnable.
 * The scheduler holds a reference of its own until the thread is DEAD. */
void thread_start(struct thread *t);

/* Makes a sleeping thread runnable; nothing when it does not sleep.
 * => any context => returns: true when it was asleep */
bool thread_wake(struct thread *t);
/* The same, only from the states whose bit is in `states`. */
#define STATE_BIT(s) (1u << (s))
bool thread_wake_states(struct thread *t, unsigned states);

/* What the current thread has. */
static inline struct vmspace *
current_vm(void)
{
	return OWNED(struct vmspace, current()->vm);
}

static inline struct fdtable *
current_fds(void)
{
	return OWNED(struct fdtable, current()->fds);
}

static inline struct fs_context *
current_fs(void)
{
	return OWNED(struct fs_context, current()->fs);
}

/* Around a sleep; see sched/waitq.h. */
void thread_set_state(enum thread_state state);

static inline void
io_add(struct io_counts *sum, const struct io_counts *io)
{
	sum->rchar += atomic_load(&io->rchar);
	sum->wchar += atomic_load(&io->wchar);
	sum->syscr += atomic_load(&io->syscr);
	sum->syscw += atomic_load(&io->syscw);
}

/* 0: what it began with. */
static inline void
thread_set_slack(struct thread *t, u64 ns)
{
	atomic_store(&t->slack, ns ? ns : t->default_slack);
}

/* Ends the current thread.  The caller has let go of all it owned. */
__noreturn void thread_exit(void);

/* Sets work bits of a thread and, when it runs on another CPU, interrupts it
 * there so that it looks at them. */
void thread_notify(struct thread *t, u32 work);

/* Must the current thread leave an interruptible / a killable sleep? */
static inline bool
thread_interrupted(void)
{
	return READ_ONCE(current()->work) &
	    (WORK_SIGNAL | WORK_KILL | WORK_STOP);
}

static inline bool
thread_killed(void)
{
	return READ_ONCE(current()->work) & WORK_KILL;
}

/* CPU time so far, split by mode. */
void thread_times(struct thread *t, u64 *user_ns, u64 *system_ns);

/* The same as of the last tick or switch; what the current thread has run since counts
 * from sched_charge_current() on. */
void sched_charge_current(void);

static inline void
thread_times_charged(const struct thread *t, u64 *user_ns, u64 *system_ns)
{
	u64 total = atomic_load(&t->runtime_ns);
	u64 u = atomic_load(&t->uticks), s = atomic_load(&t->sticks);

	/* The ticks say in which proportion, the run time how much. */
	*system_ns = unlikely(s) ? mul_div(total, s, u + s) : 0;
	*user_ns = total - *system_ns;
}

#endif
