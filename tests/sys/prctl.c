// covers: prctl arch_prctl personality membarrier rseq restart_syscall
/*
 * Odds and ends of a process and its thread.
 */
#include "tests/sys/tap.h"
#include <sys/prctl.h>

static void
test_name(void)
{
	char name[32], expected[] = "123456789012345";

	is(prctl(PR_SET_NAME, "short"), 0, "PR_SET_NAME");
	is(prctl(PR_GET_NAME, name), 0, "PR_GET_NAME");
	ok(strcmp(name, "short") == 0, "the name");
	is(prctl(PR_SET_NAME, "12345678901234567890"), 0, "a long one");
	prctl(PR_GET_NAME, name);
	ok(strcmp(name, expected) == 0, "is cut to 15");
	is_errno(prctl(PR_GET_NAME, UNMAPPED), EFAULT, "a bad pointer");
	is_errno(prctl(PR_SET_NAME, UNMAPPED), EFAULT, "a bad name");
}

static volatile sig_atomic_t caught;

static void
on_signal(int sig)
{
	caught = sig;
}

static void
test_parent_death(void)
{
	int p[2], sig = 0;
	pid_t pid;
	char c = 0;

	is(prctl(PR_SET_PDEATHSIG, SIGUSR1), 0, "PR_SET_PDEATHSIG");
	is(prctl(PR_GET_PDEATHSIG, &sig), 0, "PR_GET_PDEATHSIG");
	is(sig, SIGUSR1, "is as set");
	is(prctl(PR_SET_PDEATHSIG, 0), 0, "none");
	is_errno(prctl(PR_SET_PDEATHSIG, 99), EINVAL, "no such signal");
	pipe(p);
	pid = fork();
	if (pid == 0) {
		if (fork() == 0) {
			sigset_t set, old;

			sigemptyset(&set);
			sigaddset(&set, SIGUSR1);
			sigprocmask(SIG_BLOCK, &set, &old);
			signal(SIGUSR1, on_signal);
			prctl(PR_SET_PDEATHSIG, SIGUSR1);
			write(p[1], "r", 1);
			while (caught == 0)
				sigsuspend(&old);
			write(p[1], "d", 1);
			_exit(0);
		}
		read(p[0], &c, 1);
		_exit(0);
	}
	wait_for(pid);
	is(read(p[0], &c, 1), 1, "the signal comes");
	is(c, 'd', "when the parent dies");
	close(p[0]);
	close(p[1]);
}

/* A subreaper gets the orphans among its descendants. */
static void
test_subreaper(void)
{
	int p[2], flag = 0;
	pid_t pid, grandchild = 0;

	is(prctl(PR_SET_CHILD_SUBREAPER, 1), 0, "PR_SET_CHILD_SUBREAPER");
	is(prctl(PR_GET_CHILD_SUBREAPER, &flag), 0, "ask");
	is(flag, 1, "it is set");
	pipe(p);
	pid = fork();
	if (pid == 0) {
		pid_t middle = getpid(), deeper = fork();

		if (deeper == 0) {
			while (getppid() == middle)
				usleep(500);
			_exit(8);
		}
		write(p[1], &deeper, sizeof deeper);
		_exit(0);
	}
	read(p[0], &grandchild, sizeof grandchild);
	wait_for(pid);
	ok(exited_with(wait_for(grandchild), 8), "the orphan is ours");
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	close(p[0]);
	close(p[1]);
}

static void
test_others(void)
{
	is(prctl(PR_GET_DUMPABLE), 1, "PR_GET_DUMPABLE");
	is(prctl(PR_SET_DUMPABLE, 0), 0, "PR_SET_DUMPABLE");
	is(prctl(PR_GET_DUMPABLE), 0, "is as set");
	is_errno(prctl(PR_SET_DUMPABLE, 9), EINVAL, "no such value");
	prctl(PR_SET_DUMPABLE, 1);
	is(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0, "PR_SET_NO_NEW_PRIVS");
	is(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1, "is as set");
	is_errno(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0), EINVAL, "for good");
	is_errno(prctl(99999), EINVAL, "no such option");
	is(prctl(PR_GET_KEEPCAPS), 0, "PR_GET_KEEPCAPS");
}

static void
test_arch(void)
{
	unsigned long fs = 0, gs = 0;
	unsigned long block[2] = { 0x1234, 0x5678 }, value = 0;

	is(syscall(SYS_arch_prctl, 0x1003, &fs), 0, "ARCH_GET_FS");
	ok(fs != 0, "is the libc's");
	is(syscall(SYS_arch_prctl, 0x1001, block), 0, "ARCH_SET_GS");
	is(syscall(SYS_arch_prctl, 0x1004, &gs), 0, "ARCH_GET_GS");
	ok(gs == (unsigned long)block, "is as set");
	__asm__ volatile("movq %%gs:8, %0" : "=r"(value));
	is(value, 0x5678, "and used");
	usleep(1000);
	__asm__ volatile("movq %%gs:0, %0" : "=r"(value));
	is(value, 0x1234, "after a sleep too");
	is_errno(syscall(SYS_arch_prctl, 0x1001, KERNEL_ADDR), EPERM,
	    "an address of the kernel");
	is_errno(syscall(SYS_arch_prctl, 0x1002, NONCANON), EPERM,
	    "no address at all");
	is_errno(syscall(SYS_arch_prctl, 0x1003, UNMAPPED), EFAULT, "bad");
	is_errno(syscall(SYS_arch_prctl, 0x9999, 0), EINVAL, "no such code");
	is(syscall(SYS_arch_prctl, 0x1001, 0), 0, "none");
}

static void
test_personality(void)
{
	long now = syscall(SYS_personality, 0xffffffff);

	ok(now >= 0, "personality");
	is(syscall(SYS_personality, 0x0040000), now, "ADDR_NO_RANDOMIZE");
	is(syscall(SYS_personality, 0xffffffff), 0x0040000, "is as set");
	syscall(SYS_personality, now);
}

static void
test_barriers(void)
{
	long commands = syscall(SYS_membarrier, 0, 0, 0);

	ok(commands > 0, "membarrier tells what it can");
	is(syscall(SYS_membarrier, 16, 0, 0), 0, "register for private ones");
	is(syscall(SYS_membarrier, 8, 0, 0), 0, "a private barrier");
	is_errno(syscall(SYS_membarrier, 0x40000000, 0, 0), EINVAL, "no such");
	is_errno(syscall(SYS_membarrier, 8, 0x80, 0), EINVAL, "a flag");
}

struct rseq_area {
	uint32_t cpu_id_start;
	uint32_t cpu_id;
	uint64_t cs;
	uint32_t flags;
	uint32_t padding[3];
} __attribute__((aligned(32)));

static void
test_rseq(void)
{
	static struct rseq_area area = { .cpu_id = (uint32_t)-1 };
	static struct rseq_area other;

	if (syscall(SYS_rseq, &area, 32, 0, 0x53053053) < 0 && errno == ENOSYS)
		return skip("rseq is not supported");
	ok(area.cpu_id < 4096, "rseq: the processor is told");
	is(area.cpu_id, area.cpu_id_start, "twice");
	is_errno(syscall(SYS_rseq, &area, 32, 0, 0x53053053), EBUSY, "again");
	is_errno(syscall(SYS_rseq, &other, 32, 0, 0x53053053), EINVAL, "other");
	is_errno(syscall(SYS_rseq, &area, 32, 1, 0x11111111), EPERM,
	    "another signature");
	is(syscall(SYS_rseq, &area, 32, 1, 0x53053053), 0, "take it back");
	is_errno(syscall(SYS_rseq, (char *)&area + 4, 32, 0, 0x53053053),
	    EINVAL, "not aligned");
	is_errno(syscall(SYS_rseq, &area, 32, 64, 0x53053053), EINVAL, "flag");
}

static uint64_t
capabilities(const char *which)
{
	char line[256];
	FILE *f = fopen("/proc/self/status", "r");
	unsigned long long caps = 0;

	while (fgets(line, sizeof line, f))
		if (!strncmp(line, which, strlen(which)))
			sscanf(line + strlen(which), ": %llx", &caps);
	fclose(f);
	return caps;
}

static void
keep(void)
{
	uint64_t all = capabilities("CapPrm");

	is(prctl(PR_SET_KEEPCAPS, 1), 0, "PR_SET_KEEPCAPS");
	is(prctl(PR_GET_KEEPCAPS), 1, "is on");
	is(syscall(SYS_setresuid, 1000, 1000, 1000), 0, "another user");
	ok(capabilities("CapPrm") == all, "the permitted set stays");
	is(capabilities("CapEff"), 0, "the effective one does not");
	if (fork() == 0) {
		execl("/proc/self/exe", "prctl", "keepcaps", (char *)NULL);
		_exit(9);
	}
	is(wait_for(-1), 0, "exec turns it off");
}

static void
keep_unprivileged(void)
{
	is(capabilities("CapPrm"), 0, "without it all are gone");
	is(prctl(PR_SET_KEEPCAPS, 1), 0, "it needs no privilege");
	is(prctl(PR_SET_KEEPCAPS, 0), 0, "nor does turning it off");
	is(prctl(PR_GET_KEEPCAPS), 0, "is off");
	is_errno(prctl(PR_SET_KEEPCAPS, 2), EINVAL, "is neither");
}

static void
test_keepcaps(void)
{
	if (geteuid() == 0)
		is(in_child(keep), 0, "the part with PR_SET_KEEPCAPS");
	as_user(1000, 1000, keep_unprivileged);
}

static long
slack_file(void)
{
	char text[32] = "";
	int fd = open("/proc/self/timerslack_ns", O_RDONLY);

	if (fd < 0 || read(fd, text, sizeof text - 1) < 0)
		return -1;
	close(fd);
	return atol(text);
}

static void
slack_child(void)
{
	is(prctl(PR_GET_TIMERSLACK), 1234, "a child has its parent's");
	is(prctl(PR_SET_TIMERSLACK, 77), 0, "sets its own");
	is(prctl(PR_SET_TIMERSLACK, 0), 0, "and back");
	is(prctl(PR_GET_TIMERSLACK), 1234, "to what it began with");
}

static void
test_slack(void)
{
	int fd;

	is(prctl(PR_GET_TIMERSLACK), 50000, "PR_GET_TIMERSLACK");
	is(prctl(PR_SET_TIMERSLACK, 1234), 0, "PR_SET_TIMERSLACK");
	is(prctl(PR_GET_TIMERSLACK), 1234, "is kept");
	is(slack_file(), 1234, "timerslack_ns says so");
	is(in_child(slack_child), 0, "the child");
	fd = open("/proc/self/timerslack_ns", O_WRONLY);
	is(write(fd, "99\n", 3), 3, "timerslack_ns sets it");
	is(prctl(PR_GET_TIMERSLACK), 99, "too");
	is_errno(write(fd, "x", 1), EINVAL, "to a number");
	close(fd);
	is(prctl(PR_SET_TIMERSLACK, 0), 0, "0: the default");
	is(prctl(PR_GET_TIMERSLACK), 50000, "is what it was");
}

/* Who asks for every number there is does not fill what is kept of that. */
static void
test_many_options(void)
{
	char line[256];
	int i, errors = 0, lines = 0;
	FILE *f;

	for (i = 1000; i < 3000; i++)
		errors += prctl(i, 0, 0, 0, 0) == -1 && errno == EINVAL;
	is(errors, 2000, "options that nobody knows");
	f = fopen("/proc/breenix/missing", "r");
	if (!f) {
		skip("not Breenix");
		return;
	}
	while (fgets(line, sizeof line, f))
		lines += strncmp(line, "prctl: ", 7) == 0;
	fclose(f);
	ok(lines > 0 && lines < 12, "are in %d lines", lines);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "keepcaps"))
		return prctl(PR_GET_KEEPCAPS) != 0;
	test_keepcaps();
	test_slack();
	test_name();
	test_parent_death();
	test_subreaper();
	test_others();
	test_arch();
	test_personality();
	test_barriers();
	test_rseq();
	test_many_options();
	is_errno(syscall(SYS_restart_syscall), EINTR,
	    "restart_syscall with nothing to restart");
	return done();
}
