/*
 * Rights that must not pass from one program to another: by what processes share,
 * by signals that are sent at an end, and by what /proc shows.
 */
// covers: clone execve prctl setresuid
#include "tap.h"
#include <sched.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum {
	USER = 1000
};

static int to_parent[2]; /* bytes from a process that does something */

/* A copy of this program with these permissions, owned by root. */
static bool
make_program(const char *path, mode_t mode)
{
	char buf[65536];
	int in = open("/proc/self/exe", O_RDONLY);
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0700);
	ssize_t n = -1;

	while (in >= 0 && out >= 0 && (n = read(in, buf, sizeof buf)) > 0)
		if (write(out, buf, (size_t)n) != n)
			return false;
	close(in);
	close(out);
	return n == 0 && chmod(path, mode) == 0;
}

static long
raw_clone(unsigned long flags)
{
	return syscall(SYS_clone, flags, 0, 0, 0, 0);
}

static void
tell(char c)
{
	if (write(to_parent[1], &c, 1) != 1)
		_exit(97);
}

static char
hear(void)
{
	char c;

	return read(to_parent[0], &c, 1) == 1 ? c : 0;
}

static void
run(const char *path, const char *what)
{
	char *argv[] = { (char *)path, (char *)what, NULL };

	execv(path, argv);
	_exit(96);
}

/* --- Signals at an end ------------------------------------------------------ */

static volatile sig_atomic_t got;

static void
note(int sig)
{
	got = sig;
}

/* A sibling's exit signal is its maker's own, not one that it chooses. */
static void
test_sibling_signal(void)
{
	int status;
	pid_t pid;

	signal(SIGUSR1, note);
	got = 0;
	pid = fork();
	if (pid == 0) {
		long sibling;

		become_user(USER, USER);
		sibling = raw_clone(CLONE_PARENT | SIGUSR1);
		if (sibling == 0)
			_exit(7);
		_exit(sibling < 0);
	}
	is(wait_for(pid), 0, "a child makes a sibling");
	pid = waitpid(-1, &status, __WALL);
	ok(pid > 0 && exited_with(status, 7), "which is ours to wait for");
	is(got, 0, "and does not send us the signal of the child's choice");
	signal(SIGUSR1, SIG_DFL);
}

/* The parent, before it becomes another program: its child has chosen SIGUSR1,
 * which would end that. */
static void
exec_before_child_ends(void)
{
	int until_exec[2];
	char c;

	if (pipe2(until_exec, O_CLOEXEC))
		_exit(1);
	if (raw_clone(SIGUSR1) == 0) {
		close(until_exec[1]);
		_exit(read(until_exec[0], &c, 1) == 0 ? 5 : 6);
	}
	run("./plain", "wait");
}

static void
lose_death_signal(void)
{
	int sig = -1;

	if (prctl(PR_SET_PDEATHSIG, SIGUSR1))
		_exit(1);
	become_user(USER, USER);
	if (prctl(PR_GET_PDEATHSIG, &sig))
		_exit(2);
	_exit(sig ? 3 : 0);
}

/* --- What a set-user-ID program shares ---------------------------------------- */

static uint64_t
open_numbers(void)
{
	uint64_t set = 0;

	for (int i = 0; i < 64; i++)
		if (fcntl(i, F_GETFD) >= 0)
			set |= (uint64_t)1 << i;
	return set;
}

/* The program opens descriptors that only root may, and says so. */
static void
share_descriptors(void)
{
	uint64_t before = open_numbers();
	bool same;
	long pid;

	become_user(USER, USER);
	pid = raw_clone(CLONE_FILES | SIGCHLD);
	if (pid == 0)
		run("./suid", "open");
	same = hear() == 'o' && open_numbers() == before;
	kill((pid_t)pid, SIGKILL);
	_exit(waitpid((pid_t)pid, NULL, 0) != pid || !same);
}

static void
check_euid(unsigned long flags, int wanted)
{
	long pid;

	become_user(USER, USER);
	pid = raw_clone(flags | SIGCHLD);
	if (pid == 0)
		run("./suid", "euid");
	_exit(!exited_with(wait_for((pid_t)pid), wanted));
}

static void
gains_alone(void)
{
	check_euid(0, 1);
}

static void
gains_nothing_shared(void)
{
	check_euid(CLONE_FS, 2);
}

static void
gains_beside_thread_of_own(void)
{
	check_euid(CLONE_FILES, 1);
}

/* --- Who may look into a process ------------------------------------------------ */

static bool
can_read(const char *format, pid_t pid)
{
	char path[64], c;
	int fd;
	bool good;

	snprintf(path, sizeof path, format, (int)pid);
	fd = open(path, O_RDONLY);
	good = fd >= 0 && read(fd, &c, 1) >= 0;
	close(fd);
	return good;
}

/* A daemon that was root goes on as the user; the user looks. */
static void
test_daemon(void)
{
	pid_t daemon = fork(), other;

	if (daemon == 0) {
		become_user(USER, USER);
		if (prctl(PR_GET_DUMPABLE) != 0)
			_exit(1);
		tell('d');
		pause();
	}
	is(hear(), 'd', "who changes his identity is not dumpable any more");
	other = fork();
	if (other == 0) {
		become_user(USER, USER);
		_exit(can_read("/proc/%d/environ", daemon) ||
		    can_read("/proc/%d/auxv", daemon) ||
		    !can_read("/proc/%d/stat", daemon));
	}
	is(wait_for(other), 0, "and closed to others of that user");
	kill(daemon, SIGKILL);
	wait_for(daemon);
}

static void
test_dumpable(void)
{
	pid_t pid;

	is(prctl(PR_GET_DUMPABLE), 1, "a program is dumpable");
	prctl(PR_SET_DUMPABLE, 0);
	pid = fork();
	if (pid == 0)
		_exit(prctl(PR_GET_DUMPABLE));
	is(wait_for(pid), 0, "a child as its parent");
	prctl(PR_SET_DUMPABLE, 1);
	pid = fork();
	if (pid == 0) {
		become_user(USER, USER);
		run("./plain", "dumpable");
	}
	ok(exited_with(wait_for(pid), 1), "a new program is again");
	pid = fork();
	if (pid == 0) {
		become_user(USER, USER);
		run("./suid", "dumpable");
	}
	ok(exited_with(wait_for(pid), 0), "not one that gains rights");
	pid = fork();
	if (pid == 0) {
		become_user(USER, USER);
		run("./unreadable", "dumpable");
	}
	ok(exited_with(wait_for(pid), 0), "nor one that the user may not read");
}

/* What the caller settled does not lay out a program that gains rights. */
static void
test_layout(void)
{
	unsigned long head = 1, len;
	struct rlimit big = { 64 << 20, RLIM_INFINITY };
	pid_t pid = fork();

	if (pid == 0) {
		become_user(USER, USER);
		personality(0x0040000); /* ADDR_NO_RANDOMIZE */
		run("./plain", "personality");
	}
	ok(exited_with(wait_for(pid), 1), "a program's layout is the user's");
	pid = fork();
	if (pid == 0) {
		setrlimit(RLIMIT_STACK, &big);
		become_user(USER, USER);
		personality(0x0040000);
		run("./suid", "personality");
	}
	ok(exited_with(wait_for(pid), 0), "not one's that gains rights");
	pid = fork();
	if (pid == 0) {
		become_user(USER, USER);
		run("./suid", "open");
	}
	hear();
	if (fork() == 0) {
		become_user(USER, USER);
		_exit(syscall(SYS_get_robust_list, pid, &head, &len) == -1 &&
			    errno == EPERM && head == 1 ?
			0 :
			1);
	}
	ok(exited_with(wait_for(-1), 0), "whose pointers stay its own");
	kill(pid, SIGKILL);
	wait_for(pid);
}

static void
secure_bits(void)
{
	is(prctl(PR_SET_SECUREBITS, 0x5), 0,
	    "root's identity gives no capabilities any more");
	is(prctl(PR_GET_SECUREBITS), 0x5, "PR_GET_SECUREBITS");
	is_errno(prctl(PR_SET_SECUREBITS, 0x100005), EPERM, "an unknown bit");
	is(setresuid(-1, USER, -1), 0, "another user");
	is(setresuid(-1, 0, -1), 0, "keeps them: setuid fixes nothing");
	is(prctl(PR_SET_SECUREBITS, 0xf), 0, "locks");
	is_errno(prctl(PR_SET_SECUREBITS, 0xa), EPERM, "hold");
	is_errno(prctl(PR_SET_SECUREBITS, 0x5), EPERM, "and stay");
	run("./plain", "secret");
}

/* --- Being one of the programs -------------------------------------------------- */

/* What was opened shows one program, to who may see it, and to nobody else. */
static void
test_kept_files(void)
{
	static const char *const names[] = { "maps", "smaps", "environ" };
	char path[64];
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		pid_t pid;

		snprintf(path, sizeof path, "/proc/self/%s", names[i]);
		pid = fork();
		if (pid == 0) {
			dup2(open(path, O_RDONLY), 9);
			run("/proc/self/exe", "read9");
		}
		is(wait_for(pid) >> 8, 5, "%s has ended after an execve()",
		    path);
		snprintf(path, sizeof path, "/proc/1/%s", names[i]);
		pid = fork();
		if (pid == 0) {
			become_user(USER, USER);
			_exit(open(path, O_RDONLY) < 0 ? errno : 0);
		}
		is(wait_for(pid) >> 8, EACCES, "%s cannot be opened", path);
	}
	is_errno(chmod("/proc/self/oom_score_adj", 0666), EPERM,
	    "chmod of a process's file");
	is_errno(chmod("/proc/self", 0777), EPERM, "and of its directory");
}

static int
be(const char *what)
{
	int status;

	if (!strcmp(what, "read9")) {
		char c;

		return read(9, &c, 1) == 0 ? 5 : 6;
	}

	if (!strcmp(what, "wait")) {
		pid_t pid = waitpid(-1, &status, __WALL);

		return !(pid > 0 && exited_with(status, 5));
	}
	if (!strcmp(what, "euid"))
		return geteuid() == 0 ? 1 : 2;
	if (!strcmp(what, "dumpable"))
		return prctl(PR_GET_DUMPABLE);
	if (!strcmp(what, "personality")) {
		struct rlimit limit;

		getrlimit(RLIMIT_STACK, &limit);
		return personality(0xffffffff) != 0 || limit.rlim_cur > 8 << 20;
	}
	if (!strcmp(what, "secret")) /* by root, without capabilities */
		return open("theirs", O_RDONLY) < 0 && errno == EACCES ? 5 : 6;
	if (!strcmp(what, "open")) {
		int fd = open("secret", O_RDONLY);

		/* The pipe's writing end is where our maker left it. */
		for (int i = 3; i < 16; i++)
			if (i != fd && write(i, "o", 1) == 1)
				break;
		pause();
	}
	return 99;
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return be(argv[1]);
	if (geteuid() != 0) {
		skip("needs root");
		return done();
	}
	ok(make_program("plain", 0755) && make_program("suid", 04755) &&
		make_program("unreadable", 0711) &&
		make_file("secret", "secret"),
	    "programs");
	chmod("secret", 0600);
	chmod(".", 0755);
	test_sibling_signal();
	is(in_child(exec_before_child_ends), 0,
	    "a child's exit signal is SIGCHLD after an exec of the parent");
	is(in_child(lose_death_signal), 0,
	    "another identity loses the signal at a parent's death");
	pipe(to_parent);
	is(in_child(share_descriptors), 0,
	    "a set-user-ID program has descriptors of its own");
	is(in_child(gains_alone), 0, "which gains rights");
	is(in_child(gains_beside_thread_of_own), 0,
	    "also when its descriptors were shared");
	is(in_child(gains_nothing_shared), 0,
	    "but not when its directories are");
	test_daemon();
	test_dumpable();
	test_layout();
	test_kept_files();
	make_file("theirs", "x");
	chmod("theirs", 0600);
	is(chown("theirs", USER, USER), 0, "a user's file");
	ok(exited_with(in_child(secure_bits), 5), "SECBIT_NOROOT");
	return done();
}
