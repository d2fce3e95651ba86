/*
 * kill: send a signal to processes.
 */
#include <ctype.h>
#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/number.h"
#include "lib/options.h"
#include "lib/signals.h"

static const char help[] =
    "+Usage: kill [-SIGNAL] PID...\n"
    "       kill -s SIGNAL PID...\n"
    "       kill -l [NUMBER]...\n"
    "Send SIGNAL (TERM) to the processes PID; a negative one is a process group,\n"
    "-1 everything that you may send it to.\n\n"
    "  -l, --list                list the signals, or name those NUMBERs\n"
    "  -s, --signal=SIGNAL       send this signal\n";

static int
list(int argc, char **argv)
{
	char name[16];

	if (optind == argc)
		signal_list();
	for (int i = optind; i < argc; i++) {
		int number = signal_number(argv[i]);
		char *end;
		long status = strtol(argv[i], &end, 10);

		/* The exit status of what a signal ended names it too. */
		if (*end == '\0' && status > 128)
			number = (int)status - 128;
		if (number < 0)
			errx(1, "unknown signal %s", argv[i]);
		if (isdigit((unsigned char)*argv[i]))
			puts(signal_name(number, name));
		else
			printf("%d\n", number);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	int option, signal = SIGTERM;
	bool good = true;

	/* -9 and -TERM are no options, and -- may follow them. */
	if (argc > 1 && argv[1][0] == '-' && argv[1][1] &&
	    signal_number(argv[1] + 1) >= 0 && strcmp(argv[1], "-s") != 0) {
		signal = signal_number(argv[1] + 1);
		optind = 2;
		if (optind < argc && strcmp(argv[optind], "--") == 0)
			optind++;
	} else {
		while ((option = option_next(argc, argv, help)) != -1) {
			if (option == 'l')
				return list(argc, argv);
			signal = signal_number(optarg);
			if (signal < 0)
				usage("unknown signal %s", optarg);
		}
	}
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++) {
		pid_t pid = (pid_t)integer_argument(argv[i], INT32_MIN,
		    INT32_MAX, "process ID");

		if (kill(pid, signal) < 0) {
			warn("sending signal to %s failed", argv[i]);
			good = false;
		}
	}
	return good ? 0 : 1;
}
