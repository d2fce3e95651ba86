/*
 * The names of constants, a table for each kind of argument that has them.
 *
 * In a table of flags the combinations come before their parts.
 */
#include "syscall/trace_names.h"

#include "abi/fcntl.h"
#include "abi/futex.h"
#include "abi/ioctl.h"
#include "abi/mman.h"
#include "abi/mount.h"
#include "abi/poll.h"
#include "abi/prctl.h"
#include "abi/random.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/signal.h"
#include "abi/stat.h"
#include "abi/termios.h"
#include "abi/time.h"
#include "abi/uio.h"
#include "abi/wait.h"

#define N(constant)                 \
	{                           \
		constant, #constant \
	}

/* clang-format off */
static const struct trace_name oflags_names[] = {
	N(O_CREAT), N(O_EXCL), N(O_NOCTTY), N(O_TRUNC), N(O_APPEND),
	N(O_NONBLOCK), N(O_SYNC), N(O_DSYNC), N(O_ASYNC), N(O_DIRECT),
	N(O_LARGEFILE), N(O_NOFOLLOW), N(O_NOATIME), N(O_CLOEXEC), N(O_PATH),
	N(O_TMPFILE), N(O_DIRECTORY), { 0, NULL },
};
static const struct trace_name atflags_names[] = {
	N(AT_SYMLINK_NOFOLLOW), N(AT_REMOVEDIR), N(AT_SYMLINK_FOLLOW),
	N(AT_NO_AUTOMOUNT), N(AT_EMPTY_PATH), N(AT_STATX_FORCE_SYNC),
	N(AT_STATX_DONT_SYNC), { 0, NULL },
};
static const struct trace_name accmode_names[] = {
	N(F_OK), N(R_OK), N(W_OK), N(X_OK), { 0, NULL },
};
static const struct trace_name prot_names[] = {
	N(PROT_NONE), N(PROT_READ), N(PROT_WRITE), N(PROT_EXEC), N(PROT_SEM),
	N(PROT_GROWSDOWN), N(PROT_GROWSUP), { 0, NULL },
};
static const struct trace_name mapflags_names[] = {
	N(MAP_SHARED_VALIDATE), N(MAP_SHARED), N(MAP_PRIVATE), N(MAP_FIXED),
	N(MAP_ANONYMOUS), N(MAP_32BIT), N(MAP_GROWSDOWN), N(MAP_DENYWRITE),
	N(MAP_EXECUTABLE), N(MAP_LOCKED), N(MAP_NORESERVE), N(MAP_POPULATE),
	N(MAP_NONBLOCK), N(MAP_STACK), N(MAP_HUGETLB), N(MAP_SYNC),
	N(MAP_FIXED_NOREPLACE), { 0, NULL },
};
static const struct trace_name mremapflags_names[] = {
	N(MREMAP_MAYMOVE), N(MREMAP_FIXED), N(MREMAP_DONTUNMAP), { 0, NULL },
};
static const struct trace_name msyncflags_names[] = {
	N(MS_ASYNC), N(MS_INVALIDATE), N(MS_SYNC), { 0, NULL },
};
static const struct trace_name cloneflags_names[] = {
	N(CLONE_VM), N(CLONE_FS), N(CLONE_FILES), N(CLONE_SIGHAND),
	N(CLONE_PIDFD), N(CLONE_PTRACE), N(CLONE_VFORK), N(CLONE_PARENT),
	N(CLONE_THREAD), N(CLONE_NEWNS), N(CLONE_SYSVSEM), N(CLONE_SETTLS),
	N(CLONE_PARENT_SETTID), N(CLONE_CHILD_CLEARTID), N(CLONE_DETACHED),
	N(CLONE_UNTRACED), N(CLONE_CHILD_SETTID), N(CLONE_NEWCGROUP),
	N(CLONE_NEWUTS), N(CLONE_NEWIPC), N(CLONE_NEWUSER), N(CLONE_NEWPID),
	N(CLONE_NEWNET), N(CLONE_IO), N(CLONE_CLEAR_SIGHAND),
	N(CLONE_INTO_CGROUP), { 0, NULL },
};
static const struct trace_name waitopts_names[] = {
	N(WNOHANG), N(WSTOPPED), N(WEXITED), N(WCONTINUED), N(WNOWAIT),
	N(__WNOTHREAD), N(__WALL), N(__WCLONE), { 0, NULL },
};
static const struct trace_name mountflags_names[] = {
	N(MS_RDONLY), N(MS_NOSUID), N(MS_NODEV), N(MS_NOEXEC),
	N(MS_SYNCHRONOUS), N(MS_REMOUNT), N(MS_MANDLOCK), N(MS_DIRSYNC),
	N(MS_NOSYMFOLLOW), N(MS_NOATIME), N(MS_NODIRATIME), N(MS_BIND),
	N(MS_MOVE), N(MS_REC), N(MS_SILENT), N(MS_UNBINDABLE), N(MS_PRIVATE),
	N(MS_SLAVE), N(MS_SHARED), N(MS_RELATIME), N(MS_STRICTATIME),
	N(MS_LAZYTIME), { 0, NULL },
};
static const struct trace_name umountflags_names[] = {
	N(MNT_FORCE), N(MNT_DETACH), N(MNT_EXPIRE), N(UMOUNT_NOFOLLOW),
	{ 0, NULL },
};
static const struct trace_name renameflags_names[] = {
	N(RENAME_NOREPLACE), N(RENAME_EXCHANGE), N(RENAME_WHITEOUT),
	{ 0, NULL },
};
static const struct trace_name randflags_names[] = {
	N(GRND_NONBLOCK), N(GRND_RANDOM), N(GRND_INSECURE), { 0, NULL },
};
static const struct trace_name rwflags_names[] = {
	N(RWF_HIPRI), N(RWF_DSYNC), N(RWF_SYNC), N(RWF_NOWAIT),
	N(RWF_APPEND), { 0, NULL },
};
static const struct trace_name timerflags_names[] = {
	N(TIMER_ABSTIME), { 0, NULL },
};
static const struct trace_name fallocmode_names[] = {
	N(FALLOC_FL_KEEP_SIZE), N(FALLOC_FL_PUNCH_HOLE),
	N(FALLOC_FL_COLLAPSE_RANGE), N(FALLOC_FL_ZERO_RANGE),
	N(FALLOC_FL_INSERT_RANGE), N(FALLOC_FL_UNSHARE_RANGE), { 0, NULL },
};
static const struct trace_name statxmask_names[] = {
	{ STATX_BASIC_STATS | STATX_BTIME, "STATX_ALL" },
	N(STATX_BASIC_STATS), N(STATX_TYPE), N(STATX_MODE), N(STATX_NLINK),
	N(STATX_UID), N(STATX_GID), N(STATX_ATIME), N(STATX_MTIME),
	N(STATX_CTIME), N(STATX_INO), N(STATX_SIZE), N(STATX_BLOCKS),
	N(STATX_BTIME), N(STATX_MNT_ID), N(STATX_DIOALIGN),
	N(STATX__RESERVED), { 0, NULL },
};
static const struct trace_name lockop_names[] = {
	N(LOCK_SH), N(LOCK_EX), N(LOCK_NB), N(LOCK_UN), { 0, NULL },
};
static const struct trace_name sighow_names[] = {
	N(SIG_BLOCK), N(SIG_UNBLOCK), N(SIG_SETMASK), { 0, NULL },
};
static const struct trace_name whence_names[] = {
	N(SEEK_SET), N(SEEK_CUR), N(SEEK_END), N(SEEK_DATA), N(SEEK_HOLE),
	{ 0, NULL },
};
static const struct trace_name fcntlcmd_names[] = {
	N(F_DUPFD), N(F_GETFD), N(F_SETFD), N(F_GETFL), N(F_SETFL),
	N(F_GETLK), N(F_SETLK), N(F_SETLKW), N(F_SETOWN), N(F_GETOWN),
	N(F_SETSIG), N(F_GETSIG), N(F_SETOWN_EX), N(F_GETOWN_EX),
	N(F_OFD_GETLK), N(F_OFD_SETLK), N(F_OFD_SETLKW), N(F_SETLEASE),
	N(F_GETLEASE), N(F_NOTIFY), N(F_DUPFD_CLOEXEC), N(F_SETPIPE_SZ),
	N(F_GETPIPE_SZ), N(F_ADD_SEALS), N(F_GET_SEALS), { 0, NULL },
};
static const struct trace_name ioctlcmd_names[] = {
	N(TCGETS), N(TCSETS), N(TCSETSW), N(TCSETSF), N(TCGETA), N(TCSETA),
	N(TCSETAW), N(TCSETAF), N(TCSBRK), N(TCXONC), N(TCFLSH), N(TIOCEXCL),
	N(TIOCNXCL), N(TIOCSCTTY), N(TIOCGPGRP), N(TIOCSPGRP), N(TIOCOUTQ),
	N(TIOCSTI), N(TIOCGWINSZ), N(TIOCSWINSZ), N(TIOCMGET), N(TIOCMBIS),
	N(TIOCMBIC), N(TIOCMSET), N(TIOCCONS), N(TIOCPKT), N(TIOCNOTTY),
	N(TIOCSETD), N(TIOCGETD), N(TCSBRKP), N(TIOCSBRK), N(TIOCCBRK),
	N(TIOCGSID), N(TIOCGPTN), N(TIOCSPTLCK), N(TIOCGPTPEER), N(FIONREAD),
	N(FIONBIO), N(FIONCLEX), N(FIOCLEX), N(FIOASYNC), N(FIOQSIZE),
	N(BLKROGET), N(BLKGETSIZE), N(BLKFLSBUF), N(BLKSSZGET), N(BLKBSZGET),
	N(BLKGETSIZE64), { 0, NULL },
};
static const struct trace_name clockid_names[] = {
	N(CLOCK_REALTIME), N(CLOCK_MONOTONIC), N(CLOCK_PROCESS_CPUTIME_ID),
	N(CLOCK_THREAD_CPUTIME_ID), N(CLOCK_MONOTONIC_RAW),
	N(CLOCK_REALTIME_COARSE), N(CLOCK_MONOTONIC_COARSE),
	N(CLOCK_BOOTTIME), N(CLOCK_REALTIME_ALARM), N(CLOCK_BOOTTIME_ALARM),
	N(CLOCK_TAI), { 0, NULL },
};
static const struct trace_name itimer_names[] = {
	N(ITIMER_REAL), N(ITIMER_VIRTUAL), N(ITIMER_PROF), { 0, NULL },
};
static const struct trace_name idtype_names[] = {
	N(P_ALL), N(P_PID), N(P_PGID), N(P_PIDFD), { 0, NULL },
};
static const struct trace_name madvice_names[] = {
	N(MADV_NORMAL), N(MADV_RANDOM), N(MADV_SEQUENTIAL), N(MADV_WILLNEED),
	N(MADV_DONTNEED), N(MADV_FREE), N(MADV_REMOVE), N(MADV_DONTFORK),
	N(MADV_DOFORK), N(MADV_MERGEABLE), N(MADV_UNMERGEABLE),
	N(MADV_HUGEPAGE), N(MADV_NOHUGEPAGE), N(MADV_DONTDUMP),
	N(MADV_DODUMP), N(MADV_WIPEONFORK), N(MADV_KEEPONFORK), N(MADV_COLD),
	N(MADV_PAGEOUT), N(MADV_POPULATE_READ), N(MADV_POPULATE_WRITE),
	N(MADV_DONTNEED_LOCKED), { 0, NULL },
};
static const struct trace_name fadvice_names[] = {
	N(POSIX_FADV_NORMAL), N(POSIX_FADV_RANDOM), N(POSIX_FADV_SEQUENTIAL),
	N(POSIX_FADV_WILLNEED), N(POSIX_FADV_DONTNEED),
	N(POSIX_FADV_NOREUSE), { 0, NULL },
};
static const struct trace_name rlimit_names[] = {
	N(RLIMIT_CPU), N(RLIMIT_FSIZE), N(RLIMIT_DATA), N(RLIMIT_STACK),
	N(RLIMIT_CORE), N(RLIMIT_RSS), N(RLIMIT_NPROC), N(RLIMIT_NOFILE),
	N(RLIMIT_MEMLOCK), N(RLIMIT_AS), N(RLIMIT_LOCKS),
	N(RLIMIT_SIGPENDING), N(RLIMIT_MSGQUEUE), N(RLIMIT_NICE),
	N(RLIMIT_RTPRIO), N(RLIMIT_RTTIME), { 0, NULL },
};
static const struct trace_name rusagewho_names[] = {
	N(RUSAGE_SELF), { (u32)RUSAGE_CHILDREN, "RUSAGE_CHILDREN" },
	N(RUSAGE_THREAD), { 0, NULL },
};
static const struct trace_name priowhich_names[] = {
	N(PRIO_PROCESS), N(PRIO_PGRP), N(PRIO_USER), { 0, NULL },
};
static const struct trace_name schedpolicy_names[] = {
	N(SCHED_OTHER), N(SCHED_FIFO), N(SCHED_RR), N(SCHED_BATCH),
	N(SCHED_IDLE), N(SCHED_DEADLINE), { 0, NULL },
};
static const struct trace_name prctlop_names[] = {
	N(PR_SET_PDEATHSIG), N(PR_GET_PDEATHSIG), N(PR_GET_DUMPABLE),
	N(PR_SET_DUMPABLE), N(PR_GET_KEEPCAPS), N(PR_SET_KEEPCAPS),
	N(PR_SET_NAME), N(PR_GET_NAME), N(PR_GET_SECCOMP), N(PR_SET_SECCOMP),
	N(PR_CAPBSET_READ), N(PR_CAPBSET_DROP), N(PR_GET_TSC), N(PR_SET_TSC),
	N(PR_GET_SECUREBITS), N(PR_SET_SECUREBITS), N(PR_SET_TIMERSLACK),
	N(PR_GET_TIMERSLACK), N(PR_SET_MM), N(PR_SET_CHILD_SUBREAPER),
	N(PR_GET_CHILD_SUBREAPER), N(PR_SET_NO_NEW_PRIVS),
	N(PR_GET_NO_NEW_PRIVS), N(PR_GET_TID_ADDRESS), N(PR_SET_THP_DISABLE),
	N(PR_GET_THP_DISABLE), N(PR_CAP_AMBIENT), N(PR_GET_SPECULATION_CTRL),
	N(PR_SET_SPECULATION_CTRL), N(PR_SET_VMA), N(PR_SET_PTRACER),
	{ 0, NULL },
};
static const struct trace_name archop_names[] = {
	N(ARCH_SET_GS), N(ARCH_SET_FS), N(ARCH_GET_FS), N(ARCH_GET_GS),
	N(ARCH_GET_CPUID), N(ARCH_SET_CPUID), { 0, NULL },
};
static const struct trace_name epollop_names[] = {
	N(EPOLL_CTL_ADD), N(EPOLL_CTL_DEL), N(EPOLL_CTL_MOD), { 0, NULL },
};
static const struct trace_name futex_names[] = {
	N(FUTEX_WAIT), N(FUTEX_WAKE), N(FUTEX_FD), N(FUTEX_REQUEUE),
	N(FUTEX_CMP_REQUEUE), N(FUTEX_WAKE_OP), N(FUTEX_LOCK_PI),
	N(FUTEX_UNLOCK_PI), N(FUTEX_TRYLOCK_PI), N(FUTEX_WAIT_BITSET),
	N(FUTEX_WAKE_BITSET), N(FUTEX_WAIT_REQUEUE_PI),
	N(FUTEX_CMP_REQUEUE_PI), N(FUTEX_LOCK_PI2), { 0, NULL },
};
static const struct trace_name poll_names[] = {
	N(POLLIN), N(POLLPRI), N(POLLOUT), N(POLLERR), N(POLLHUP),
	N(POLLNVAL), N(POLLRDNORM), N(POLLRDBAND), N(POLLWRNORM),
	N(POLLWRBAND), N(POLLMSG), N(POLLRDHUP), { 0, NULL },
};
static const struct trace_name epoll_names[] = {
	N(EPOLLIN), N(EPOLLPRI), N(EPOLLOUT), N(EPOLLERR), N(EPOLLHUP),
	N(EPOLLRDNORM), N(EPOLLRDBAND), N(EPOLLWRNORM), N(EPOLLWRBAND),
	N(EPOLLMSG), N(EPOLLRDHUP), N(EPOLLEXCLUSIVE), N(EPOLLWAKEUP),
	N(EPOLLONESHOT), N(EPOLLET), { 0, NULL },
};
static const struct trace_name sa_names[] = {
	N(SA_NOCLDSTOP), N(SA_NOCLDWAIT), N(SA_SIGINFO), N(SA_RESTORER),
	N(SA_ONSTACK), N(SA_RESTART), N(SA_NODEFER), N(SA_RESETHAND),
	{ 0, NULL },
};
/* clang-format on */

const struct trace_name *const trace_futex_ops = futex_names;
const struct trace_name *const trace_poll_events = poll_names;
const struct trace_name *const trace_epoll_events = epoll_names;
const struct trace_name *const trace_sa_flags = sa_names;

/* clang-format off */
static const struct trace_table tables[] = {
	[SYSCALL_FMT_OFLAGS] = { oflags_names, "O_???", true },
	[SYSCALL_FMT_ATFLAGS] = { atflags_names, "AT_???", true },
	[SYSCALL_FMT_ACCMODE] = { accmode_names, "?_OK", true },
	[SYSCALL_FMT_PROT] = { prot_names, "PROT_???", true },
	[SYSCALL_FMT_MAPFLAGS] = { mapflags_names, "MAP_???", true },
	[SYSCALL_FMT_MREMAPFLAGS] = { mremapflags_names, "MREMAP_???", true },
	[SYSCALL_FMT_MSYNCFLAGS] = { msyncflags_names, "MS_???", true },
	[SYSCALL_FMT_CLONEFLAGS] = { cloneflags_names, "CLONE_???", true },
	[SYSCALL_FMT_WAITOPTS] = { waitopts_names, "W???", true },
	[SYSCALL_FMT_MOUNTFLAGS] = { mountflags_names, "MS_???", true },
	[SYSCALL_FMT_UMOUNTFLAGS] = { umountflags_names, "MNT_???", true },
	[SYSCALL_FMT_RENAMEFLAGS] = { renameflags_names, "RENAME_???", true },
	[SYSCALL_FMT_RANDFLAGS] = { randflags_names, "GRND_???", true },
	[SYSCALL_FMT_RWFLAGS] = { rwflags_names, "RWF_???", true },
	[SYSCALL_FMT_TIMERFLAGS] = { timerflags_names, "TIMER_???", true },
	[SYSCALL_FMT_FALLOCMODE] = { fallocmode_names, "FALLOC_FL_???", true },
	[SYSCALL_FMT_STATXMASK] = { statxmask_names, "STATX_???", true },
	[SYSCALL_FMT_LOCKOP] = { lockop_names, "LOCK_???", true },
	[SYSCALL_FMT_SIGHOW] = { sighow_names, "SIG_???", false },
	[SYSCALL_FMT_WHENCE] = { whence_names, "SEEK_???", false },
	[SYSCALL_FMT_FCNTLCMD] = { fcntlcmd_names, "F_???", false },
	[SYSCALL_FMT_IOCTLCMD] = { ioctlcmd_names, "", false },
	[SYSCALL_FMT_CLOCKID] = { clockid_names, "CLOCK_???", false },
	[SYSCALL_FMT_ITIMER] = { itimer_names, "ITIMER_???", false },
	[SYSCALL_FMT_IDTYPE] = { idtype_names, "P_???", false },
	[SYSCALL_FMT_MADVICE] = { madvice_names, "MADV_???", false },
	[SYSCALL_FMT_FADVICE] = { fadvice_names, "POSIX_FADV_???", false },
	[SYSCALL_FMT_RLIMIT] = { rlimit_names, "RLIMIT_???", false },
	[SYSCALL_FMT_RUSAGEWHO] = { rusagewho_names, "RUSAGE_???", false },
	[SYSCALL_FMT_PRIOWHICH] = { priowhich_names, "PRIO_???", false },
	[SYSCALL_FMT_SCHEDPOLICY] = { schedpolicy_names, "SCHED_???", false },
	[SYSCALL_FMT_PRCTLOP] = { prctlop_names, "PR_???", false },
	[SYSCALL_FMT_ARCHOP] = { archop_names, "ARCH_???", false },
	[SYSCALL_FMT_EPOLLOP] = { epollop_names, "EPOLL_CTL_???", false },
};
/* clang-format on */

const struct trace_table *
trace_table(enum syscall_format format)
{
	return format < ARRAY_SIZE(tables) && tables[format].names ?
	    &tables[format] :
	    NULL;
}

const char *
trace_signal_name(unsigned sig)
{
	static const char *const names[] = {
#define SIGNAL(nr, name, action, text) [nr] = #name,
#include "abi/signals.def"
#undef SIGNAL
	};

	return sig < ARRAY_SIZE(names) ? names[sig] : NULL;
}

const char *
trace_errno_name(unsigned err, const char **text)
{
	static const struct {
		const char *name, *text;
	} errors[] = {
#define ERRNO(nr, name, message) [nr] = { #name, message },
#include "abi/errno.def"
#undef ERRNO
	};

	if (err >= ARRAY_SIZE(errors) || !errors[err].name)
		return NULL;
	*text = errors[err].text;
	return errors[err].name;
}
