/*
 * timeout: run a command that ends after a while, one way or the other.
 *
 * The command runs in a process group of its own (unless --foreground), so that
 * what it started ends with it. We wait for SIGCHLD or the time, whichever comes
 * first, and pass on the signals that we get ourselves.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/interval.h"
#include "lib/options.h"
#include "lib/run.h"
#include "lib/signals.h"

static const char help[] =
    "+Usage: timeout [OPTION] DURATION COMMAND [ARG]...\n"
    "Run COMMAND, and end it if it still runs after DURATION (s m h d).\n"
    "Exit status 124 if it was ended so, else that of COMMAND.\n\n"
    "  @f --foreground           leave COMMAND in our process group\n"
    "  -k, --kill-after=DURATION send SIGKILL this long after the signal\n"
    "  @p --preserve-status      COMMAND's status even when it was ended\n"
    "  -s, --signal=SIGNAL       send this signal, not SIGTERM\n"
    "  -v, --verbose             say which signals are sent\n";

enum {
	TIMED_OUT = 124,
	FAILED = 125
};

static bool foreground, preserve, verbose;
static int end_signal = SIGTERM;
static const char *command;
static pid_t child;

static void
send(int signal)
{
	char name[16];

	if (verbose)
		warnx("sending signal %s to command '%s'",
		    signal_name(signal, name), command);
	kill(child, signal);
	if (!foreground) {
		/* The rest of the group: it is ours too. */
		struct sigaction ignore = { .sa_handler = SIG_IGN }, old;

		sigaction(signal, &ignore, &old);
		kill(0, signal);
		sigaction(signal, &old, NULL);
	}
	if (signal != SIGKILL && signal != SIGCONT)
		kill(child, SIGCONT);
}

/* Waits for the child as long as that; passes other signals on to it. */
static bool
child_ends(const sigset_t *set, double seconds, int *status)
{
	struct timespec end, now, left;
	bool forever = seconds == 0;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = interval_timespec(seconds);
	end = now;
	if (__builtin_add_overflow(end.tv_sec, left.tv_sec, &end.tv_sec))
		forever = true;
	end.tv_nsec += left.tv_nsec;
	for (;;) {
		int signal;

		if (waitpid(child, status, WNOHANG | WUNTRACED) == child &&
		    !WIFSTOPPED(*status))
			return true;
		if (forever) {
			signal = sigwaitinfo(set, NULL);
		} else {
			clock_gettime(CLOCK_MONOTONIC, &now);
			left.tv_sec = end.tv_sec - now.tv_sec;
			left.tv_nsec = end.tv_nsec - now.tv_nsec;
			for (; left.tv_nsec < 0; left.tv_sec--)
				left.tv_nsec += 1000000000;
			for (; left.tv_nsec >= 1000000000; left.tv_sec++)
				left.tv_nsec -= 1000000000;
			if (left.tv_sec < 0)
				return false;
			signal = sigtimedwait(set, NULL, &left);
		}
		if (signal < 0 && errno == EAGAIN)
			return false;
		if (signal > 0 && signal != SIGCHLD)
			send(signal);
	}
}

/* Ends as the command did, so that a shell sees by which signal. */
static void
end_by(int number)
{
	const struct sigaction fatal = { .sa_handler = SIG_DFL };
	const struct rlimit no_core = { 0, 0 };
	sigset_t set;

	setrlimit(RLIMIT_CORE, &no_core);
	sigaction(number, &fatal, NULL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
}

/* => returns: how long after the signal SIGKILL comes, 0: not at all */
static double
parse_options(int argc, char **argv)
{
	double kill_after = 0;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case LONG('f'):
			foreground = true;
			break;
		case 'k':
			kill_after = interval_parse(optarg);
			break;
		case LONG('p'):
			preserve = true;
			break;
		case 's':
			end_signal = signal_number(optarg);
			if (end_signal < 0)
				usage("'%s': invalid signal", optarg);
			break;
		case 'v':
			verbose = true;
			break;
		}
	}
	return kill_after;
}

/* Blocks what child_ends() waits for: *set. */
static void
block_signals(sigset_t *set, sigset_t *old)
{
	static const int signals[] = {
		SIGCHLD,
		SIGTERM,
		SIGINT,
		SIGHUP,
		SIGQUIT,
	};

	sigemptyset(set);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaddset(set, signals[i]);
	sigaddset(set, end_signal);
	sigprocmask(SIG_BLOCK, set, old);
	signal(SIGCHLD, SIG_DFL);
}

static void
start(char **argv, const sigset_t *mask)
{
	if (!foreground)
		setpgid(0, 0);
	signal(SIGTTIN, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	child = fork();
	if (child < 0)
		err(FAILED, "fork system call failed");
	if (child > 0)
		return;
	signal(SIGTTIN, SIG_DFL);
	signal(SIGTTOU, SIG_DFL);
	sigprocmask(SIG_SETMASK, mask, NULL);
	run_command(argv);
}

/* => returns: had it to be ended? */
static bool
watch(const sigset_t *set, double limit, double kill_after, int *status)
{
	if (child_ends(set, limit, status))
		return false;
	send(end_signal);
	if (!child_ends(set, kill_after, status)) {
		send(SIGKILL);
		child_ends(set, 0, status);
	}
	return true;
}

int
main(int argc, char **argv)
{
	double limit, kill_after;
	sigset_t set, old;
	bool timed_out;
	int status;

	usage_status = FAILED;
	kill_after = parse_options(argc, argv);
	need_operands(argc, argv, 2, -1);
	limit = interval_parse(argv[optind]);
	command = argv[optind + 1];
	block_signals(&set, &old);
	start(argv + optind + 1, &old);
	timed_out = watch(&set, limit, kill_after, &status);
	if (!timed_out && WIFSIGNALED(status))
		end_by(WTERMSIG(status));
	if (timed_out && !preserve &&
	    !(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL))
		return TIMED_OUT;
	return run_status(status);
}
