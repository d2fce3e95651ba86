/*
 * The tracer's tables: the names of constants, and the members of structures.
 *
 * In a table of flags the combinations come before their parts.  Structures are
 * shown as strace shows them unless told otherwise (-e abbrev=all): the members
 * that matter, and "..." for the rest.
 */
#include "syscall/trace_tables.h"

#include "abi/fcntl.h"
#include "abi/futex.h"
#include "abi/ioctl.h"
#include "abi/mman.h"
#include "abi/mount.h"
#include "abi/msg.h"
#include "abi/poll.h"
#include "abi/prctl.h"
#include "abi/random.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/sem.h"
#include "abi/shm.h"
#include "abi/signal.h"
#include "abi/stat.h"
#include "abi/sysinfo.h"
#include "abi/termios.h"
#include "abi/time.h"
#include "abi/uio.h"
#include "abi/utsname.h"
#include "abi/wait.h"
#include "lib/string.h"
#include "sched/restart.h"

/* clang-format off */
/* A row: flags, a choice of one, or a choice in the bits of a mask and flags. */
#define N(constant) { constant, #constant }
#define FUTEX(op)   { op, #op }, { (op) | FUTEX_PRIVATE_FLAG, #op "_PRIVATE" }
#define ROW(format, style, mask, unknown, ...) \
	[SYSCALL_FMT_##format] = { style, mask, unknown, \
		(const struct trace_name[]){ __VA_ARGS__, { 0, NULL } } }
#define FLAGS(format, unknown, ...) \
	ROW(format, TRACE_HEX, 0, unknown, __VA_ARGS__)
#define CHOICE(format, unknown, ...) \
	ROW(format, TRACE_HEX, ~0UL, unknown, __VA_ARGS__)
#define MIXED(format, mask, unknown, ...) \
	ROW(format, TRACE_HEX, mask, unknown, __VA_ARGS__)
#define NUMBER(format, style) [SYSCALL_FMT_##format] = { .number = style }

const struct trace_format trace_formats[] = {
	NUMBER(FD, TRACE_SIGNED), NUMBER(SIZE, TRACE_UNSIGNED),
	NUMBER(INT, TRACE_SIGNED), NUMBER(UINT, TRACE_UNSIGNED),
	NUMBER(LONG, TRACE_SIGNED), NUMBER(ULONG, TRACE_UNSIGNED),
	NUMBER(OFF, TRACE_SIGNED), NUMBER(MAPOFF, TRACE_HEX),
	NUMBER(PID, TRACE_SIGNED), NUMBER(HEX, TRACE_HEX),
	NUMBER(MODE, TRACE_OCTAL), NUMBER(RESTORER, TRACE_HEX),
	NUMBER(STSIZE, TRACE_SIGNED), NUMBER(SHMID, TRACE_SIGNED),
	NUMBER(SEMOP, TRACE_SIGNED),
	ROW(DIRFD, TRACE_SIGNED, ~0UL, NULL, { (u32)AT_FDCWD, "AT_FDCWD" }),
	ROW(ADDR, TRACE_HEX, ~0UL, NULL, { 0, "NULL" }),
	ROW(PTR, TRACE_HEX, ~0UL, NULL, { 0, "NULL" }),
	ROW(UID, TRACE_UNSIGNED, ~0UL, NULL, { UINT32_MAX, "-1" }),
	ROW(GID, TRACE_UNSIGNED, ~0UL, NULL, { UINT32_MAX, "-1" }),
	ROW(FILEMODE, TRACE_OCTAL, S_IFMT, NULL, N(S_IFSOCK), N(S_IFLNK),
	    N(S_IFREG), N(S_IFBLK), N(S_IFDIR), N(S_IFCHR), N(S_IFIFO),
	    N(S_ISUID), N(S_ISGID), N(S_ISVTX)),
	ROW(HANDLER, TRACE_HEX, ~0UL, NULL, { KERNEL_SIG_DFL, "SIG_DFL" },
	    { KERNEL_SIG_IGN, "SIG_IGN" }),
	ROW(NSEC, TRACE_SIGNED, ~0UL, NULL, N(UTIME_NOW), N(UTIME_OMIT)),
	ROW(SICODE, TRACE_SIGNED, ~0UL, NULL, N(SI_USER), N(SI_KERNEL),
	    { (u32)SI_QUEUE, "SI_QUEUE" }, { (u32)SI_TIMER, "SI_TIMER" },
	    { (u32)SI_TKILL, "SI_TKILL" }),
	MIXED(OFLAGS, O_ACCMODE, "O_???", N(O_RDONLY), N(O_WRONLY), N(O_RDWR),
	    N(O_ACCMODE), N(O_CREAT), N(O_EXCL), N(O_NOCTTY), N(O_TRUNC),
	    N(O_APPEND), N(O_NONBLOCK), N(O_SYNC), N(O_DSYNC), N(O_ASYNC),
	    N(O_DIRECT), N(O_LARGEFILE), N(O_NOFOLLOW), N(O_NOATIME),
	    N(O_CLOEXEC), N(O_PATH), N(O_TMPFILE), N(O_DIRECTORY)),
	FLAGS(FDFLAGS, "O_???", N(O_CLOEXEC), N(O_NONBLOCK), N(O_DIRECT)),
	FLAGS(ATFLAGS, "AT_???", N(AT_SYMLINK_NOFOLLOW), N(AT_REMOVEDIR),
	    N(AT_SYMLINK_FOLLOW), N(AT_NO_AUTOMOUNT), N(AT_EMPTY_PATH)),
	MIXED(STATXFLAGS, AT_STATX_SYNC_TYPE, "AT_???",
	    N(AT_STATX_SYNC_AS_STAT), N(AT_STATX_FORCE_SYNC),
	    N(AT_STATX_DONT_SYNC), N(AT_SYMLINK_NOFOLLOW), N(AT_NO_AUTOMOUNT),
	    N(AT_EMPTY_PATH)),
	FLAGS(ACCMODE, "?_OK", N(F_OK), N(R_OK), N(W_OK), N(X_OK)),
	FLAGS(PROT, "PROT_???", N(PROT_NONE), N(PROT_READ), N(PROT_WRITE),
	    N(PROT_EXEC), N(PROT_SEM), N(PROT_GROWSDOWN), N(PROT_GROWSUP)),
	FLAGS(MAPFLAGS, "MAP_???", N(MAP_SHARED_VALIDATE), N(MAP_SHARED),
	    N(MAP_PRIVATE), N(MAP_FIXED), N(MAP_ANONYMOUS), N(MAP_32BIT),
	    N(MAP_GROWSDOWN), N(MAP_DENYWRITE), N(MAP_EXECUTABLE),
	    N(MAP_LOCKED), N(MAP_NORESERVE), N(MAP_POPULATE), N(MAP_NONBLOCK),
	    N(MAP_STACK), N(MAP_HUGETLB), N(MAP_SYNC), N(MAP_FIXED_NOREPLACE)),
	FLAGS(MREMAPFLAGS, "MREMAP_???", N(MREMAP_MAYMOVE), N(MREMAP_FIXED),
	    N(MREMAP_DONTUNMAP)),
	FLAGS(MSYNCFLAGS, "MS_???", N(MS_ASYNC), N(MS_INVALIDATE), N(MS_SYNC)),
	MIXED(CLONEFLAGS, 0xff, "CLONE_???", N(CLONE_VM), N(CLONE_FS), N(CLONE_FILES),
	    N(CLONE_SIGHAND), N(CLONE_PIDFD), N(CLONE_PTRACE), N(CLONE_VFORK),
	    N(CLONE_PARENT), N(CLONE_THREAD), N(CLONE_NEWNS), N(CLONE_SYSVSEM),
	    N(CLONE_SETTLS), N(CLONE_PARENT_SETTID), N(CLONE_CHILD_CLEARTID),
	    N(CLONE_DETACHED), N(CLONE_UNTRACED), N(CLONE_CHILD_SETTID),
	    N(CLONE_NEWCGROUP), N(CLONE_NEWUTS), N(CLONE_NEWIPC),
	    N(CLONE_NEWUSER), N(CLONE_NEWPID), N(CLONE_NEWNET), N(CLONE_IO),
	    N(CLONE_CLEAR_SIGHAND), N(CLONE_INTO_CGROUP), N(SIGCHLD)),
	FLAGS(WAITOPTS, "W???", N(WNOHANG), N(WSTOPPED), N(WEXITED),
	    N(WCONTINUED), N(WNOWAIT), N(__WNOTHREAD), N(__WALL), N(__WCLONE)),
	FLAGS(MOUNTFLAGS, "MS_???", N(MS_RDONLY), N(MS_NOSUID), N(MS_NODEV),
	    N(MS_NOEXEC), N(MS_SYNCHRONOUS), N(MS_REMOUNT), N(MS_MANDLOCK),
	    N(MS_DIRSYNC), N(MS_NOSYMFOLLOW), N(MS_NOATIME), N(MS_NODIRATIME),
	    N(MS_BIND), N(MS_MOVE), N(MS_REC), N(MS_SILENT), N(MS_UNBINDABLE),
	    N(MS_PRIVATE), N(MS_SLAVE), N(MS_SHARED), N(MS_RELATIME),
	    N(MS_STRICTATIME), N(MS_LAZYTIME)),
	FLAGS(UMOUNTFLAGS, "MNT_???", N(MNT_FORCE), N(MNT_DETACH),
	    N(MNT_EXPIRE), N(UMOUNT_NOFOLLOW)),
	FLAGS(RENAMEFLAGS, "RENAME_???", N(RENAME_NOREPLACE),
	    N(RENAME_EXCHANGE), N(RENAME_WHITEOUT)),
	FLAGS(RANDFLAGS, "GRND_???", N(GRND_NONBLOCK), N(GRND_RANDOM),
	    N(GRND_INSECURE)),
	FLAGS(RWFLAGS, "RWF_???", N(RWF_HIPRI), N(RWF_DSYNC), N(RWF_SYNC),
	    N(RWF_NOWAIT), N(RWF_APPEND)),
	FLAGS(TIMERFLAGS, "TIMER_???", N(TIMER_ABSTIME)),
	FLAGS(SPLICEFLAGS, "SPLICE_F_???", N(SPLICE_F_MOVE),
	    N(SPLICE_F_NONBLOCK), N(SPLICE_F_MORE), N(SPLICE_F_GIFT)),
	FLAGS(MFDFLAGS, "MFD_???", N(MFD_CLOEXEC), N(MFD_ALLOW_SEALING),
	    N(MFD_HUGETLB), N(MFD_NOEXEC_SEAL), N(MFD_EXEC)),
	FLAGS(TFDFLAGS, "TFD_TIMER_???", N(TFD_TIMER_ABSTIME),
	    N(TFD_TIMER_CANCEL_ON_SET)),
	FLAGS(PIDFDFLAGS, "PIDFD_???", N(PIDFD_NONBLOCK)),
	FLAGS(FALLOCMODE, "FALLOC_FL_???", N(FALLOC_FL_KEEP_SIZE),
	    N(FALLOC_FL_PUNCH_HOLE), N(FALLOC_FL_COLLAPSE_RANGE),
	    N(FALLOC_FL_ZERO_RANGE), N(FALLOC_FL_INSERT_RANGE),
	    N(FALLOC_FL_UNSHARE_RANGE)),
	FLAGS(STATXMASK, "STATX_???",
	    { STATX_BASIC_STATS | STATX_BTIME, "STATX_ALL" },
	    N(STATX_BASIC_STATS), N(STATX_TYPE), N(STATX_MODE), N(STATX_NLINK),
	    N(STATX_UID), N(STATX_GID), N(STATX_ATIME), N(STATX_MTIME),
	    N(STATX_CTIME), N(STATX_INO), N(STATX_SIZE), N(STATX_BLOCKS),
	    N(STATX_BTIME), N(STATX_MNT_ID), N(STATX_DIOALIGN),
	    N(STATX__RESERVED)),
	FLAGS(LOCKOP, "LOCK_???", N(LOCK_SH), N(LOCK_EX), N(LOCK_NB),
	    N(LOCK_UN)),
	MIXED(FUTEXOP, (u32)~FUTEX_CLOCK_REALTIME, "FUTEX_???",
	    FUTEX(FUTEX_WAIT), FUTEX(FUTEX_WAKE), FUTEX(FUTEX_FD),
	    FUTEX(FUTEX_REQUEUE), FUTEX(FUTEX_CMP_REQUEUE),
	    FUTEX(FUTEX_WAKE_OP), FUTEX(FUTEX_LOCK_PI), FUTEX(FUTEX_UNLOCK_PI),
	    FUTEX(FUTEX_TRYLOCK_PI), FUTEX(FUTEX_WAIT_BITSET),
	    FUTEX(FUTEX_WAKE_BITSET), FUTEX(FUTEX_WAIT_REQUEUE_PI),
	    FUTEX(FUTEX_CMP_REQUEUE_PI), FUTEX(FUTEX_LOCK_PI2),
	    N(FUTEX_CLOCK_REALTIME)),
	CHOICE(SIGHOW, "SIG_???", N(SIG_BLOCK), N(SIG_UNBLOCK), N(SIG_SETMASK)),
	CHOICE(WHENCE, "SEEK_???", N(SEEK_SET), N(SEEK_CUR), N(SEEK_END),
	    N(SEEK_DATA), N(SEEK_HOLE)),
	CHOICE(FCNTLCMD, "F_???", N(F_DUPFD), N(F_GETFD), N(F_SETFD),
	    N(F_GETFL), N(F_SETFL), N(F_GETLK), N(F_SETLK), N(F_SETLKW),
	    N(F_SETOWN), N(F_GETOWN), N(F_SETSIG), N(F_GETSIG), N(F_SETOWN_EX),
	    N(F_GETOWN_EX), N(F_OFD_GETLK), N(F_OFD_SETLK), N(F_OFD_SETLKW),
	    N(F_SETLEASE), N(F_GETLEASE), N(F_NOTIFY), N(F_DUPFD_CLOEXEC),
	    N(F_SETPIPE_SZ), N(F_GETPIPE_SZ), N(F_ADD_SEALS), N(F_GET_SEALS)),
	CHOICE(IOCTLCMD, NULL, N(TCGETS), N(TCSETS), N(TCSETSW), N(TCSETSF),
	    N(TCGETA), N(TCSETA), N(TCSETAW), N(TCSETAF), N(TCSBRK), N(TCXONC),
	    N(TCFLSH), N(TIOCEXCL), N(TIOCNXCL), N(TIOCSCTTY), N(TIOCGPGRP),
	    N(TIOCSPGRP), N(TIOCOUTQ), N(TIOCSTI), N(TIOCGWINSZ), N(TIOCSWINSZ),
	    N(TIOCMGET), N(TIOCMBIS), N(TIOCMBIC), N(TIOCMSET), N(TIOCCONS),
	    N(TIOCPKT), N(TIOCNOTTY), N(TIOCSETD), N(TIOCGETD), N(TCSBRKP),
	    N(TIOCSBRK), N(TIOCCBRK), N(TIOCGSID), N(TIOCGPTN), N(TIOCSPTLCK),
	    N(TIOCGPTPEER), N(FIONREAD), N(FIONBIO), N(FIONCLEX), N(FIOCLEX),
	    N(FIOASYNC), N(FIOQSIZE)),
	CHOICE(CLOCKID, "CLOCK_???", N(CLOCK_REALTIME), N(CLOCK_MONOTONIC),
	    N(CLOCK_PROCESS_CPUTIME_ID), N(CLOCK_THREAD_CPUTIME_ID),
	    N(CLOCK_MONOTONIC_RAW), N(CLOCK_REALTIME_COARSE),
	    N(CLOCK_MONOTONIC_COARSE), N(CLOCK_BOOTTIME),
	    N(CLOCK_REALTIME_ALARM), N(CLOCK_BOOTTIME_ALARM), N(CLOCK_TAI)),
	CHOICE(ITIMER, "ITIMER_???", N(ITIMER_REAL), N(ITIMER_VIRTUAL),
	    N(ITIMER_PROF)),
	CHOICE(IDTYPE, "P_???", N(P_ALL), N(P_PID), N(P_PGID), N(P_PIDFD)),
	CHOICE(MADVICE, "MADV_???", N(MADV_NORMAL), N(MADV_RANDOM),
	    N(MADV_SEQUENTIAL), N(MADV_WILLNEED), N(MADV_DONTNEED),
	    N(MADV_FREE), N(MADV_REMOVE), N(MADV_DONTFORK), N(MADV_DOFORK),
	    N(MADV_MERGEABLE), N(MADV_UNMERGEABLE), N(MADV_HUGEPAGE),
	    N(MADV_NOHUGEPAGE), N(MADV_DONTDUMP), N(MADV_DODUMP),
	    N(MADV_WIPEONFORK), N(MADV_KEEPONFORK), N(MADV_COLD),
	    N(MADV_PAGEOUT), N(MADV_POPULATE_READ), N(MADV_POPULATE_WRITE),
	    N(MADV_DONTNEED_LOCKED)),
	CHOICE(FADVICE, "POSIX_FADV_???", N(POSIX_FADV_NORMAL),
	    N(POSIX_FADV_RANDOM), N(POSIX_FADV_SEQUENTIAL),
	    N(POSIX_FADV_WILLNEED), N(POSIX_FADV_DONTNEED),
	    N(POSIX_FADV_NOREUSE)),
	CHOICE(RLIMIT, "RLIMIT_???", N(RLIMIT_CPU), N(RLIMIT_FSIZE),
	    N(RLIMIT_DATA), N(RLIMIT_STACK), N(RLIMIT_CORE), N(RLIMIT_RSS),
	    N(RLIMIT_NPROC), N(RLIMIT_NOFILE), N(RLIMIT_MEMLOCK), N(RLIMIT_AS),
	    N(RLIMIT_LOCKS), N(RLIMIT_SIGPENDING), N(RLIMIT_MSGQUEUE),
	    N(RLIMIT_NICE), N(RLIMIT_RTPRIO), N(RLIMIT_RTTIME)),
	CHOICE(RUSAGEWHO, "RUSAGE_???", N(RUSAGE_SELF),
	    { (u32)RUSAGE_CHILDREN, "RUSAGE_CHILDREN" }, N(RUSAGE_THREAD)),
	CHOICE(PRIOWHICH, "PRIO_???", N(PRIO_PROCESS), N(PRIO_PGRP),
	    N(PRIO_USER)),
	MIXED(SCHEDPOLICY, (u32)~SCHED_RESET_ON_FORK, "SCHED_???",
	    N(SCHED_OTHER), N(SCHED_FIFO), N(SCHED_RR), N(SCHED_BATCH),
	    N(SCHED_IDLE), N(SCHED_DEADLINE), N(SCHED_RESET_ON_FORK)),
	CHOICE(PRCTLOP, "PR_???", N(PR_SET_PDEATHSIG), N(PR_GET_PDEATHSIG),
	    N(PR_GET_DUMPABLE), N(PR_SET_DUMPABLE), N(PR_GET_KEEPCAPS),
	    N(PR_SET_KEEPCAPS), N(PR_SET_NAME), N(PR_GET_NAME),
	    N(PR_GET_SECCOMP), N(PR_SET_SECCOMP), N(PR_CAPBSET_READ),
	    N(PR_CAPBSET_DROP), N(PR_GET_TSC), N(PR_SET_TSC),
	    N(PR_GET_SECUREBITS), N(PR_SET_SECUREBITS), N(PR_SET_TIMERSLACK),
	    N(PR_GET_TIMERSLACK), N(PR_SET_MM), N(PR_SET_CHILD_SUBREAPER),
	    N(PR_GET_CHILD_SUBREAPER), N(PR_SET_NO_NEW_PRIVS),
	    N(PR_GET_NO_NEW_PRIVS), N(PR_GET_TID_ADDRESS),
	    N(PR_SET_THP_DISABLE), N(PR_GET_THP_DISABLE), N(PR_CAP_AMBIENT),
	    N(PR_GET_SPECULATION_CTRL), N(PR_SET_SPECULATION_CTRL),
	    N(PR_SET_VMA), N(PR_SET_PTRACER)),
	CHOICE(ARCHOP, "ARCH_???", N(ARCH_SET_GS), N(ARCH_SET_FS),
	    N(ARCH_GET_FS), N(ARCH_GET_GS), N(ARCH_GET_CPUID),
	    N(ARCH_SET_CPUID)),
	CHOICE(EPOLLOP, "EPOLL_CTL_???", N(EPOLL_CTL_ADD), N(EPOLL_CTL_DEL),
	    N(EPOLL_CTL_MOD)),
	ROW(IPCKEY, TRACE_HEX, ~0UL, NULL, N(IPC_PRIVATE)),
	ROW(IPCFLAGS, TRACE_OCTAL, 0, NULL, N(IPC_CREAT), N(IPC_EXCL),
	    N(IPC_NOWAIT)),
	ROW(SHMFLAGS, TRACE_OCTAL, 0, NULL, N(IPC_CREAT), N(IPC_EXCL),
	    N(SHM_HUGETLB), N(SHM_NORESERVE)),
	FLAGS(SHMATFLAGS, "SHM_???", N(SHM_RDONLY), N(SHM_RND), N(SHM_REMAP),
	    N(SHM_EXEC)),
	FLAGS(MSGFLAGS, "MSG_???", N(IPC_NOWAIT), N(MSG_NOERROR), N(MSG_EXCEPT),
	    N(MSG_COPY)),
	CHOICE(SHMCMD, "SHM_???", N(IPC_RMID), N(IPC_SET), N(IPC_STAT),
	    N(IPC_INFO), N(SHM_LOCK), N(SHM_UNLOCK), N(SHM_STAT), N(SHM_INFO),
	    N(SHM_STAT_ANY)),
	CHOICE(SEMCMD, "SEM_???", N(IPC_RMID), N(IPC_SET), N(IPC_STAT),
	    N(IPC_INFO), N(GETPID), N(GETVAL), N(GETALL), N(GETNCNT),
	    N(GETZCNT), N(SETVAL), N(SETALL), N(SEM_STAT), N(SEM_INFO),
	    N(SEM_STAT_ANY)),
	CHOICE(MSGCMD, "MSG_???", N(IPC_RMID), N(IPC_SET), N(IPC_STAT),
	    N(IPC_INFO), N(MSG_STAT), N(MSG_INFO), N(MSG_STAT_ANY)),
	FLAGS(SEMFLAGS, "SEM_???", N(SEM_UNDO), N(IPC_NOWAIT)),
	FLAGS(EPOLLEVENTS, "EPOLL???", N(EPOLLIN), N(EPOLLPRI), N(EPOLLOUT),
	    N(EPOLLERR), N(EPOLLHUP), N(EPOLLRDNORM), N(EPOLLRDBAND),
	    N(EPOLLWRNORM), N(EPOLLWRBAND), N(EPOLLMSG), N(EPOLLRDHUP),
	    N(EPOLLEXCLUSIVE), N(EPOLLWAKEUP), N(EPOLLONESHOT), N(EPOLLET)),
	FLAGS(POLLEVENTS, "POLL???", N(POLLIN), N(POLLPRI), N(POLLOUT),
	    N(POLLERR), N(POLLHUP), N(POLLNVAL), N(POLLRDNORM), N(POLLRDBAND),
	    N(POLLWRNORM), N(POLLWRBAND), N(POLLMSG), N(POLLRDHUP)),
	FLAGS(SAFLAGS, "SA_???", N(SA_NOCLDSTOP), N(SA_NOCLDWAIT),
	    N(SA_SIGINFO), N(SA_RESTORER), N(SA_ONSTACK), N(SA_RESTART),
	    N(SA_NODEFER), N(SA_RESETHAND)),
	FLAGS(SSFLAGS, "SS_???", N(SS_ONSTACK), N(SS_DISABLE),
	    N(SS_AUTODISARM)),
};

/* A member: what it is called, when not as in its structure, and its type, when it
 * is a structure itself. */
#define M(s, member, format)  AS(s, member, #member, format, "")
#define AS(s, member, name, format, type) \
	{ name, SYSCALL_FMT_##format, sizeof(((s *)0)->member), \
		offsetof(s, member), type, "" }
#define MEMBERS(...) (const struct syscall_arg[]){ __VA_ARGS__, { 0 } }
#define STRUCT(type, abridged, ...) \
	{ #type, MEMBERS(__VA_ARGS__), sizeof(type), abridged }
#define SCALAR(type, format) \
	STRUCT(type, false, { "", SYSCALL_FMT_##format, sizeof(type), 0, "", "" })

static const struct trace_struct structs[] = {
	SCALAR(int, INT), SCALAR(unsigned int, UINT), SCALAR(long, LONG),
	SCALAR(size_t, ULONG), SCALAR(unsigned long, ULONG),
	SCALAR(kernel_sigset_t, SIGSET), SCALAR(struct sched_param, INT),
	STRUCT(struct timespec, false, M(struct timespec, tv_sec, LONG),
	    M(struct timespec, tv_nsec, NSEC)),
	STRUCT(struct timeval, false, M(struct timeval, tv_sec, LONG),
	    M(struct timeval, tv_usec, LONG)),
	STRUCT(struct itimerval, false,
	    AS(struct itimerval, it_interval, "it_interval", IN, "struct timeval"),
	    AS(struct itimerval, it_value, "it_value", IN, "struct timeval")),
	STRUCT(struct itimerspec, false,
	    AS(struct itimerspec, it_interval, "it_interval", IN, "struct timespec"),
	    AS(struct itimerspec, it_value, "it_value", IN, "struct timespec")),
	STRUCT(struct sigevent, true, M(struct sigevent, sigev_signo, SIG),
	    M(struct sigevent, sigev_notify, INT)),
	STRUCT(struct tms, false, M(struct tms, tms_utime, LONG),
	    M(struct tms, tms_stime, LONG), M(struct tms, tms_cutime, LONG),
	    M(struct tms, tms_cstime, LONG)),
	STRUCT(struct rusage, true,
	    AS(struct rusage, ru_utime, "ru_utime", IN, "struct timeval"),
	    AS(struct rusage, ru_stime, "ru_stime", IN, "struct timeval")),
	STRUCT(struct rlimit, false, M(struct rlimit, rlim_cur, LIMIT),
	    M(struct rlimit, rlim_max, LIMIT)),
	STRUCT(struct stat, true, M(struct stat, st_mode, FILEMODE),
	    M(struct stat, st_rdev, DEV), M(struct stat, st_size, STSIZE)),
	STRUCT(struct statx, true, M(struct statx, stx_mask, STATXMASK),
	    M(struct statx, stx_attributes, HEX),
	    M(struct statx, stx_mode, FILEMODE),
	    M(struct statx, stx_size, ULONG)),
	STRUCT(struct statfs, true, M(struct statfs, f_type, HEX),
	    M(struct statfs, f_bsize, LONG), M(struct statfs, f_blocks, LONG),
	    M(struct statfs, f_bfree, LONG), M(struct statfs, f_bavail, LONG)),
	STRUCT(struct sysinfo, true, M(struct sysinfo, uptime, LONG),
	    { "loads", SYSCALL_FMT_INVEC, sizeof(unsigned long[3]),
		offsetof(struct sysinfo, loads), "unsigned long", "3" },
	    M(struct sysinfo, totalram, ULONG), M(struct sysinfo, freeram, ULONG)),
	STRUCT(struct utsname, true, M(struct utsname, sysname, STR),
	    M(struct utsname, nodename, STR)),
	STRUCT(struct kernel_sigaction, false,
	    AS(struct kernel_sigaction, handler, "sa_handler", HANDLER, ""),
	    AS(struct kernel_sigaction, mask, "sa_mask", SIGSET, ""),
	    AS(struct kernel_sigaction, flags, "sa_flags", SAFLAGS, ""),
	    AS(struct kernel_sigaction, restorer, "sa_restorer", RESTORER, "")),
	STRUCT(struct sigaltstack, false, M(struct sigaltstack, ss_sp, ADDR),
	    M(struct sigaltstack, ss_flags, SSFLAGS),
	    M(struct sigaltstack, ss_size, ULONG)),
	STRUCT(struct siginfo, true, M(struct siginfo, si_signo, SIG),
	    M(struct siginfo, si_code, SICODE),
	    AS(struct siginfo, u.rt.pid, "si_pid", INT, ""),
	    AS(struct siginfo, u.rt.uid, "si_uid", UID, "")),
	STRUCT(struct sembuf, false, M(struct sembuf, sem_num, UINT),
	    M(struct sembuf, sem_op, SEMOP), M(struct sembuf, sem_flg, SEMFLAGS)),
	STRUCT(struct pollfd, false, M(struct pollfd, fd, INT),
	    M(struct pollfd, events, POLLEVENTS)),
	{ "ready pollfd", MEMBERS(M(struct pollfd, fd, INT),
	    M(struct pollfd, revents, POLLEVENTS)), sizeof(struct pollfd), false },
	STRUCT(struct epoll_event, false,
	    M(struct epoll_event, events, EPOLLEVENTS),
	    AS(struct epoll_event, data, "data", IN, "epoll data")),
	{ "epoll data", MEMBERS({ "u32", SYSCALL_FMT_UINT, sizeof(u32), 0, "", "" },
	    { "u64", SYSCALL_FMT_ULONG, sizeof(u64), 0, "", "" }), sizeof(u64), false },
	STRUCT(struct iovec, false,
	    { "iov_base", SYSCALL_FMT_INBUF, sizeof(void *),
		offsetof(struct iovec, iov_base), "", "iov_len" },
	    M(struct iovec, iov_len, ULONG)),
};
/* clang-format on */

const struct trace_struct *
trace_struct_find(const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(structs); i++)
		if (!strcmp(structs[i].type, type))
			return &structs[i];
	return NULL;
}

const char *
trace_error_text(long err)
{
	static const struct trace_name errors[] = {
#define ERRNO(nr, name, message) { nr, "-1 " #name " (" message ")" },
#include "abi/errno.def"
#undef ERRNO
		/* By these the kernel says that it will go on later. */
		{ ERESTARTSYS,
		    "? ERESTARTSYS (To be restarted if SA_RESTART is set)" },
		{ ERESTARTNOINTR, "? ERESTARTNOINTR (To be restarted)" },
		{ ERESTARTNOHAND,
		    "? ERESTARTNOHAND (To be restarted if no handler)" },
		{ ERESTART_RESTARTBLOCK,
		    "? ERESTART_RESTARTBLOCK (Interrupted by signal)" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].value == (u64)err)
			return errors[i].name;
	return NULL;
}
