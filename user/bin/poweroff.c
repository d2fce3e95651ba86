/*
 * poweroff, halt, reboot, shutdown: end the system.
 *
 * They tell init, which ends everything in order: SIGUSR2 to power off, SIGTERM
 * to restart, SIGUSR1 to halt. With -f the kernel is told at once.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

#include "lib/options.h"

static const char help[] =
    "Usage: poweroff [OPTION]...   (and halt, reboot)\n"
    "       shutdown [-h|-r] [now|+MINUTES]\n"
    "End the system: power off, halt, or start it again.\n\n"
    "  -f, --force               at once, without ending what runs\n"
    "  -h                        shutdown: power off (the default)\n"
    "  -H                        halt\n"
    "  -n                        with -f, do not write to the disks\n"
    "  -p                        power off\n"
    "  -P                        power off\n"
    "  -r                        start again\n"
    "  -w                        (ignored)\n";

static const struct how {
	const char *name;
	int signal, command;
} ways[] = {
	{ "poweroff", SIGUSR2, RB_POWER_OFF },
	{ "reboot", SIGTERM, RB_AUTOBOOT },
	{ "halt", SIGUSR1, RB_HALT_SYSTEM },
};

static void
wait_for(const char *when)
{
	char *end;
	long minutes;

	if (strcmp(when, "now") == 0)
		return;
	if (*when != '+')
		errx(1, "when? 'now' or +MINUTES");
	minutes = strtol(when + 1, &end, 10);
	if (*end || minutes < 0)
		errx(1, "when? 'now' or +MINUTES");
	fprintf(stderr, "The system goes down in %ld minute%s.\n", minutes,
	    minutes == 1 ? "" : "s");
	sleep((unsigned int)minutes * 60);
}

int
main(int argc, char **argv)
{
	const struct how *how = &ways[0];
	bool force = false, write = true;
	int option;

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		if (strcmp(program_invocation_short_name, ways[i].name) == 0)
			how = &ways[i];
	}
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'f':
			force = true;
			break;
		case 'h':
		case 'p':
		case 'P':
			how = &ways[0];
			break;
		case 'r':
			how = &ways[1];
			break;
		case 'H':
			how = &ways[2];
			break;
		case 'n':
			write = false;
			break;
		}
	}
	if (optind < argc)
		wait_for(argv[optind]);
	if (force) {
		if (write)
			sync();
		if (reboot(how->command) < 0)
			err(1, "reboot");
		return 0;
	}
	if (kill(1, how->signal) < 0)
		err(1, "cannot tell init");
	return 0;
}
