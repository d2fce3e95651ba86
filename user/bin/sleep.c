/*
 * sleep: wait for a while.
 */
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "lib/interval.h"
#include "lib/options.h"

static const char help[] =
    "Usage: sleep NUMBER[SUFFIX]...\n"
    "Wait NUMBER seconds, or minutes (m), hours (h), days (d), all together.\n";

int
main(int argc, char **argv)
{
	double seconds = 0;
	struct timespec t;

	option_next(argc, argv, help);
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++)
		seconds += interval_parse(argv[i]);
	t = interval_timespec(seconds);
	while (nanosleep(&t, &t) < 0 && errno == EINTR)
		;
	return 0;
}
