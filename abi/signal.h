/*
 * Signals: numbers, sets, actions, siginfo, and the frame that the kernel pushes
 * for a handler (arch/x86/include/uapi of Linux; psABI for the registers).
 */
#ifndef ABI_SIGNAL_H
#define ABI_SIGNAL_H

#include "abi/types.h"

#define SIGHUP    1
#define SIGINT    2
#define SIGQUIT   3
#define SIGILL    4
#define SIGTRAP   5
#define SIGABRT   6
#define SIGBUS    7
#define SIGFPE    8
#define SIGKILL   9
#define SIGUSR1   10
#define SIGSEGV   11
#define SIGUSR2   12
#define SIGPIPE   13
#define SIGALRM   14
#define SIGTERM   15
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
#define SIGIOT    SIGABRT
#define SIGPOLL   SIGIO
#define SIGRTMIN  32
#define SIGRTMAX  64
/* One more than the largest signal. */
#define NSIG 65

#define SIG_BLOCK   0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

/* Values of a handler that are not functions. */
#define KERNEL_SIG_DFL 0UL
#define KERNEL_SIG_IGN 1UL
#define KERNEL_SIG_ERR (~0UL)

/* What rt_sigaction takes; a libc's own struct sigaction differs. */
struct kernel_sigaction {
	unsigned long handler; /* function, KERNEL_SIG_DFL or KERNEL_SIG_IGN */
	unsigned long flags;
	unsigned long restorer; /* where a handler returns to */
	kernel_sigset_t mask;
};
_Static_assert(sizeof(struct kernel_sigaction) == 32, "ABI");

#define SA_NOCLDSTOP      0x00000001
#define SA_NOCLDWAIT      0x00000002
#define SA_SIGINFO        0x00000004
#define SA_UNSUPPORTED    0x00000400
#define SA_EXPOSE_TAGBITS 0x00000800
#define SA_RESTORER       0x04000000
#define SA_ONSTACK        0x08000000
#define SA_RESTART        0x10000000
#define SA_NODEFER        0x40000000
#define SA_RESETHAND      0x80000000
#define SA_NOMASK         SA_NODEFER
#define SA_ONESHOT        SA_RESETHAND

union sigval {
	int sival_int;
	void __user *sival_ptr;
};

struct siginfo {
	int si_signo;
	int si_errno;
	int si_code;
	int si_pad_;
	union {
		char pad[112];
		/* kill, sigqueue; SI_USER, SI_QUEUE, SI_TKILL */
		struct {
			int pid;
			unsigned int uid;
			union sigval value;
		} rt;
		/* SIGCHLD */
		struct {
			int pid;
			unsigned int uid;
			int status;
			int pad_;
			long utime; /* in clock ticks of 10 ms */
			long stime;
		} child;
		/* SI_TIMER */
		struct {
			int timerid;
			int overrun;
			union sigval value;
		} timer;
		/* SIGILL SIGFPE SIGSEGV SIGBUS SIGTRAP */
		struct {
			unsigned long addr;
			short addr_lsb;
			char pad_[6];
			unsigned long lower, upper; /* SEGV_BNDERR */
		} fault;
		/* SIGIO */
		struct {
			long band;
			int fd;
		} poll;
		/* SIGSYS */
		struct {
			unsigned long call_addr;
			int syscall;
			unsigned int arch;
		} sys;
	} u;
};
_Static_assert(sizeof(struct siginfo) == 128, "ABI");
_Static_assert(offsetof(struct siginfo, u) == 16, "ABI");

/* What a timer does when it expires. */
struct sigevent {
	union sigval sigev_value;
	int sigev_signo;
	int sigev_notify;
	union {
		int sigev_notify_thread_id;
		char pad[48];
	} u;
};
_Static_assert(sizeof(struct sigevent) == 64, "ABI");

#define SIGEV_SIGNAL    0
#define SIGEV_NONE      1
#define SIGEV_THREAD    2 /* a signal, to the kernel */
#define SIGEV_THREAD_ID 4

/* si_code: who sent it. Codes above 0 come from the kernel. */
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

#define SYS_SECCOMP 1

/* The alternate stack. */
struct sigaltstack {
	void __user *ss_sp;
	int ss_flags;
	size_t ss_size;
};
_Static_assert(sizeof(struct sigaltstack) == 24, "ABI");

#define SS_ONSTACK    1
#define SS_DISABLE    2
#define SS_AUTODISARM (1U << 31)
#define MINSIGSTKSZ   2048
#define SIGSTKSZ      8192

/* The last argument of pselect6: a set and its size. */
struct sigset_argpack {
	const kernel_sigset_t __user *set;
	size_t size;
};
_Static_assert(sizeof(struct sigset_argpack) == 16, "ABI");

/* The registers of the interrupted program. */
struct sigcontext {
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip;
	uint64_t eflags;
	uint16_t cs, gs, fs, ss;
	uint64_t err, trapno, oldmask, cr2;
	void __user *fpstate; /* FXSAVE or XSAVE image, or null */
	uint64_t reserved[8];
};
_Static_assert(sizeof(struct sigcontext) == 256, "ABI");
_Static_assert(offsetof(struct sigcontext, rip) == 128, "ABI");
_Static_assert(offsetof(struct sigcontext, fpstate) == 184, "ABI");

struct ucontext {
	unsigned long uc_flags;
	struct ucontext __user *uc_link;
	struct sigaltstack uc_stack;
	struct sigcontext uc_mcontext;
	kernel_sigset_t uc_sigmask;
};
_Static_assert(offsetof(struct ucontext, uc_mcontext) == 40, "ABI");
_Static_assert(offsetof(struct ucontext, uc_sigmask) == 296, "ABI");

/* uc_flags */
#define UC_FP_XSTATE         0x1
#define UC_SIGCONTEXT_SS     0x2
#define UC_STRICT_RESTORE_SS 0x4

/* What rsp points at when a handler is entered. */
struct rt_sigframe {
	unsigned long pretcode; /* return address: the restorer */
	struct ucontext uc;
	struct siginfo info;
};
_Static_assert(offsetof(struct rt_sigframe, info) == 312, "ABI");

/*
 * In the FXSAVE image, bytes 464 to 511 are for software: they say how large the
 * XSAVE image is that begins with it.
 */
struct fpx_sw_bytes {
	uint32_t magic1;
	uint32_t extended_size; /* with the magic2 that follows the image */
	uint64_t xfeatures;
	uint32_t xstate_size;
	uint32_t padding[7];
};
_Static_assert(sizeof(struct fpx_sw_bytes) == 48, "ABI");

#define FP_XSTATE_MAGIC1 0x46505853U
#define FP_XSTATE_MAGIC2 0x46505845U

#endif
