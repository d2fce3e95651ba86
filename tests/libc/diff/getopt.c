/*
 * Prints how random command lines are read by getopt and getopt_long.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "random.h"

#define MAX_ARGS 8

static const char *const words[] = { "-a", "-b", "-bx", "-ab", "-abc", "-c",
	"-cy", "--", "-", "x", "file", "--alpha", "--al", "--beta=1", "--beta",
	"--bet", "--gamma=2", "--gamma", "--unknown", "--alpha=3", "-z", "--b",
	"-beta", "-g", "--delta", "--least" };

static const char *const letters[] = {
	"ab:c::", "+ab:c::", "-ab:c::", ":ab:c::", "abc", "+:ab:c"
};

static void
show_arguments(int argc, char **argv)
{
	printf("| %d:", optind);
	for (int i = 1; i < argc; i++)
		printf(" %s", argv[i]);
	printf("\n");
}

static void
try(int argc, char **argv, int way)
{
	static int flag;
	static const struct option names[] = { { "alpha", no_argument, NULL,
						   'A' },
		{ "beta", required_argument, NULL, 'B' },
		{ "gamma", optional_argument, &flag, 'G' },
		{ "bets", no_argument, NULL, 'S' },
		{ "delta", no_argument, &flag, 7 },
		{ "least", no_argument, NULL, -2147483647 - 1 },
		{ NULL, 0, NULL, 0 } };
	const char *set = letters[random_below(6)];
	int c, index = -1;

	printf("%s %d:", set, way);
	optind = 0;
	flag = 0;
	do {
		index = -1;
		optarg = NULL;
		if (way == 0)
			c = getopt(argc, argv, set);
		else if (way == 1)
			c = getopt_long(argc, argv, set, names, &index);
		else
			c = getopt_long_only(argc, argv, set, names, &index);
		printf(" %d(%s,%d,%d,%d)", c, optarg ? optarg : "", index, flag,
		    c == '?' || c == ':' ? optopt : 0);
	} while (c != -1);
	show_arguments(argc, argv);
}

int
main(void)
{
	/* The messages are part of the output. */
	if (dup2(1, 2) < 0)
		return 1;
	setvbuf(stdout, NULL, _IONBF, 0);
	for (int i = 0; i < 3000; i++) {
		char *argv[MAX_ARGS + 2] = { (char *)"program" };
		int argc = 1 + (int)random_below(MAX_ARGS);

		for (int j = 1; j < argc; j++)
			argv[j] = (char *)
			    words[random_below(sizeof words / sizeof words[0])];
		try(argc, argv, i % 3);
	}
	return 0;
}
