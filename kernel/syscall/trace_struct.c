/*
 * Structures in a trace.  One function a type, one row of `printers` for it.
 *
 * The forms are strace's abbreviated ones (its option -e abbrev=all): of large
 * structures the members that matter, and "..." for the rest.
 */
#include "syscall/trace_struct.h"

#include "abi/limits.h"
#include "abi/poll.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/signal.h"
#include "abi/stat.h"
#include "abi/sysinfo.h"
#include "abi/time.h"
#include "abi/uio.h"
#include "abi/utsname.h"
#include "abi/wait.h"
#include "lib/bits.h"
#include "lib/string.h"
#include "syscall/trace_names.h"

#define NSIGNALS 64

/* --- Values --- */

void
trace_address(struct trace_line *l, u64 addr)
{
	if (addr)
		line_add(l, "%#lx", addr);
	else
		line_add(l, "NULL");
}

void
trace_mode(struct trace_line *l, unsigned mode)
{
	line_add(l, mode ? "0%o" : "000", mode);
}

void
trace_dev(struct trace_line *l, u64 dev)
{
	line_add(l, "makedev(%#lx, %#lx)", dev >> 8 & 0xfff,
	    (dev & 0xff) | (dev >> 12 & 0xfff00));
}

void
trace_signal(struct trace_line *l, unsigned sig, bool prefix)
{
	const char *name = trace_signal_name(sig);

	if (name)
		line_add(l, "%s", prefix ? name : name + 3);
	else if (sig == SIGRTMIN)
		line_add(l, prefix ? "SIGRTMIN" : "RTMIN");
	else if (sig > SIGRTMIN && sig <= SIGRTMAX)
		line_add(l, "%sRT_%u", prefix ? "SIG" : "", sig - SIGRTMIN);
	else
		line_add(l, "%u", sig);
}

/* The file type's name and the permissions. */
static void
file_mode(struct trace_line *l, unsigned mode)
{
	static const struct trace_name types[] = { { S_IFSOCK, "S_IFSOCK|" },
		{ S_IFLNK, "S_IFLNK|" }, { S_IFREG, "S_IFREG|" },
		{ S_IFBLK, "S_IFBLK|" }, { S_IFDIR, "S_IFDIR|" },
		{ S_IFCHR, "S_IFCHR|" }, { S_IFIFO, "S_IFIFO|" }, { 0, NULL } };
	static const struct trace_name bits[] = { { S_ISUID, "S_ISUID|" },
		{ S_ISGID, "S_ISGID|" }, { S_ISVTX, "S_ISVTX|" }, { 0, NULL } };

	for (size_t i = 0; types[i].name; i++)
		if (types[i].value == (mode & S_IFMT))
			line_add(l, "%s", types[i].name);
	for (size_t i = 0; bits[i].name; i++)
		if (bits[i].value & mode)
			line_add(l, "%s", bits[i].name);
	line_add(l, "0%o", mode & 0777);
}

void
trace_string(struct trace_line *l, u64 addr, size_t max)
{
	char part[TRACE_STRING_MAX * 4];
	size_t n = 0, want = min(max, sizeof(part) - 1);

	if (!addr) {
		line_add(l, "NULL");
		return;
	}
	/* By bytes: the string may end right before an unmapped page. */
	while (n < want && trace_copy(&part[n], addr + n, 1) && part[n])
		n++;
	if (n == 0 && want && !trace_copy(part, addr, 1)) {
		trace_address(l, addr);
		return;
	}
	line_quote(l, part, n,
	    n == max && n < sizeof(part) - 1 &&
		trace_copy(&part[n], addr + n, 1) && part[n]);
}

void
trace_bytes(struct trace_line *l, u64 addr, size_t n, bool hex)
{
	char part[TRACE_STRING_MAX];
	bool cut = n > sizeof(part);

	n = min(n, sizeof(part));
	if (!addr || (n && !trace_copy(part, addr, n)))
		trace_address(l, addr);
	else if (hex)
		line_quote_hex(l, (const u8 *)part, n, cut);
	else
		line_quote(l, part, n, cut);
}

/* --- Types --- */

static void
add_timespec(struct trace_line *l, const void *p, bool exiting)
{
	const struct timespec *t = p;

	(void)exiting;
	line_add(l, "{tv_sec=%ld, tv_nsec=%ld}", t->tv_sec, t->tv_nsec);
}

static void
add_timeval(struct trace_line *l, const void *p, bool exiting)
{
	const struct timeval *t = p;

	(void)exiting;
	line_add(l, "{tv_sec=%ld, tv_usec=%ld}", t->tv_sec, t->tv_usec);
}

static void
add_itimerval(struct trace_line *l, const void *p, bool exiting)
{
	const struct itimerval *t = p;

	line_add(l, "{it_interval=");
	add_timeval(l, &t->it_interval, exiting);
	line_add(l, ", it_value=");
	add_timeval(l, &t->it_value, exiting);
	line_add(l, "}");
}

static void
add_stat(struct trace_line *l, const void *p, bool exiting)
{
	const struct stat *st = p;

	(void)exiting;
	line_add(l, "{st_mode=");
	file_mode(l, st->st_mode);
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) {
		line_add(l, ", st_rdev=");
		trace_dev(l, st->st_rdev);
	} else {
		line_add(l, ", st_size=%ld", st->st_size);
	}
	line_add(l, ", ...}");
}

static void
add_statx(struct trace_line *l, const void *p, bool exiting)
{
	const struct statx *st = p;

	(void)exiting;
	line_add(l, "{stx_mask=");
	line_flags(l, trace_table(SYSCALL_FMT_STATXMASK)->names, st->stx_mask,
	    "STATX_???");
	line_add(l, ", stx_attributes=%#lx, stx_mode=", st->stx_attributes);
	file_mode(l, st->stx_mode);
	line_add(l, ", stx_size=%lu, ...}", st->stx_size);
}

static void
add_statfs(struct trace_line *l, const void *p, bool exiting)
{
	const struct statfs *s = p;

	(void)exiting;
	line_add(l,
	    "{f_type=%#lx, f_bsize=%ld, f_blocks=%ld, f_bfree=%ld, "
	    "f_bavail=%ld, ...}",
	    s->f_type, s->f_bsize, s->f_blocks, s->f_bfree, s->f_bavail);
}

/* A set with most signals in it is shown by those that are not. */
static void
add_sigset(struct trace_line *l, const void *p, bool exiting)
{
	u64 set = *(const u64 *)p;
	bool inverted = popcount64(set) >= NSIGNALS * 2 / 3;
	const char *separator = "";

	(void)exiting;
	if (inverted)
		set = ~set;
	line_add(l, inverted ? "~[" : "[");
	for (unsigned sig = 1; sig <= NSIGNALS; sig++) {
		if (!(set >> (sig - 1) & 1))
			continue;
		line_add(l, "%s", separator);
		trace_signal(l, sig, false);
		separator = " ";
	}
	line_add(l, "]");
}

static void
add_sigaction(struct trace_line *l, const void *p, bool exiting)
{
	const struct kernel_sigaction *a = p;

	line_add(l, "{sa_handler=");
	if (a->handler == KERNEL_SIG_DFL)
		line_add(l, "SIG_DFL");
	else if (a->handler == KERNEL_SIG_IGN)
		line_add(l, "SIG_IGN");
	else
		line_add(l, "%#lx", a->handler);
	line_add(l, ", sa_mask=");
	add_sigset(l, &a->mask, exiting);
	line_add(l, ", sa_flags=");
	line_flags(l, trace_sa_flags, a->flags, "SA_???");
	if (a->flags & SA_RESTORER)
		line_add(l, ", sa_restorer=%#lx", a->restorer);
	line_add(l, "}");
}

static void
add_sigaltstack(struct trace_line *l, const void *p, bool exiting)
{
	const struct sigaltstack *s = p;
	static const struct trace_name names[] = { { SS_ONSTACK, "SS_ONSTACK" },
		{ SS_DISABLE, "SS_DISABLE" },
		{ SS_AUTODISARM, "SS_AUTODISARM" }, { 0, NULL } };

	(void)exiting;
	line_add(l, "{ss_sp=");
	trace_address(l, (u64)s->ss_sp);
	line_add(l, ", ss_flags=");
	line_flags(l, names, (u32)s->ss_flags, "SS_???");
	line_add(l, ", ss_size=%lu}", s->ss_size);
}

static void
add_pollfd(struct trace_line *l, const void *p, bool exiting)
{
	const struct pollfd *f = p;

	line_add(l, "{fd=%d", f->fd);
	if (f->fd >= 0) {
		line_add(l, exiting ? ", revents=" : ", events=");
		line_flags(l, trace_poll_events,
		    (u16)(exiting ? f->revents : f->events), "POLL???");
	}
	line_add(l, "}");
}

static void
add_epoll_event(struct trace_line *l, const void *p, bool exiting)
{
	const struct epoll_event *e = p;

	(void)exiting;
	line_add(l, "{events=");
	line_flags(l, trace_epoll_events, e->events, "EPOLL???");
	line_add(l, ", data={u32=%u, u64=%lu}}", (u32)e->data, e->data);
}

static void
limit_value(struct trace_line *l, u64 v)
{
	if (v == RLIM_INFINITY)
		line_add(l, "RLIM64_INFINITY");
	else if (v > 1024 && v % 1024 == 0)
		line_add(l, "%lu*1024", v / 1024);
	else
		line_add(l, "%lu", v);
}

static void
add_rlimit(struct trace_line *l, const void *p, bool exiting)
{
	const struct rlimit *r = p;

	(void)exiting;
	line_add(l, "{rlim_cur=");
	limit_value(l, r->rlim_cur);
	line_add(l, ", rlim_max=");
	limit_value(l, r->rlim_max);
	line_add(l, "}");
}

static void
add_rusage(struct trace_line *l, const void *p, bool exiting)
{
	const struct rusage *r = p;

	line_add(l, "{ru_utime=");
	add_timeval(l, &r->ru_utime, exiting);
	line_add(l, ", ru_stime=");
	add_timeval(l, &r->ru_stime, exiting);
	line_add(l, ", ...}");
}

static void
add_utsname(struct trace_line *l, const void *p, bool exiting)
{
	const struct utsname *u = p;

	(void)exiting;
	line_add(l, "{sysname=\"%.64s\", nodename=\"%.64s\", ...}", u->sysname,
	    u->nodename);
}

static void
add_sysinfo(struct trace_line *l, const void *p, bool exiting)
{
	const struct sysinfo *i = p;

	(void)exiting;
	line_add(l,
	    "{uptime=%ld, loads=[%lu, %lu, %lu], totalram=%lu, "
	    "freeram=%lu, ...}",
	    i->uptime, i->loads[0], i->loads[1], i->loads[2], i->totalram,
	    i->freeram);
}

static void
add_tms(struct trace_line *l, const void *p, bool exiting)
{
	const struct tms *t = p;

	(void)exiting;
	line_add(l,
	    "{tms_utime=%ld, tms_stime=%ld, tms_cutime=%ld, "
	    "tms_cstime=%ld}",
	    t->tms_utime, t->tms_stime, t->tms_cutime, t->tms_cstime);
}

static void
add_iovec(struct trace_line *l, const void *p, bool exiting)
{
	const struct iovec *v = p;

	(void)exiting;
	line_add(l, "{iov_base=");
	trace_bytes(l, (u64)v->iov_base, v->iov_len, false);
	line_add(l, ", iov_len=%lu}", v->iov_len);
}

static void
add_sched_param(struct trace_line *l, const void *p, bool exiting)
{
	(void)exiting;
	line_add(l, "[%d]", *(const int *)p);
}

static void
add_int(struct trace_line *l, const void *p, bool exiting)
{
	(void)exiting;
	line_add(l, "[%d]", *(const int *)p);
}

static void
add_uint(struct trace_line *l, const void *p, bool exiting)
{
	(void)exiting;
	line_add(l, "[%u]", *(const unsigned *)p);
}

static void
add_long(struct trace_line *l, const void *p, bool exiting)
{
	(void)exiting;
	line_add(l, "[%ld]", *(const long *)p);
}

static const struct {
	const char *type;
	size_t size;
	void (*add)(struct trace_line *l, const void *p, bool exiting);
} printers[] = {
	{ "struct epoll_event", sizeof(struct epoll_event), add_epoll_event },
	{ "struct iovec", sizeof(struct iovec), add_iovec },
	{ "struct itimerval", sizeof(struct itimerval), add_itimerval },
	{ "struct kernel_sigaction", sizeof(struct kernel_sigaction),
	    add_sigaction },
	{ "struct pollfd", sizeof(struct pollfd), add_pollfd },
	{ "struct rlimit", sizeof(struct rlimit), add_rlimit },
	{ "struct rusage", sizeof(struct rusage), add_rusage },
	{ "struct sched_param", sizeof(struct sched_param), add_sched_param },
	{ "struct sigaltstack", sizeof(struct sigaltstack), add_sigaltstack },
	{ "struct stat", sizeof(struct stat), add_stat },
	{ "struct statfs", sizeof(struct statfs), add_statfs },
	{ "struct statx", sizeof(struct statx), add_statx },
	{ "struct sysinfo", sizeof(struct sysinfo), add_sysinfo },
	{ "struct timespec", sizeof(struct timespec), add_timespec },
	{ "struct timeval", sizeof(struct timeval), add_timeval },
	{ "struct tms", sizeof(struct tms), add_tms },
	{ "struct utsname", sizeof(struct utsname), add_utsname },
	{ "kernel_sigset_t", sizeof(u64), add_sigset },
	{ "int", sizeof(int), add_int },
	{ "long", sizeof(long), add_long },
	{ "size_t", sizeof(long), add_long },
	{ "unsigned int", sizeof(int), add_uint },
	{ "unsigned long", sizeof(long), add_long },
};

union any {
	struct stat stat;
	struct statx statx;
	struct statfs statfs;
	struct utsname utsname;
	struct rusage rusage;
	struct kernel_sigaction sigaction;
	u64 align;
};

size_t
trace_struct_size(const char *type)
{
	for (size_t i = 0; i < ARRAY_SIZE(printers); i++)
		if (!strcmp(printers[i].type, type))
			return printers[i].size;
	return 0;
}

bool
trace_struct(struct trace_line *l, const char *type, u64 addr, bool exiting)
{
	union any object;

	for (size_t i = 0; i < ARRAY_SIZE(printers); i++) {
		if (strcmp(printers[i].type, type) != 0)
			continue;
		if (!trace_copy(&object, addr, printers[i].size))
			return false;
		printers[i].add(l, &object, exiting);
		return true;
	}
	return false;
}
