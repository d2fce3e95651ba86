/*
 * Processes: exit and its handlers, exec, spawn, system, the environment, waiting.
 */
#include "tests/sys/tap.h"

#include <spawn.h>
#include <sys/resource.h>

extern char **environ;

static int report_fd;

static void
report(const char *s)
{
	if (write(report_fd, s, strlen(s)) < 0)
		_exit(99);
}

static void
first(void)
{
	report("1");
}

static void
third(void)
{
	report("3");
}

static void
second(void)
{
	report("2");
	/* Registered while handlers run: next. */
	atexit(third);
}

static void
with_status(int status, void *argument)
{
	char c[2] = { (char)('a' + status), 0 };

	report(c);
	report(argument);
}

static void
exit_with_handlers(void)
{
	atexit(first);
	atexit(second);
	on_exit(with_status, (void *)"!");
	for (int i = 0; i < 40; i++)
		atexit(first);
	exit(7);
}

static void
quick_exit_with_handlers(void)
{
	at_quick_exit(first);
	at_quick_exit(third);
	atexit(second);
	quick_exit(5);
}

static void
test_exit(void)
{
	char text[64] = "";
	int ends[2];

	works(pipe(ends), "pipe");
	report_fd = ends[1];
	ok(exited_with(in_child(exit_with_handlers), 7), "exit's status");
	is(read(ends[0], text, sizeof text), 45, "43 handlers");
	ok(memcmp(text + 38, "11h!231", 7) == 0, "in reverse order: %s", text);
	memset(text, 0, sizeof text);
	ok(exited_with(in_child(quick_exit_with_handlers), 5), "quick_exit");
	is(read(ends[0], text, sizeof text), 2, "its own handlers only");
	ok(strcmp(text, "31") == 0, "in reverse order");
	close(ends[0]);
	close(ends[1]);
}

static void
do_abort(void)
{
	signal(SIGABRT, SIG_IGN);
	abort();
}

static void
test_abort(void)
{
	ok(died_by(in_child(do_abort), SIGABRT), "abort cannot be ignored");
}

static void
exec_list(void)
{
	execl("/bin/sh", "sh", "-c", "exit $(($1 + $2))", "x", "20", "3",
	    (char *)NULL);
}

static void
exec_path(void)
{
	setenv("PATH", "/nonexistent::/bin:/usr/bin", 1);
	execlp("sh", "sh", "-c", "exit 4", (char *)NULL);
}

static void
exec_environment(void)
{
	char *const environment[] = { (char *)"ONLY=9", NULL };

	execle("/bin/sh", "sh", "-c", "exit $ONLY", (char *)NULL, environment);
}

static void
exec_script(void)
{
	char *const argv[] = { (char *)"script", (char *)"6", NULL };

	make_file("script", "exit $1\n");
	chmod("script", 0755);
	setenv("PATH", ".", 1);
	execvp("script", argv);
}

static void
test_exec(void)
{
	char *const argv[] = { (char *)"x", NULL };

	ok(exited_with(in_child(exec_list), 23), "execl");
	ok(exited_with(in_child(exec_path), 4), "execlp along PATH");
	ok(exited_with(in_child(exec_environment), 9), "execle");
	ok(exited_with(in_child(exec_script), 6), "execvp of a script");
	is_errno(execvp("no-such-program", argv), ENOENT, "execvp of nothing");
	make_file("data", "x");
	chmod("data", 0644);
	setenv("PATH", ".:/nonexistent", 1);
	is_errno(execvp("data", argv), EACCES, "execvp of what may not be run");
	setenv("PATH", "/bin:/usr/bin", 1);
	is_errno(execvp("", argv), ENOENT, "execvp of no name");
}

static void
test_spawn(void)
{
	char *const argv[] = { (char *)"sh", (char *)"-c",
		(char *)"echo out; echo err >&2; cat", NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t set;
	pid_t pid = 0;
	short flags;

	make_file("in", "input");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "in", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "out",
	    O_WRONLY | O_CREAT | O_TRUNC, 0644);
	posix_spawn_file_actions_adddup2(&actions, 1, 2);
	is(posix_spawnp(&pid, "sh", &actions, NULL, argv, environ), 0,
	    "posix_spawnp");
	ok(exited_with(wait_for(pid), 0), "the child ran");
	ok(file_is("out", "out\nerr\ninput"), "with its descriptors");
	posix_spawn_file_actions_destroy(&actions);

	posix_spawnattr_init(&attributes);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	posix_spawnattr_setsigmask(&attributes, &set);
	posix_spawnattr_setflags(&attributes,
	    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	posix_spawnattr_getflags(&attributes, &flags);
	is(flags, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP, "flags");
	is(posix_spawn(&pid, "/bin/sh", NULL, &attributes,
	       (char *const[]){ (char *)"sh", (char *)"-c",
		   (char *)"kill -TERM $$; exit 3", NULL },
	       environ),
	    0, "posix_spawn with attributes");
	ok(exited_with(wait_for(pid), 3), "SIGTERM is blocked in the child");
	is(posix_spawn(&pid, "/nonexistent", NULL, NULL, argv, environ), ENOENT,
	    "posix_spawn of nothing");
	is(waitpid(-1, NULL, WNOHANG), -1, "leaves no child");
	posix_spawnattr_destroy(&attributes);
}

static void
test_system(void)
{
	is(system("exit 3"), 3 << 8, "system");
	ok(system(NULL), "there is a shell");
	ok(died_by(system("kill -KILL $$"), SIGKILL), "a signal's status");
}

static void
test_environment(void)
{
	char entry[] = "NEW=1";

	setenv("A", "one", 1);
	setenv("A", "two", 0);
	ok(strcmp(getenv("A"), "one") == 0, "setenv keeps");
	setenv("A", "three", 1);
	ok(strcmp(getenv("A"), "three") == 0, "setenv overwrites");
	is_errno(setenv("A=B", "x", 1), EINVAL, "a name with =");
	is_errno(setenv("", "x", 1), EINVAL, "no name");
	works(putenv(entry), "putenv");
	entry[4] = '2';
	ok(strcmp(getenv("NEW"), "2") == 0, "putenv's string is the entry");
	unsetenv("NEW");
	ok(!getenv("NEW"), "unsetenv");
	ok(!getenv("A=three"), "getenv of a name with =");
	for (int i = 0; i < 300; i++) {
		char name[16];

		snprintf(name, sizeof name, "V%d", i);
		setenv(name, name, 1);
	}
	ok(strcmp(getenv("V299"), "V299") == 0 && getenv("V0"),
	    "many variables");
	clearenv();
	ok(!getenv("A") && !getenv("PATH"), "clearenv");
	setenv("B", "b", 1);
	ok(strcmp(getenv("B"), "b") == 0 && environ[1] == NULL, "and again");
	setenv("PATH", "/bin:/usr/bin", 1);
}

static void
test_wait(void)
{
	struct rusage usage;
	siginfo_t info;
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(5);
	memset(&info, 0, sizeof info);
	works(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), "waitid");
	ok(info.si_pid == pid && info.si_status == 5 &&
		info.si_code == CLD_EXITED && info.si_signo == SIGCHLD,
	    "its siginfo");
	is(wait4(pid, &status, 0, &usage), pid, "wait4");
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 5, "the status");
	is_errno(waitpid(pid, &status, 0), ECHILD, "no more children");
	pid = vfork();
	if (pid == 0)
		_exit(6);
	is(waitpid(pid, &status, 0), pid, "vfork");
	is(WEXITSTATUS(status), 6, "its status");
}

int
main(void)
{
	test_exit();
	test_abort();
	test_exec();
	test_spawn();
	test_system();
	test_wait();
	test_environment();
	return done();
}
