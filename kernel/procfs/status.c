/*
 * What processes are and use: stat, statm, status, limits, and the small
 * files of one value (proc(5); formats of Linux 6.1's fs/proc/array.c).
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/resource.h"
#include "arch/cpu.h"
#include "cred/cred.h"
#include "lib/fmt.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "mm/page.h"
#include "proc/access.h"
#include "proc/process.h"
#include "procfs/figures.h"
#include "procfs/show.h"
#include "procfs/subject.h"

#define TICK_NS        10000000UL /* USER_HZ is 100 */
#define KB(npages)     ((npages) * (PAGE_SIZE / 1024))
#define GROUPS_AT_ONCE 64
#define PF_FORKNOEXEC  0x40u /* the only bit of `flags` that ps shows */

/* The name, as of the leader. */
static const char *
comm(const struct subject *s)
{
	return s->thread ? s->thread->name : "?";
}

int
comm_show(struct text *t, const struct subject *s)
{
	text_printf(t, "%.15s\n", comm(s));
	return 0;
}

int
comm_store(const char *text, size_t n, const struct subject *s)
{
	if (s->process != current_process())
		return -EINVAL;
	if (!s->thread)
		return -ESRCH;
	n = min(n, sizeof(s->thread->name) - 1);
	if (n && text[n - 1] == '\n')
		n--;
	memset(s->thread->name, 0, sizeof(s->thread->name));
	memcpy(s->thread->name, text, n);
	return 0;
}

/* --- stat and statm --- */

/* At most so many numbers, with a blank behind each. */
#define NUMBERS_MAX 16

static void
put_numbers(struct text *t, const u64 *numbers, size_t n)
{
	char buf[NUMBERS_MAX * (FMT_DECIMAL_MAX + 1)];
	char *place = text_place(t, buf, sizeof(buf)), *to = place;

	for (size_t i = 0; i < n; i++) {
		to += fmt_decimal(to, numbers[i], 0);
		*to++ = ' ';
	}
	text_placed(t, buf, place, (size_t)(to - place));
}

#define NUMBERS(t, ...)                                                  \
	do {                                                             \
		const u64 numbers_[] = { __VA_ARGS__ };                  \
                                                                         \
		_Static_assert(ARRAY_SIZE(numbers_) <= NUMBERS_MAX, ""); \
		put_numbers(t, numbers_, ARRAY_SIZE(numbers_));          \
	} while (0)

int
stat_show(struct text *t, const struct subject *s)
{
	struct process *p = s->process;
	bool open = subject_is_open(s);
	struct figures f;

	figures_read(&f, s);
	figures_read_usage(&f, s);
	text_printf(t, "%d (%.15s) %c %d %d %d %u %d ", f.pid, comm(s), f.state,
	    f.ppid, f.pgid, f.sid, f.tty, f.tty_pgrp);
	NUMBERS(t, atomic_load(&p->has_execed) ? 0 : PF_FORKNOEXEC, f.min_flt,
	    f.children_min_flt, f.maj_flt, f.children_maj_flt,
	    f.user_ns / TICK_NS, f.system_ns / TICK_NS,
	    f.children_user_ns / TICK_NS, f.children_system_ns / TICK_NS);
	text_printf(t, "%d %d ", f.rt_prio ? -1 - f.rt_prio : 20 + f.nice,
	    f.nice);
	NUMBERS(t, f.nthreads, 0, (u64)p->start_time / TICK_NS,
	    f.size * PAGE_SIZE, f.rss, process_limit(p, RLIMIT_RSS).rlim_cur);
	/* Addresses are for those who may look inside: 1 and 0 else. */
	if (open)
		NUMBERS(t, f.start_code, f.end_code, f.start_stack);
	else
		text_literal(t, "1 1 0 ");
	NUMBERS(t, 0, 0, f.pending & INT32_MAX, f.blocked & INT32_MAX,
	    f.ignored & INT32_MAX, f.caught & INT32_MAX,
	    f.state == 'S' || f.state == 'D', 0, 0,
	    (u64)atomic_load(&p->exit_signal), f.cpu, f.rt_prio, f.policy, 0, 0,
	    0);
	if (open) {
		NUMBERS(t, f.start_data, f.end_data, f.brk, f.arg_start,
		    f.arg_end, f.env_start, f.env_end);
		text_printf(t, "%d\n",
		    atomic_load(&p->zombie) ? atomic_load(&p->wait_status) : 0);
	} else {
		text_literal(t, "0 0 0 0 0 0 0 0\n");
	}
	return 0;
}

int
statm_show(struct text *t, const struct subject *s)
{
	struct figures f;

	figures_read(&f, s);
	text_printf(t, "%lu %lu %lu %lu 0 %lu 0\n", f.size, f.rss, f.rss_file,
	    f.text, f.data + f.stack);
	return 0;
}

/* --- status --- */

static void
show_identity(struct text *t, const struct subject *s)
{
	struct cred *c = s->thread ? thread_cred_get(s->thread) : NULL;

	if (c) {
		text_printf(t, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n",
		    c->uid, c->euid, c->suid, c->fsuid, c->gid, c->egid,
		    c->sgid, c->fsgid);
		cred_put(c);
	} else {
		text_string(t, "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n");
	}
	text_printf(t, "FDSize:\t%u\nGroups:\t",
	    s->thread ? thread_fds_size(s->thread) : 0);
}

/* => returns: whether the record ends among them, and another goes on there */
static bool
show_groups(struct text *t, const struct subject *s)
{
	struct cred *c = s->thread ? thread_cred_get(s->thread) : NULL;
	u64 n = c && c->groups ? c->groups->n : 0;
	u64 end = min(n, t->at + GROUPS_AT_ONCE);

	for (u64 i = t->at; i < end; i++)
		text_printf(t, "%u ", c->groups->gid[i]);
	if (c)
		cred_put(c);
	if (end < n)
		text_next(t, end);
	else
		text_string(t, "\n");
	return end < n;
}

static void
show_memory(struct text *t, const struct figures *f)
{
	if (!f->size)
		return;
#define LINE(name, npages) \
	text_kib(t, name ":\t", sizeof(name ":\t") - 1, KB(npages))
	LINE("VmPeak", f->peak_size);
	LINE("VmSize", f->size);
	LINE("VmLck", f->locked);
	LINE("VmPin", 0UL);
	LINE("VmHWM", f->peak);
	LINE("VmRSS", f->rss);
	LINE("RssAnon", f->rss - f->rss_file);
	LINE("RssFile", f->rss_file);
	LINE("RssShmem", 0UL);
	LINE("VmData", f->data);
	LINE("VmStk", f->stack);
	LINE("VmExe", f->text);
	LINE("VmLib", f->exec - min(f->exec, f->text));
	LINE("VmPTE", f->tables);
	LINE("VmSwap", 0UL);
#undef LINE
	text_string(t,
	    "HugetlbPages:\t       0 kB\nCoreDumping:\t0\n"
	    "THP_enabled:\t0\n");
}

/* A line of flags. */
#define BITS(t, name, bits)                  \
	do {                                 \
		text_literal(t, name ":\t"); \
		text_hex(t, bits, 16);       \
		text_literal(t, "\n");       \
	} while (0)

static void
show_signals(struct text *t, const struct figures *f, const struct subject *s)
{
	text_printf(t, "Threads:\t%u\nSigQ:\t%u/%lu\n", f->nthreads, f->nqueued,
	    process_limit(s->process, RLIMIT_SIGPENDING).rlim_cur);
	BITS(t, "SigPnd", f->pending);
	BITS(t, "ShdPnd", f->shared_pending);
	BITS(t, "SigBlk", f->blocked);
	BITS(t, "SigIgn", f->ignored);
	BITS(t, "SigCgt", f->caught);
}

static void
show_capabilities(struct text *t, const struct subject *s)
{
	struct cred *c = s->thread ? thread_cred_get(s->thread) : NULL;

	if (!c)
		return;
	BITS(t, "CapInh", c->cap_inheritable);
	BITS(t, "CapPrm", c->cap_permitted);
	BITS(t, "CapEff", c->cap_effective);
	BITS(t, "CapBnd", c->cap_bounding);
	BITS(t, "CapAmb", c->cap_ambient);
	text_printf(t, "NoNewPrivs:\t%d\n", c->no_new_privs);
	cred_put(c);
}

/* "0-3,5": the set bits as ranges. */
static void
show_ranges(struct text *t, u64 bits)
{
	const char *separator = "";

	for (unsigned i = 0; i < 64; i++) {
		unsigned first = i;

		if (!(bits >> i & 1))
			continue;
		while (i + 1 < 64 && bits >> (i + 1) & 1)
			i++;
		text_printf(t, "%s%u", separator, first);
		if (i > first)
			text_printf(t, "-%u", i);
		separator = ",";
	}
}

static void
show_head(struct text *t, const struct figures *f, const struct subject *s)
{
	u32 umask;

	text_printf(t, "Name:\t%.15s\n", comm(s));
	if (s->thread && thread_paths_get(s->thread, NULL, NULL, &umask))
		text_printf(t, "Umask:\t%04o\n", umask);
	text_printf(t,
	    "State:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\n"
	    "TracerPid:\t0\n",
	    figures_state_name(f->state), s->process->pid, f->pid, f->ppid);
	show_identity(t, s);
}

/* One record, unless there are many groups: its place is among them. */
int
status_show(struct text *t, const struct subject *s)
{
	struct figures f;

	figures_read(&f, s);
	if (t->at == 0)
		show_head(t, &f, s);
	if (show_groups(t, s))
		return 0;
	text_printf(t, "NStgid:\t%d\nNSpid:\t%d\nNSpgid:\t%d\nNSsid:\t%d\n",
	    s->process->pid, f.pid, f.pgid, f.sid);
	show_memory(t, &f);
	show_signals(t, &f, s);
	show_capabilities(t, s);
	text_string(t,
	    "Seccomp:\t0\nSeccomp_filters:\t0\n"
	    "Speculation_Store_Bypass:\tunknown\n"
	    "SpeculationIndirectBranch:\tunknown\n");
	f.affinity &= cpus_online();
	text_printf(t, "Cpus_allowed:\t%lx\nCpus_allowed_list:\t", f.affinity);
	show_ranges(t, f.affinity);
	text_printf(t,
	    "\nMems_allowed:\t1\nMems_allowed_list:\t0\n"
	    "voluntary_ctxt_switches:\t%lu\n"
	    "nonvoluntary_ctxt_switches:\t%lu\n",
	    f.nvcsw, f.nivcsw);
	return 0;
}

/* --- limits --- */

int
limits_show(struct text *t, const struct subject *s)
{
	static const struct {
		const char *name, *unit;
	} rows[RLIM_NLIMITS] = {
		[RLIMIT_CPU] = { "Max cpu time", "seconds" },
		[RLIMIT_FSIZE] = { "Max file size", "bytes" },
		[RLIMIT_DATA] = { "Max data size", "bytes" },
		[RLIMIT_STACK] = { "Max stack size", "bytes" },
		[RLIMIT_CORE] = { "Max core file size", "bytes" },
		[RLIMIT_RSS] = { "Max resident set", "bytes" },
		[RLIMIT_NPROC] = { "Max processes", "processes" },
		[RLIMIT_NOFILE] = { "Max open files", "files" },
		[RLIMIT_MEMLOCK] = { "Max locked memory", "bytes" },
		[RLIMIT_AS] = { "Max address space", "bytes" },
		[RLIMIT_LOCKS] = { "Max file locks", "locks" },
		[RLIMIT_SIGPENDING] = { "Max pending signals", "signals" },
		[RLIMIT_MSGQUEUE] = { "Max msgqueue size", "bytes" },
		[RLIMIT_NICE] = { "Max nice priority", "" },
		[RLIMIT_RTPRIO] = { "Max realtime priority", "" },
		[RLIMIT_RTTIME] = { "Max realtime timeout", "us" },
	};

	text_printf(t, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit",
	    "Hard Limit", "Units");
	for (unsigned i = 0; i < RLIM_NLIMITS; i++) {
		struct rlimit r = process_limit(s->process, i);
		u64 values[2] = { r.rlim_cur, r.rlim_max };

		text_printf(t, "%-25s ", rows[i].name);
		for (unsigned k = 0; k < 2; k++)
			if (values[k] == RLIM_INFINITY)
				text_printf(t, "%-20s ", "unlimited");
			else
				text_printf(t, "%-20lu ", values[k]);
		/* No unit, no column: as Linux does. */
		text_printf(t, rows[i].unit[0] ? "%-10s\n" : "%s\n",
		    rows[i].unit);
	}
	return 0;
}

/* --- Files of one value --- */

int
oom_score_show(struct text *t, const struct subject *s)
{
	struct page_stats st;
	struct figures f;

	figures_read(&f, s);
	page_stats_read(&st);
	text_printf(t, "%lu\n", f.rss * 1000 / max(st.total, (u64)1));
	return 0;
}

int
oom_score_adj_show(struct text *t, const struct subject *s)
{
	text_printf(t, "%d\n", atomic_load(&s->process->oom_score_adj));
	return 0;
}

int
oom_score_adj_store(const char *text, size_t n, const struct subject *s)
{
	bool negative = n && *text == '-', may = capable(CAP_SYS_RESOURCE);
	struct process *p = s->process;
	u64 value;
	s16 adj;

	if (parse_number(text + negative, 10, 1000, &value))
		return -EINVAL;
	adj = (s16)(negative ? -(int)value : (int)value);
	if (adj < atomic_load(&p->oom_score_min) && !may)
		return -EACCES;
	if (may)
		atomic_store(&p->oom_score_min, adj);
	atomic_store(&p->oom_score_adj, adj);
	return 0;
}

/* Nothing is read from or written to a disk. */
int
io_show(struct text *t, const struct subject *s)
{
	struct io_counts io = { 0 };
	const struct thread *th;

	if (s->one_thread && s->thread) {
		io_add(&io, &s->thread->io);
	} else {
		process_lock(s->process);
		io = s->process->dead_io;
		list_for_each(th, &s->process->threads, process_node)
			io_add(&io, &th->io);
		process_unlock(s->process);
	}
	text_printf(t,
	    "rchar: %lu\nwchar: %lu\nsyscr: %lu\nsyscw: %lu\n"
	    "read_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n",
	    io.rchar, io.wchar, io.syscr, io.syscw);
	return 0;
}

/* Others' need a privilege, whatever the mode says (Linux:
 * timerslack_ns_show). */
static int
may_see_slack(const struct subject *s)
{
	if (!s->thread)
		return -ESRCH;
	return s->thread == current() || capable(CAP_SYS_NICE) ? 0 : -EPERM;
}

int
timerslack_show(struct text *t, const struct subject *s)
{
	int err = may_see_slack(s);

	if (!err)
		text_printf(t, "%lu\n", atomic_load(&s->thread->slack));
	return err;
}

int
timers_show(struct text *t, const struct subject *s)
{
	static const char *const notify[] = { [SIGEV_SIGNAL] = "signal",
		[SIGEV_NONE] = "none",
		[SIGEV_THREAD] = "thread" };
	struct ptimer_info i;

	if (!ptimer_next_info(s->process, (int)t->at, &i))
		return 0;
	text_printf(t, "ID: %d\nsignal: %d/%016lx\n", i.id, i.signo,
	    (u64)i.value.sival_ptr);
	text_printf(t, "notify: %s/%s.%d\nClockID: %d\n",
	    notify[i.notify & ~SIGEV_THREAD_ID],
	    i.notify & SIGEV_THREAD_ID ? "tid" : "pid", i.target, i.clock);
	if (i.id != INT32_MAX)
		text_next(t, (u64)i.id + 1);
	return 0;
}

int
timerslack_store(const char *text, size_t n, const struct subject *s)
{
	int err = may_see_slack(s);
	u64 ns;

	(void)n;
	if (parse_number(text, 0, UINT64_MAX, &ns))
		return -EINVAL;
	if (!err)
		thread_set_slack(s->thread, ns);
	return err;
}

/* Auditing, which there is none of, calls this "not set". */
int
loginuid_show(struct text *t, const struct subject *s)
{
	(void)s;
	text_printf(t, "%u", UINT32_MAX);
	return 0;
}

int
loginuid_store(const char *text, size_t n, const struct subject *s)
{
	(void)text;
	(void)n;
	(void)s;
	return 0;
}

int
fail_nth_show(struct text *t, const struct subject *s)
{
	text_printf(t, "%u\n", s->thread ? s->thread->fail_nth : 0);
	return 0;
}

int
fail_nth_store(const char *text, size_t n, const struct subject *s)
{
	u64 value;

	(void)n;
	if (parse_number(text, 0, UINT32_MAX, &value))
		return -EINVAL;
	if (s->process != current_process())
		return -EPERM;
	/* Of the thread that writes: a point counts what that one passes. */
	current()->fail_nth = (u32)value;
	return 0;
}

int
wchan_show(struct text *t, const struct subject *s)
{
	(void)s;
	text_string(t, "0");
	return 0;
}

int
cgroup_show(struct text *t, const struct subject *s)
{
	(void)s;
	text_string(t, "0::/\n");
	return 0;
}
