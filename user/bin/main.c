/*
 * main: one program that holds all utilities, and is the one it was called as.
 *
 * Each utility is a file of its own with a main(), which the build renames to
 * main_NAME; it also makes utilities.def, a row for each name. In the image all names are links
 * to this one program: what they share (the C library above all) is on disk and
 * in memory once, which is most of the size of a small utility.
 * docs/decisions/008 has the figures.
 */
#include <err.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UTILITY(name, function) int function(int argc, char **argv);
#include "utilities.def"
#undef UTILITY

static const struct utility {
	const char *name;
	int (*run)(int argc, char **argv);
} utilities[] = {
#define UTILITY(name, function) { name, function },
#include "utilities.def"
#undef UTILITY
};

enum {
	NUTILITIES = sizeof utilities / sizeof utilities[0]
};

/* What was printed must have arrived: a full disk is an error of any utility. */
static void
close_stdout(void)
{
	if (ferror(stdout) | (fclose(stdout) == EOF && errno != EBADF)) {
		warn("write error");
		_exit(EXIT_FAILURE);
	}
}

static const struct utility *
find(const char *name)
{
	const char *slash = strrchr(name, '/');

	name = slash ? slash + 1 : name;
	for (size_t i = 0; i < NUTILITIES; i++) {
		if (strcmp(utilities[i].name, name) == 0)
			return &utilities[i];
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	const struct utility *utility = argc > 0 ? find(argv[0]) : NULL;

	if (!utility && argc > 1) {
		utility = find(argv[1]);
		if (!utility) {
			warnx("%s: no such utility", argv[1]);
			return 127;
		}
		argc--;
		argv++;
		program_invocation_short_name = argv[0];
	}
	if (!utility) {
		for (size_t i = 0; i < NUTILITIES; i++)
			puts(utilities[i].name);
		return 0;
	}
	setlocale(LC_ALL, "");
	atexit(close_stdout);
	return utility->run(argc, argv);
}
