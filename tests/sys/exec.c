// covers: execve execveat
/*
 * Replacing the program: arguments, environment, what stays and what goes,
 * scripts, and files that are no programs.
 *
 * The programs that are run are this one: with the first argument `@name` it
 * does what the function of that name says.
 */
#include "tests/sys/tap.h"
#include <elf.h>
#include <limits.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/time.h>

static char self[PATH_MAX];

/* Runs a program with these arguments and gives its wait status. */
static int
spawn(const char *path, char *const argv[], char *const envp[])
{
	pid_t pid = fork();

	if (pid == 0) {
		execve(path, argv, envp);
		_exit(200 + (errno == ENOEXEC));
	}
	return wait_for(pid);
}

static char *no_env[] = { NULL };

/* --- What the new program checks ---------------------------------------- */

static int
do_args(int argc, char **argv)
{
	extern char **environ;

	is(argc, 5, "argc");
	ok(strcmp(argv[2], "two") == 0 && strcmp(argv[3], "") == 0 &&
		strcmp(argv[4], "with space") == 0,
	    "the arguments as they were given");
	ok(argv[5] == NULL, "and NULL after them");
	ok(strcmp(environ[0], "A=1") == 0 && strcmp(environ[1], "B=") == 0 &&
		environ[2] == NULL,
	    "the environment");
	is((uintptr_t)__builtin_frame_address(0) % 16, 0,
	    "the stack is aligned");
	is(getauxval(AT_PAGESZ), 4096, "AT_PAGESZ");
	is(getauxval(AT_UID), getuid(), "AT_UID");
	is(getauxval(AT_EUID), geteuid(), "AT_EUID");
	is(getauxval(AT_GID), getgid(), "AT_GID");
	is(getauxval(AT_SECURE), 0, "AT_SECURE");
	ok(getauxval(AT_PHDR) != 0 && getauxval(AT_PHNUM) > 0, "AT_PHDR");
	is(getauxval(AT_PHENT), sizeof(Elf64_Phdr), "AT_PHENT");
	ok(getauxval(AT_ENTRY) != 0, "AT_ENTRY");
	ok(getauxval(AT_RANDOM) != 0, "AT_RANDOM");
	ok(getauxval(AT_CLKTCK) == 100, "AT_CLKTCK");
	ok(getauxval(AT_EXECFN) != 0 &&
		strstr((char *)getauxval(AT_EXECFN), "exe") != NULL,
	    "AT_EXECFN");
	ok(getauxval(AT_PLATFORM) != 0 &&
		strcmp((char *)getauxval(AT_PLATFORM), "x86_64") == 0,
	    "AT_PLATFORM");
	return 0;
}

static int
do_inherit(void)
{
	struct itimerval timer;
	struct sigaction act;
	sigset_t set;
	char buf[8];

	is(fcntl(50, F_GETFD), 0, "an open descriptor stays");
	is(read(50, buf, 8), 3, "with its offset");
	is_errno(fcntl(51, F_GETFD), EBADF, "unless it closes on exec");
	sigaction(SIGUSR1, NULL, &act);
	ok(act.sa_handler == SIG_IGN, "an ignored signal stays ignored");
	sigaction(SIGUSR2, NULL, &act);
	ok(act.sa_handler == SIG_DFL, "one with a handler is as at first");
	is(act.sa_flags & SA_SIGINFO, 0, "without its flags");
	sigprocmask(SIG_SETMASK, NULL, &set);
	ok(sigismember(&set, SIGHUP), "the mask stays");
	sigpending(&set);
	ok(sigismember(&set, SIGHUP), "what is pending stays");
	is(umask(022), 031, "the umask stays");
	getitimer(ITIMER_REAL, &timer);
	ok(timer.it_value.tv_sec > 0, "a timer runs on");
	return 0;
}

/* As a script's interpreter: what arguments did the kernel make? */
static int
do_script(int argc, char **argv)
{
	is(argc, 4, "interpreter, its argument, script, argument");
	ok(strcmp(argv[1], "@script") == 0, "the argument in the first line");
	ok(strcmp(argv[2], "./run.sh") == 0, "the script as it was called");
	ok(argc > 3 && strcmp(argv[3], "arg") == 0, "then its own arguments");
	return 0;
}

#define MANY 650000

static int
do_many(int argc, char **argv)
{
	int empty = 0, i;

	for (i = 2; i < argc; i++)
		empty += argv[i][0] == '\0';
	is(argc, MANY, "so many arguments");
	is(empty, MANY - 2, "all of them");
	ok(argv[argc] == NULL, "and no more");
	is(getauxval(AT_PAGESZ), 4096, "what comes after them, too");
	return 0;
}

/* --- The tests ------------------------------------------------------------- */

static void
test_arguments(void)
{
	char *argv[] = { (char *)"exe", (char *)"@args", (char *)"two",
		(char *)"", (char *)"with space", NULL };
	char *envp[] = { (char *)"A=1", (char *)"B=", NULL };
	char *empty[] = { NULL };
	char *zero[] = { (char *)"exe", (char *)"@zero", NULL };

	is(spawn("/proc/self/exe", argv, envp), 0, "arguments");
	is(spawn(self, zero, NULL), 0, "no environment at all");
	is(spawn(self, zero, empty), 0, "an empty one");
	ok(exited_with(spawn(self, empty, empty), 66) ||
		exited_with(spawn(self, NULL, empty), 66),
	    "without arguments there is still argv[0]");
}

static void
test_inheritance(void)
{
	char *argv[] = { (char *)"exe", (char *)"@inherit", NULL };
	struct itimerval timer = { .it_value = { 1000, 0 } };
	struct sigaction act = { .sa_flags = SA_SIGINFO };
	sigset_t set;
	pid_t pid;
	int fd;

	make_file("f", "abcdef");
	pid = fork();
	if (pid == 0) {
		fd = open("f", O_RDONLY);
		dup2(fd, 50);
		lseek(50, 3, SEEK_SET);
		dup3(fd, 51, O_CLOEXEC);
		signal(SIGUSR1, SIG_IGN);
		act.sa_sigaction = (void (*)(int, siginfo_t *,
		    void *))(uintptr_t)spawn;
		sigaction(SIGUSR2, &act, NULL);
		sigemptyset(&set);
		sigaddset(&set, SIGHUP);
		sigprocmask(SIG_BLOCK, &set, NULL);
		kill(getpid(), SIGHUP);
		umask(031);
		setitimer(ITIMER_REAL, &timer, NULL);
		execve(self, argv, no_env);
		_exit(99);
	}
	is(wait_for(pid), 0, "inheritance");
}

static bool
write_script(const char *path, const char *content)
{
	return make_file(path, content) && chmod(path, 0755) == 0;
}

static void
test_scripts(void)
{
	char *argv[] = { (char *)"x", (char *)"arg", NULL };
	char line[PATH_MAX + 32];

	snprintf(line, sizeof line, "#!%s @script\n", self);
	write_script("run.sh", line);
	is(spawn("./run.sh", argv, no_env), 0, "a script");
	snprintf(line, sizeof line, "#! \t %s \t @script \t \n", self);
	write_script("run.sh", line);
	is(spawn("./run.sh", argv, no_env), 0, "with blanks");
	snprintf(line, sizeof line, "#!%s @script", self);
	write_script("run.sh", line);
	is(spawn("./run.sh", argv, no_env), 0, "without a newline");
	write_script("bad.sh", "#!\n");
	is_errno(execve("./bad.sh", argv, no_env), ENOEXEC, "no interpreter");
	write_script("bad.sh", "#!/does/not/exist\n");
	is_errno(execve("./bad.sh", argv, no_env), ENOENT, "a missing one");
	write_script("loop.sh", "#!./loop.sh\n");
	is_errno(execve("./loop.sh", argv, no_env), ELOOP,
	    "a script that is its own interpreter");
	write_script("plain", "echo no program\n");
	is_errno(execve("./plain", argv, no_env), ENOEXEC, "just text");
	write_script("empty", "");
	is_errno(execve("./empty", argv, no_env), ENOEXEC, "an empty file");
}

static void
test_errors(void)
{
	char *argv[] = { (char *)"x", NULL };
	char *bad[] = { (char *)"x", UNMAPPED, NULL };
	int fd;

	is_errno(execve("./none", argv, no_env), ENOENT, "a missing file");
	is_errno(execve("", argv, no_env), ENOENT, "the empty path");
	is_errno(execve(".", argv, no_env), EACCES, "a folder");
	make_file("noexec", "#!/bin/sh\n");
	is_errno(execve("./noexec", argv, no_env), EACCES,
	    "no permission to execute, root or not");
	is_errno(execve("./noexec/x", argv, no_env), ENOTDIR, "below a file");
	is_errno(execve(UNMAPPED, argv, no_env), EFAULT, "a bad path");
	is_errno(execve(self, bad, no_env), EFAULT, "a bad argument");
	is_errno(execve(self, UNMAPPED, no_env), EFAULT, "bad arguments");
	is_errno(execve(self, argv, KERNEL_ADDR), EFAULT, "bad environment");
	symlink("loop", "loop");
	is_errno(execve("./loop", argv, no_env), ELOOP, "a circle of links");
	fd = open(".", O_RDONLY);
	is_errno(syscall(SYS_execveat, fd, "none", argv, no_env, 0), ENOENT,
	    "execveat, missing");
	is_errno(syscall(SYS_execveat, -1, "none", argv, no_env, 0), EBADF,
	    "execveat, no descriptor");
	is_errno(syscall(SYS_execveat, fd, "none", argv, no_env, 0x4000),
	    EINVAL, "an unknown flag");
	symlink(self, "exelink");
	is_errno(syscall(SYS_execveat, fd, "exelink", argv, no_env,
		     AT_SYMLINK_NOFOLLOW),
	    ELOOP, "AT_SYMLINK_NOFOLLOW of a link");
	close(fd);
}

static void
test_execveat(void)
{
	char *argv[] = { (char *)"exe", (char *)"@zero", NULL };
	int fd = open(self, O_RDONLY | O_CLOEXEC), status;
	pid_t pid = fork();

	if (pid == 0) {
		syscall(SYS_execveat, fd, "", argv, no_env, AT_EMPTY_PATH);
		_exit(99);
	}
	status = wait_for(pid);
	is(status, 0, "execveat of a descriptor");
	close(fd);
}

static void
test_too_big(void)
{
	static char huge[200000];
	char *argv[] = { (char *)"x", huge, NULL };
	char **many = calloc(600000, sizeof *many);
	size_t i;

	memset(huge, 'h', sizeof huge - 1);
	is_errno(execve(self, argv, no_env), E2BIG,
	    "an argument of more than 128 KiB");
	huge[131071] = '\0';
	argv[0] = (char *)"exe";
	{
		char *fits[] = { (char *)"exe", (char *)"@zero", huge, NULL };

		is(spawn(self, fits, no_env), 0, "one of just that");
	}
	for (i = 0; i < 599999; i++)
		many[i] = (char *)"12345678";
	is_errno(execve(self, many, no_env), E2BIG,
	    "more than a quarter of the stack");
	free(many);
}

/* More than fits into memory that is in one piece. */
static void
test_many(void)
{
	struct rlimit old, all = { RLIM_INFINITY, RLIM_INFINITY };
	char **many = calloc(MANY + 1, sizeof *many);
	size_t i;

	getrlimit(RLIMIT_STACK, &old);
	if (setrlimit(RLIMIT_STACK, &all) < 0)
		return skip("needs a stack without a limit");
	many[0] = (char *)"exe";
	many[1] = (char *)"@many";
	for (i = 2; i < MANY; i++)
		many[i] = (char *)"";
	is(spawn(self, many, no_env), 0, "very many arguments");
	setrlimit(RLIMIT_STACK, &old);
	free(many);
}

/* A program file cannot be written while it runs, nor run while written. */
static void
test_busy(void)
{
	char *argv[] = { (char *)"exe", NULL };
	int fd;

	if (access("/proc/self/exe", W_OK) < 0)
		skip("this program is not ours to write");
	else
		is_errno(open("/proc/self/exe", O_WRONLY), ETXTBSY,
		    "writing the program that runs");
	fd = open("copy", O_RDWR | O_CREAT, 0755);
	write(fd, "x", 1);
	is_errno(execve("./copy", argv, no_env), ETXTBSY,
	    "running what is open for writing");
	close(fd);
}

/* Two setids: the program of another runs as that other. */
static int
do_setid(void)
{
	is(getuid(), 1000, "the real user stays");
	is(geteuid(), 4321, "the effective one is the file's owner");
	is(getegid(), 8765, "so for the group");
	is(getauxval(AT_SECURE), 1, "AT_SECURE");
	return 0;
}

static void
as_user_run_setid(void)
{
	char *argv[] = { (char *)"exe", (char *)"@setid", NULL };

	is(spawn("./setid", argv, no_env), 0, "a set-id program");
}

static void
as_user_run_shut(void)
{
	char *argv[] = { (char *)"exe", NULL };

	is_errno(execve("./shut", argv, no_env), EACCES,
	    "one that others may not execute");
}

static bool
copy_self(const char *to)
{
	static char buf[65536];
	int in = open(self, O_RDONLY), out = open(to, O_WRONLY | O_CREAT, 0755);
	ssize_t n;

	while ((n = read(in, buf, sizeof buf)) > 0)
		if (write(out, buf, (size_t)n) != n)
			break;
	close(in);
	return close(out) == 0 && n == 0;
}

static void
test_setid(void)
{
	if (geteuid() != 0)
		return skip("needs root to give files away");
	copy_self("setid");
	copy_self("shut");
	chown("setid", 4321, 8765);
	chmod("setid", 06755);
	chmod("shut", 0700);
	as_user(1000, 1000, as_user_run_setid);
	as_user(1000, 1000, as_user_run_shut);
}

/*
 * The counters of the checks are in a file, since this test's programs check
 * too; its name is fixed, so that they find it.
 */
#define COUNTERS "/tmp/exec-test-counters"

static void
share_counters(int flags)
{
	int fd = open(COUNTERS, O_RDWR | flags, 0666);
	void *map;

	if (flags != 0)
		fchmod(fd, 0666);
	if (flags != 0 && ftruncate(fd, sizeof(struct tap)) < 0)
		diag("ftruncate: %s", strerror(errno));
	map = mmap(NULL, sizeof(struct tap), PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	if (map != MAP_FAILED)
		tap_state = map;
	close(fd);
}

static int
run_part(int argc, char **argv)
{
	share_counters(0);
	if (strcmp(argv[1], "@args") == 0)
		return do_args(argc, argv);
	if (strcmp(argv[1], "@inherit") == 0)
		return do_inherit();
	if (strcmp(argv[1], "@script") == 0)
		return do_script(argc, argv);
	if (strcmp(argv[1], "@many") == 0)
		return do_many(argc, argv);
	if (strcmp(argv[1], "@setid") == 0)
		return do_setid();
	return strcmp(argv[1], "@zero") == 0 ? 0 : 77;
}

int
main(int argc, char **argv)
{
	ssize_t n;

	if (argc > 1 && argv[1][0] == '@')
		return run_part(argc, argv);
	if (argc == 0 || argv[0][0] == '\0')
		return 66;
	share_counters(O_CREAT | O_TRUNC);
	n = readlink("/proc/self/exe", self, sizeof self - 1);
	self[n > 0 ? n : 0] = '\0';
	test_arguments();
	test_inheritance();
	test_scripts();
	test_errors();
	test_execveat();
	test_too_big();
	test_many();
	test_busy();
	test_setid();
	unlink(COUNTERS);
	return done();
}
