/*
 * A system call as text, from its row of abi/syscalls.def.
 *
 * Each argument is printed by its format; what is special about single calls
 * is in one place, marked as such: where strace prints differently what has
 * the same type.
 */
#include "syscall/trace_call.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/futex.h"
#include "abi/limits.h"
#include "abi/signal.h"
#include "abi/stat.h"
#include "abi/syscall.h"
#include "abi/time.h"
#include "abi/wait.h"
#include "lib/string.h"
#include "sched/restart.h"
#include "syscall/dispatch.h"
#include "syscall/trace_names.h"
#include "syscall/trace_struct.h"

#define VECTOR_MAX   32 /* elements of an array that are shown */
#define FDS_PER_WORD 64

/* A call being printed. */
struct call {
	struct trace_line *line;
	unsigned nr;
	const struct syscall_entry *e;
	const unsigned long *reg;
	bool exiting;
	long result;
};

static bool
failed(const struct call *c)
{
	return c->exiting && c->result < 0 && c->result >= -MAX_ERRNO;
}

/* The value of the argument that counts `a`. */
static u64
count_of(const struct call *c, const struct syscall_arg *a)
{
	for (unsigned i = 0; i < c->e->nargs; i++)
		if (!strcmp(c->e->args[i].name, a->count))
			return c->reg[i];
	return 0;
}

/* --- Memory --- */

static void
add_vector(const struct call *c, const char *type, u64 addr, u64 n)
{
	size_t size = trace_struct_size(type);
	bool plain = !strcmp(type, "unsigned int");
	size_t start = c->line->len;

	if (!addr || !size) {
		trace_address(c->line, addr);
		return;
	}
	line_add(c->line, "[");
	for (u64 i = 0; i < n; i++) {
		u32 value;

		if (i)
			line_add(c->line, ", ");
		if (i == VECTOR_MAX) {
			line_add(c->line, "...");
			break;
		}
		if (plain && trace_copy(&value, addr + i * size, size)) {
			line_add(c->line, "%u", value);
		} else if (plain ||
		    !trace_struct(c->line, type, addr + i * size, false)) {
			c->line->len = start;
			trace_address(c->line, addr);
			return;
		}
	}
	line_add(c->line, "]");
}

/* argv: ["a", "b"]; envp is only counted. */
static void
add_strings(const struct call *c, const struct syscall_arg *a, u64 addr)
{
	bool count_only = !strcmp(a->name, "envp");
	u64 n = 0, s;

	if (!addr) {
		line_add(c->line, "NULL");
		return;
	}
	line_add(c->line, count_only ? "%#lx /* " : "[", addr);
	for (; trace_copy(&s, addr + n * 8, 8) && s; n++) {
		if (count_only)
			continue;
		if (n)
			line_add(c->line, ", ");
		if (n == VECTOR_MAX) {
			line_add(c->line, "...");
			break;
		}
		trace_string(c->line, s, TRACE_STRING_MAX);
	}
	if (count_only)
		line_add(c->line, "%lu var%s */", n, n == 1 ? "" : "s");
	else
		line_add(c->line, "]");
}

static void
add_fdset(const struct call *c, u64 addr, u64 nfds)
{
	const char *separator = "";
	u64 word = 0;

	if (!addr) {
		line_add(c->line, "NULL");
		return;
	}
	line_add(c->line, "[");
	for (u64 fd = 0; fd < min(nfds, (u64)FDS_PER_WORD * VECTOR_MAX); fd++) {
		if (fd % FDS_PER_WORD == 0 &&
		    !trace_copy(&word, addr + fd / 8, 8))
			break;
		if (!(word >> fd % FDS_PER_WORD & 1))
			continue;
		line_add(c->line, "%s%lu", separator, fd);
		separator = " ";
	}
	line_add(c->line, "]");
}

/* utimensat() knows two special values. */
static void
add_pair(const struct call *c, const char *type, u64 addr)
{
	struct timespec t[2];

	if (!addr || !trace_copy(t, addr, sizeof(t))) {
		trace_address(c->line, addr);
		return;
	}
	line_add(c->line, "[");
	for (unsigned i = 0; i < 2; i++) {
		line_add(c->line, i ? ", " : "");
		if (c->nr == __NR_utimensat && t[i].tv_nsec == UTIME_NOW)
			line_add(c->line, "UTIME_NOW");
		else if (c->nr == __NR_utimensat && t[i].tv_nsec == UTIME_OMIT)
			line_add(c->line, "UTIME_OMIT");
		else
			(void)trace_struct(c->line, type,
			    addr + i * sizeof(t[0]), false);
	}
	line_add(c->line, "]");
}

static void
add_wait_status(const struct call *c, u64 addr)
{
	u32 s;

	if (!addr || c->result <= 0 || !trace_copy(&s, addr, sizeof(s))) {
		trace_address(c->line, addr);
	} else if (WIFEXITED(s)) {
		line_add(c->line, "[{WIFEXITED(s) && WEXITSTATUS(s) == %u}]",
		    WEXITSTATUS(s));
	} else if (WIFCONTINUED(s)) {
		line_add(c->line, "[{WIFCONTINUED(s)}]");
	} else {
		unsigned sig = WIFSTOPPED(s) ? WSTOPSIG(s) : WTERMSIG(s);

		line_add(c->line,
		    WIFSTOPPED(s) ? "[{WIFSTOPPED(s) && WSTOPSIG(s) == " :
				    "[{WIFSIGNALED(s) && WTERMSIG(s) == ");
		trace_signal(c->line, sig, true);
		line_add(c->line,
		    !WIFSTOPPED(s) && WCOREDUMP(s) ? " && WCOREDUMP(s)}]" :
						     "}]");
	}
}

static void
add_object(const struct call *c, const struct syscall_arg *a, u64 addr)
{
	bool out = a->format == SYSCALL_FMT_OUT;

	/* The kernel keeps this address, and writes there when the thread ends. */
	if (c->nr == __NR_set_tid_address)
		trace_address(c->line, addr);
	else if (!addr || (out && (failed(c) || !c->exiting)) ||
	    !trace_struct(c->line, a->type, addr, c->exiting))
		trace_address(c->line, addr);
}

static void
add_out_buffer(const struct call *c, u64 addr)
{
	size_t n = c->result > 0 ? (size_t)c->result : 0;

	if (failed(c) || !c->exiting)
		trace_address(c->line, addr);
	else if (c->nr == __NR_getcwd)
		trace_string(c->line, addr, PATH_MAX);
	else
		trace_bytes(c->line, addr, n, c->nr == __NR_getrandom);
}

/* The address, and how many entries are there. */
static void
add_directory(const struct call *c, u64 addr)
{
	unsigned entries = 0;
	u16 reclen;

	trace_address(c->line, addr);
	if (failed(c) || !c->exiting)
		return;
	for (long at = 0; at < c->result; at += reclen, entries++)
		if (!trace_copy(&reclen, addr + (u64)at + 16, 2) || !reclen)
			break;
	line_add(c->line, " /* %u entr%s */", entries,
	    entries == 1 ? "y" : "ies");
}

/* --- Scalars --- */

static void
add_open_flags(const struct call *c, u32 v)
{
	static const char *const modes[] = { "O_RDONLY", "O_WRONLY", "O_RDWR",
		"O_ACCMODE" };
	const struct trace_table *t = trace_table(SYSCALL_FMT_OFLAGS);

	/* pipe2, dup3 and the like have no access mode. */
	if (c->nr == __NR_open || c->nr == __NR_openat) {
		line_add(c->line, "%s", modes[v & O_ACCMODE]);
		v &= ~(u32)O_ACCMODE;
		if (!v)
			return;
		line_add(c->line, "|");
	}
	line_flags(c->line, t->names, v, t->unknown);
}

static void
add_futex_op(const struct call *c, u32 v)
{
	line_choice(c->line, trace_futex_ops, v & FUTEX_CMD_MASK, "FUTEX_???");
	if (v & FUTEX_PRIVATE_FLAG)
		line_add(c->line, "_PRIVATE");
	if (v & FUTEX_CLOCK_REALTIME)
		line_add(c->line, "|FUTEX_CLOCK_REALTIME");
}

/* The signal that tells of the child's end is in the lowest byte. */
static void
add_clone_flags(const struct call *c, u64 v)
{
	const struct trace_table *t = trace_table(SYSCALL_FMT_CLONEFLAGS);
	unsigned sig = v & 0xff;

	if (v & ~0xffUL) {
		line_flags(c->line, t->names, v & ~0xffUL, t->unknown);
		line_add(c->line, sig ? "|" : "");
	}
	if (sig)
		trace_signal(c->line, sig, true);
	else if (!v)
		line_add(c->line, "0");
}

static void
add_named(const struct call *c, enum syscall_format format, u64 v)
{
	const struct trace_table *t = trace_table(format);

	if (c->nr == __NR_statx && format == SYSCALL_FMT_ATFLAGS &&
	    !(v & AT_STATX_SYNC_TYPE))
		line_add(c->line,
		    v ? "AT_STATX_SYNC_AS_STAT|" : "AT_STATX_SYNC_AS_STAT");
	if (c->nr == __NR_statx && format == SYSCALL_FMT_ATFLAGS && !v)
		return;
	/* All but two kinds are 32 bits wide. */
	if (format != SYSCALL_FMT_MOUNTFLAGS)
		v = (u32)v;
	if (!t)
		line_add(c->line, "%#lx", v);
	else if (t->flags)
		line_flags(c->line, t->names, v, t->unknown);
	else
		line_choice(c->line, t->names, v, t->unknown);
}

static void
add_ioctl(const struct call *c, u32 v)
{
	const struct trace_table *t = trace_table(SYSCALL_FMT_IOCTLCMD);

	for (const struct trace_name *n = t->names; n->name; n++)
		if (n->value == v) {
			line_add(c->line, "%s", n->name);
			return;
		}
	line_add(c->line, "%#x", v);
}

static void
add_id(const struct call *c, u64 v)
{
	if ((u32)v == UINT32_MAX)
		line_add(c->line, "-1");
	else
		line_add(c->line, "%u", (u32)v);
}

static void
add_arg(const struct call *c, const struct syscall_arg *a, u64 v)
{
	struct trace_line *l = c->line;
	int fds[2];

	switch (a->format) {
	case SYSCALL_FMT_DIRFD:
		if ((int)v == AT_FDCWD) {
			line_add(l, "AT_FDCWD");
			break;
		}
		/* fallthrough */
	case SYSCALL_FMT_FD:
	case SYSCALL_FMT_INT:
	case SYSCALL_FMT_PID:
		line_add(l, "%d", (int)v);
		break;
	case SYSCALL_FMT_PATH:
	case SYSCALL_FMT_STR:
		trace_string(l, v, PATH_MAX);
		break;
	case SYSCALL_FMT_STRV:
		add_strings(c, a, v);
		break;
	case SYSCALL_FMT_SIZE:
	case SYSCALL_FMT_ULONG:
		line_add(l, "%lu", v);
		break;
	case SYSCALL_FMT_UINT:
		line_add(l, c->nr == __NR_rseq ? "%#x" : "%u", (u32)v);
		break;
	case SYSCALL_FMT_LONG:
		line_add(l, "%ld", (long)v);
		break;
	case SYSCALL_FMT_OFF:
		if (c->nr == __NR_mmap)
			line_add(l, "%#lx", v);
		else
			line_add(l, "%ld", (long)v);
		break;
	case SYSCALL_FMT_HEX:
		line_add(l, "%#x", (u32)v);
		break;
	case SYSCALL_FMT_ADDR:
	case SYSCALL_FMT_PTR:
		trace_address(l, v);
		break;
	case SYSCALL_FMT_UID:
	case SYSCALL_FMT_GID:
		add_id(c, v);
		break;
	case SYSCALL_FMT_MODE:
		trace_mode(l, (u32)v);
		break;
	case SYSCALL_FMT_DEV:
		trace_dev(l, v);
		break;
	case SYSCALL_FMT_OFLAGS:
		add_open_flags(c, (u32)v);
		break;
	case SYSCALL_FMT_FUTEXOP:
		add_futex_op(c, (u32)v);
		break;
	case SYSCALL_FMT_CLONEFLAGS:
		add_clone_flags(c, v);
		break;
	case SYSCALL_FMT_SIG:
		trace_signal(l, (u32)v, true);
		break;
	case SYSCALL_FMT_IOCTLCMD:
		add_ioctl(c, (u32)v);
		break;
	case SYSCALL_FMT_INBUF:
		trace_bytes(l, v, count_of(c, a), false);
		break;
	case SYSCALL_FMT_OUTBUF:
		if (c->nr == __NR_getdents64 || c->nr == __NR_getdents)
			add_directory(c, v);
		else
			add_out_buffer(c, v);
		break;
	case SYSCALL_FMT_OUT:
		if (c->nr == __NR_wait4 && !strcmp(a->name, "status")) {
			add_wait_status(c, v);
			break;
		}
		/* fallthrough */
	case SYSCALL_FMT_IN:
	case SYSCALL_FMT_INOUT:
		add_object(c, a, v);
		break;
	case SYSCALL_FMT_OUTVEC:
		if (failed(c) || !c->exiting)
			trace_address(l, v);
		else
			add_vector(c, a->type, v, (u64)c->result);
		break;
	case SYSCALL_FMT_INVEC:
	case SYSCALL_FMT_INOUTVEC:
		add_vector(c, a->type, v, count_of(c, a));
		break;
	case SYSCALL_FMT_INPAIR:
		add_pair(c, a->type, v);
		break;
	case SYSCALL_FMT_OUTFDS:
		if (!failed(c) && c->exiting && trace_copy(fds, v, sizeof(fds)))
			line_add(l, "[%d, %d]", fds[0], fds[1]);
		else
			trace_address(l, v);
		break;
	case SYSCALL_FMT_FDSET:
		add_fdset(c, v, count_of(c, a));
		break;
	default:
		add_named(c, a->format, v);
		break;
	}
}

/* open()'s mode counts only when a file may be made. */
static bool
is_left_out(const struct call *c, unsigned i)
{
	u64 flags = i ? c->reg[i - 1] : 0;

	return i && c->e->args[i].format == SYSCALL_FMT_MODE &&
	    c->e->args[i - 1].format == SYSCALL_FMT_OFLAGS &&
	    !(flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)));
}

void
trace_call(struct trace_line *l, unsigned nr, const unsigned long reg[6],
    bool exiting, long result)
{
	struct call c = { l, nr, syscall_lookup(nr), reg, exiting, result };

	if (!c.e) {
		line_add(l, "syscall_%#x(%#lx, %#lx, %#lx, %#lx, %#lx, %#lx",
		    nr, reg[0], reg[1], reg[2], reg[3], reg[4], reg[5]);
		return;
	}
	line_add(l, "%s(", c.e->name);
	if (!c.e->args) {
		line_add(l, "...");
		return;
	}
	for (unsigned i = 0; i < c.e->nargs; i++) {
		if (is_left_out(&c, i))
			continue;
		line_add(l, i ? ", " : "");
		add_arg(&c, &c.e->args[i], reg[i]);
	}
}

/* --- Results --- */

static bool
returns_address(unsigned nr)
{
	enum {
		DESC,
		FILE,
		MEM,
		PROC,
		POLL,
		SYNC,
		MISC,
		SIGNAL,
		CRED,
		TIME,
		SCHED,
		IPC,
		NET
	};
	static const u8 families[NR_SYSCALLS] = {
#define SYSCALL_ROW(nr, name, family, nargs, params, args, descs) [nr] = family,
#define NOSYS(nr, name, family, reason)                           [nr] = family,
#include "abi/syscalls.def"
#undef SYSCALL_ROW
#undef NOSYS
	};

	return nr < NR_SYSCALLS && families[nr] == MEM;
}

/* Results by which the kernel says that it will go on later. */
static const char *
restart_text(long result)
{
	switch (-result) {
	case ERESTARTSYS:
		return "ERESTARTSYS (To be restarted if SA_RESTART is set)";
	case ERESTARTNOINTR:
		return "ERESTARTNOINTR (To be restarted)";
	case ERESTARTNOHAND:
		return "ERESTARTNOHAND (To be restarted if no handler)";
	case ERESTART_RESTARTBLOCK:
		return "ERESTART_RESTARTBLOCK (Interrupted by signal)";
	default:
		return NULL;
	}
}

/* poll() shows behind its result which descriptors were ready. */
static void
add_ready(struct trace_line *l, const unsigned long reg[6])
{
	const char *separator = " ([";
	short revents;

	for (u64 i = 0; i < min(reg[1], (unsigned long)VECTOR_MAX); i++) {
		if (!trace_copy(&revents, reg[0] + i * 8 + 6, 2) || !revents)
			continue;
		line_add(l, "%s", separator);
		(void)trace_struct(l, "struct pollfd", reg[0] + i * 8, true);
		separator = ", ";
	}
	line_add(l, "])");
}

void
trace_result(struct trace_line *l, unsigned nr, const unsigned long reg[6],
    long result)
{
	const char *text, *name;

	if (result < 0 && result >= -MAX_ERRNO) {
		name = restart_text(result);
		if (name) {
			line_add(l, " = ? %s", name);
			return;
		}
		name = trace_errno_name((unsigned)-result, &text);
		if (name)
			line_add(l, " = -1 %s (%s)", name, text);
		else
			line_add(l, " = -1 (errno %ld)", -result);
		return;
	}
	if (returns_address(nr) && result)
		line_add(l, " = %#lx", result);
	else
		line_add(l, " = %ld", result);
	if (nr == __NR_poll || nr == __NR_ppoll) {
		if (result > 0)
			add_ready(l, reg);
		else
			line_add(l, " (Timeout)");
	}
	if ((nr == __NR_select || nr == __NR_pselect6) && !result)
		line_add(l, " (Timeout)");
}
