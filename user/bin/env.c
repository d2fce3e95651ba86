/*
 * env: run a command in a changed environment, or print the environment.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"
#include "lib/run.h"

static const char help[] =
    "+Usage: env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]\n"
    "Set each NAME to VALUE and run COMMAND, or print the environment.\n\n"
    "  -0, --null                NULs behind the lines, not newlines\n"
    "  -C, --chdir=DIR           in directory DIR\n"
    "  -i, --ignore-environment  begin with an empty environment\n"
    "  -S, --split-string=STRING split STRING into arguments (for #! lines)\n"
    "  -u, --unset=NAME          remove NAME from the environment\n"
    "  -v, --debug               (ignored)\n";

/* The words of text, with quotes and backslashes, before the other arguments. */
static void
split_string(const char *text, int *argc, char ***argv)
{
	char **words = NULL;
	size_t n = 0, capacity = 0;
	char *out = xmalloc(strlen(text) + 1);

	array_grow(&words, n, &capacity, sizeof *words);
	words[n++] = (*argv)[0];
	while (*(text += strspn(text, " \t\n"))) {
		char quote = 0;

		array_grow(&words, n, &capacity, sizeof *words);
		words[n++] = out;
		for (; *text && (quote || !strchr(" \t\n", *text)); text++) {
			if (!quote && (*text == '\'' || *text == '"'))
				quote = *text;
			else if (*text == quote)
				quote = 0;
			else if (*text == '\\' && quote != '\'' && text[1])
				*out++ = *++text;
			else
				*out++ = *text;
		}
		if (quote)
			errx(125, "no terminating quote in -S string");
		*out++ = '\0';
	}
	for (int i = optind; i <= *argc; i++) {
		array_grow(&words, n, &capacity, sizeof *words);
		words[n++] = (*argv)[i];
	}
	*argc = (int)n - 1;
	*argv = words;
	optind = 1;
}

int
main(int argc, char **argv)
{
	extern char **environ;
	const char *directory = NULL;
	char end = '\n';
	int option;

	usage_status = 125;
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case '0':
			end = '\0';
			break;
		case 'C':
			directory = optarg;
			break;
		case 'i':
			clearenv();
			break;
		case 'S':
			split_string(optarg, &argc, &argv);
			break;
		case 'u':
			if (unsetenv(optarg) < 0)
				err(125, "cannot unset '%s'", optarg);
			break;
		}
	}
	if (optind < argc && strcmp(argv[optind], "-") == 0) {
		clearenv();
		optind++;
	}
	for (; optind < argc && strchr(argv[optind], '='); optind++) {
		if (*argv[optind] == '=')
			errx(125, "cannot set '%s'", argv[optind]);
		putenv(argv[optind]);
	}
	if (optind < argc) {
		if (end == '\0')
			usage("cannot specify --null (-0) with command");
		if (directory && chdir(directory) < 0)
			err(125, "cannot change directory to '%s'", directory);
		run_command(argv + optind);
	}
	for (char **e = environ; e && *e; e++)
		printf("%s%c", *e, end);
	return 0;
}
