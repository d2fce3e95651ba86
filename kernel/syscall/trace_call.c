/*
 * A system call as text, from its row of abi/syscalls.def.
 *
 * The arguments of a call and the members of a structure are the same thing, a
 * record: items with a name and a format, and a value for each.  add_item() writes
 * one: most by the table of its format (trace_tables.c), the rest by a function.
 * What an item points at is a record again, so that these functions call each
 * other, three deep at most: an array's structure, and a structure in that.
 *
 * No length that a program says is believed: of strings, buffers and arrays the
 * beginning is shown, and the line is bounded.
 *
 * The formats are those of the names, so that little is special about single
 * calls: what is left out, and what poll and its kin show behind their result.
 */
#include "syscall/trace_call.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "abi/resource.h"
#include "abi/signal.h"
#include "abi/stat.h"
#include "abi/syscall.h"
#include "abi/time.h"
#include "abi/wait.h"
#include "lib/bits.h"
#include "lib/string.h"
#include "syscall/dispatch.h"
#include "syscall/trace_tables.h"

#define VECTOR_MAX   32 /* elements of an array that are shown */
#define COUNT_MAX    65536
#define PATH_SHOWN   255 /* bytes of a path */
#define FDS_PER_WORD 64
#define NSIGNALS     64

struct record {
	struct trace_line *line;
	const struct syscall_arg *items;
	const u64 *values;
	unsigned n;
	bool named; /* members show their names */
	bool done;  /* the call succeeded: it wrote what it was to write */
	long result;
};

static void add_item(const struct record *r, const struct syscall_arg *a,
    u64 v);
static void add_items(const struct record *r);

/* --- Values --- */

static void
add_address(struct trace_line *l, u64 addr)
{
	line_value(l, &trace_formats[SYSCALL_FMT_ADDR], addr, sizeof(addr));
}

/* With or without SIG. */
static void
add_signal(struct trace_line *l, unsigned sig, bool prefix)
{
	static const char *const names[] = {
#define SIGNAL(nr, name, action, text) [nr] = #name,
#include "abi/signals.def"
#undef SIGNAL
		[SIGRTMIN] = "SIGRTMIN",
	};
	const char *name = sig < ARRAY_SIZE(names) ? names[sig] : NULL;

	if (name)
		line_add(l, "%s", prefix ? name : name + 3);
	else if (sig > SIGRTMIN && sig <= SIGRTMAX)
		line_add(l, "%sRT_%u", prefix ? "SIG" : "", sig - SIGRTMIN);
	else
		line_add(l, "%u", sig);
}

/* A set with most signals in it is shown by those that are not. */
static void
add_sigset(struct trace_line *l, u64 set)
{
	bool inverted = popcount64(set) >= NSIGNALS * 2 / 3;
	const char *separator = "";

	line_add(l, inverted ? "~[" : "[");
	for (unsigned sig = 1; sig <= NSIGNALS; sig++) {
		if ((set >> (sig - 1) & 1) == inverted)
			continue;
		line_add(l, "%s", separator);
		add_signal(l, sig, false);
		separator = " ";
	}
	line_add(l, "]");
}

static void
add_limit(struct trace_line *l, u64 v)
{
	if (v == RLIM_INFINITY)
		line_add(l, "RLIM64_INFINITY");
	else if (v > 1024 && v % 1024 == 0)
		line_add(l, "%lu*1024", v / 1024);
	else
		line_add(l, "%lu", v);
}

static void
add_wait_status(struct trace_line *l, u32 s)
{
	if (WIFEXITED(s)) {
		line_add(l, "[{WIFEXITED(s) && WEXITSTATUS(s) == %u}]",
		    WEXITSTATUS(s));
	} else if (WIFCONTINUED(s)) {
		line_add(l, "[{WIFCONTINUED(s)}]");
	} else if (WIFSTOPPED(s)) {
		line_add(l, "[{WIFSTOPPED(s) && WSTOPSIG(s) == ");
		add_signal(l, WSTOPSIG(s), true);
		line_add(l, "}]");
	} else {
		line_add(l, "[{WIFSIGNALED(s) && WTERMSIG(s) == ");
		add_signal(l, WTERMSIG(s), true);
		line_add(l, WCOREDUMP(s) ? " && WCOREDUMP(s)}]" : "}]");
	}
}

/* --- Memory --- */

/* A zero-terminated string; at most max bytes are shown. */
static void
add_string(struct trace_line *l, u64 addr, size_t max)
{
	u8 text[PATH_SHOWN + 1];
	size_t n = 0;

	/* By bytes: the string may end right before an unmapped page. */
	while (n <= max && trace_copy(&text[n], addr + n, 1) && text[n])
		n++;
	if (n || trace_copy(text, addr, 1))
		line_quote(l, text, min(n, max), false, n > max);
	else
		add_address(l, addr);
}

static void
add_bytes(struct trace_line *l, u64 addr, u64 n, bool hex)
{
	u8 bytes[TRACE_STRING_MAX];
	size_t shown = min(n, (u64)sizeof(bytes));

	if (shown && !trace_copy(bytes, addr, shown))
		add_address(l, addr);
	else
		line_quote(l, bytes, shown, hex, n > shown);
}

/* argv: ["a", "b"]; of the environment only the size. */
static void
add_strings(struct trace_line *l, u64 addr, bool count_only)
{
	u64 n = 0, s;

	line_add(l, count_only ? "%#lx /* " : "[", addr);
	for (; n < COUNT_MAX && trace_copy(&s, addr + n * 8, 8) && s; n++) {
		if (count_only)
			continue;
		line_add(l, n ? ", " : "");
		if (n == VECTOR_MAX) {
			line_add(l, "...");
			break;
		}
		add_string(l, s, TRACE_STRING_MAX);
	}
	if (count_only)
		line_add(l, "%lu var%s */", n, n == 1 ? "" : "s");
	else
		line_add(l, "]");
}

static void
add_fdset(struct trace_line *l, u64 addr, u64 nfds)
{
	const char *separator = "";
	u64 word = 0;

	line_add(l, "[");
	for (u64 fd = 0; fd < min(nfds, (u64)FDS_PER_WORD * VECTOR_MAX); fd++) {
		if (fd % FDS_PER_WORD == 0 &&
		    !trace_copy(&word, addr + fd / 8, 8))
			break;
		if (!(word >> fd % FDS_PER_WORD & 1))
			continue;
		line_add(l, "%s%lu", separator, fd);
		separator = " ";
	}
	line_add(l, "]");
}

/* --- Structures --- */

static bool
load(const struct trace_struct *s, u64 addr, u64 values[TRACE_MEMBERS_MAX])
{
	const struct syscall_arg *m = s->members;
	u8 last;

	/* The members that are not shown are to be there as well. */
	if (!trace_copy(&last, addr + s->size - 1, 1))
		return false;
	for (unsigned i = 0; m[i].size; i++) {
		values[i] = 0;
		if (m[i].format == SYSCALL_FMT_IN ||
		    m[i].format == SYSCALL_FMT_INVEC ||
		    m[i].format == SYSCALL_FMT_STR)
			values[i] = addr + m[i].offset;
		else if (!trace_copy(&values[i], addr + m[i].offset, m[i].size))
			return false;
	}
	return true;
}

/* => returns: false, with nothing added: it cannot be read */
static bool
add_struct(const struct record *outer, const struct trace_struct *s, u64 addr)
{
	struct record r = *outer;
	u64 values[TRACE_MEMBERS_MAX];

	if (!load(s, addr, values))
		return false;
	r.items = s->members;
	r.values = values;
	r.named = *s->members->name;
	for (r.n = 0; r.items[r.n].size; r.n++)
		continue;
	/* utimensat()'s two times that are none. */
	if (r.items[1].format == SYSCALL_FMT_NSEC &&
	    (values[1] == UTIME_NOW || values[1] == UTIME_OMIT)) {
		add_item(&r, &r.items[1], values[1]);
		return true;
	}
	line_add(r.line, r.named ? "{" : "");
	add_items(&r);
	line_add(r.line, s->abridged ? ", ...}" : r.named ? "}" : "");
	return true;
}

/* All that is shown of an array can be read, or its address is shown. */
static void
add_vector(const struct record *r, const char *type, u64 addr, u64 n)
{
	const struct trace_struct *s = trace_struct_find(type);
	size_t start = r->line->len;

	if (!s) {
		add_address(r->line, addr);
		return;
	}
	line_add(r->line, "[");
	for (u64 i = 0; i < min(n, (u64)VECTOR_MAX); i++) {
		line_add(r->line, i ? ", " : "");
		if (!add_struct(r, s, addr + i * s->size)) {
			r->line->len = start;
			add_address(r->line, addr);
			return;
		}
	}
	line_add(r->line, n > VECTOR_MAX ? ", ...]" : "]");
}

/* One structure; or a scalar, which strace shows as an array of one. */
static void
add_object(const struct record *r, const char *type, u64 addr)
{
	const struct trace_struct *s = trace_struct_find(type);

	if (s && !*s->members->name && s->members->format != SYSCALL_FMT_SIGSET)
		add_vector(r, type, addr, 1);
	else if (!s || !add_struct(r, s, addr))
		add_address(r->line, addr);
}

/* --- Items --- */

static u64
count_of(const struct record *r, const struct syscall_arg *a)
{
	if (*a->count >= '0' && *a->count <= '9')
		return (u64)(*a->count - '0');
	if (a->format >= SYSCALL_FMT_OUTBUF)
		return (u64)r->result;
	for (unsigned i = 0; i < r->n; i++)
		if (!strcmp(r->items[i].name, a->count))
			return r->values[i];
	return 0;
}

static void
add_item(const struct record *r, const struct syscall_arg *a, u64 v)
{
	struct trace_line *l = r->line;
	u32 status;

	if ((a->format >= SYSCALL_FMT_PATH && !v) ||
	    (a->format >= SYSCALL_FMT_OUTBUF && !r->done)) {
		add_address(l, v);
		return;
	}
	switch (a->format) {
	case SYSCALL_FMT_PATH:
	case SYSCALL_FMT_STR:
	case SYSCALL_FMT_OUTSTR:
		add_string(l, v, PATH_SHOWN);
		break;
	case SYSCALL_FMT_STRV:
	case SYSCALL_FMT_ENVV:
		add_strings(l, v, a->format == SYSCALL_FMT_ENVV);
		break;
	case SYSCALL_FMT_INBUF:
	case SYSCALL_FMT_OUTBUF:
	case SYSCALL_FMT_OUTHEX:
		add_bytes(l, v, count_of(r, a),
		    a->format == SYSCALL_FMT_OUTHEX);
		break;
	case SYSCALL_FMT_IN:
	case SYSCALL_FMT_OUT:
	case SYSCALL_FMT_INOUT:
		add_object(r, a->type, v);
		break;
	case SYSCALL_FMT_INVEC:
	case SYSCALL_FMT_OUTVEC:
	case SYSCALL_FMT_INOUTVEC:
		add_vector(r, a->type, v, count_of(r, a));
		break;
	case SYSCALL_FMT_FDSET:
		add_fdset(l, v, count_of(r, a));
		break;
	case SYSCALL_FMT_WSTATUS:
		if (r->result && trace_copy(&status, v, sizeof(status)))
			add_wait_status(l, status);
		else
			add_address(l, v);
		break;
	case SYSCALL_FMT_DEV:
		line_add(l, "makedev(%#lx, %#lx)", v >> 8 & 0xfff,
		    (v & 0xff) | (v >> 12 & 0xfff00));
		break;
	case SYSCALL_FMT_LIMIT:
		add_limit(l, v);
		break;
	case SYSCALL_FMT_SIG:
		add_signal(l, (u32)v, true);
		break;
	case SYSCALL_FMT_SIGSET:
		add_sigset(l, v);
		break;
	default:
		line_value(l, &trace_formats[a->format], v, a->size);
		break;
	}
}

static bool
is_device(u64 mode)
{
	return S_ISCHR(mode) || S_ISBLK(mode);
}

/* What means nothing beside the items before it, as strace leaves it out. */
static bool
is_left_out(const struct record *r, unsigned i)
{
	const u64 *v = &r->values[i];

	switch (r->items[i].format) {
	case SYSCALL_FMT_MODE: /* open()'s, when no file may be made */
		return i && r->items[i - 1].format == SYSCALL_FMT_OFLAGS &&
		    !(v[-1] & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)));
	case SYSCALL_FMT_DEV:
		return !is_device(v[-1]);
	case SYSCALL_FMT_STSIZE:
		return is_device(v[-2]);
	case SYSCALL_FMT_RESTORER:
		return !(v[-1] & SA_RESTORER);
	case SYSCALL_FMT_POLLEVENTS:
		return (int)v[-1] < 0;
	default:
		return false;
	}
}

static void
add_items(const struct record *r)
{
	const char *separator = "";

	for (unsigned i = 0; i < r->n; i++) {
		const struct syscall_arg *a = &r->items[i];

		if (is_left_out(r, i))
			continue;
		line_add(r->line, "%s", separator);
		if (r->named)
			line_add(r->line, "%s=", a->name);
		add_item(r, a, r->values[i]);
		separator = ", ";
	}
}

/* --- Calls --- */

void
trace_call(struct trace_line *l, unsigned nr, const unsigned long reg[6],
    bool exiting, long result)
{
	const struct syscall_entry *e = syscall_lookup(nr);
	u64 values[6];
	struct record r = { .line = l,
		.values = values,
		.done = exiting && (result >= 0 || result < -MAX_ERRNO),
		.result = result };

	if (!e) {
		line_add(l, "syscall_%#x(%#lx, %#lx, %#lx, %#lx, %#lx, %#lx",
		    nr, reg[0], reg[1], reg[2], reg[3], reg[4], reg[5]);
		return;
	}
	line_add(l, "%s(%s", e->name, e->args ? "" : "...");
	r.items = e->args;
	r.n = e->args ? e->nargs : 0;
	for (unsigned i = 0; i < r.n; i++)
		values[i] = reg[i] & ~0UL >> (64 - 8 * e->args[i].size);
	add_items(&r);
}

/* poll() shows behind its result which descriptors were ready. */
static void
add_ready(struct trace_line *l, const unsigned long reg[6])
{
	const struct trace_struct *s = trace_struct_find("ready pollfd");
	const struct record r = { .line = l };
	const char *separator = " ([";
	short revents;

	for (u64 i = 0; i < min(reg[1], (unsigned long)VECTOR_MAX); i++) {
		u64 addr = reg[0] + i * sizeof(struct pollfd);

		if (!trace_copy(&revents, addr + 6, 2) || !revents)
			continue;
		line_add(l, "%s", separator);
		(void)add_struct(&r, s, addr);
		separator = ", ";
	}
	line_add(l, "])");
}

/* Calls that work on addresses return one. */
static bool
returns_address(unsigned nr)
{
	const struct syscall_entry *e = syscall_lookup(nr);

	return e && e->nargs &&
	    (e->args[0].format == SYSCALL_FMT_ADDR ||
		e->args[0].format == SYSCALL_FMT_SHMID);
}

void
trace_result(struct trace_line *l, unsigned nr, const unsigned long reg[6],
    long result)
{
	bool polls = nr == __NR_poll || nr == __NR_ppoll;
	const char *text;

	if (result < 0 && result >= -MAX_ERRNO) {
		text = trace_error_text(-result);
		if (text)
			line_add(l, " = %s", text);
		else
			line_add(l, " = -1 (errno %ld)", -result);
		return;
	}
	line_add(l, returns_address(nr) ? " = %#lx" : " = %ld", result);
	if (polls && result)
		add_ready(l, reg);
	else if (!result && (polls || nr == __NR_select || nr == __NR_pselect6))
		line_add(l, " (Timeout)");
}
