/*
 * Signals and traps.
 *
 * A handler only notes that its signal came; traps_run() acts on it between two
 * commands, so that no command is ever left half done. For each signal, trap[]
 * says what the script wants: NULL the default, "" ignore, else commands.
 *
 * What the shell itself wants (disposition_for): an interactive one catches SIGINT
 * to drop the current line, ignores SIGQUIT and SIGTERM, and with job control the
 * signals that stop.
 *
 * Invariants
 *   1. A signal that was ignored when a non-interactive shell began stays ignored
 *      and cannot be trapped (XCU 2.11).
 *   2. `current` is the disposition that the kernel has.
 *   3. trap_pending is set after pending[], and cleared before.
 */
#include "trap.h"

#include "builtins.h"
#include "chars.h"
#include "error.h"
#include "mem.h"
#include "options.h"
#include "out.h"
#include "run.h"
#include "shell.h"
#include "str.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum disposition {
	UNKNOWN,
	DEFAULT,
	CATCH,
	IGNORE,
	IGNORED_FOR_EVER, /* since before the shell began */
};

static struct {
	char *trap[NSIGNALS]; /* 0 is EXIT */
	unsigned char current[NSIGNALS];
	volatile sig_atomic_t pending[NSIGNALS];
	volatile sig_atomic_t interrupted;
	int count; /* of traps that are set */
} signals;

volatile bool trap_pending;

/* Names. */

static const char *const names[] = {
	[0] = "EXIT",
	[SIGHUP] = "HUP",
	[SIGINT] = "INT",
	[SIGQUIT] = "QUIT",
	[SIGILL] = "ILL",
	[SIGTRAP] = "TRAP",
	[SIGABRT] = "ABRT",
	[SIGBUS] = "BUS",
	[SIGFPE] = "FPE",
	[SIGKILL] = "KILL",
	[SIGUSR1] = "USR1",
	[SIGSEGV] = "SEGV",
	[SIGUSR2] = "USR2",
	[SIGPIPE] = "PIPE",
	[SIGALRM] = "ALRM",
	[SIGTERM] = "TERM",
	[SIGCHLD] = "CHLD",
	[SIGCONT] = "CONT",
	[SIGSTOP] = "STOP",
	[SIGTSTP] = "TSTP",
	[SIGTTIN] = "TTIN",
	[SIGTTOU] = "TTOU",
	[SIGURG] = "URG",
	[SIGXCPU] = "XCPU",
	[SIGXFSZ] = "XFSZ",
	[SIGVTALRM] = "VTALRM",
	[SIGPROF] = "PROF",
	[SIGWINCH] = "WINCH",
	[SIGIO] = "IO",
	[SIGPWR] = "PWR",
	[SIGSYS] = "SYS",
};

#define FIRST_REALTIME 34
#define LAST_REALTIME  64

const char *
signal_name(int number)
{
	static char text[16];

	if (number >= 0 && number < (int)(sizeof names / sizeof *names) &&
	    names[number] != NULL)
		return names[number];
	if (number == FIRST_REALTIME)
		return "RTMIN";
	if (number == LAST_REALTIME)
		return "RTMAX";
	if (number < FIRST_REALTIME || number > LAST_REALTIME)
		snprintf(text, sizeof text, "%d", number);
	else if (number < 50)
		snprintf(text, sizeof text, "RTMIN+%d",
		    number - FIRST_REALTIME);
	else
		snprintf(text, sizeof text, "RTMAX-%d", LAST_REALTIME - number);
	return text;
}

int
signal_number(const char *name)
{
	if (is_digit((unsigned char)*name)) {
		long number = strtol(name, NULL, 10);

		return is_number(name) && number < NSIGNALS ? (int)number : -1;
	}
	for (int i = 0; i < NSIGNALS; i++)
		if (strcasecmp(signal_name(i), name) == 0)
			return i;
	return -1;
}

/* Dispositions. */

static void
handler(int number)
{
	if (number == SIGINT && signals.trap[SIGINT] == NULL)
		signals.interrupted = 1;
	else
		signals.pending[number] = 1;
	trap_pending = true;
}

static enum disposition
disposition_for(int number)
{
	const char *trap = signals.trap[number];

	if (trap != NULL)
		return *trap ? CATCH : IGNORE;
	if (shell.child)
		return DEFAULT;
	switch (number) {
	case SIGINT:
		return option(OPT_INTERACTIVE) ? CATCH : DEFAULT;
	case SIGQUIT:
	case SIGTERM:
		return option(OPT_INTERACTIVE) ? IGNORE : DEFAULT;
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
		return option(OPT_MONITOR) ? IGNORE : DEFAULT;
	default:
		return DEFAULT;
	}
}

static void
learn(int number)
{
	struct sigaction action;

	signals.current[number] = DEFAULT;
	if (sigaction(number, NULL, &action) < 0)
		signals.current[number] = IGNORED_FOR_EVER;
	else if (action.sa_handler == SIG_IGN)
		signals.current[number] = option(OPT_MONITOR) &&
			(number == SIGTSTP || number == SIGTTIN ||
			    number == SIGTTOU) ?
		    IGNORE :
		    IGNORED_FOR_EVER;
}

static void
update(int number)
{
	enum disposition wanted = disposition_for(number);
	struct sigaction action = { .sa_handler = SIG_DFL };

	if (signals.current[number] == UNKNOWN)
		learn(number);
	if (signals.current[number] == wanted ||
	    signals.current[number] == IGNORED_FOR_EVER)
		return;
	if (wanted == CATCH)
		action.sa_handler = handler;
	else if (wanted == IGNORE)
		action.sa_handler = SIG_IGN;
	sigfillset(&action.sa_mask);
	sigaction(number, &action, NULL);
	signals.current[number] = (unsigned char)wanted;
}

void
traps_follow_options(void)
{
	static const int numbers[] = { SIGINT, SIGQUIT, SIGTERM, SIGTSTP,
		SIGTTIN, SIGTTOU };
	static bool special;

	/* An ordinary shell wants nothing that it has not got. */
	if (!special && !option(OPT_INTERACTIVE) && !option(OPT_MONITOR))
		return;
	special = true;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		update(numbers[i]);
}

/* Setting. */

static void
set_trap(int number, const char *commands)
{
	free(signals.trap[number]);
	signals.count -= signals.trap[number] != NULL;
	signals.trap[number] = commands ? xstrdup(commands) : NULL;
	signals.count += commands != NULL;
	if (number != 0 && number != SIGKILL && number != SIGSTOP)
		update(number);
}

bool
traps_any(void)
{
	for (int i = 0; signals.count > 0 && i < NSIGNALS; i++)
		if (signals.trap[i] != NULL && *signals.trap[i] != '\0')
			return true;
	return false;
}

void
traps_reset_in_child(void)
{
	for (int i = 0; i < NSIGNALS; i++) {
		if (signals.trap[i] != NULL && *signals.trap[i] != '\0') {
			free(signals.trap[i]);
			signals.trap[i] = NULL;
			signals.count--;
		}
		signals.pending[i] = 0;
		if (i > 0 && signals.current[i] != UNKNOWN)
			update(i);
	}
	signals.interrupted = 0;
	trap_pending = false;
}

void
traps_default_for_exec(void)
{
	for (int i = 1; i < NSIGNALS; i++)
		if (signals.current[i] == IGNORE && signals.trap[i] == NULL)
			signal(i, SIG_DFL);
}

/* Running. */

bool
interrupt_taken(void)
{
	bool was = signals.interrupted != 0;

	signals.interrupted = 0;
	return was;
}

int
trap_signal_due(void)
{
	for (int i = 1; i < NSIGNALS; i++)
		if (signals.pending[i])
			return i;
	return 0;
}

/* A trap's status is not the script's, unless it returns or exits. */
static void
run_trap(const char *commands)
{
	int status = shell.status;
	int outer = shell.trap_status;

	if (outer < 0)
		shell.trap_status = status;
	run_string(arena_strdup(&scratch, commands), 0);
	shell.trap_status = outer;
	if (shell.skip == SKIP_NONE)
		shell.status = status;
}

void
traps_run(void)
{
	trap_pending = false;
	if (signals.interrupted && interrupt_taken()) {
		shell.status = 128 + SIGINT;
		unwind(UNWIND_INTERRUPT);
	}
	for (int i = 1; i < NSIGNALS; i++) {
		if (!signals.pending[i])
			continue;
		signals.pending[i] = 0;
		if (signals.trap[i] == NULL)
			continue;
		run_trap(signals.trap[i]);
		if (shell.skip != SKIP_NONE) {
			trap_pending = trap_signal_due() != 0;
			return;
		}
	}
}

void
traps_exit(void)
{
	char *commands = signals.trap[0];

	if (commands == NULL)
		return;
	signals.trap[0] = NULL;
	signals.count--;
	shell.skip = SKIP_NONE;
	run_trap(commands);
	free(commands);
}

/* The built-in. */

static int
print_traps(void)
{
	for (int i = 0; i < NSIGNALS; i++) {
		struct str line = str_new(&scratch);

		if (signals.trap[i] == NULL)
			continue;
		str_add_all(&line, "trap -- ");
		str_add_quoted(&line, signals.trap[i]);
		str_printf(&line, " %s\n", signal_name(i));
		out_add(line.data, line.length);
	}
	return 0;
}

static int
bad_trap(const char *name)
{
	struct str line = str_new(&scratch);

	str_printf(&line, "trap: %s: bad trap\n", name);
	out_flush();
	out_error(line.data, line.length);
	return 1;
}

int
builtin_trap(int argc, char **argv)
{
	struct options options = options_start(argc, argv);
	const char *commands = NULL;
	char **args;

	options_next(&options, "");
	args = options.rest;
	if (*args == NULL)
		return print_traps();
	/* With one operand, or a number first, it resets. */
	if (args[1] != NULL && !is_number(args[0]))
		commands = *args++;
	if (commands != NULL && strcmp(commands, "-") == 0)
		commands = NULL;
	for (; *args != NULL; args++) {
		int number = signal_number(*args);

		if (number < 0)
			return bad_trap(*args);
		set_trap(number, commands);
	}
	return 0;
}
