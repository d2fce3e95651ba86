/*
 * mv: rename files; across file systems, copy them and remove the originals.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/confirm.h"
#include "lib/copy.h"
#include "lib/options.h"
#include "lib/remove.h"

static const char help[] =
    "Usage: mv [OPTION]... SOURCE DEST\n"
    "       mv [OPTION]... SOURCE... DIRECTORY\n"
    "       mv [OPTION]... -t DIRECTORY SOURCE...\n"
    "Rename SOURCE to DEST, or move SOURCEs into DIRECTORY.\n\n"
    "  -f, --force               overwrite without asking\n"
    "  -i, --interactive         ask before overwriting\n"
    "  -n, --no-clobber          do not overwrite\n"
    "  -t, --target-directory=DIRECTORY  move into DIRECTORY\n"
    "  -T, --no-target-directory DEST is a name, even of a directory\n"
    "  -u, --update              only what is newer or not there\n"
    "  -v, --verbose             say what is done\n";

static struct copy_options options = {
	.recursive = true,
	.links = COPY_LINKS_NEVER,
	.preserve_mode = true,
	.preserve_owner = true,
	.preserve_times = true,
	.preserve_links = true,
	.preserve_xattr = true,
	.remove_destination = true,
};
static bool force;

static bool
move_across(const char *source, const char *destination)
{
	struct copy_options copy = options;

	copy.overwrite = COPY_OVERWRITE;
	copy.update = false;
	copy.verbose = false;
	return copy_path(source, destination, &copy) &&
	    remove_path(source,
		&(struct remove_options){ .recursive = true, .force = true });
}

/* Without -f, what is not writable is asked about, as long as there is
 * somebody to ask. */
static bool
may_replace(const char *destination, const struct stat *from,
    const struct stat *to)
{
	if (!force && options.overwrite == COPY_OVERWRITE && isatty(0) &&
	    !S_ISLNK(to->st_mode) && access(destination, W_OK) < 0)
		return confirm("replace '%s', overriding mode %04o? ",
		    destination, to->st_mode & 07777);
	return copy_may_overwrite(destination, from, to, &options);
}

static bool
move(const char *source, const char *destination)
{
	struct stat from, to;

	if (lstat(source, &from) < 0) {
		warn("cannot stat '%s'", source);
		return false;
	}
	if (lstat(destination, &to) == 0) {
		if (from.st_dev == to.st_dev && from.st_ino == to.st_ino &&
		    (from.st_nlink == 1 || strcmp(source, destination) == 0 ||
			S_ISDIR(from.st_mode))) {
			warnx("'%s' and '%s' are the same file", source,
			    destination);
			return false;
		}
		if (S_ISDIR(to.st_mode) && !S_ISDIR(from.st_mode)) {
			warnx("cannot overwrite directory '%s' with "
			      "non-directory",
			    destination);
			return false;
		}
		if (!S_ISDIR(to.st_mode) && S_ISDIR(from.st_mode)) {
			warnx("cannot overwrite non-directory '%s' with "
			      "directory '%s'",
			    destination, source);
			return false;
		}
		if (!may_replace(destination, &from, &to))
			return true;
		/* rename() of two names of one file does nothing. */
		if (from.st_dev == to.st_dev && from.st_ino == to.st_ino)
			return unlink(source) == 0;
	}
	if (rename(source, destination) < 0) {
		if (errno == EINVAL) {
			warnx("cannot move '%s' to a subdirectory of itself, "
			      "'%s'",
			    source, destination);
			return false;
		}
		if (errno != EXDEV) {
			warn("cannot move '%s' to '%s'", source, destination);
			return false;
		}
		if (!move_across(source, destination))
			return false;
	}
	if (options.verbose)
		printf("renamed '%s' -> '%s'\n", source, destination);
	return true;
}

int
main(int argc, char **argv)
{
	const char *into = NULL;
	bool no_directory = false, good = true;
	struct copy_target target;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'f':
			force = true;
			options.overwrite = COPY_OVERWRITE;
			break;
		case 'i':
			options.overwrite = COPY_ASK;
			break;
		case 'n':
			options.overwrite = COPY_NO_CLOBBER;
			break;
		case 't':
			into = optarg;
			break;
		case 'T':
			no_directory = true;
			break;
		case 'u':
			options.update = true;
			break;
		case 'v':
			options.verbose = true;
			break;
		}
	}
	target = copy_target(&argc, argv, into, no_directory);
	for (int i = optind; i < argc; i++) {
		char *destination = copy_destination(&target, argv[i]);

		good &= move(argv[i], destination);
		free(destination);
	}
	return good ? 0 : 1;
}
