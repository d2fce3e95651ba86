/*
 * chmod: change the modes of files.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/mode.h"
#include "lib/options.h"
#include "lib/walk.h"

static const char help[] =
    "Usage: chmod [OPTION]... MODE[,MODE]... FILE...\n"
    "       chmod [OPTION]... --reference=FILE FILE...\n"
    "Change the permissions of the FILEs: [ugoa]*[-+=][rwxXst]* or octal.\n\n"
    "  -c, --changes             say what is changed\n"
    "  -f, --quiet               no messages about what fails\n"
    "  @r --reference=FILE       as FILE has them\n"
    "  -R, --recursive           directories and what is in them\n"
    "  -v, --verbose             say what is done\n";

static struct {
	bool changes, quiet, recursive, verbose;
	const char *mode;
	mode_t umask;
} opt;

static int status;

static void
fail(const char *what, const char *path, int error)
{
	errno = error;
	if (!opt.quiet)
		warn("%s '%s'", what, path);
	status = 1;
}

static void
say(const char *path, mode_t old, mode_t new)
{
	char from[11], to[11];

	mode_string(old, from);
	mode_string(new, to);
	if (old != new)
		printf("mode of '%s' changed from %04o (%s) to %04o (%s)\n",
		    path, old, from + 1, new, to + 1);
	else if (opt.verbose)
		printf("mode of '%s' retained as %04o (%s)\n", path, old,
		    from + 1);
}

static void
change(const struct walk_item *item)
{
	mode_t old = item->st.st_mode & 07777, new;

	if (!mode_parse(opt.mode, old, S_ISDIR(item->st.st_mode), opt.umask,
		&new))
		errx(1, "invalid mode: '%s'", opt.mode);
	if (chmod(item->path, new) < 0)
		fail("changing permissions of", item->path, errno);
	else if (opt.changes || opt.verbose)
		say(item->path, old, new);
}

static enum walk_next
visit(const struct walk_item *item, void *context)
{
	(void)context;
	switch (item->event) {
	case WALK_FILE:
		/* The mode of a symbolic link means nothing. */
		if (!S_ISLNK(item->st.st_mode))
			change(item);
		else if (item->depth == 0)
			fail("cannot operate on dangling symlink", item->path,
			    ENOENT);
		return WALK_ON;
	case WALK_DIRECTORY:
		change(item);
		return opt.recursive ? WALK_ON : WALK_SKIP;
	case WALK_CANNOT_STAT:
		fail("cannot access", item->path, item->error);
		return WALK_ON;
	case WALK_CANNOT_READ:
		fail("cannot read directory", item->path, item->error);
		return WALK_ON;
	case WALK_LEAVE:
	case WALK_LOOP:
		return WALK_ON;
	}
	return WALK_ON;
}

static const char *
reference_mode(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		err(1, "failed to get attributes of '%s'", path);
	return xasprintf("%05o", st.st_mode & 07777);
}

/*
 * A mode such as -x or -w looks like an option: it becomes the mode, with "--"
 * in its place, before the options are read.
 */
static void
find_minus_mode(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *arg = argv[i];

		if (arg[0] == '-' && arg[1] &&
		    strchr("rwxXstugoa0123456789,+=", arg[1]) &&
		    !(arg[1] == 'r' && arg[2] == 'e')) {
			opt.mode = arg;
			argv[i] = (char *)"--";
			return;
		}
	}
}

int
main(int argc, char **argv)
{
	mode_t ignored;
	int option;

	opt.umask = umask(0);
	umask(opt.umask);
	find_minus_mode(argc, argv);
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'c':
			opt.changes = true;
			break;
		case 'f':
			opt.quiet = true;
			break;
		case LONG('r'):
			opt.mode = reference_mode(optarg);
			break;
		case 'R':
			opt.recursive = true;
			break;
		case 'v':
			opt.verbose = true;
			break;
		}
	}
	need_operands(argc, argv, opt.mode ? 1 : 2, -1);
	if (!opt.mode)
		opt.mode = argv[optind++];
	if (!mode_parse(opt.mode, 0, false, opt.umask, &ignored))
		usage("invalid mode: '%s'", opt.mode);
	for (int i = optind; i < argc; i++)
		walk(argv[i], WALK_FOLLOW_OPERAND, visit, NULL);
	return status;
}
