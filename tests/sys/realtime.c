// covers: sched_setscheduler sched_getscheduler sched_setparam sched_getparam
// covers: sched_setattr sched_getattr sched_rr_get_interval sched_yield
/*
 * Real-time scheduling: who may ask for it, and who runs when.
 *
 * Order is tested on one CPU, where it does not depend on time: what is less urgent
 * than the parent runs only once the parent waits.
 */
#include "tests/sys/tap.h"
#include <sched.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

/* As the kernel has it, whatever the C library's headers know. */
struct attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
	uint32_t util_min, util_max;
	uint64_t more;
};
#define ATTR_SIZE      56
#define RESET_ON_FORK  0x01
#define KEEP_POLICY    0x08
#define KEEP_PARAMS    0x10
#define RESET_FLAG     0x40000000
#define LOG_SIZE       32
#define SPIN_MOST_SECS 20

static struct {
	char log[LOG_SIZE]; /* who ran */
	unsigned n, go;
	volatile unsigned long steps[2];
} * shared;

static void
note(char who)
{
	shared->log[__atomic_fetch_add(&shared->n, 1, __ATOMIC_SEQ_CST) %
	    LOG_SIZE] = who;
}

static int
set_policy(pid_t pid, int policy, int prio)
{
	struct sched_param p = { .sched_priority = prio };

	return (int)syscall(SYS_sched_setscheduler, pid, policy, &p);
}

static int
set_prio(int prio)
{
	struct sched_param p = { .sched_priority = prio };

	return (int)syscall(SYS_sched_setparam, 0, &p);
}

static int
prio_of(pid_t pid)
{
	struct sched_param p = { .sched_priority = -1 };

	return syscall(SYS_sched_getparam, pid, &p) ? -1 : p.sched_priority;
}

static int
policy_of(pid_t pid)
{
	return (int)syscall(SYS_sched_getscheduler, pid);
}

static long
setattr(struct attr *a)
{
	return syscall(SYS_sched_setattr, 0, a, 0);
}

/* A child that runs fn(arg) with a policy of its own, on this CPU only. */
static pid_t
start(int policy, int prio, void (*fn)(char), char arg)
{
	pid_t pid = fork();

	if (pid == 0) {
		alarm(SPIN_MOST_SECS * 2);
		if (set_policy(0, policy, prio))
			_exit(97);
		fn(arg);
		_exit(0);
	}
	return pid;
}

static void
stay_on_one_cpu(void)
{
	unsigned long mask[16] = { 0 };

	syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
	mask[0] &= -mask[0];
	memset(mask + 1, 0, sizeof mask - sizeof mask[0]);
	is(syscall(SYS_sched_setaffinity, 0, sizeof mask, mask), 0, "one CPU");
}

/* --- Settings ---------------------------------------------------------------------- */

static void
stat_fields(long *priority, long *rt_priority, long *policy)
{
	char text[1024] = "", *at;
	FILE *f = fopen("/proc/self/stat", "r");
	int i;

	if (!f || !fgets(text, sizeof text, f))
		diag("no /proc/self/stat");
	if (f)
		fclose(f);
	at = strrchr(text, ')');
	for (i = 2; at && i < 41; i++) {
		at = strchr(at + 1, ' ');
		if (i == 17)
			*priority = at ? atol(at) : 0;
		else if (i == 39)
			*rt_priority = at ? atol(at) : -1;
		else if (i == 40)
			*policy = at ? atol(at) : -1;
	}
}

static void
test_settings(void)
{
	long priority = 0, rt = -1, policy = -1;
	struct timespec t = { 1, 1 };

	is(set_policy(0, SCHED_FIFO, 20), 0, "SCHED_FIFO");
	is(policy_of(0), SCHED_FIFO, "is told");
	is(prio_of(0), 20, "with its priority");
	stat_fields(&priority, &rt, &policy);
	is(priority, -21, "/proc/self/stat: priority");
	is(rt, 20, "/proc/self/stat: rt_priority");
	is(policy, SCHED_FIFO, "/proc/self/stat: policy");
	is(syscall(SYS_sched_rr_get_interval, 0, &t), 0, "an interval");
	is(t.tv_sec, 0, "none of SCHED_FIFO");
	is(t.tv_nsec, 0, "that is, for ever");
	is(set_prio(30), 0, "another priority");
	is(prio_of(0), 30, "is told");
	is_errno(set_prio(0), EINVAL, "not 0");
	is_errno(set_prio(100), EINVAL, "not 100");
	is_errno(set_prio(-1), EINVAL, "not -1");
	is(set_policy(0, SCHED_RR, 1), 0, "SCHED_RR");
	is(syscall(SYS_sched_rr_get_interval, 0, &t), 0, "an interval");
	is(t.tv_nsec, 100000000, "100 ms");
	is_errno(set_policy(0, SCHED_FIFO, 0), EINVAL, "SCHED_FIFO with 0");
	is_errno(set_policy(0, SCHED_OTHER, 1), EINVAL, "SCHED_OTHER with 1");
	is(set_policy(0, SCHED_OTHER, 0), 0, "SCHED_OTHER");
	is(prio_of(0), 0, "without priority");
	stat_fields(&priority, &rt, &policy);
	is(priority, 20, "/proc/self/stat: priority");
	is(rt, 0, "/proc/self/stat: rt_priority");
}

static int
policy_of_child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(policy_of(0));
	return WEXITSTATUS(wait_for(pid));
}

static void
test_inheritance(void)
{
	pid_t pid;

	is(set_policy(0, SCHED_RR, 5), 0, "SCHED_RR");
	is(policy_of_child(), SCHED_RR, "a child has it too");
	is(set_policy(0, SCHED_RR | RESET_FLAG, 5), 0, "but not with the flag");
	is(policy_of(0), SCHED_RR | RESET_FLAG, "which is told");
	is(policy_of_child(), SCHED_OTHER, "a child is an ordinary one");
	is(set_policy(0, SCHED_OTHER | RESET_FLAG, 0), 0, "back, flag kept");
	is(setpriority(PRIO_PROCESS, 0, -5), 0, "nice -5");
	pid = fork();
	if (pid == 0)
		_exit(getpriority(PRIO_PROCESS, 0) == 0 &&
		    policy_of(0) == SCHED_OTHER);
	is(WEXITSTATUS(wait_for(pid)), 1, "is not inherited, nor the flag");
	is(setpriority(PRIO_PROCESS, 0, 0), 0, "nice 0");
	is(set_policy(0, SCHED_OTHER, 0), 0, "without the flag");
	is(policy_of(0), SCHED_OTHER, "it is gone");
}

static void
test_attr(void)
{
	struct attr a = { .size = ATTR_SIZE, .policy = SCHED_FIFO };

	is_errno(syscall(SYS_sched_setattr, 0, NULL, 0), EINVAL, "no pointer");
	is_errno(syscall(SYS_sched_setattr, 0, &a, 1), EINVAL, "flags");
	is_errno(syscall(SYS_sched_setattr, -1, &a, 0), EINVAL, "pid -1");
	is_errno(syscall(SYS_sched_setattr, 0, UNMAPPED, 0), EFAULT, "bad");
	is_errno(setattr(&a), EINVAL, "priority 0");
	a.priority = 7;
	is_errno(syscall(SYS_sched_setattr, 999999, &a, 0), ESRCH, "nobody");
	is(setattr(&a), 0, "SCHED_FIFO 7");
	is(prio_of(0), 7, "is set");
	a.size = 47;
	is_errno(setattr(&a), E2BIG, "too small");
	is(a.size, ATTR_SIZE, "the kernel's size is told");
	a.size = sizeof a;
	is(setattr(&a), 0, "larger, with zeros");
	a.more = 1;
	is_errno(setattr(&a), E2BIG, "larger, with more");
	a = (struct attr){ .policy = SCHED_OTHER, .nice = 9 };
	is(setattr(&a), 0, "size 0 is the first one");
	is(getpriority(PRIO_PROCESS, 0), 9, "nice 9 with it");
	a = (struct attr){ .size = ATTR_SIZE, .flags = 1 << 12 };
	is_errno(setattr(&a), EINVAL, "an unknown flag");
	a = (struct attr){ .size = ATTR_SIZE, .policy = 77 };
	is_errno(setattr(&a), EINVAL, "an unknown policy");
	a = (struct attr){ .size = ATTR_SIZE, .policy = (uint32_t)-1 };
	is_errno(setattr(&a), EINVAL, "a negative one");
	a = (struct attr){
		.size = ATTR_SIZE, .policy = SCHED_BATCH, .flags = KEEP_PARAMS
	};
	is(setattr(&a), 0, "all is kept");
	is(policy_of(0), SCHED_OTHER, "the policy too");
	is(getpriority(PRIO_PROCESS, 0), 9, "and the niceness");
	a = (struct attr){ .size = ATTR_SIZE,
		.policy = SCHED_RR,
		.flags = KEEP_POLICY,
		.nice = 3 };
	is(setattr(&a), 0, "another niceness, the policy kept");
	is(policy_of(0), SCHED_OTHER, "so it is");
	is(getpriority(PRIO_PROCESS, 0), 3, "nice 3");
	is(set_policy(0, SCHED_OTHER, 0), 0, "SCHED_OTHER");
	is(setpriority(PRIO_PROCESS, 0, 0), 0, "nice 0");
}

static void
test_getattr(void)
{
	struct attr a = { 0 };

	is_errno(syscall(SYS_sched_getattr, 0, NULL, 56, 0), EINVAL, "none");
	is_errno(syscall(SYS_sched_getattr, 0, &a, 47, 0), EINVAL, "small");
	is_errno(syscall(SYS_sched_getattr, 0, &a, 4097, 0), EINVAL, "large");
	is_errno(syscall(SYS_sched_getattr, 0, &a, 56, 1), EINVAL, "flags");
	is_errno(syscall(SYS_sched_getattr, -1, &a, 56, 0), EINVAL, "pid -1");
	is_errno(syscall(SYS_sched_getattr, 999999, &a, 56, 0), ESRCH, "none");
	is_errno(syscall(SYS_sched_getattr, 0, UNMAPPED, 56, 0), EFAULT, "bad");
	is(setpriority(PRIO_PROCESS, 0, 4), 0, "nice 4");
	is(syscall(SYS_sched_getattr, 0, &a, sizeof a, 0), 0, "sched_getattr");
	is(a.size, ATTR_SIZE, "its size");
	is(a.policy, SCHED_OTHER, "its policy");
	is(a.nice, 4, "its niceness");
	is(a.priority, 0, "its priority");
	is(setpriority(PRIO_PROCESS, 0, 0), 0, "nice 0");
	is(set_policy(0, SCHED_RR | RESET_FLAG, 8), 0, "SCHED_RR 8");
	memset(&a, 0xff, sizeof a);
	is(syscall(SYS_sched_getattr, 0, &a, 48, 0), 0, "the first size");
	is(a.size, 48, "is told");
	is(a.policy, SCHED_RR, "the policy");
	is(a.priority, 8, "the priority");
	is(a.flags, RESET_ON_FORK, "the flag");
	is(a.util_min, 0xffffffff, "nothing beyond is written");
	is(set_policy(0, SCHED_OTHER, 0), 0, "back");
}

/* --- Who may ---------------------------------------------------------------------- */

static void
without_limit(void)
{
	is_errno(set_policy(0, SCHED_FIFO, 1), EPERM, "a user may not");
	is(set_policy(0, SCHED_BATCH, 0), 0, "SCHED_BATCH he may");
	is(set_policy(0, SCHED_IDLE, 0), 0, "SCHED_IDLE too");
	is_errno(set_policy(0, SCHED_OTHER, 0), EPERM, "and not back");
	is_errno(set_policy(getppid(), SCHED_BATCH, 0), EPERM, "of others");
	is_errno(set_policy(0, SCHED_FIFO, 0), EINVAL, "nonsense comes first");
}

static void
with_limit(void)
{
	struct rlimit l = { 0, 0 };

	is(set_policy(0, SCHED_FIFO, 5), 0, "5 of 10");
	is(set_policy(0, SCHED_RR, 10), 0, "10 of 10");
	is_errno(set_policy(0, SCHED_RR, 11), EPERM, "11 of 10");
	is(setrlimit(RLIMIT_RTPRIO, &l), 0, "0");
	is(set_prio(10), 0, "what he has he keeps");
	is(set_prio(9), 0, "less he may have");
	is_errno(set_prio(10), EPERM, "not more");
	is_errno(set_policy(0, SCHED_FIFO, 1), EPERM, "not another policy");
	is(set_policy(0, SCHED_OTHER | RESET_FLAG, 0), 0, "give it up");
	is_errno(set_policy(0, SCHED_RR, 1), EPERM, "and it is gone");
	is_errno(set_policy(0, SCHED_OTHER, 0), EPERM, "nor does the flag go");
}

static void
test_rights(void)
{
	struct rlimit l = { 10, 10 };

	as_user(1000, 1000, without_limit);
	if (setrlimit(RLIMIT_RTPRIO, &l)) {
		skip("may not raise RLIMIT_RTPRIO");
		return;
	}
	as_user(1000, 1000, with_limit);
}

/* --- Who runs when ------------------------------------------------------------------ */

static void
only_note(char who)
{
	note(who);
}

static void
note_and_yield(char who)
{
	for (int i = 0; i < 3; i++) {
		note(who);
		sched_yield();
	}
}

/* Children begin as their parent and become less urgent: that puts each before those
 * that have its priority already, as POSIX has it. */
static void
test_order(void)
{
	shared->n = 0;
	start(SCHED_OTHER, 0, only_note, 'o');
	start(SCHED_FIFO, 10, only_note, 'a');
	start(SCHED_RR, 20, only_note, 'b');
	start(SCHED_FIFO, 20, only_note, 'c');
	is(shared->n, 0, "none before the parent, who is the most urgent");
	while (wait(NULL) > 0)
		;
	is(memcmp(shared->log, "cbao", 4), 0, "the most urgent first: %.4s",
	    shared->log);
	shared->n = 0;
	start(SCHED_FIFO, 10, note_and_yield, 'a');
	start(SCHED_FIFO, 10, note_and_yield, 'b');
	while (wait(NULL) > 0)
		;
	is(memcmp(shared->log, "bababa", 6), 0, "sched_yield: %.6s",
	    shared->log);
}

static int pipe_fds[2];

static void
wait_for_byte(char who)
{
	char c;

	if (read(pipe_fds[0], &c, 1) == 1)
		note(who);
}

static void
wake_other(char who)
{
	if (write(pipe_fds[1], "x", 1) == 1)
		note(who);
}

static void
test_preemption(void)
{
	shared->n = 0;
	is(pipe(pipe_fds), 0, "a pipe");
	start(SCHED_FIFO, 10, wait_for_byte, 'h');
	start(SCHED_FIFO, 5, wake_other, 'l');
	while (wait(NULL) > 0)
		;
	is(memcmp(shared->log, "hl", 2), 0, "who is woken runs at once: %.2s",
	    shared->log);
}

static double
seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Until the other has made some steps too, or much time has passed. */
static void
spin_for_other(char who)
{
	unsigned me = who == 'b';
	unsigned long seen = shared->steps[!me];
	int changes = 0;

	while (changes < 2 &&
	    seconds(CLOCK_PROCESS_CPUTIME_ID) < SPIN_MOST_SECS / 2.0) {
		shared->steps[me]++;
		if (shared->steps[!me] != seen) {
			seen = shared->steps[!me];
			changes++;
		}
	}
	if (changes == 2)
		note(who);
}

static void
spin_alone(char who)
{
	unsigned me = who == 'b';

	while (seconds(CLOCK_PROCESS_CPUTIME_ID) < 0.25)
		shared->steps[me]++;
	if (shared->steps[!me] == 0)
		note(who);
}

static void
test_turns(void)
{
	shared->n = 0;
	start(SCHED_RR, 10, spin_for_other, 'a');
	start(SCHED_RR, 10, spin_for_other, 'b');
	while (wait(NULL) > 0)
		;
	ok(shared->n >= 1, "two of SCHED_RR take turns");
	memset((void *)shared->steps, 0, sizeof shared->steps);
	shared->n = 0;
	start(SCHED_FIFO, 10, spin_alone, 'a');
	start(SCHED_FIFO, 10, spin_alone, 'b');
	while (wait(NULL) > 0)
		;
	is(shared->n, 1, "two of SCHED_FIFO do not");
	is(shared->log[0], 'b', "the first has it to its end");
}

static void
let_go(char who)
{
	(void)who;
	__atomic_store_n(&shared->go, 1, __ATOMIC_SEQ_CST);
}

static void
spin_until_go(char who)
{
	while (!__atomic_load_n(&shared->go, __ATOMIC_SEQ_CST))
		if (seconds(CLOCK_PROCESS_CPUTIME_ID) > SPIN_MOST_SECS)
			return;
	note(who);
}

/* Others get some of each period. */
static void
test_throttle(void)
{
	shared->n = 0;
	start(SCHED_FIFO, 10, spin_until_go, 'f');
	start(SCHED_OTHER, 0, let_go, 'o');
	while (wait(NULL) > 0)
		;
	is(shared->n, 1, "who spins for ever does not stop all others");
}

static volatile sig_atomic_t alarmed;

static void
on_alarm(int sig)
{
	(void)sig;
	alarmed = 1;
}

/* What the kernel has to do for others comes before the most urgent of programs. */
static void
test_kernel_first(void)
{
	struct itimerval soon = { .it_value.tv_usec = 50000 };
	double end = seconds(CLOCK_MONOTONIC) + 5;

	signal(SIGALRM, on_alarm);
	is(set_policy(0, SCHED_FIFO, 99), 0, "SCHED_FIFO 99");
	is(setitimer(ITIMER_REAL, &soon, NULL), 0, "a timer");
	while (!alarmed && seconds(CLOCK_MONOTONIC) < end)
		;
	ok(alarmed, "its signal comes while the most urgent thread runs");
	is(set_policy(0, SCHED_FIFO, 50), 0, "SCHED_FIFO 50");
	signal(SIGALRM, SIG_DFL);
}

/* --- Limits of CPU time ------------------------------------------------------------- */

static void
on_xcpu(int sig)
{
	(void)sig;
	note('x');
}

static pid_t
start_limited(int resource, rlim_t cur, rlim_t max, bool handler)
{
	struct rlimit l = { cur, max };
	pid_t pid = fork();

	if (pid)
		return pid;
	if (resource == RLIMIT_RTTIME && set_policy(0, SCHED_FIFO, 1))
		_exit(97);
	if (handler)
		signal(SIGXCPU, on_xcpu);
	if (setrlimit(resource, &l))
		_exit(96);
	while (seconds(CLOCK_PROCESS_CPUTIME_ID) < SPIN_MOST_SECS)
		;
	_exit(0);
}

static void
test_limits(void)
{
	pid_t soft = start_limited(RLIMIT_CPU, 1, 5, false);
	pid_t hard = start_limited(RLIMIT_CPU, 1, 1, true);

	ok(died_by(wait_for(soft), SIGXCPU), "RLIMIT_CPU, soft: SIGXCPU");
	ok(died_by(wait_for(hard), SIGKILL), "hard: SIGKILL");
	shared->n = 0;
	soft = start_limited(RLIMIT_RTTIME, 50000, 300000, true);
	ok(died_by(wait_for(soft), SIGKILL), "RLIMIT_RTTIME, hard: SIGKILL");
	is(shared->n, 1, "and before that, at the soft one, SIGXCPU");
}

int
main(void)
{
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (set_policy(0, SCHED_FIFO, 50)) {
		skip("needs root, for real-time policies");
		return done();
	}
	is(set_policy(0, SCHED_OTHER, 0), 0, "and back");
	is(setpriority(PRIO_PROCESS, 0, 0), 0, "nice 0, whoever runs this");
	test_settings();
	test_inheritance();
	test_attr();
	test_getattr();
	test_rights();
	stay_on_one_cpu();
	test_limits();
	is(set_policy(0, SCHED_FIFO, 50), 0, "SCHED_FIFO 50");
	test_order();
	test_preemption();
	test_turns();
	test_throttle();
	test_kernel_first();
	return done();
}
