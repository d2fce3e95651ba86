// covers: kill tgkill wait4
/*
 * Stops of processes with several threads: they stop one by one, and the parent is told
 * when the last one has.
 */
#include "tests/sys/tap.h"
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>

/* What the threads of a child and its parent share. */
static struct shared {
	int other;  /* tid of the second thread */
	int caught; /* by the handler */
	int result; /* of a call: an errno */
	int go, done;
} * shared;

static char
state_of(pid_t pid, pid_t tid)
{
	char path[64], text[256] = "", *at;
	int fd;

	snprintf(path, sizeof path, "/proc/%d/task/%d/stat", pid, tid);
	fd = open(path, O_RDONLY);
	if (read(fd, text, sizeof text - 1) < 0)
		diag("%s: %s", path, strerror(errno));
	close(fd);
	at = strrchr(text, ')');
	return at ? at[2] : '?';
}

static bool
gets_to(pid_t pid, pid_t tid, char state)
{
	for (int i = 0; i < 5000; i++) {
		if (state_of(pid, tid) == state)
			return true;
		usleep(1000);
	}
	diag("thread %d is %c, not %c", tid, state_of(pid, tid), state);
	return false;
}

static int
wait_word(int *word)
{
	for (int i = 0; i < 5000 && !__atomic_load_n(word, __ATOMIC_SEQ_CST);
	     i++)
		usleep(1000);
	return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static void
set_word(int *word, int value)
{
	__atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

/* --- A stop that is not complete ---------------------------------------------------- */

static void *
just_waits(void *arg)
{
	set_word(&shared->other, (int)syscall(SYS_gettid));
	while (pause() < 0)
		;
	return arg;
}

/* Its first thread does not stop before the child of its vfork has ended. */
static pid_t
slow_to_stop(void)
{
	pid_t pid;

	memset(shared, 0, sizeof *shared);
	pid = fork();
	if (pid == 0) {
		pthread_t t;

		pthread_create(&t, NULL, just_waits, NULL);
		wait_word(&shared->other);
		if (syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0) ==
		    0) {
			set_word(&shared->go, 1);
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			while (!__atomic_load_n(&shared->done,
			    __ATOMIC_SEQ_CST))
				usleep(1000);
			_exit(0);
		}
		for (;;)
			pause();
	}
	wait_word(&shared->go);
	return pid;
}

static void
end(pid_t pid)
{
	set_word(&shared->done, 1);
	kill(pid, SIGKILL);
	ok(died_by(wait_for(pid), SIGKILL), "it ends");
}

/* The other thread takes the signal; the first one cannot. */
static void
stop_other(pid_t pid)
{
	syscall(SYS_tgkill, pid, shared->other, SIGSTOP);
}

static void
last_one_tells(void)
{
	pid_t pid = slow_to_stop();
	int status;

	stop_other(pid);
	ok(gets_to(pid, shared->other, 'T'), "one thread has stopped");
	is(waitpid(pid, &status, WUNTRACED | WNOHANG), 0,
	    "the process has not");
	set_word(&shared->done, 1);
	is(waitpid(pid, &status, WUNTRACED), pid, "until the other has");
	ok(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP, "by the signal");
	is(state_of(pid, pid), 'T', "too");
	end(pid);
}

static bool
next_child_signal(siginfo_t *info)
{
	sigset_t chld;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	return sigtimedwait(&chld, info, &(struct timespec){ 5, 0 }) == SIGCHLD;
}

static void
goes_on_before(void)
{
	pid_t pid = slow_to_stop();
	siginfo_t info;
	sigset_t chld, old;
	int status;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &old);
	stop_other(pid);
	ok(gets_to(pid, shared->other, 'T'), "one thread has stopped");
	kill(pid, SIGCONT);
	ok(gets_to(pid, shared->other, 'S'), "and goes on");
	ok(next_child_signal(&info), "SIGCHLD");
	is(info.si_code, CLD_STOPPED, "as if the stop were complete");
	is(info.si_status, 0, "with no signal");
	is(waitpid(pid, &status, WUNTRACED | WNOHANG), 0, "it is not stopped");
	is(waitpid(pid, &status, WCONTINUED | WNOHANG), pid, "it goes on");
	ok(WIFCONTINUED(status), "it does");
	stop_other(pid);
	ok(gets_to(pid, shared->other, 'T'), "a stop again");
	kill(pid, SIGCONT);
	stop_other(pid);
	kill(pid, SIGCONT);
	stop_other(pid);
	set_word(&shared->done, 1);
	is(waitpid(pid, &status, WUNTRACED), pid, "and again, is complete");
	is(WSTOPSIG(status), SIGSTOP, "with a signal");
	while (next_child_signal(&info) && info.si_status != SIGSTOP)
		;
	is(info.si_code, CLD_STOPPED, "which SIGCHLD tells");
	kill(pid, SIGCONT);
	is(waitpid(pid, &status, WCONTINUED), pid, "it goes on");
	ok(next_child_signal(&info), "SIGCHLD");
	is(info.si_code, CLD_CONTINUED, "of that");
	is(info.si_status, SIGCONT, "with SIGCONT");
	end(pid);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

/* --- Calls that a stop interrupts ------------------------------------------------------- */

static void
on_continue(int sig)
{
	(void)sig;
	shared->caught++;
}

static void *
reads_and_handles(void *arg)
{
	sigset_t cont;
	char c;

	sigemptyset(&cont);
	sigaddset(&cont, SIGCONT);
	pthread_sigmask(SIG_UNBLOCK, &cont, NULL);
	set_word(&shared->other, (int)syscall(SYS_gettid));
	shared->result = read(*(int *)arg, &c, 1) < 0 ? errno : 0;
	set_word(&shared->done, 1);
	while (pause() < 0)
		;
	return NULL;
}

/* A child in one of whose threads SIGCONT ends a read, or not. */
static void
read_in_a_stop(int flags, int result, const char *what)
{
	struct sigaction act = { .sa_handler = on_continue, .sa_flags = flags };
	int fd[2], status;
	pid_t pid;

	memset(shared, 0, sizeof *shared);
	pipe(fd);
	pid = fork();
	if (pid == 0) {
		sigset_t cont;
		pthread_t t;

		if (flags >= 0)
			sigaction(SIGCONT, &act, NULL);
		sigemptyset(&cont);
		sigaddset(&cont, SIGCONT);
		sigprocmask(SIG_BLOCK, &cont, NULL);
		pthread_create(&t, NULL, reads_and_handles, &fd[0]);
		for (;;)
			pause();
	}
	wait_word(&shared->other);
	ok(gets_to(pid, shared->other, 'S'), "%s: it reads", what);
	kill(pid, SIGSTOP);
	is(waitpid(pid, &status, WUNTRACED), pid, "%s: it stops", what);
	kill(pid, SIGCONT);
	is(waitpid(pid, &status, WCONTINUED), pid, "%s: it goes on", what);
	if (flags >= 0)
		is(wait_word(&shared->caught), 1, "%s: the handler", what);
	if (result == 0)
		write(fd[1], "x", 1);
	is(wait_word(&shared->done), 1, "%s: the read is over", what);
	is(shared->result, result, "%s: so it ended", what);
	kill(pid, SIGKILL);
	wait_for(pid);
	close(fd[0]);
	close(fd[1]);
}

/* --- Ends in a stop ------------------------------------------------------------------------ */

static void *
leaves(void *arg)
{
	(void)arg;
	set_word(&shared->other, (int)syscall(SYS_gettid));
	while (!__atomic_load_n(&shared->go, __ATOMIC_SEQ_CST))
		;
	return NULL;
}

/* Threads that end as they are to stop, again and again. */
static void
stops_of_threads_that_end(void)
{
	int status, i, wrong = 0;
	pid_t pid = fork();

	if (pid == 0)
		for (;;) {
			pthread_t t[3];

			set_word(&shared->go, 0);
			for (i = 0; i < 3; i++)
				pthread_create(&t[i], NULL, leaves, NULL);
			set_word(&shared->go, 1);
			for (i = 0; i < 3; i++)
				pthread_join(t[i], NULL);
		}
	for (i = 0; i < 200; i++) {
		kill(pid, SIGSTOP);
		wrong += waitpid(pid, &status, WUNTRACED) != pid ||
		    !WIFSTOPPED(status);
		kill(pid, SIGCONT);
		if (i % 2)
			wrong += waitpid(pid, &status, WCONTINUED) != pid ||
			    !WIFCONTINUED(status);
	}
	is(wrong, 0, "each stop is complete, and each end of one is told");
	kill(pid, SIGKILL);
	ok(died_by(wait_for(pid), SIGKILL), "it ends");
}

/* A program that is begun while the others of the process are to stop. */
static void
stops_of_programs(void)
{
	char *argv[] = { (char *)"stop", (char *)"again", NULL };
	int status, i, wrong = 0;
	pid_t pid = fork();

	if (pid == 0) {
		execve("/proc/self/exe", argv, argv + 2);
		_exit(1);
	}
	for (i = 0; i < 100; i++) {
		kill(pid, SIGSTOP);
		wrong += waitpid(pid, &status, WUNTRACED) != pid ||
		    !WIFSTOPPED(status);
		kill(pid, SIGCONT);
	}
	is(wrong, 0, "each stop is complete");
	kill(pid, SIGKILL);
	ok(died_by(wait_for(pid), SIGKILL), "it ends");
}

static int
again(char **argv)
{
	pthread_t t;

	/* Not the parent's memory any more. */
	shared = malloc(sizeof *shared);
	pthread_create(&t, NULL, just_waits, NULL);
	pthread_create(&t, NULL, just_waits, NULL);
	execve("/proc/self/exe", argv, argv + 2);
	return 1;
}

int
main(int argc, char **argv)
{
	if (argc == 2)
		return again(argv);
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	last_one_tells();
	goes_on_before();
	read_in_a_stop(0, EINTR, "a handler");
	read_in_a_stop(SA_RESTART, 0, "with SA_RESTART");
	read_in_a_stop(-1, 0, "no handler");
	stops_of_threads_that_end();
	stops_of_programs();
	return done();
}
