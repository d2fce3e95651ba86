/*
 * mktemp: make a temporary file or directory that nobody else has.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: mktemp [OPTION]... [TEMPLATE]\n"
    "Make a file whose name is TEMPLATE (tmp.XXXXXXXXXX in $TMPDIR or /tmp)\n"
    "with other characters for the Xs at its end, and print the name.\n\n"
    "  -d, --directory           a directory\n"
    "  -p DIR, --tmpdir[=DIR]    TEMPLATE is in DIR\n"
    "  -q, --quiet               no message if it fails\n"
    "  @s --suffix=SUFFIX        behind the Xs\n"
    "  -t                        TEMPLATE is in $TMPDIR or /tmp\n"
    "  -u, --dry-run             only print a name\n";

int
main(int argc, char **argv)
{
	const char *template = "tmp.XXXXXXXXXX", *suffix = "";
	const char *directory = getenv("TMPDIR");
	bool want_directory = false, quiet = false, dry = false;
	bool in_directory = false;
	char *path, *last;
	int option, result;

	if (!directory || !*directory)
		directory = "/tmp";
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'd':
			want_directory = true;
			break;
		case 'p':
			if (optarg)
				directory = optarg;
			in_directory = true;
			break;
		case 'q':
			quiet = true;
			break;
		case LONG('s'):
			suffix = optarg;
			break;
		case 't':
			in_directory = true;
			break;
		case 'u':
			dry = true;
			break;
		}
	}
	need_operands(argc, argv, 0, 1);
	if (optind < argc)
		template = argv[optind];
	else
		in_directory = true;
	last = strrchr(template, 'X');
	if (last && last[1] && !*suffix) {
		suffix = last + 1;
		template = xstrndup(template, (size_t)(last + 1 - template));
	}
	if (strlen(template) < 3 ||
	    strcmp(template + strlen(template) - 3, "XXX") != 0)
		errx(1, "too few X's in template '%s'", template);
	path = in_directory ? path_join(directory, template) :
			      xstrdup(template);
	/* mkstemp() asks for six. */
	while (strlen(path) < 6 ||
	    strcmp(path + strlen(path) - 6, "XXXXXX") != 0)
		path = xasprintf("%sX", path);
	if (want_directory && !*suffix)
		result = mkdtemp(path) ? 0 : -1;
	else if (want_directory)
		errx(1, "a directory cannot have a suffix");
	else
		result = mkstemps(path = xasprintf("%s%s", path, suffix),
		    (int)strlen(suffix));
	if (result < 0) {
		if (!quiet)
			warn("failed to create %s via template '%s'",
			    want_directory ? "directory" : "file", path);
		return 1;
	}
	if (dry)
		want_directory ? rmdir(path) : unlink(path);
	puts(path);
	return 0;
}
