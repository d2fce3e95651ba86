/*
 * mount: attach a file system, or list those that are.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/mounts.h"
#include "lib/options.h"

static const char help[] =
    "Usage: mount [OPTION]... [SOURCE] DIRECTORY\n"
    "       mount\n"
    "Attach the file system on SOURCE at DIRECTORY, or list what is attached.\n"
    "With one operand the rest is taken from /etc/fstab.\n\n"
    "  -a, --all                 everything in /etc/fstab\n"
    "  -B, --bind                SOURCE is a directory, to be seen there too\n"
    "  -M, --move                SOURCE is a mount point, to be moved there\n"
    "  -o, --options=LIST        ro rw nosuid nodev noexec sync remount bind\n"
    "                            noatime relatime, and those of the file system\n"
    "  -r, --read-only           the same as -o ro\n"
    "  -t, --types=TYPE          the file system's type\n"
    "  -v, --verbose             say what is done\n"
    "  -w, --rw                  the same as -o rw\n";

static const struct {
	const char *word;
	unsigned long set, clear;
} words[] = {
	{ "ro", MS_RDONLY, 0 },
	{ "rw", 0, MS_RDONLY },
	{ "nosuid", MS_NOSUID, 0 },
	{ "suid", 0, MS_NOSUID },
	{ "nodev", MS_NODEV, 0 },
	{ "dev", 0, MS_NODEV },
	{ "noexec", MS_NOEXEC, 0 },
	{ "exec", 0, MS_NOEXEC },
	{ "sync", MS_SYNCHRONOUS, 0 },
	{ "async", 0, MS_SYNCHRONOUS },
	{ "remount", MS_REMOUNT, 0 },
	{ "bind", MS_BIND, 0 },
	{ "rbind", MS_BIND | MS_REC, 0 },
	{ "move", MS_MOVE, 0 },
	{ "noatime", MS_NOATIME, 0 },
	{ "atime", 0, MS_NOATIME },
	{ "relatime", MS_RELATIME, 0 },
	{ "strictatime", MS_STRICTATIME, 0 },
	{ "defaults", 0, 0 },
	{ "auto", 0, 0 },
	{ "noauto", 0, 0 },
	{ "user", 0, 0 },
	{ "nofail", 0, 0 },
};

static bool verbose;
static unsigned long flags;
static char *data; /* options that are the file system's own */

static void
add_options(const char *list)
{
	char *copy = xstrdup(list), *rest = copy, *word;

	while ((word = strsep(&rest, ","))) {
		size_t i = 0, n = sizeof words / sizeof *words;

		while (i < n && strcmp(word, words[i].word) != 0)
			i++;
		if (i < n)
			flags = (flags | words[i].set) & ~words[i].clear;
		else if (*word)
			data = data ? xasprintf("%s,%s", data, word) :
				      xstrdup(word);
	}
	free(copy);
}

/* Without a type, every type that needs a device is tried. */
static int
try_types(const char *source, const char *directory)
{
	FILE *file = fopen("/proc/filesystems", "re");
	char line[128];
	int result = -1;

	while (result < 0 && file && fgets(line, sizeof line, file)) {
		if (*line != '\t')
			continue;
		line[strcspn(line, "\n")] = '\0';
		result = mount(source, directory, line + 1, flags, data);
	}
	if (file)
		fclose(file);
	return result;
}

static bool
attach(const char *source, const char *directory, const char *type)
{
	int result;

	if (!type && !(flags & (MS_BIND | MS_MOVE | MS_REMOUNT)))
		result = try_types(source, directory);
	else
		result = mount(source, directory, type ? type : "none", flags,
		    data);
	if (result < 0) {
		warn("mounting %s on %s failed", source, directory);
		return false;
	}
	if (verbose)
		printf("mount: %s mounted on %s.\n", source, directory);
	return true;
}

/* Mounts what /etc/fstab has for a name, or all of it for NULL. */
static bool
attach_from_table(const char *name)
{
	FILE *file = fopen("/etc/fstab", "re");
	char *line = NULL;
	size_t size = 0;
	bool good = true, found = false;
	unsigned long given = flags;

	if (!file)
		err(1, "/etc/fstab");
	while (getline(&line, &size, file) > 0) {
		char source[256], directory[256], type[64], options[256];

		if (*line == '#' ||
		    sscanf(line, "%255s %255s %63s %255s", source, directory,
			type, options) != 4)
			continue;
		if (name ?
			strcmp(name, source) != 0 &&
			    strcmp(name, directory) != 0 :
			strstr(options, "noauto") || strcmp(type, "swap") == 0)
			continue;
		found = true;
		flags = given;
		data = NULL;
		add_options(options);
		good &= attach(source, directory, type);
	}
	free(line);
	fclose(file);
	if (name && !found)
		errx(1, "%s: can't find in /etc/fstab.", name);
	return good;
}

static void
list(const char *type)
{
	size_t n;
	struct mount_entry *mounts = mounts_read(&n);

	for (size_t i = 0; i < n; i++) {
		if (!type || strcmp(type, mounts[i].type) == 0)
			printf("%s on %s type %s (%s)\n", mounts[i].source,
			    mounts[i].directory, mounts[i].type,
			    mounts[i].options);
	}
}

int
main(int argc, char **argv)
{
	const char *type = NULL;
	bool all = false;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'a':
			all = true;
			break;
		case 'B':
			add_options("bind");
			break;
		case 'M':
			add_options("move");
			break;
		case 'o':
			add_options(optarg);
			break;
		case 'r':
			add_options("ro");
			break;
		case 't':
			type = optarg;
			break;
		case 'v':
			verbose = true;
			break;
		case 'w':
			add_options("rw");
			break;
		}
	}
	need_operands(argc, argv, 0, 2);
	if (all)
		return attach_from_table(NULL) ? 0 : 1;
	if (optind == argc) {
		list(type);
		return 0;
	}
	if (argc - optind == 1 && (flags & MS_REMOUNT))
		return attach("none", argv[optind], NULL) ? 0 : 1;
	if (argc - optind == 1)
		return attach_from_table(argv[optind]) ? 0 : 1;
	return attach(argv[optind], argv[optind + 1], type) ? 0 : 1;
}
