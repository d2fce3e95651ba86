/*
 * Processes: groups of threads that share a pid, a parent, signals and limits.
 *
 * Life: process_create() by fork; its threads come and go; when the last one
 * exits the process is a zombie, until its parent waits for it (or at once,
 * when the parent ignores SIGCHLD).  Being in the tree counts one reference;
 * process_find() gives another.
 *
 * Locking, outermost first:
 *   tree.lock (class PIDS): who is whose child, group and session, the tables
 *     of pids, and the zombie state;
 *   process->siglock (class SIGNAL): signals, job-control state;
 *   process->lock (class PROCESS): the list of threads, counts.
 *
 * Key: [I] immutable after creation, [a] atomic.
 */
#ifndef PROC_PROCESS_H
#define PROC_PROCESS_H

#include "abi/resource.h"
#include "cred/rlimit.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "proc/alarm.h"
#include "proc/cputimer.h"
#include "proc/ptimer.h"
#include "sched/thread.h"
#include "sched/waitq.h"
#include "sched/work.h"

struct pgrp;
struct pidref;
struct sigactions;

/* A member of a list that visit.c walks. */
struct visit_node {
	struct list list;
	struct process *process; /* [I] NULL: a mark of a visit */
};

struct process {
	struct refcount refs;
	struct rcu_head rcu; /* freed after a grace period */
	pid_t pid;           /* [I] */
	ktime_t start_time;  /* [I] */

	/* The tree. The parent is read in RCU sections too; NULL: init. */
	struct rcu_link hash_link; /* [tree lock] */
	struct visit_node all_node LOCK_ROLE(tree_role);
	struct process *parent LOCK_ROLE(tree_role);
	/* By .sibling; first those of its own group. */
	struct list children LOCK_ROLE(tree_role);
	u32 nkin
	    LOCK_ROLE(tree_role); /* how many these are, without ending ones */
	struct list sibling LOCK_ROLE(tree_role);
	/* Those of them that wait() may find something of, in the order in which they
	 * became children: by .news_node. */
	struct rb_tree news LOCK_ROLE(tree_role);
	struct rb_node news_node LOCK_ROLE(tree_role);
	bool has_news LOCK_ROLE(tree_role); /* is in its parent's .news */
	u64 order LOCK_ROLE(tree_role);
	struct pgrp *pgrp LOCK_ROLE(tree_role); /* process_pgid(): RCU too */
	struct visit_node pgrp_node LOCK_ROLE(tree_role);
	/* For its pidfds; owned reference; NULL: it never had one.  Set under the tree
	 * lock, once. [a] */
	struct pidref *pidref;
	bool session_leader LOCK_ROLE(tree_role);
	u32 tty_count LOCK_ROLE(tree_role); /* see struct session */
	bool ends LOCK_ROLE(tree_role); /* no link any more, soon a zombie */
	bool zombie LOCK_ROLE(tree_role);
	bool reaped LOCK_ROLE(tree_role);
	bool has_execed LOCK_ROLE(tree_role); /* no setpgid() by the parent */
	bool oom_chosen LOCK_ROLE(tree_role); /* to end, for want of memory */
	int exit_signal LOCK_ROLE(tree_role); /* for the parent; 0: none */
	u32 nexecs LOCK_ROLE(tree_role);      /* programs it has been so far */
	/* Its parent's, when that chose exit_signal. */
	u32 parent_nexecs LOCK_ROLE(tree_role);
	int wait_status LOCK_ROLE(tree_role); /* for wait(), once zombie */
	/* Of children that were waited for: ns, faults, switches, pages. */
	u64 children_user_ns LOCK_ROLE(tree_role);
	u64 children_system_ns LOCK_ROLE(tree_role);
	u64 children_min_flt LOCK_ROLE(tree_role);
	u64 children_maj_flt LOCK_ROLE(tree_role);
	u64 children_nvcsw LOCK_ROLE(tree_role);
	u64 children_nivcsw LOCK_ROLE(tree_role);
	u64 children_maxrss LOCK_ROLE(tree_role);
	struct waitq child_wait; /* parents sleep here, in wait() */

	/* Its threads: those alive, and what the others have used. */
	struct spinlock lock __aligned(64);
	struct list threads
	    LOCK_ROLE(process_role); /* by thread.process_node */
	u32 nthreads LOCK_ROLE(process_role);
	u64 ncome LOCK_ROLE(process_role); /* threads so far, for .order */
	/* tid == pid; owned reference; NULL: reaped. */
	struct thread *leader LOCK_ROLE(process_role);
	struct rlimits limits; /* under .lock; a single word: [a] */
	u64 dead_user_ns LOCK_ROLE(process_role);
	u64 dead_system_ns LOCK_ROLE(process_role);
	u64 dead_min_flt LOCK_ROLE(process_role);
	u64 dead_maj_flt LOCK_ROLE(process_role);
	u64 dead_nvcsw LOCK_ROLE(process_role);
	u64 dead_nivcsw LOCK_ROLE(process_role);
	struct io_counts dead_io LOCK_ROLE(process_role);
	u64 maxrss LOCK_ROLE(process_role); /* pages */
	struct waitq thread_exit; /* execve waits for the other threads */

	/* Signals, job control, and how it ends. */
	struct spinlock siglock __aligned(64);
	struct sigactions *sigactions
	    LOCK_ROLE(signal_role); /* owned reference */
	u64 sigpending LOCK_ROLE(signal_role)
	    __aligned(64); /* for any thread; [a] to others */
	struct list sigqueue LOCK_ROLE(signal_role);
	/* Of timers that go on when their signals are not ignored any more. */
	struct list sigignored LOCK_ROLE(signal_role);
	struct list sigwatches LOCK_ROLE(signal_role); /* struct signal_watch */
	/* Those that all threads were seen to block, since when none has opened one:
	 * set under the lock, taken away by the thread: signal_set_mask(). [a] */
	u64 sigclosed;
	u32 nsigwaits;                       /* [a] threads in sigtimedwait() */
	bool exiting LOCK_ROLE(signal_role); /* all threads are to end */
	struct thread *execer
	    LOCK_ROLE(signal_role);           /* survives them (execve) */
	int exit_code LOCK_ROLE(signal_role); /* status of a group exit */
	/* By a fault, to an action that init would survive. */
	bool forced LOCK_ROLE(signal_role);
	struct work tell_threads; /* signal/stop.c; queued: a reference */
	u32 nstopping LOCK_ROLE(signal_role); /* threads on their way to it */
	bool stopped LOCK_ROLE(signal_role);  /* all have got there */
	int stop_signal LOCK_ROLE(signal_role);
	bool stop_unreported LOCK_ROLE(signal_role);
	bool continue_unreported LOCK_ROLE(signal_role); /* for wait() */
	int tell
	    LOCK_ROLE(signal_role); /* CLD_*: SIGCHLD is owed for SIGCONT */

	/* With locks of their own: */
	struct alarms alarms; /* interval timers */
	struct ptimers ptimers;
	struct cpu_timers cpu_timers;
	bool subreaper;    /* [a] orphans below it become its children */
	int pdeath_signal; /* [a] prctl */
	u32 personality;   /* [a] personality(2) */
	u64 oom_pages;     /* what it has: by the lock of oom.c */
	s16 oom_score_adj; /* [a] -1000 .. 1000 */
	s16 oom_score_min; /* [a] as the last privileged one set it */
} __aligned(64);

/* personality(2): addresses are not to be random. */
#define ADDR_NO_RANDOMIZE 0x0040000
/* What a program that gains rights does not get from its caller: that, and
 * READ_IMPLIES_EXEC, ADDR_COMPAT_LAYOUT, MMAP_PAGE_ZERO. */
#define PER_CLEAR_ON_SETID \
	(ADDR_NO_RANDOMIZE | 0x0400000 | 0x0200000 | 0x0100000)

#define OOM_SCORE_ADJ_MIN (-1000) /* never ended for want of memory */

extern struct process *init_process; /* [I] pid 1 */

/* Was any process ever a subreaper? [a] */
extern bool subreapers;

/* The process that the out-of-memory killer ended last; pid 0: none. */
struct oom_victim {
	pid_t pid;
	u64 npages; /* that its end frees */
	char name[16];
};
/* => sleeps; holds: nothing */
void oom_last_victim(struct oom_victim *v);

/* The current thread's; NULL in kernel threads. */
static inline struct process *
current_process(void)
{
	return current()->process;
}

/* --- The tree and the tables (pid.c) --- */

void tree_lock(void) ACQUIRE(tree_role);
void tree_unlock(void) RELEASE(tree_role);

static inline void
process_lock(struct process *p) ACQUIRE(process_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&p->lock);
}

static inline void
process_unlock(struct process *p) RELEASE(process_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&p->lock);
}

static inline void
signal_lock(struct process *p) ACQUIRE(signal_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&p->siglock);
}

static inline void
signal_unlock(struct process *p) RELEASE(signal_role)
NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&p->siglock);
}

/* A number, in use from here on; thread_unlink() gives it back.
 * => errors: -EAGAIN no free number */
int pid_alloc(pid_t *out) __must_check;
/* Gives it back, unused. */
void pid_cancel(pid_t pid);

/* Becomes a child of parent, the last one; is none any more. */
void process_adopt(struct process *p, struct process *parent)
    REQUIRES(tree_role);
void process_abandon(struct process *p) REQUIRES(tree_role);
/* p ends, or is about to stop: its parent's wait() looks at it from here on. */
void process_has_news(struct process *p) REQUIRES(tree_role);
void process_no_news(struct process *p) REQUIRES(tree_role);

/* Enter the tables / leave them. maker: who forks; NULL with a NULL parent. */
void process_link(struct process *p, struct process *parent,
    struct process *maker) REQUIRES(tree_role);
void process_unlink(struct process *p) REQUIRES(tree_role);
void thread_link(struct thread *t) REQUIRES(tree_role);
void thread_unlink(struct thread *t) REQUIRES(tree_role);

/* With a reference, or NULL; zombies too. */
struct process *process_find(pid_t pid);
/* The same, borrowed; one that changes its number may make it miss others.
 * => holds: an RCU section, or the tree lock */
struct process *process_peek(pid_t pid);
/* The same by the number of any of its threads. */
struct process *process_find_any(pid_t id);
struct thread *thread_find(pid_t tid);
/* Borrowed. */
struct process *process_find_locked(pid_t pid) REQUIRES(tree_role);
struct thread *thread_find_locked(pid_t tid) REQUIRES(tree_role);

/* What a number stands for; PID_ANY: it is in use. */
enum pid_kind {
	PID_ANY,
	PID_THREAD,
	PID_PROCESS,
	PID_GROUP
};
bool pid_is(pid_t id, enum pid_kind kind);

void process_get(struct process *p);
void process_put(struct process *p);

/* The process with the lowest pid >= pid, with a reference, or NULL (procfs). */
struct process *process_next(pid_t pid);
/* The thread of a process after the one of this tid, 0: its first; in order of
 * making.  With a reference, or NULL. */
struct thread *process_thread_after(struct process *p, pid_t tid);

unsigned thread_count(void);
pid_t pid_last(void);
u64 forks_total(void);
/* How many threads the machine may hold (threads-max). */
unsigned thread_limit(void);

/* --- fork, exec, exit, wait --- */

struct fork_args {
	u64 flags;     /* CLONE_* */
	vaddr_t stack; /* 0: the parent's */
	vaddr_t tls;
	int __user *parent_tid;
	int __user *pidfd; /* CLONE_PIDFD */
	u32 __user *child_tid;
	int exit_signal;
};
/* => returns: the child's tid; errors of clone(2) => sleeps */
long process_fork(const struct fork_args *a);

/* A child of the current process, which has no program of its own: it runs
 * fn(arg) in the kernel, which makes it a program by process_exec_kernel() or
 * ends it.  => returns: its pid; -ENOMEM, -EAGAIN */
int process_spawn(void (*fn)(void *arg), void *arg) __must_check;

/* Replaces the program. path, argv, envp are user pointers.
 * => returns: errors of execve(2), or 0: the registers are the new program's */
long process_exec(int dirfd, const char __user *path,
    const char __user *const __user *argv,
    const char __user *const __user *envp, int at_flags);
/* The same from kernel strings (init). */
long process_exec_kernel(const char *path, const char *const *argv,
    const char *const *envp);

/* Ends the current thread with a wait status for its process if it is the
 * last. */
__noreturn void process_exit_thread(int wait_status);
/* Makes all threads of the current process end with this status; returns:
 * each thread does so on its way to user space. */
void process_exit_group(int wait_status);

struct rusage;
/* wait4 and waitid in one. which: P_ALL, P_PID, P_PGID; only: of P_PID that process,
 * whoever has its number by then, NULL: any.
 * => returns: the pid, 0 with WNOHANG, errors of waitid(2) */
struct wait_result {
	pid_t pid;
	uid_t uid;
	int wait_status; /* as wait4() gives it */
	int code;        /* CLD_* */
	struct rusage usage;
};
long process_wait(int which, pid_t id, const struct process *only, int options,
    struct wait_result *res);

/* SIGCHLD with CLD_STOPPED or CLD_CONTINUED to the parent, and a wake-up for
 * its wait(). => holds: no lock */
void process_tell_parent(struct process *p, int code);

/* CPU time of all threads, dead ones too. */
void process_times(struct process *p, u64 *user_ns, u64 *system_ns);
u64 process_time(struct process *p); /* both together */
void process_rusage(struct process *p, struct rusage *ru);
/* The same of those of its children that were waited for, and theirs. */
void process_children_rusage(struct process *p, struct rusage *ru)
    REQUIRES(tree_role);
/* Takes the current thread's space into account for ru_maxrss. */
void process_note_rss(struct process *p);
/* CPU time as rusage shows it. */
struct timeval timeval_of(u64 ns);

/* Once, at boot: makes the current kernel thread process 1. => errors: -ENOMEM */
int process_init(void) __must_check;

#endif
