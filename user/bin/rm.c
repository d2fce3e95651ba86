/*
 * rm: remove files and directories.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/confirm.h"
#include "lib/memory.h"
#include "lib/options.h"
#include "lib/remove.h"

static const char help[] =
    "Usage: rm [OPTION]... FILE...\n"
    "Remove the FILEs.\n\n"
    "  -d, --dir                 empty directories too\n"
    "  -f, --force               no questions, no complaint about no FILE\n"
    "  -i                        ask before each\n"
    "  -I                        ask once before more than three or -r\n"
    "  @i --interactive[=WHEN]   ask never, once or always\n"
    "  @n --no-preserve-root     do not treat / specially\n"
    "  @p --preserve-root        do not remove / (as it is anyway)\n"
    "  @x --one-file-system      stay on each FILE's file system\n"
    "  -r, --recursive           directories and what is in them\n"
    "  -R                        the same\n"
    "  -v, --verbose             say what is done\n";

static struct remove_options options;
static bool once, no_preserve_root;

static void
parse_interactive(const char *when)
{
	once = options.interactive = false;
	if (!when || strcmp(when, "always") == 0 || strcmp(when, "yes") == 0)
		options.interactive = true;
	else if (strcmp(when, "once") == 0)
		once = true;
	else if (strcmp(when, "never") != 0 && strcmp(when, "no") != 0)
		usage("invalid argument '%s' for '--interactive'", when);
}

static void
parse_option(int option)
{
	switch (option) {
	case 'd':
		options.directories = true;
		break;
	case 'f':
		options.force = true;
		options.interactive = false;
		break;
	case 'i':
		options.interactive = true;
		options.force = false;
		break;
	case 'I':
		once = true;
		break;
	case LONG('i'):
		parse_interactive(optarg);
		break;
	case LONG('n'):
		no_preserve_root = true;
		break;
	case LONG('x'):
		options.one_device = true;
		break;
	case 'r':
	case 'R':
		options.recursive = true;
		break;
	case 'v':
		options.verbose = true;
		break;
	}
}

static bool
is_root(const char *path)
{
	struct stat st, root;

	return lstat(path, &st) == 0 && lstat("/", &root) == 0 &&
	    st.st_dev == root.st_dev && st.st_ino == root.st_ino;
}

static bool
remove_operand(const char *path)
{
	char *base = path_base(path);
	bool dots = strcmp(base, ".") == 0 || strcmp(base, "..") == 0;

	free(base);
	if (options.recursive && dots) {
		warnx("refusing to remove '.' or '..' directory: skipping "
		      "'%s'",
		    path);
		return false;
	}
	if (options.recursive && !no_preserve_root && is_root(path)) {
		warnx("it is dangerous to operate recursively on '%s'", path);
		warnx("use --no-preserve-root to override this failsafe");
		return false;
	}
	return remove_path(path, &options);
}

int
main(int argc, char **argv)
{
	bool good = true;
	int option, n;

	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	n = argc - optind;
	if (n == 0 && options.force)
		return 0;
	need_operands(argc, argv, 1, -1);
	if (once && (n > 3 || options.recursive) &&
	    !confirm("remove %d argument%s%s? ", n, n == 1 ? "" : "s",
		options.recursive ? " recursively" : ""))
		return 0;
	for (int i = optind; i < argc; i++)
		good &= remove_operand(argv[i]);
	return good ? 0 : 1;
}
