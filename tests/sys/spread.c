// covers: sched_setaffinity setpriority sched_setscheduler
/*
 * Threads that never sleep find a CPU each, however they began.
 *
 * Times decide nothing: a part waits until it sees all of them on CPUs of their own,
 * for a long time at most.
 */
#include "tests/sys/tap.h"
#include <sched.h>
#include <sys/resource.h>

#define MAX_HOGS  64
#define WAIT_SECS 60
#define LOOKS     4 /* that must find them so, one after another */

static pid_t hogs[MAX_HOGS];
static int nhogs, ncpus;
static unsigned long all_cpus;

static void
set_cpus(pid_t pid, unsigned long cpus)
{
	unsigned long mask[16] = { cpus };

	if (syscall(SYS_sched_setaffinity, pid, sizeof mask, mask))
		diag("sched_setaffinity: %s", strerror(errno));
}

static void
start(unsigned long cpus, int niceness, int fifo_prio)
{
	struct sched_param p = { .sched_priority = fifo_prio };
	pid_t pid = fork();

	if (pid == 0) {
		set_cpus(0, cpus);
		alarm(WAIT_SECS * 2);
		if (setpriority(PRIO_PROCESS, 0, niceness))
			_exit(98);
		if (syscall(SYS_sched_setscheduler, 0,
			fifo_prio ? SCHED_FIFO : SCHED_OTHER, &p))
			_exit(97);
		for (;;)
			;
	}
	hogs[nhogs++] = pid;
}

static void
end_all(void)
{
	while (nhogs) {
		kill(hogs[--nhogs], SIGKILL);
		wait_for(hogs[nhogs]);
	}
}

/* A field of /proc/PID/stat, counted from 1. */
static long
stat_field(pid_t pid, int field)
{
	char path[64], text[1024] = "", *at;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (!f)
		return -1;
	if (!fgets(text, sizeof text, f))
		text[0] = '\0';
	fclose(f);
	at = strrchr(text, ')');
	for (int i = 2; at && i < field; i++)
		at = strchr(at + 1, ' ');
	return at ? atol(at) : -1;
}

/* Have the last n hogs all a CPU of their own now? */
static bool
are_apart(int n)
{
	unsigned long seen = 0;

	for (int i = nhogs - n; i < nhogs; i++) {
		long cpu = stat_field(hogs[i], 39);

		if (cpu < 0 || seen >> cpu & 1)
			return false;
		seen |= 1UL << cpu;
	}
	return true;
}

/* Do more threads want a CPU now than the last n hogs and who asks?  Then a CPU each may be more
 * than they are due. */
static bool
others_run(int n)
{
	FILE *f = fopen("/proc/loadavg", "r");
	int running = 0;

	if (!f)
		return false;
	if (fscanf(f, "%*s %*s %*s %d", &running) != 1)
		running = 0;
	fclose(f);
	return running > n + 1;
}

static void
come_apart(int n, const char *how)
{
	int tries = 0, looks = 0, busy = 0;

	while (looks < LOOKS && tries++ < WAIT_SECS * 50) {
		usleep(20000);
		looks = are_apart(n) ? looks + 1 : 0;
		busy += others_run(n);
	}
	if (looks < LOOKS && busy > tries / 4)
		skip("the machine has other things to do");
	else
		is(looks, LOOKS, "%s: a CPU each", how);
	end_all();
}

static void
test_starts(void)
{
	for (int i = 0; i < ncpus; i++)
		start(all_cpus, 0, 0);
	come_apart(ncpus, "together");
	for (int i = 0; i < ncpus; i++) {
		start(all_cpus, 0, 0);
		usleep(20000);
	}
	come_apart(ncpus, "one by one");
}

static void
test_affinity(void)
{
	unsigned long first = all_cpus & -all_cpus;

	for (int i = 0; i < ncpus; i++)
		start(first, 0, 0);
	usleep(20000);
	for (int i = 0; i < ncpus; i++)
		set_cpus(hogs[i], all_cpus);
	come_apart(ncpus, "all on one, and set free");
}

/* Ticks that the hogs but the first have had. */
static long
ticks_of_others(void)
{
	long ticks = 0;

	for (int i = 1; i < nhogs; i++)
		ticks += stat_field(hogs[i], 14);
	return ticks;
}

/* Who is to have next to nothing does not keep a CPU from others.  What it had while it was alone,
 * or while others of the machine came between, says nothing: one long look without them does. */
static void
test_weights(void)
{
	long nice, others;
	int tries = 0, busy = 0;

	start(all_cpus, 19, 0);
	usleep(20000);
	for (int i = 0; i < ncpus; i++)
		start(all_cpus, 0, 0);
	do {
		long nice_before = stat_field(hogs[0], 14),
		     before = ticks_of_others();

		do {
			usleep(200000);
			busy += others_run(nhogs);
			others = ticks_of_others() - before;
		} while (++tries < WAIT_SECS * 5 && others < 100 * ncpus);
		nice = stat_field(hogs[0], 14) - nice_before;
	} while (nice * 4 * ncpus >= others && tries < WAIT_SECS * 5);
	if (nice * 4 * ncpus >= others && busy > tries / 4)
		skip("the machine has other things to do");
	else
		ok(nice * 4 * ncpus < others, "nice 19 had %ld of %ld ticks",
		    nice, nice + others);
	end_all();
}

/* What is urgent does not wait where something less so runs elsewhere. */
static void
test_realtime(void)
{
	struct sched_param p = { .sched_priority = 50 };
	unsigned long first = all_cpus & -all_cpus;
	int n = ncpus > 1 ? 2 : 1;

	if (syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &p)) {
		skip("needs root, for real-time policies");
		return;
	}
	for (int i = 0; i < ncpus; i++)
		start(all_cpus, 0, 0);
	for (int i = 0; i < n; i++)
		start(first, 0, 10 + i);
	usleep(20000);
	for (int i = nhogs - n; i < nhogs; i++)
		set_cpus(hogs[i], all_cpus);
	come_apart(n, "two of SCHED_FIFO beside others");
}

int
main(void)
{
	unsigned long mask[16] = { 0 };

	syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
	all_cpus = mask[0];
	ncpus = __builtin_popcountl(all_cpus);
	if (ncpus > MAX_HOGS / 2)
		ncpus = MAX_HOGS / 2;
	test_starts();
	test_affinity();
	test_weights();
	test_realtime();
	return done();
}
