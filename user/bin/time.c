/*
 * time: run a command and say how long it took.
 */
#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/options.h"
#include "lib/run.h"

static const char help[] =
    "+Usage: time [OPTION] COMMAND [ARG]...\n"
    "Run COMMAND, and print on standard error how long it took, in all and as\n"
    "processor time of its own and of the system for it.\n\n"
    "  -p, --portability         in the form of POSIX (as it is anyway)\n"
    "  -v, --verbose             memory and switches too\n";

int
main(int argc, char **argv)
{
	struct timespec start, end;
	struct rusage usage;
	bool verbose = false;
	int option, status;
	pid_t child;

	usage_status = 125;
	while ((option = option_next(argc, argv, help)) != -1)
		verbose |= option == 'v';
	need_operands(argc, argv, 1, -1);
	clock_gettime(CLOCK_MONOTONIC, &start);
	child = fork();
	if (child < 0)
		err(125, "cannot fork");
	if (child == 0)
		run_command(argv + optind);
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	if (wait4(child, &status, 0, &usage) < 0)
		err(125, "wait");
	clock_gettime(CLOCK_MONOTONIC, &end);
	fprintf(stderr, "real %.2f\nuser %.2f\nsys %.2f\n",
	    (double)(end.tv_sec - start.tv_sec) +
		(double)(end.tv_nsec - start.tv_nsec) / 1e9,
	    (double)usage.ru_utime.tv_sec +
		(double)usage.ru_utime.tv_usec / 1e6,
	    (double)usage.ru_stime.tv_sec +
		(double)usage.ru_stime.tv_usec / 1e6);
	if (verbose)
		fprintf(stderr,
		    "maximum resident KiB %ld\npage faults %ld "
		    "minor %ld major\nswitches %ld voluntary %ld not\n",
		    usage.ru_maxrss, usage.ru_minflt, usage.ru_majflt,
		    usage.ru_nvcsw, usage.ru_nivcsw);
	return run_status(status);
}
