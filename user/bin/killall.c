/*
 * killall: send a signal to processes by name.
 */
#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/confirm.h"
#include "lib/memory.h"
#include "lib/options.h"
#include "lib/process.h"
#include "lib/signals.h"

static const char help[] =
    "+Usage: killall [OPTION]... [-SIGNAL] NAME...\n"
    "Send SIGNAL (TERM) to all processes with one of the NAMEs.\n\n"
    "  -i, --interactive         ask before each\n"
    "  -l, --list                list the signals\n"
    "  -q, --quiet               no complaint when there is none\n"
    "  -s, --signal=SIGNAL       send this signal\n"
    "  -v, --verbose             say what is done\n";

static bool interactive, quiet, verbose;

static bool
signal_all(const char *name, int signal)
{
	struct process *list;
	bool found = false;
	size_t n;

	list = processes_read(&n);
	for (size_t i = 0; i < n; i++) {
		if (list[i].pid == getpid() ||
		    strncmp(list[i].name, name, 15) != 0 ||
		    (strlen(name) < 15 && strcmp(list[i].name, name) != 0))
			continue;
		if (interactive &&
		    !confirm("Kill %s(%d)? (y/N) ", name, list[i].pid))
			continue;
		if (kill(list[i].pid, signal) < 0) {
			warn("%s(%d)", name, list[i].pid);
			continue;
		}
		found = true;
		if (verbose)
			warnx("%s(%d) got signal %d", name, list[i].pid,
			    signal);
	}
	processes_free(list, n);
	if (!found && !quiet)
		warnx("%s: no process found", name);
	return found;
}

int
main(int argc, char **argv)
{
	int option, signal = SIGTERM;
	bool good = true;

	/* -9 and -HUP become -s9 and -sHUP. */
	for (int i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (argv[i][1] && argv[i][1] != '-' && argv[i][1] != 's' &&
		    signal_number(argv[i] + 1) >= 0)
			argv[i] = xasprintf("-s%s", argv[i] + 1);
	}
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'i':
			interactive = true;
			break;
		case 'l':
			signal_list();
			return 0;
		case 'q':
			quiet = true;
			break;
		case 's':
			signal = signal_number(optarg);
			if (signal < 0)
				errx(1, "%s: unknown signal", optarg);
			break;
		case 'v':
			verbose = true;
			break;
		}
	}
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++)
		good &= signal_all(argv[i], signal);
	return good ? 0 : 1;
}
