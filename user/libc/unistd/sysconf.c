/*
 * What holds on this system: sysconf, pathconf, confstr.
 *
 * Most answers are constants and in tables, where a name that is known but has no
 * limit gives -1 without an error. The others are asked of the kernel.
 */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "libc.h"
#include "syscall.h"
#include <elf.h>

#define TICKS_PER_SECOND 100

/* Names that are not in the table are unknown. */
struct constant {
	short known;
	int value;
};

#define IS(v)          \
	{              \
		1, (v) \
	}
#define UNLIMITED     \
	{             \
		1, -1 \
	}
#define SINCE IS(_POSIX_VERSION)
#define MISSING       \
	{             \
		1, -1 \
	}

static const struct constant constants[] = {
	[_SC_CLK_TCK] = IS(TICKS_PER_SECOND),
	[_SC_NGROUPS_MAX] = IS(NGROUPS_MAX),
	[_SC_STREAM_MAX] = IS(FOPEN_MAX),
	[_SC_TZNAME_MAX] = IS(TZNAME_MAX),
	[_SC_JOB_CONTROL] = IS(1),
	[_SC_SAVED_IDS] = IS(1),
	[_SC_REALTIME_SIGNALS] = SINCE,
	[_SC_PRIORITY_SCHEDULING] = SINCE,
	[_SC_TIMERS] = SINCE,
	[_SC_ASYNCHRONOUS_IO] = MISSING,
	[_SC_PRIORITIZED_IO] = MISSING,
	[_SC_SYNCHRONIZED_IO] = SINCE,
	[_SC_FSYNC] = SINCE,
	[_SC_MAPPED_FILES] = SINCE,
	[_SC_MEMLOCK] = SINCE,
	[_SC_MEMLOCK_RANGE] = SINCE,
	[_SC_MEMORY_PROTECTION] = SINCE,
	[_SC_MESSAGE_PASSING] = MISSING,
	[_SC_SEMAPHORES] = SINCE,
	[_SC_SHARED_MEMORY_OBJECTS] = SINCE,
	[_SC_AIO_LISTIO_MAX] = UNLIMITED,
	[_SC_AIO_MAX] = UNLIMITED,
	[_SC_AIO_PRIO_DELTA_MAX] = UNLIMITED,
	[_SC_DELAYTIMER_MAX] = IS(DELAYTIMER_MAX),
	[_SC_MQ_OPEN_MAX] = UNLIMITED,
	[_SC_MQ_PRIO_MAX] = IS(MQ_PRIO_MAX),
	[_SC_VERSION] = IS(_POSIX_VERSION),
	[_SC_PAGESIZE] = IS(PAGESIZE),
	[_SC_RTSIG_MAX] = IS(RTSIG_MAX),
	[_SC_SEM_NSEMS_MAX] = IS(SEM_NSEMS_MAX),
	[_SC_SEM_VALUE_MAX] = IS(SEM_VALUE_MAX),
	[_SC_TIMER_MAX] = UNLIMITED,
	[_SC_BC_BASE_MAX] = IS(BC_BASE_MAX),
	[_SC_BC_DIM_MAX] = IS(BC_DIM_MAX),
	[_SC_BC_SCALE_MAX] = IS(BC_SCALE_MAX),
	[_SC_BC_STRING_MAX] = IS(BC_STRING_MAX),
	[_SC_COLL_WEIGHTS_MAX] = IS(COLL_WEIGHTS_MAX),
	[_SC_EXPR_NEST_MAX] = IS(EXPR_NEST_MAX),
	[_SC_LINE_MAX] = IS(LINE_MAX),
	[_SC_RE_DUP_MAX] = IS(RE_DUP_MAX),
	[_SC_CHARCLASS_NAME_MAX] = IS(CHARCLASS_NAME_MAX),
	[_SC_2_VERSION] = IS(_POSIX2_VERSION),
	[_SC_2_C_BIND] = SINCE,
	[_SC_2_C_DEV] = MISSING,
	[_SC_2_FORT_DEV] = MISSING,
	[_SC_2_FORT_RUN] = MISSING,
	[_SC_2_SW_DEV] = MISSING,
	[_SC_2_LOCALEDEF] = MISSING,
	[_SC_IOV_MAX] = IS(IOV_MAX),
	[_SC_THREADS] = SINCE,
	[_SC_THREAD_SAFE_FUNCTIONS] = SINCE,
	[_SC_GETGR_R_SIZE_MAX] = IS(1024),
	[_SC_GETPW_R_SIZE_MAX] = IS(1024),
	[_SC_LOGIN_NAME_MAX] = IS(LOGIN_NAME_MAX),
	[_SC_TTY_NAME_MAX] = IS(TTY_NAME_MAX),
	[_SC_THREAD_DESTRUCTOR_ITERATIONS] = IS(PTHREAD_DESTRUCTOR_ITERATIONS),
	[_SC_THREAD_KEYS_MAX] = IS(PTHREAD_KEYS_MAX),
	[_SC_THREAD_STACK_MIN] = IS(PTHREAD_STACK_MIN),
	[_SC_THREAD_THREADS_MAX] = UNLIMITED,
	[_SC_THREAD_ATTR_STACKADDR] = SINCE,
	[_SC_THREAD_ATTR_STACKSIZE] = SINCE,
	[_SC_THREAD_PRIORITY_SCHEDULING] = SINCE,
	[_SC_THREAD_PRIO_INHERIT] = MISSING,
	[_SC_THREAD_PRIO_PROTECT] = MISSING,
	[_SC_THREAD_PROCESS_SHARED] = SINCE,
	[_SC_ATEXIT_MAX] = IS(INT_MAX),
	[_SC_PASS_MAX] = IS(LINE_MAX),
	[_SC_XOPEN_VERSION] = IS(_XOPEN_VERSION),
	[_SC_XOPEN_XCU_VERSION] = IS(_XOPEN_VERSION),
	[_SC_XOPEN_UNIX] = IS(1),
	[_SC_XOPEN_CRYPT] = IS(_XOPEN_CRYPT),
	[_SC_XOPEN_ENH_I18N] = IS(1),
	[_SC_XOPEN_SHM] = IS(_XOPEN_SHM),
	[_SC_2_CHAR_TERM] = MISSING,
	[_SC_2_UPE] = MISSING,
	[_SC_LONG_BIT] = IS(LONG_BIT),
	[_SC_WORD_BIT] = IS(WORD_BIT),
	[_SC_NZERO] = IS(NZERO),
	[_SC_SSIZE_MAX] = UNLIMITED,
	[_SC_NL_ARGMAX] = IS(NL_ARGMAX),
	[_SC_NL_LANGMAX] = IS(NL_LANGMAX),
	[_SC_NL_MSGMAX] = IS(NL_MSGMAX),
	[_SC_NL_SETMAX] = IS(NL_SETMAX),
	[_SC_NL_TEXTMAX] = IS(NL_TEXTMAX),
	[_SC_XOPEN_LEGACY] = MISSING,
	[_SC_XOPEN_REALTIME] = MISSING,
	[_SC_XOPEN_REALTIME_THREADS] = MISSING,
	[_SC_ADVISORY_INFO] = SINCE,
	[_SC_BARRIERS] = SINCE,
	[_SC_CLOCK_SELECTION] = SINCE,
	[_SC_CPUTIME] = SINCE,
	[_SC_THREAD_CPUTIME] = SINCE,
	[_SC_MONOTONIC_CLOCK] = SINCE,
	[_SC_READER_WRITER_LOCKS] = SINCE,
	[_SC_SPIN_LOCKS] = SINCE,
	[_SC_REGEXP] = IS(1),
	[_SC_SHELL] = IS(1),
	[_SC_SPAWN] = SINCE,
	[_SC_SPORADIC_SERVER] = MISSING,
	[_SC_THREAD_SPORADIC_SERVER] = MISSING,
	[_SC_TIMEOUTS] = SINCE,
	[_SC_TYPED_MEMORY_OBJECTS] = MISSING,
	[_SC_2_PBS] = MISSING,
	[_SC_2_PBS_ACCOUNTING] = MISSING,
	[_SC_2_PBS_LOCATE] = MISSING,
	[_SC_2_PBS_MESSAGE] = MISSING,
	[_SC_2_PBS_TRACK] = MISSING,
	[_SC_2_PBS_CHECKPOINT] = MISSING,
	[_SC_SYMLOOP_MAX] = IS(SYMLOOP_MAX),
	[_SC_STREAMS] = MISSING,
	[_SC_XOPEN_STREAMS] = MISSING,
	[_SC_V6_ILP32_OFF32] = MISSING,
	[_SC_V6_ILP32_OFFBIG] = MISSING,
	[_SC_V6_LP64_OFF64] = IS(1),
	[_SC_V6_LPBIG_OFFBIG] = MISSING,
	[_SC_V7_ILP32_OFF32] = MISSING,
	[_SC_V7_ILP32_OFFBIG] = MISSING,
	[_SC_V7_LP64_OFF64] = IS(1),
	[_SC_V7_LPBIG_OFFBIG] = MISSING,
	[_SC_HOST_NAME_MAX] = IS(HOST_NAME_MAX),
	[_SC_TRACE] = MISSING,
	[_SC_TRACE_EVENT_FILTER] = MISSING,
	[_SC_TRACE_INHERIT] = MISSING,
	[_SC_TRACE_LOG] = MISSING,
	[_SC_TRACE_EVENT_NAME_MAX] = UNLIMITED,
	[_SC_TRACE_NAME_MAX] = UNLIMITED,
	[_SC_TRACE_SYS_MAX] = UNLIMITED,
	[_SC_TRACE_USER_EVENT_MAX] = UNLIMITED,
	[_SC_IPV6] = MISSING,
	[_SC_RAW_SOCKETS] = MISSING,
	[_SC_SS_REPL_MAX] = UNLIMITED,
	[_SC_THREAD_ROBUST_PRIO_INHERIT] = MISSING,
	[_SC_THREAD_ROBUST_PRIO_PROTECT] = MISSING,
};

static long
resource_limit(int resource)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit))
		return -1;
	return limit.rlim_cur > LONG_MAX ? -1 : (long)limit.rlim_cur;
}

/* A quarter of the stack, as execve has it. */
static long
arguments_max(void)
{
	long stack = resource_limit(RLIMIT_STACK);

	return stack / 4 > ARG_MAX ? stack / 4 : ARG_MAX;
}

static long
minimal_signal_stack(void)
{
	long size = (long)__auxv_get(AT_MINSIGSTKSZ);

	return size > MINSIGSTKSZ ? size : MINSIGSTKSZ;
}

long
sysconf(int name)
{
	switch (name) {
	case _SC_ARG_MAX:
		return arguments_max();
	case _SC_CHILD_MAX:
		return resource_limit(RLIMIT_NPROC);
	case _SC_OPEN_MAX:
		return resource_limit(RLIMIT_NOFILE);
	case _SC_SIGQUEUE_MAX:
		return resource_limit(RLIMIT_SIGPENDING);
	case _SC_NPROCESSORS_CONF:
		return get_nprocs_conf();
	case _SC_NPROCESSORS_ONLN:
		return get_nprocs();
	case _SC_PHYS_PAGES:
		return get_phys_pages();
	case _SC_AVPHYS_PAGES:
		return get_avphys_pages();
	case _SC_MINSIGSTKSZ:
		return minimal_signal_stack();
	case _SC_SIGSTKSZ:
		return 4 * minimal_signal_stack();
	}
	if (name >= _SC_LEVEL1_ICACHE_SIZE && name <= _SC_LEVEL4_CACHE_LINESIZE)
		return 0;
	if (name < 0 || name >= (int)(sizeof(constants) / sizeof(*constants)) ||
	    !constants[name].known) {
		errno = EINVAL;
		return -1;
	}
	return constants[name].value;
}

static const struct constant path_constants[] = {
	[_PC_LINK_MAX] = IS(127),
	[_PC_MAX_CANON] = IS(_POSIX_MAX_CANON),
	[_PC_MAX_INPUT] = IS(_POSIX_MAX_INPUT),
	[_PC_NAME_MAX] = IS(NAME_MAX),
	[_PC_PATH_MAX] = IS(PATH_MAX),
	[_PC_PIPE_BUF] = IS(PIPE_BUF),
	[_PC_CHOWN_RESTRICTED] = IS(1),
	[_PC_NO_TRUNC] = IS(1),
	[_PC_VDISABLE] = IS(_POSIX_VDISABLE),
	[_PC_SYNC_IO] = IS(1),
	[_PC_ASYNC_IO] = MISSING,
	[_PC_PRIO_IO] = MISSING,
	[_PC_SOCK_MAXBUF] = UNLIMITED,
	[_PC_FILESIZEBITS] = IS(64),
	[_PC_REC_INCR_XFER_SIZE] = UNLIMITED,
	[_PC_REC_MAX_XFER_SIZE] = UNLIMITED,
	[_PC_REC_MIN_XFER_SIZE] = IS(4096),
	[_PC_REC_XFER_ALIGN] = IS(4096),
	[_PC_ALLOC_SIZE_MIN] = IS(4096),
	[_PC_SYMLINK_MAX] = UNLIMITED,
	[_PC_2_SYMLINKS] = IS(1),
};

static long
path_constant(int name)
{
	if (name < 0 ||
	    name >= (int)(sizeof(path_constants) / sizeof(*path_constants))) {
		errno = EINVAL;
		return -1;
	}
	return path_constants[name].value;
}

/* Only a name's length differs between file systems. */
long
fpathconf(int fd, int name)
{
	struct statfs st;

	if (fstatfs(fd, &st))
		return -1;
	return name == _PC_NAME_MAX ? st.f_namelen : path_constant(name);
}

long
pathconf(const char *path, int name)
{
	struct statfs st;

	if (statfs(path, &st))
		return -1;
	return name == _PC_NAME_MAX ? st.f_namelen : path_constant(name);
}

size_t
confstr(int name, char *to, size_t size)
{
	const char *value;

	switch (name) {
	case _CS_PATH:
		value = "/bin:/usr/bin";
		break;
	case _CS_V7_ENV:
		value = "POSIXLY_CORRECT=1";
		break;
	case _CS_V7_WIDTH_RESTRICTED_ENVS:
		value = "POSIX_V7_LP64_OFF64";
		break;
	case _CS_POSIX_V7_LP64_OFF64_CFLAGS:
	case _CS_POSIX_V7_LP64_OFF64_LDFLAGS:
	case _CS_POSIX_V7_LP64_OFF64_LIBS:
		value = "";
		break;
	default:
		errno = EINVAL;
		return 0;
	}
	if (size > 0) {
		size_t n = strlen(value) < size ? strlen(value) : size - 1;

		memcpy(to, value, n);
		to[n] = 0;
	}
	return strlen(value) + 1;
}
