/*
 * cp: copy files and directories. The work is in lib/copy.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/copy.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: cp [OPTION]... SOURCE DEST\n"
    "       cp [OPTION]... SOURCE... DIRECTORY\n"
    "       cp [OPTION]... -t DIRECTORY SOURCE...\n"
    "Copy SOURCE to DEST, or SOURCEs into DIRECTORY.\n\n"
    "  -a, --archive             the same as -dR --preserve=all\n"
    "  @a --attributes-only      attributes, not the contents\n"
    "  -d                        the same as -P --preserve=links\n"
    "  -f, --force               remove a target that cannot be opened\n"
    "  -H                        follow links among the operands\n"
    "  -i, --interactive         ask before overwriting\n"
    "  -l, --link                make hard links instead of copies\n"
    "  -L, --dereference         follow all symbolic links\n"
    "  -n, --no-clobber          do not overwrite\n"
    "  @o --parents              make SOURCE's directories in DIRECTORY too\n"
    "  -p                        keep mode, owner and times\n"
    "  @p --preserve[=LIST]      keep of mode,ownership,timestamps,links,\n"
    "                            xattr,all; mode: access control lists too\n"
    "  @n --no-preserve=LIST     do not keep them\n"
    "  -P, --no-dereference      copy symbolic links themselves\n"
    "  -r, --recursive           directories and what is in them\n"
    "  -R                        the same\n"
    "  @r --remove-destination   remove a target before copying\n"
    "  -s, --symbolic-link       make symbolic links instead of copies\n"
    "  -t, --target-directory=DIRECTORY  copy into DIRECTORY\n"
    "  -T, --no-target-directory DEST is a name, even of a directory\n"
    "  -u, --update              only what is newer or not there\n"
    "  -v, --verbose             say what is done\n"
    "  -x, --one-file-system     stay on each SOURCE's file system\n";

static struct copy_options options;
static bool parents;

static void
preserve(const char *list, bool keep)
{
	char *words = xstrdup(list), *rest = words, *word;

	while ((word = strsep(&rest, ","))) {
		bool all = strcmp(word, "all") == 0;
		bool known = all || strcmp(word, "context") == 0;

		if (all || strcmp(word, "mode") == 0)
			known = true, options.preserve_mode = keep;
		if (all || strcmp(word, "ownership") == 0)
			known = true, options.preserve_owner = keep;
		if (all || strcmp(word, "timestamps") == 0)
			known = true, options.preserve_times = keep;
		if (all || strcmp(word, "links") == 0)
			known = true, options.preserve_links = keep;
		if (all || strcmp(word, "xattr") == 0) {
			known = true;
			options.preserve_xattr = keep;
			options.require_xattr = keep && !all;
		}
		if (!known)
			usage("invalid argument '%s' for '--preserve'", word);
	}
	free(words);
}

static void
parse_option(int option)
{
	switch (option) {
	case 'a':
		options.recursive = true;
		options.links = COPY_LINKS_NEVER;
		preserve("all", true);
		break;
	case LONG('a'):
		options.attributes_only = true;
		break;
	case 'd':
		options.links = COPY_LINKS_NEVER;
		options.preserve_links = true;
		break;
	case 'f':
		options.force = true;
		break;
	case 'H':
		options.links = COPY_LINKS_OPERANDS;
		break;
	case 'i':
		options.overwrite = COPY_ASK;
		break;
	case 'l':
		options.hard_link = true;
		break;
	case 'L':
		options.links = COPY_LINKS_ALWAYS;
		break;
	case 'n':
		options.overwrite = COPY_NO_CLOBBER;
		break;
	case 'p':
	case LONG('p'):
		preserve(optarg ? optarg : "mode,ownership,timestamps", true);
		break;
	case LONG('n'):
		preserve(optarg, false);
		break;
	case 'P':
		options.links = COPY_LINKS_NEVER;
		break;
	case 'r':
	case 'R':
		options.recursive = true;
		break;
	case LONG('r'):
		options.remove_destination = true;
		break;
	case 's':
		options.symbolic_link = true;
		break;
	case 'u':
		options.update = true;
		break;
	case 'v':
		options.verbose = true;
		break;
	case 'x':
		options.one_device = true;
		break;
	}
}

/* Makes the directories of source below the target, as --parents asks. */
static bool
make_parents(const char *target, const char *source)
{
	char *path = path_join(target, source);
	size_t start = strlen(target) + 1;
	bool good = true;

	for (char *slash = strchr(path + start, '/'); good && slash;
	     slash = strchr(slash + 1, '/')) {
		struct stat st;

		*slash = '\0';
		if (stat(path, &st) < 0 && mkdir(path, 0777) < 0) {
			warn("cannot make directory '%s'", path);
			good = false;
		}
		*slash = '/';
	}
	free(path);
	return good;
}

static bool
copy_operand(const struct copy_target *target, const char *source)
{
	char *destination;
	bool good;

	if (parents) {
		while (*source == '/')
			source++;
		if (!make_parents(target->path, source))
			return false;
		destination = path_join(target->path, source);
	} else {
		destination = copy_destination(target, source);
	}
	good = copy_path(source, destination, &options);
	free(destination);
	return good;
}

int
main(int argc, char **argv)
{
	const char *into = NULL;
	bool no_directory = false, good = true;
	struct copy_target target;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 't')
			into = optarg;
		else if (option == 'T')
			no_directory = true;
		else if (option == LONG('o'))
			parents = true;
		else
			parse_option(option);
	}
	target = copy_target(&argc, argv, into, no_directory);
	if (parents && !target.is_directory)
		errx(1, "with --parents, the destination must be a directory");
	for (int i = optind; i < argc; i++)
		good &= copy_operand(&target, argv[i]);
	return good ? 0 : 1;
}
