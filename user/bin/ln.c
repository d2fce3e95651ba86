/*
 * ln: make links, hard or symbolic.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/confirm.h"
#include "lib/copy.h"
#include "lib/memory.h"
#include "lib/options.h"
#include "lib/relative.h"

static const char help[] =
    "Usage: ln [OPTION]... TARGET LINK_NAME\n"
    "       ln [OPTION]... TARGET\n"
    "       ln [OPTION]... TARGET... DIRECTORY\n"
    "       ln [OPTION]... -t DIRECTORY TARGET...\n"
    "Make a link to TARGET, hard unless -s is given.\n\n"
    "  -f, --force               remove what has the link's name\n"
    "  -i, --interactive         ask before that\n"
    "  -L, --logical             link to what a symbolic link points to\n"
    "  -n, --no-dereference      a link to a directory is not a directory\n"
    "  -P, --physical            link to symbolic links themselves\n"
    "  -r, --relative            with -s, as seen from the link\n"
    "  -s, --symbolic            make symbolic links\n"
    "  -t, --target-directory=DIRECTORY  make the links in DIRECTORY\n"
    "  -T, --no-target-directory LINK_NAME is a name, even of a directory\n"
    "  -v, --verbose             say what is done\n";

static struct {
	bool force, interactive, logical, no_follow, relative, symbolic,
	    verbose;
} opt;

static bool
make_way(const char *target, const char *name)
{
	struct stat from, to;

	if ((!opt.force && !opt.interactive) || lstat(name, &to) < 0)
		return true;
	if (S_ISDIR(to.st_mode)) {
		warnx("%s: cannot overwrite directory", name);
		return false;
	}
	if (!opt.symbolic && stat(target, &from) == 0 &&
	    from.st_dev == to.st_dev && from.st_ino == to.st_ino &&
	    from.st_nlink == 1) {
		warnx("'%s' and '%s' are the same file", target, name);
		return false;
	}
	if (opt.interactive && !confirm("replace '%s'? ", name))
		return false;
	if (unlink(name) < 0) {
		warn("cannot unlink '%s'", name);
		return false;
	}
	return true;
}

static bool
make_link(const char *target, const char *name)
{
	char *relative = opt.symbolic && opt.relative ?
	    relative_path(target, name) :
	    NULL;
	int result;

	if (relative)
		target = relative;
	if (!make_way(target, name)) {
		free(relative);
		return false;
	}
	if (opt.symbolic)
		result = symlink(target, name);
	else
		result = linkat(AT_FDCWD, target, AT_FDCWD, name,
		    opt.logical ? AT_SYMLINK_FOLLOW : 0);
	if (result < 0 && !opt.symbolic && access(target, F_OK) < 0)
		warn("failed to access '%s'", target);
	else if (result < 0 && opt.symbolic)
		warn("failed to create symbolic link '%s'", name);
	else if (result < 0)
		warn("failed to create hard link '%s' => '%s'", name, target);
	else if (opt.verbose)
		printf("'%s' %s '%s'\n", name, opt.symbolic ? "->" : "=>",
		    target);
	free(relative);
	return result == 0;
}

static void
parse_option(int option)
{
	switch (option) {
	case 'f':
		opt.force = true;
		break;
	case 'i':
		opt.interactive = true;
		break;
	case 'L':
		opt.logical = true;
		break;
	case 'n':
		opt.no_follow = true;
		break;
	case 'P':
		opt.logical = false;
		break;
	case 'r':
		opt.relative = true;
		break;
	case 's':
		opt.symbolic = true;
		break;
	case 'v':
		opt.verbose = true;
		break;
	}
}

int
main(int argc, char **argv)
{
	const char *into = NULL;
	bool no_directory = false, good = true;
	struct copy_target target = { .path = ".", .is_directory = true };
	struct stat st;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 't')
			into = optarg;
		else if (option == 'T')
			no_directory = true;
		else
			parse_option(option);
	}
	/* -n: a link at LINK_NAME is what is replaced, not followed. */
	if (opt.no_follow && argc - optind == 2 &&
	    lstat(argv[argc - 1], &st) == 0 && S_ISLNK(st.st_mode))
		no_directory = true;
	if (into || argc - optind != 1)
		target = copy_target(&argc, argv, into, no_directory);
	for (int i = optind; i < argc; i++) {
		char *name = copy_destination(&target, argv[i]);

		good &= make_link(argv[i], name);
		free(name);
	}
	return good ? 0 : 1;
}
