/*
 * Files about the whole machine, in the formats of Linux 6.1 (proc(5)), which
 * free, top, ps and the C library parse.
 *
 * Figures that have no counterpart here are 0, so that readers find the lines
 * they look for.
 */
#include "abi/errno.h"
#include "arch/boot.h"
#include "arch/cpu.h"
#include "arch/cpuinfo.h"
#include "arch/irq.h"
#include "arch/power.h"
#include "debug/log.h"
#include "debug/missing.h"
#include "fs/devnum.h"
#include "fs/fstype.h"
#include "fs/locks.h"
#include "fs/mount.h"
#include "ipc/sysv_msg.h"
#include "ipc/sysv_sem.h"
#include "ipc/sysv_shm.h"
#include "lib/assert.h"
#include "lib/fmt.h"
#include "lib/string.h"
#include "mm/kva.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "proc/process.h"
#include "proc/uts.h"
#include "procfs/show.h"
#include "sched/sched.h"
#include "time/clock.h"
#include "vm/pagecache.h"
#include "vm/pagelru.h"
#include "vm/vmspace.h"
#include "vm/writeback.h"

#define TICK_NS    10000000UL /* USER_HZ is 100 */
#define KB(npages) ((u64)(npages) * (PAGE_SIZE / 1024))

/* --- Links --- */

ssize_t
self_readlink(char *buf, size_t size, const struct subject *s)
{
	(void)s;
	return current_process() ?
	    scnprintf(buf, size, "%d", current_process()->pid) :
	    -ENOENT;
}

ssize_t
thread_self_readlink(char *buf, size_t size, const struct subject *s)
{
	(void)s;
	return current_process() ? scnprintf(buf, size, "%d/task/%d",
				       current_process()->pid, current()->tid) :
				   -ENOENT;
}

ssize_t
mounts_readlink(char *buf, size_t size, const struct subject *s)
{
	(void)s;
	return scnprintf(buf, size, "self/mounts");
}

/* --- Memory --- */

int
meminfo_show(struct text *t, const struct subject *s)
{
	struct page_stats st;
	u64 slab = slab_pages();

	(void)s;
	page_stats_read(&st);
#define LINE(name, kb) text_kib(t, name " ", sizeof(name), kb)
	LINE("MemTotal:      ", KB(st.total));
	LINE("MemFree:       ", KB(st.free));
	LINE("MemAvailable:  ", KB(st.free + pagelru_count()));
	LINE("Buffers:       ", 0);
	LINE("Cached:        ", KB(pagecache_total()));
	LINE("SwapCached:    ", 0);
	LINE("Active:        ", 0);
	LINE("Inactive:      ", 0);
	LINE("Active(anon):  ", 0);
	LINE("Inactive(anon):", 0);
	LINE("Active(file):  ", 0);
	LINE("Inactive(file):", 0);
	LINE("Unevictable:   ", 0);
	LINE("Mlocked:       ", 0);
	LINE("SwapTotal:     ", 0);
	LINE("SwapFree:      ", 0);
	LINE("Dirty:         ", KB(pagecache_total_dirty()));
	LINE("Writeback:     ", KB(pagecache_total_writing()));
	LINE("AnonPages:     ", 0);
	LINE("Mapped:        ", 0);
	LINE("Shmem:         ", KB(pagecache_total_memory()));
	LINE("KReclaimable:  ", 0);
	LINE("Slab:          ", KB(slab));
	LINE("SReclaimable:  ", 0);
	LINE("SUnreclaim:    ", KB(slab));
	LINE("KernelStack:   ", kstack_count() * (KSTACK_SIZE / 1024));
	LINE("PageTables:    ", 0);
	LINE("CommitLimit:   ", KB(st.total));
	LINE("Committed_AS:  ", KB(st.total - st.free));
	LINE("VmallocTotal:  ", 0);
	LINE("VmallocUsed:   ", 0);
	LINE("HugePages_Total:", 0);
	LINE("Hugepagesize:  ", 2048);
#undef LINE
	return 0;
}

int
vmstat_show(struct text *t, const struct subject *s)
{
	struct page_stats st;

	(void)s;
	page_stats_read(&st);
	text_printf(t, "nr_free_pages %lu\nnr_slab_unreclaimable %lu\n",
	    st.free, slab_pages());
	text_printf(t,
	    "nr_kernel_stack %lu\npgpgin 0\npgpgout 0\npswpin 0\n"
	    "pswpout 0\npgfault %lu\npgmajfault 0\n",
	    kstack_count() * (KSTACK_SIZE / 1024), vm_fault_count());
	return 0;
}

int
slabinfo_show(struct text *t, const struct subject *s)
{
	struct slab_info info;

	(void)s;
	if (t->at == 0)
		text_string(t,
		    "slabinfo - version: 2.1\n"
		    "# name            <active_objs> <num_objs> <objsize> "
		    "<objperslab> <pagesperslab> : tunables <limit> "
		    "<batchcount> <sharedfactor> : slabdata <active_slabs> "
		    "<num_slabs> <sharedavail>\n");
	if (!slab_info((unsigned)t->at, &info))
		return 0;
	text_printf(t,
	    "%-17s %6lu %6lu %6u %4u %4u : tunables    0    "
	    "0    0 : slabdata %6lu %6lu      0\n",
	    info.name, info.inuse, info.nslabs * info.per_slab, info.size,
	    info.per_slab, info.pages_per_slab, info.nslabs, info.nslabs);
	text_next(t, t->at + 1);
	return 0;
}

/* One zone, all of it shown as single pages. */
int
buddyinfo_show(struct text *t, const struct subject *s)
{
	struct page_stats st;

	(void)s;
	page_stats_read(&st);
	text_printf(t, "Node 0, zone   Normal %6lu", st.free);
	for (unsigned order = 1; order <= PAGE_MAX_ORDER; order++)
		text_printf(t, " %6u", 0);
	text_string(t, " \n");
	return 0;
}

/* --- Time and load --- */

static void
all_cpu_times(struct cpu_times *sum)
{
	struct cpu_times c;
	unsigned cpu;

	*sum = (struct cpu_times){ 0 };
	for_each_cpu(cpu, cpus_online()) {
		sched_cpu_times(cpu, &c);
		sum->user += c.user;
		sum->nice += c.nice;
		sum->system += c.system;
		sum->idle += c.idle;
	}
}

int
uptime_show(struct text *t, const struct subject *s)
{
	u64 up = (u64)clock_monotonic() / TICK_NS;
	struct cpu_times sum;
	u64 idle;

	(void)s;
	all_cpu_times(&sum);
	idle = sum.idle / TICK_NS;
	text_printf(t, "%lu.%02lu %lu.%02lu\n", up / 100, up % 100, idle / 100,
	    idle % 100);
	return 0;
}

int
loadavg_show(struct text *t, const struct subject *s)
{
	u64 avg[3];

	(void)s;
	sched_loadavg(avg);
	for (unsigned i = 0; i < 3; i++)
		text_printf(t, "%lu.%02lu ", avg[i] >> LOAD_SHIFT,
		    ((avg[i] & ((1UL << LOAD_SHIFT) - 1)) * 100) >> LOAD_SHIFT);
	text_printf(t, "%u/%u %d\n", sched_nr_running(), thread_count(),
	    pid_last());
	return 0;
}

static void
cpu_line(struct text *t, const char *name, const struct cpu_times *c)
{
	text_printf(t, "%s %lu %lu %lu %lu 0 0 0 0 0 0\n", name,
	    c->user / TICK_NS, c->nice / TICK_NS, c->system / TICK_NS,
	    c->idle / TICK_NS);
}

static u64
interrupts_total(void)
{
	struct irq_info info;
	u64 n = 0;

	for (unsigned i = 0; irq_info(i, &info); i++)
		for (unsigned c = 0; c < ARRAY_SIZE(info.count); c++)
			n += info.count[c];
	return n;
}

/* Is there a CPU at or after t->at, and which?  The next record is the one after
 * it. */
static bool
next_cpu(struct text *t, unsigned *cpu)
{
	for_each_cpu(*cpu, cpus_online())
		if (*cpu >= t->at) {
			text_next(t, *cpu + 1);
			return true;
		}
	return false;
}

int
system_stat_show(struct text *t, const struct subject *s)
{
	struct cpu_times c;
	char name[16];
	unsigned cpu;

	(void)s;
	if (t->at == 0) {
		all_cpu_times(&c);
		cpu_line(t, "cpu ", &c);
	}
	if (next_cpu(t, &cpu)) {
		sched_cpu_times(cpu, &c);
		snprintf(name, sizeof(name), "cpu%u", cpu);
		cpu_line(t, name, &c);
		return 0;
	}
	text_printf(t, "intr %lu\nctxt %lu\nbtime %ld\n", interrupts_total(),
	    sched_nr_switches(), clock_realtime_offset() / NSEC_PER_SEC);
	text_printf(t,
	    "processes %lu\nprocs_running %u\nprocs_blocked 0\n"
	    "softirq 0 0 0 0 0 0 0 0 0 0 0\n",
	    forks_total(), sched_nr_running());
	return 0;
}

/* --- The machine --- */

int
cpuinfo_show(struct text *t, const struct subject *s)
{
	unsigned cpu;

	(void)s;
	if (next_cpu(t, &cpu))
		arch_cpuinfo_show(cpu, t);
	return 0;
}

int
interrupts_show(struct text *t, const struct subject *s)
{
	struct irq_info info;
	unsigned cpu;

	(void)s;
	if (t->at == 0) {
		text_string(t, "           ");
		for_each_cpu(cpu, cpus_online())
			text_printf(t, "CPU%-8u", cpu);
		text_string(t, "\n");
	}
	if (!irq_info((unsigned)t->at, &info))
		return 0;
	text_printf(t, "%3u: ", info.gsi);
	for_each_cpu(cpu, cpus_online())
		text_printf(t, "%10lu ", info.count[cpu]);
	text_printf(t, "  IO-APIC %4u\n", info.gsi);
	text_next(t, t->at + 1);
	return 0;
}

int
devices_show(struct text *t, const struct subject *s)
{
	(void)s;
	text_string(t, "Character devices:\n");
	devnum_show(S_IFCHR, t);
	text_string(t, "\nBlock devices:\n");
	devnum_show(S_IFBLK, t);
	return 0;
}

int
filesystems_show(struct text *t, const struct subject *s)
{
	struct fs_type *type = NULL;

	(void)s;
	while ((type = fs_type_next(type)))
		text_printf(t, "%s\t%s\n", type->nodev ? "nodev" : "",
		    type->name);
	return 0;
}

int
locks_show(struct text *t, const struct subject *s)
{
	(void)s;
	file_lock_show(t);
	return 0;
}

int
sysvipc_msg_show(struct text *t, const struct subject *s)
{
	(void)s;
	msg_show(t);
	return 0;
}

int
sysvipc_sem_show(struct text *t, const struct subject *s)
{
	(void)s;
	sem_show(t);
	return 0;
}

int
sysvipc_shm_show(struct text *t, const struct subject *s)
{
	(void)s;
	shm_show(t);
	return 0;
}

int
partitions_show(struct text *t, const struct subject *s)
{
	(void)s;
	text_string(t, "major minor  #blocks  name\n\n");
	return 0;
}

int
swaps_show(struct text *t, const struct subject *s)
{
	(void)s;
	text_string(t, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
	return 0;
}

int
version_show(struct text *t, const struct subject *s)
{
	struct utsname u;

	(void)s;
	uts_read(&u);
	text_printf(t, "%s version %s (gcc " __VERSION__ ") %s\n", u.sysname,
	    u.release, u.version);
	return 0;
}

int
boot_cmdline_show(struct text *t, const struct subject *s)
{
	(void)s;
	text_string(t, boot_info.cmdline);
	text_string(t, "\n");
	return 0;
}

int
kmsg_show(struct text *t, const struct subject *s)
{
	u64 pos = t->at;
	size_t room;
	char *to = text_rest(t, &room);
	size_t n = log_read(&pos, to, room);

	(void)s;
	if (n) {
		t->len += n;
		text_next(t, pos);
	}
	return 0;
}

int
missing_show(struct text *t, const struct subject *s)
{
	char line[128];
	size_t n;

	(void)s;
	n = missing_line((unsigned)t->at, line, sizeof(line));
	if (n) {
		text_add(t, line, n);
		text_next(t, t->at + 1);
	}
	return 0;
}

int
sysrq_store(const char *text, size_t n, const struct subject *s)
{
	(void)n;
	(void)s;
	switch (text[0]) {
	case 'b':
		machine_restart();
	case 'o':
		machine_power_off();
	case 'c':
		panic("sysrq triggered crash");
	case 's':
		super_sync_all();
		return 0;
	default:
		return (int)missing(0, "sysrq-trigger", "'%c'", text[0]);
	}
}
