#ifndef _SIGNAL_H
#define _SIGNAL_H

#include <bits/types.h>

__BEGIN_DECLS

typedef int sig_atomic_t;

#define SIG_DFL ((void (*)(int))0)
#define SIG_IGN ((void (*)(int))1)
#define SIG_ERR ((void (*)(int)) - 1)

#define SIGINT  2
#define SIGILL  4
#define SIGABRT 6
#define SIGFPE  8
#define SIGSEGV 11
#define SIGTERM 15

int raise(int);
void (*signal(int, void (*)(int)))(int);

#if __POSIX_VISIBLE
#define __need_size_t
#include <stddef.h>

#include <bits/pthreadtypes.h>
#include <bits/sigset.h>
#include <bits/timespec.h>
#include <bits/ucontext.h>

#define SIGHUP    1
#define SIGQUIT   3
#define SIGTRAP   5
#define SIGBUS    7
#define SIGKILL   9
#define SIGUSR1   10
#define SIGUSR2   12
#define SIGPIPE   13
#define SIGALRM   14
#define SIGSTKFLT 16
#define SIGCHLD   17
#define SIGCONT   18
#define SIGSTOP   19
#define SIGTSTP   20
#define SIGTTIN   21
#define SIGTTOU   22
#define SIGURG    23
#define SIGXCPU   24
#define SIGXFSZ   25
#define SIGVTALRM 26
#define SIGPROF   27
#define SIGWINCH  28
#define SIGIO     29
#define SIGPWR    30
#define SIGSYS    31
#define SIGSTKSZ  8192
#define SIGIOT    SIGABRT
#define SIGPOLL   SIGIO
#define SIGCLD    SIGCHLD

/* The library keeps the first real-time signals for itself. */
#define SIGRTMIN (__libc_current_sigrtmin())
#define SIGRTMAX (__libc_current_sigrtmax())
int __libc_current_sigrtmin(void);
int __libc_current_sigrtmax(void);
#define NSIG  65
#define _NSIG NSIG

#define SIG_BLOCK   0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2
#define SIG_HOLD    ((void (*)(int))2)

typedef __pid_t pid_t;
typedef __uid_t uid_t;
typedef __clock_t clock_t;

union sigval {
	int sival_int;
	void *sival_ptr;
};

typedef struct __siginfo {
	int si_signo;
	int si_errno;
	int si_code;
	int __si_pad;
	union {
		char __pad[112];
		struct {
			__pid_t __pid;
			__uid_t __uid;
			union {
				union sigval __value;
				struct {
					int __status;
					__clock_t __utime;
					__clock_t __stime;
				} __child;
			} __more;
		} __from;
		struct {
			int __id;
			int __overrun;
			union sigval __value;
		} __timer;
		struct {
			void *__addr;
			short __addr_lsb;
			void *__lower;
			void *__upper;
		} __fault;
		struct {
			long __band;
			int __fd;
		} __poll;
		struct {
			void *__call_addr;
			int __syscall;
			unsigned int __arch;
		} __sys;
	} __si;
} siginfo_t;

#define si_pid       __si.__from.__pid
#define si_uid       __si.__from.__uid
#define si_value     __si.__from.__more.__value
#define si_int       si_value.sival_int
#define si_ptr       si_value.sival_ptr
#define si_status    __si.__from.__more.__child.__status
#define si_utime     __si.__from.__more.__child.__utime
#define si_stime     __si.__from.__more.__child.__stime
#define si_timerid   __si.__timer.__id
#define si_overrun   __si.__timer.__overrun
#define si_addr      __si.__fault.__addr
#define si_addr_lsb  __si.__fault.__addr_lsb
#define si_lower     __si.__fault.__lower
#define si_upper     __si.__fault.__upper
#define si_band      __si.__poll.__band
#define si_fd        __si.__poll.__fd
#define si_call_addr __si.__sys.__call_addr
#define si_syscall   __si.__sys.__syscall
#define si_arch      __si.__sys.__arch

struct sigaction {
	union {
		void (*sa_handler)(int);
		void (*sa_sigaction)(int, siginfo_t *, void *);
	} __sa_function;
	sigset_t sa_mask;
	int sa_flags;
	void (*sa_restorer)(void);
};
#define sa_handler   __sa_function.sa_handler
#define sa_sigaction __sa_function.sa_sigaction

#define SA_NOCLDSTOP 0x00000001
#define SA_NOCLDWAIT 0x00000002
#define SA_SIGINFO   0x00000004
#define SA_RESTORER  0x04000000
#define SA_ONSTACK   0x08000000
#define SA_RESTART   0x10000000
#define SA_NODEFER   0x40000000
#define SA_RESETHAND (-0x7fffffff - 1)
#define SA_NOMASK    SA_NODEFER
#define SA_ONESHOT   SA_RESETHAND

struct sigevent {
	union sigval sigev_value;
	int sigev_signo;
	int sigev_notify;
	union {
		char __pad[48];
		__pid_t __tid;
		struct {
			void (*__function)(union sigval);
			void *__attributes;
		} __call;
	} __sigev;
};
#define sigev_notify_function   __sigev.__call.__function
#define sigev_notify_attributes __sigev.__call.__attributes
#define sigev_notify_thread_id  __sigev.__tid

#define SIGEV_SIGNAL    0
#define SIGEV_NONE      1
#define SIGEV_THREAD    2
#define SIGEV_THREAD_ID 4

#define SI_USER    0
#define SI_KERNEL  0x80
#define SI_QUEUE   (-1)
#define SI_TIMER   (-2)
#define SI_MESGQ   (-3)
#define SI_ASYNCIO (-4)
#define SI_SIGIO   (-5)
#define SI_TKILL   (-6)

#define ILL_ILLOPC 1
#define ILL_ILLOPN 2
#define ILL_ILLADR 3
#define ILL_ILLTRP 4
#define ILL_PRVOPC 5
#define ILL_PRVREG 6
#define ILL_COPROC 7
#define ILL_BADSTK 8

#define FPE_INTDIV 1
#define FPE_INTOVF 2
#define FPE_FLTDIV 3
#define FPE_FLTOVF 4
#define FPE_FLTUND 5
#define FPE_FLTRES 6
#define FPE_FLTINV 7
#define FPE_FLTSUB 8

#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define SEGV_BNDERR 3
#define SEGV_PKUERR 4

#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define BUS_OBJERR 3

#define TRAP_BRKPT  1
#define TRAP_TRACE  2
#define TRAP_BRANCH 3
#define TRAP_HWBKPT 4

#define CLD_EXITED    1
#define CLD_KILLED    2
#define CLD_DUMPED    3
#define CLD_TRAPPED   4
#define CLD_STOPPED   5
#define CLD_CONTINUED 6

#define POLL_IN  1
#define POLL_OUT 2
#define POLL_MSG 3
#define POLL_ERR 4
#define POLL_PRI 5
#define POLL_HUP 6

#define SS_ONSTACK    1
#define SS_DISABLE    2
#define SS_AUTODISARM (1U << 31)
#define MINSIGSTKSZ   2048
#define SIGSTKSZ      8192

int kill(pid_t, int);
int killpg(pid_t, int);
void psiginfo(const siginfo_t *, const char *);
void psignal(int, const char *);
int pthread_kill(pthread_t, int);
int pthread_sigmask(int, const sigset_t *__restrict, sigset_t *__restrict);
int sigaction(int, const struct sigaction *__restrict,
    struct sigaction *__restrict);
int sigaddset(sigset_t *, int);
int sigaltstack(const stack_t *__restrict, stack_t *__restrict);
int sigdelset(sigset_t *, int);
int sigemptyset(sigset_t *);
int sigfillset(sigset_t *);
int siginterrupt(int, int);
int sigismember(const sigset_t *, int);
int sigpending(sigset_t *);
int sigprocmask(int, const sigset_t *__restrict, sigset_t *__restrict);
int sigqueue(pid_t, int, union sigval);
int sigsuspend(const sigset_t *);
int sigtimedwait(const sigset_t *__restrict, siginfo_t *__restrict,
    const struct timespec *__restrict);
int sigwait(const sigset_t *__restrict, int *__restrict);
int sigwaitinfo(const sigset_t *__restrict, siginfo_t *__restrict);
#endif

#if __XSI_VISIBLE
int sighold(int);
int sigignore(int);
int sigpause(int);
int sigrelse(int);
void (*sigset(int, void (*)(int)))(int);
#endif

#if __MISC_VISIBLE
typedef void (*sig_t)(int);
#define sigmask(sig) (1U << ((sig)-1))
int sigblock(int);
int siggetmask(void);
int sigsetmask(int);
int tgkill(pid_t, pid_t, int);
extern const char *const sys_siglist[NSIG];
#endif

#if __GNU_VISIBLE
typedef void (*sighandler_t)(int);
typedef union sigval sigval_t;
int sigandset(sigset_t *, const sigset_t *, const sigset_t *);
int sigisemptyset(const sigset_t *);
int sigorset(sigset_t *, const sigset_t *, const sigset_t *);
void (*sysv_signal(int, void (*)(int)))(int);
int pthread_sigqueue(pthread_t, int, union sigval);
#endif

__END_DECLS

#endif
