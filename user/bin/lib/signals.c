/*
 * signals: numbers and names.
 */
#include "signals.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	COUNT = 32
};

static const char *const names[COUNT] = {
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
	[SIGSTKFLT] = "STKFLT",
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
	[SIGIO] = "POLL",
	[SIGPWR] = "PWR",
	[SIGSYS] = "SYS",
};

int
signal_number(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (end != text && *end == '\0')
		return number >= 0 && number < 65 ? (int)number : -1;
	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	for (int i = 0; i < COUNT; i++) {
		if (strcasecmp(text, names[i]) == 0)
			return i;
	}
	if (strcasecmp(text, "IO") == 0)
		return SIGIO;
	if (strcasecmp(text, "CLD") == 0)
		return SIGCHLD;
	if (strcasecmp(text, "IOT") == 0)
		return SIGABRT;
	if (strncasecmp(text, "RTMIN", 5) == 0)
		return SIGRTMIN + atoi(text + 5);
	if (strncasecmp(text, "RTMAX", 5) == 0)
		return SIGRTMAX + atoi(text + 5);
	return -1;
}

const char *
signal_name(int number, char *buffer)
{
	if (number >= 0 && number < COUNT)
		return names[number];
	snprintf(buffer, 16, "%d", number);
	return buffer;
}

void
signal_list(void)
{
	for (int i = 1; i < COUNT; i++)
		printf("%2d) %-8s%s", i, names[i],
		    i % 6 == 0 || i == COUNT - 1 ? "\n" : " ");
}
