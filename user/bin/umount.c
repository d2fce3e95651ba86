/*
 * umount: detach file systems.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "lib/mounts.h"
#include "lib/options.h"

static const char help[] =
    "Usage: umount [OPTION]... SOURCE|DIRECTORY...\n"
    "Detach file systems, named by what is mounted or by where.\n\n"
    "  -a, --all                 all but /\n"
    "  -f, --force               even if a server does not answer\n"
    "  -l, --lazy                now for names, later for what is in use\n"
    "  -r, --read-only           if that fails, make it read-only\n"
    "  -v, --verbose             say what is done\n";

static int flags;
static bool read_only, verbose;

static bool
detach(const char *directory)
{
	if (umount2(directory, flags) == 0) {
		if (verbose)
			printf("umount: %s unmounted\n", directory);
		return true;
	}
	if (read_only &&
	    mount("none", directory, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0)
		return true;
	warn("%s", directory);
	return false;
}

/* A source stands for the last place where it is mounted. */
static const char *
directory_of(const char *name)
{
	size_t n;
	struct mount_entry *mounts = mounts_read(&n);

	while (n-- > 0) {
		if (strcmp(mounts[n].directory, name) == 0 ||
		    strcmp(mounts[n].source, name) == 0)
			return mounts[n].directory;
	}
	return name;
}

static bool
detach_all(void)
{
	size_t n;
	struct mount_entry *mounts = mounts_read(&n);
	bool good = true;

	while (n-- > 0) {
		if (strcmp(mounts[n].directory, "/") != 0)
			good &= detach(mounts[n].directory);
	}
	return good;
}

int
main(int argc, char **argv)
{
	bool all = false, good = true;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'a':
			all = true;
			break;
		case 'f':
			flags |= MNT_FORCE;
			break;
		case 'l':
			flags |= MNT_DETACH;
			break;
		case 'r':
			read_only = true;
			break;
		case 'v':
			verbose = true;
			break;
		}
	}
	if (all)
		return detach_all() ? 0 : 1;
	need_operands(argc, argv, 1, -1);
	for (int i = optind; i < argc; i++)
		good &= detach(directory_of(argv[i]));
	return good ? 0 : 1;
}
