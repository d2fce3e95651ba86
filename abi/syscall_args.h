/*
 * From the rows of abi/syscalls.def to C, by the preprocessor alone.
 *
 * A consumer defines two macros, includes the table, and undefines them:
 *
 *     SYSCALL_ROW(nr, name, family, nargs, params, args, descs)
 *     NOSYS(nr, name, family, reason)
 *
 * params  a parameter list in parentheses:  (int fd, void __user *buf, ...)
 * args    the argument list that casts the registers to these types, taken from
 *         an array that the consumer calls `reg`:  ((int)reg[0], ...)
 * descs   in parentheses, an initializer of struct syscall_arg for each argument:
 *         SYSCALL_DESCS(descs) strips them.
 *
 * So the prototypes of all handlers are
 *
 *     #define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) \
 *             long sys_##name params;
 *     #define NOSYS(nr, name, family, reason)
 *     #include "abi/syscalls.def"
 *
 * and the body of a thunk is `return sys_##name args;`.
 *
 * How it works: SYSCALL3 and its like paste SYSCALL_ARG_ before each argument,
 * which makes the row's FD(fd) a call of SYSCALL_ARG_FD and leaves short names
 * such as FD free for others. Each SYSCALL_ARG_ macro gives a tuple
 *
 *     (C type, name, format, type in memory, name of the count)
 *
 * whose members the macros at the end of this file pick.
 */
#ifndef ABI_SYSCALL_ARGS_H
#define ABI_SYSCALL_ARGS_H

#include <stddef.h>

#include "abi/types.h"

/* The types that rows point at; the other headers of abi/ define them. */
struct cap_user_header;
struct epoll_event;
struct iovec;
struct itimerspec;
struct itimerval;
struct kernel_sigaction;
struct pollfd;
struct rlimit;
struct rusage;
struct sched_attr;
struct sched_param;
struct sembuf;
struct sigaltstack;
struct sigevent;
struct siginfo;
struct sigset_argpack;
struct stat;
struct statfs;
struct statx;
struct sysinfo;
struct timespec;
struct timeval;
struct timezone;
struct tms;
struct utimbuf;
struct utsname;

/* How to print an argument; the kinds are documented in abi/syscalls.def. */
enum syscall_format {
	SYSCALL_FMT_FD,
	SYSCALL_FMT_DIRFD,
	SYSCALL_FMT_SIZE,
	SYSCALL_FMT_INT,
	SYSCALL_FMT_UINT,
	SYSCALL_FMT_LONG,
	SYSCALL_FMT_ULONG,
	SYSCALL_FMT_HEX,
	SYSCALL_FMT_OFF,
	SYSCALL_FMT_MAPOFF,
	SYSCALL_FMT_ADDR,
	SYSCALL_FMT_PTR,
	SYSCALL_FMT_PID,
	SYSCALL_FMT_UID,
	SYSCALL_FMT_GID,
	SYSCALL_FMT_MODE,
	SYSCALL_FMT_FILEMODE,
	SYSCALL_FMT_DEV,
	SYSCALL_FMT_OFLAGS,
	SYSCALL_FMT_FDFLAGS,
	SYSCALL_FMT_ATFLAGS,
	SYSCALL_FMT_STATXFLAGS,
	SYSCALL_FMT_ACCMODE,
	SYSCALL_FMT_PROT,
	SYSCALL_FMT_MAPFLAGS,
	SYSCALL_FMT_MREMAPFLAGS,
	SYSCALL_FMT_MSYNCFLAGS,
	SYSCALL_FMT_CLONEFLAGS,
	SYSCALL_FMT_WAITOPTS,
	SYSCALL_FMT_MOUNTFLAGS,
	SYSCALL_FMT_UMOUNTFLAGS,
	SYSCALL_FMT_RENAMEFLAGS,
	SYSCALL_FMT_RANDFLAGS,
	SYSCALL_FMT_RWFLAGS,
	SYSCALL_FMT_TIMERFLAGS,
	SYSCALL_FMT_SPLICEFLAGS,
	SYSCALL_FMT_TFDFLAGS,
	SYSCALL_FMT_MFDFLAGS,
	SYSCALL_FMT_PIDFDFLAGS,
	SYSCALL_FMT_FALLOCMODE,
	SYSCALL_FMT_STATXMASK,
	SYSCALL_FMT_LOCKOP,
	SYSCALL_FMT_FUTEXOP,
	SYSCALL_FMT_SIG,
	SYSCALL_FMT_SIGHOW,
	SYSCALL_FMT_WHENCE,
	SYSCALL_FMT_FCNTLCMD,
	SYSCALL_FMT_IOCTLCMD,
	SYSCALL_FMT_CLOCKID,
	SYSCALL_FMT_ITIMER,
	SYSCALL_FMT_IDTYPE,
	SYSCALL_FMT_MADVICE,
	SYSCALL_FMT_FADVICE,
	SYSCALL_FMT_RLIMIT,
	SYSCALL_FMT_RUSAGEWHO,
	SYSCALL_FMT_PRIOWHICH,
	SYSCALL_FMT_SCHEDPOLICY,
	SYSCALL_FMT_PRCTLOP,
	SYSCALL_FMT_ARCHOP,
	SYSCALL_FMT_EPOLLOP,
	SYSCALL_FMT_IPCKEY,
	SYSCALL_FMT_IPCFLAGS,
	SYSCALL_FMT_SHMFLAGS,
	SYSCALL_FMT_SHMATFLAGS,
	SYSCALL_FMT_MSGFLAGS,
	SYSCALL_FMT_SHMCMD,
	SYSCALL_FMT_SEMCMD,
	SYSCALL_FMT_MSGCMD,
	SYSCALL_FMT_SHMID,
	/* Members of structures only. */
	SYSCALL_FMT_EPOLLEVENTS,
	SYSCALL_FMT_HANDLER,
	SYSCALL_FMT_LIMIT,
	SYSCALL_FMT_NSEC,
	SYSCALL_FMT_POLLEVENTS,
	SYSCALL_FMT_RESTORER,
	SYSCALL_FMT_SAFLAGS,
	SYSCALL_FMT_SEMFLAGS,
	SYSCALL_FMT_SEMOP,
	SYSCALL_FMT_SICODE,
	SYSCALL_FMT_SIGSET,
	SYSCALL_FMT_SSFLAGS,
	SYSCALL_FMT_STSIZE,
	/* Memory. */
	SYSCALL_FMT_PATH,
	SYSCALL_FMT_STR,
	SYSCALL_FMT_STRV,
	SYSCALL_FMT_ENVV,
	SYSCALL_FMT_INBUF,
	SYSCALL_FMT_IN,
	SYSCALL_FMT_INOUT,
	SYSCALL_FMT_INVEC,
	SYSCALL_FMT_INOUTVEC,
	SYSCALL_FMT_FDSET,
	/* Memory that is the kernel's to write: nothing before it succeeded. */
	SYSCALL_FMT_OUTBUF,
	SYSCALL_FMT_OUTSTR,
	SYSCALL_FMT_OUTHEX,
	SYSCALL_FMT_OUT,
	SYSCALL_FMT_OUTVEC,
	SYSCALL_FMT_WSTATUS,
};

struct syscall_arg {
	const char *name;
	enum syscall_format format;
	unsigned short size;   /* of its own C type */
	unsigned short offset; /* of a structure's member */
	const char *type; /* of the memory pointed to, as C spells it, or "" */
	const char
	    *count; /* name of the argument that counts it, a digit, or "" */
};

/* Scalars. */
#define SYSCALL_ARG_FD(n)          (int, n, FD, , )
#define SYSCALL_ARG_DIRFD(n)       (int, n, DIRFD, , )
#define SYSCALL_ARG_PATH(n)        (const char __user *, n, PATH, , )
#define SYSCALL_ARG_STR(n)         (const char __user *, n, STR, , )
#define SYSCALL_ARG_STRV(n)        (const char __user *const __user *, n, STRV, , )
#define SYSCALL_ARG_ENVV(n)        (const char __user *const __user *, n, ENVV, , )
#define SYSCALL_ARG_SIZE(n)        (size_t, n, SIZE, , )
#define SYSCALL_ARG_INT(n)         (int, n, INT, , )
#define SYSCALL_ARG_UINT(n)        (unsigned int, n, UINT, , )
#define SYSCALL_ARG_LONG(n)        (long, n, LONG, , )
#define SYSCALL_ARG_ULONG(n)       (unsigned long, n, ULONG, , )
#define SYSCALL_ARG_HEX(n)         (unsigned int, n, HEX, , )
#define SYSCALL_ARG_OFF(n)         (long, n, OFF, , )
#define SYSCALL_ARG_MAPOFF(n)      (long, n, MAPOFF, , )
#define SYSCALL_ARG_ADDR(n)        (unsigned long, n, ADDR, , )
#define SYSCALL_ARG_PTR(n)         (void __user *, n, PTR, , )
#define SYSCALL_ARG_PID(n)         (int, n, PID, , )
#define SYSCALL_ARG_UID(n)         (unsigned int, n, UID, , )
#define SYSCALL_ARG_GID(n)         (unsigned int, n, GID, , )
#define SYSCALL_ARG_MODE(n)        (unsigned int, n, MODE, , )
#define SYSCALL_ARG_FILEMODE(n)    (unsigned int, n, FILEMODE, , )
#define SYSCALL_ARG_DEV(n)         (unsigned int, n, DEV, , )
#define SYSCALL_ARG_OFLAGS(n)      (int, n, OFLAGS, , )
#define SYSCALL_ARG_FDFLAGS(n)     (int, n, FDFLAGS, , )
#define SYSCALL_ARG_ATFLAGS(n)     (int, n, ATFLAGS, , )
#define SYSCALL_ARG_STATXFLAGS(n)  (int, n, STATXFLAGS, , )
#define SYSCALL_ARG_ACCMODE(n)     (int, n, ACCMODE, , )
#define SYSCALL_ARG_PROT(n)        (unsigned int, n, PROT, , )
#define SYSCALL_ARG_MAPFLAGS(n)    (unsigned int, n, MAPFLAGS, , )
#define SYSCALL_ARG_MREMAPFLAGS(n) (unsigned int, n, MREMAPFLAGS, , )
#define SYSCALL_ARG_MSYNCFLAGS(n)  (unsigned int, n, MSYNCFLAGS, , )
#define SYSCALL_ARG_CLONEFLAGS(n)  (unsigned long, n, CLONEFLAGS, , )
#define SYSCALL_ARG_WAITOPTS(n)    (unsigned int, n, WAITOPTS, , )
#define SYSCALL_ARG_MOUNTFLAGS(n)  (unsigned long, n, MOUNTFLAGS, , )
#define SYSCALL_ARG_UMOUNTFLAGS(n) (unsigned int, n, UMOUNTFLAGS, , )
#define SYSCALL_ARG_RENAMEFLAGS(n) (unsigned int, n, RENAMEFLAGS, , )
#define SYSCALL_ARG_RANDFLAGS(n)   (unsigned int, n, RANDFLAGS, , )
#define SYSCALL_ARG_RWFLAGS(n)     (unsigned int, n, RWFLAGS, , )
#define SYSCALL_ARG_TIMERFLAGS(n)  (unsigned int, n, TIMERFLAGS, , )
#define SYSCALL_ARG_SPLICEFLAGS(n) (unsigned int, n, SPLICEFLAGS, , )
#define SYSCALL_ARG_TFDFLAGS(n)    (int, n, TFDFLAGS, , )
#define SYSCALL_ARG_MFDFLAGS(n)    (unsigned, n, MFDFLAGS, , )
#define SYSCALL_ARG_PIDFDFLAGS(n)  (unsigned int, n, PIDFDFLAGS, , )
#define SYSCALL_ARG_FALLOCMODE(n)  (unsigned int, n, FALLOCMODE, , )
#define SYSCALL_ARG_STATXMASK(n)   (unsigned int, n, STATXMASK, , )
#define SYSCALL_ARG_LOCKOP(n)      (unsigned int, n, LOCKOP, , )
#define SYSCALL_ARG_FUTEXOP(n)     (unsigned int, n, FUTEXOP, , )
#define SYSCALL_ARG_SIG(n)         (int, n, SIG, , )
#define SYSCALL_ARG_SIGHOW(n)      (int, n, SIGHOW, , )
#define SYSCALL_ARG_WHENCE(n)      (int, n, WHENCE, , )
#define SYSCALL_ARG_FCNTLCMD(n)    (unsigned int, n, FCNTLCMD, , )
#define SYSCALL_ARG_IOCTLCMD(n)    (unsigned int, n, IOCTLCMD, , )
#define SYSCALL_ARG_CLOCKID(n)     (int, n, CLOCKID, , )
#define SYSCALL_ARG_ITIMER(n)      (int, n, ITIMER, , )
#define SYSCALL_ARG_IDTYPE(n)      (int, n, IDTYPE, , )
#define SYSCALL_ARG_MADVICE(n)     (int, n, MADVICE, , )
#define SYSCALL_ARG_FADVICE(n)     (int, n, FADVICE, , )
#define SYSCALL_ARG_RLIMIT(n)      (int, n, RLIMIT, , )
#define SYSCALL_ARG_RUSAGEWHO(n)   (int, n, RUSAGEWHO, , )
#define SYSCALL_ARG_PRIOWHICH(n)   (int, n, PRIOWHICH, , )
#define SYSCALL_ARG_SCHEDPOLICY(n) (int, n, SCHEDPOLICY, , )
#define SYSCALL_ARG_PRCTLOP(n)     (int, n, PRCTLOP, , )
#define SYSCALL_ARG_ARCHOP(n)      (int, n, ARCHOP, , )
#define SYSCALL_ARG_EPOLLOP(n)     (int, n, EPOLLOP, , )
#define SYSCALL_ARG_IPCKEY(n)      (int, n, IPCKEY, , )
#define SYSCALL_ARG_IPCFLAGS(n)    (int, n, IPCFLAGS, , )
#define SYSCALL_ARG_SHMFLAGS(n)    (int, n, SHMFLAGS, , )
#define SYSCALL_ARG_SHMATFLAGS(n)  (int, n, SHMATFLAGS, , )
#define SYSCALL_ARG_MSGFLAGS(n)    (int, n, MSGFLAGS, , )
#define SYSCALL_ARG_SHMCMD(n)      (int, n, SHMCMD, , )
#define SYSCALL_ARG_SEMCMD(n)      (int, n, SEMCMD, , )
#define SYSCALL_ARG_MSGCMD(n)      (int, n, MSGCMD, , )
#define SYSCALL_ARG_SHMID(n)       (int, n, SHMID, , )

/* Memory. */
#define SYSCALL_ARG_INBUF(n, c)       (const void __user *, n, INBUF, , c)
#define SYSCALL_ARG_OUTBUF(n, c)      (void __user *, n, OUTBUF, , c)
#define SYSCALL_ARG_OUTSTR(n, c)      (void __user *, n, OUTSTR, , c)
#define SYSCALL_ARG_OUTHEX(n, c)      (void __user *, n, OUTHEX, , c)
#define SYSCALL_ARG_IN(t, n)          (const t __user *, n, IN, t, )
#define SYSCALL_ARG_OUT(t, n)         (t __user *, n, OUT, t, )
#define SYSCALL_ARG_INOUT(t, n)       (t __user *, n, INOUT, t, )
#define SYSCALL_ARG_INVEC(t, n, c)    (const t __user *, n, INVEC, t, c)
#define SYSCALL_ARG_OUTVEC(t, n, c)   (t __user *, n, OUTVEC, t, c)
#define SYSCALL_ARG_INOUTVEC(t, n, c) (t __user *, n, INOUTVEC, t, c)
#define SYSCALL_ARG_INPAIR(t, n)      (const t __user *, n, INVEC, t, 2)
#define SYSCALL_ARG_OUTFDS(n)         (int __user *, n, OUTVEC, int, 2)
#define SYSCALL_ARG_WSTATUS(n)        (int __user *, n, WSTATUS, int, )
#define SYSCALL_ARG_FDSET(n, c)       (unsigned long __user *, n, FDSET, , c)

/* clang-format off */
/* Members of the tuple. */
#define SYSCALL_PARAM(a)                                  SYSCALL_PARAM_ a
#define SYSCALL_PARAM_(type, name, format, object, count) type name
#define SYSCALL_CAST(a)                                   SYSCALL_CAST_ a
#define SYSCALL_CAST_(type, name, format, object, count)  (type)
#define SYSCALL_DESC(a)                                   SYSCALL_DESC_ a
#define SYSCALL_DESC_(type, name, format, object, count) \
	{ #name, SYSCALL_FMT_##format, sizeof(type), 0, #object, #count }
/* clang-format on */

/* Strips the parentheses of `descs`. */
#define SYSCALL_DESCS(descs) SYSCALL_DESCS_ descs
#define SYSCALL_DESCS_(...)  __VA_ARGS__

/* The rows, by number of arguments. */
#define SYSCALL0(nr, name, family) \
	SYSCALL_ROW(nr, name, family, 0, (void), (), ())
#define SYSCALL1(nr, name, family, a) \
	SYSCALL_ROW_1(nr, name, family, SYSCALL_ARG_##a)
#define SYSCALL2(nr, name, family, a, b) \
	SYSCALL_ROW_2(nr, name, family, SYSCALL_ARG_##a, SYSCALL_ARG_##b)
#define SYSCALL3(nr, name, family, a, b, c)                               \
	SYSCALL_ROW_3(nr, name, family, SYSCALL_ARG_##a, SYSCALL_ARG_##b, \
	    SYSCALL_ARG_##c)
#define SYSCALL4(nr, name, family, a, b, c, d)                            \
	SYSCALL_ROW_4(nr, name, family, SYSCALL_ARG_##a, SYSCALL_ARG_##b, \
	    SYSCALL_ARG_##c, SYSCALL_ARG_##d)
#define SYSCALL5(nr, name, family, a, b, c, d, e)                         \
	SYSCALL_ROW_5(nr, name, family, SYSCALL_ARG_##a, SYSCALL_ARG_##b, \
	    SYSCALL_ARG_##c, SYSCALL_ARG_##d, SYSCALL_ARG_##e)
#define SYSCALL6(nr, name, family, a, b, c, d, e, f)                      \
	SYSCALL_ROW_6(nr, name, family, SYSCALL_ARG_##a, SYSCALL_ARG_##b, \
	    SYSCALL_ARG_##c, SYSCALL_ARG_##d, SYSCALL_ARG_##e,            \
	    SYSCALL_ARG_##f)
#define SYSCALL_ROW_1(nr, name, family, a)                   \
	SYSCALL_ROW(nr, name, family, 1, (SYSCALL_PARAM(a)), \
	    (SYSCALL_CAST(a) reg[0]), (SYSCALL_DESC(a)))
#define SYSCALL_ROW_2(nr, name, family, a, b)                                  \
	SYSCALL_ROW(nr, name, family, 2, (SYSCALL_PARAM(a), SYSCALL_PARAM(b)), \
	    (SYSCALL_CAST(a) reg[0], SYSCALL_CAST(b) reg[1]),                  \
	    (SYSCALL_DESC(a), SYSCALL_DESC(b)))
#define SYSCALL_ROW_3(nr, name, family, a, b, c)                    \
	SYSCALL_ROW(nr, name, family, 3,                            \
	    (SYSCALL_PARAM(a), SYSCALL_PARAM(b), SYSCALL_PARAM(c)), \
	    (SYSCALL_CAST(a) reg[0], SYSCALL_CAST(b) reg[1],        \
		SYSCALL_CAST(c) reg[2]),                            \
	    (SYSCALL_DESC(a), SYSCALL_DESC(b), SYSCALL_DESC(c)))
#define SYSCALL_ROW_4(nr, name, family, a, b, c, d)                \
	SYSCALL_ROW(nr, name, family, 4,                           \
	    (SYSCALL_PARAM(a), SYSCALL_PARAM(b), SYSCALL_PARAM(c), \
		SYSCALL_PARAM(d)),                                 \
	    (SYSCALL_CAST(a) reg[0], SYSCALL_CAST(b) reg[1],       \
		SYSCALL_CAST(c) reg[2], SYSCALL_CAST(d) reg[3]),   \
	    (SYSCALL_DESC(a), SYSCALL_DESC(b), SYSCALL_DESC(c),    \
		SYSCALL_DESC(d)))
#define SYSCALL_ROW_5(nr, name, family, a, b, c, d, e)             \
	SYSCALL_ROW(nr, name, family, 5,                           \
	    (SYSCALL_PARAM(a), SYSCALL_PARAM(b), SYSCALL_PARAM(c), \
		SYSCALL_PARAM(d), SYSCALL_PARAM(e)),               \
	    (SYSCALL_CAST(a) reg[0], SYSCALL_CAST(b) reg[1],       \
		SYSCALL_CAST(c) reg[2], SYSCALL_CAST(d) reg[3],    \
		SYSCALL_CAST(e) reg[4]),                           \
	    (SYSCALL_DESC(a), SYSCALL_DESC(b), SYSCALL_DESC(c),    \
		SYSCALL_DESC(d), SYSCALL_DESC(e)))
#define SYSCALL_ROW_6(nr, name, family, a, b, c, d, e, f)              \
	SYSCALL_ROW(nr, name, family, 6,                               \
	    (SYSCALL_PARAM(a), SYSCALL_PARAM(b), SYSCALL_PARAM(c),     \
		SYSCALL_PARAM(d), SYSCALL_PARAM(e), SYSCALL_PARAM(f)), \
	    (SYSCALL_CAST(a) reg[0], SYSCALL_CAST(b) reg[1],           \
		SYSCALL_CAST(c) reg[2], SYSCALL_CAST(d) reg[3],        \
		SYSCALL_CAST(e) reg[4], SYSCALL_CAST(f) reg[5]),       \
	    (SYSCALL_DESC(a), SYSCALL_DESC(b), SYSCALL_DESC(c),        \
		SYSCALL_DESC(d), SYSCALL_DESC(e), SYSCALL_DESC(f)))

#endif
