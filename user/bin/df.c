/*
 * df: how much room file systems have.
 */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/memory.h"
#include "lib/mounts.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: df [OPTION]... [FILE]...\n"
    "Print the room of the file systems that the FILEs are on, or of all.\n\n"
    "  -a, --all                 those without blocks too\n"
    "  -B, --block-size=SIZE     in units of SIZE\n"
    "  -h, --human-readable      like 1.5K 23M\n"
    "  -H, --si                  the same in powers of 1000\n"
    "  -i, --inodes              inodes, not blocks\n"
    "  -k                        in KiB (the default)\n"
    "  -m                        in MiB\n"
    "  -P, --portability         the form of POSIX\n"
    "  -t, --type=TYPE           only file systems of TYPE\n"
    "  -T, --print-type          their types\n";

static struct {
	bool all, human, inodes, posix, types;
	unsigned int base;
	uintmax_t unit;
	const char *type;
} opt = { .base = 1024, .unit = 1024 };

enum {
	COLUMNS = 7
};

static char *(*rows)[COLUMNS];
static size_t nrows, rows_capacity;

static char *
amount(uintmax_t count, uintmax_t size)
{
	char text[HUMAN_SIZE];

	if (opt.inodes && !opt.human)
		return xasprintf("%ju", count);
	if (opt.human)
		return xstrdup(number_human(count * size, opt.base, text));
	return xasprintf("%ju", (count * size + opt.unit - 1) / opt.unit);
}

static char *
percent(uintmax_t used, uintmax_t available)
{
	uintmax_t all = used + available;

	if (all == 0)
		return xstrdup("-");
	return xasprintf("%ju%%", (100 * used + all - 1) / all);
}

static char **
add_row(void)
{
	array_grow(&rows, nrows, &rows_capacity, sizeof *rows);
	return rows[nrows++];
}

static void
add_heading(void)
{
	char **row = add_row();
	char text[HUMAN_SIZE];

	row[0] = xstrdup("Filesystem");
	row[1] = xstrdup("Type");
	if (opt.inodes) {
		row[2] = xstrdup("Inodes");
		row[3] = xstrdup("IUsed");
		row[4] = xstrdup("IFree");
		row[5] = xstrdup("IUse%");
	} else {
		row[2] = opt.human ? xstrdup("Size") :
		    opt.posix      ? xasprintf("%ju-blocks", opt.unit) :
				     xasprintf("%s-blocks",
                                    opt.unit == 1024 ?
					     "1K" :
					     number_human(opt.unit, 1024, text));
		row[3] = xstrdup("Used");
		row[4] = xstrdup(opt.human ? "Avail" : "Available");
		row[5] = xstrdup(opt.posix ? "Capacity" : "Use%");
	}
	row[6] = xstrdup("Mounted on");
}

static void
add_file_system(const struct mount_entry *mount, bool asked_for)
{
	struct statvfs fs;
	char **row;
	uintmax_t used;

	if (opt.type && strcmp(opt.type, mount->type) != 0)
		return;
	if (statvfs(mount->directory, &fs) < 0) {
		if (asked_for)
			warn("%s", mount->directory);
		return;
	}
	if (fs.f_blocks == 0 && !opt.all && !asked_for)
		return;
	row = add_row();
	row[0] = xstrdup(mount->source);
	row[1] = xstrdup(mount->type);
	if (opt.inodes) {
		used = fs.f_files - fs.f_ffree;
		row[2] = amount(fs.f_files, 1);
		row[3] = amount(used, 1);
		row[4] = amount(fs.f_ffree, 1);
		row[5] = percent(used, fs.f_ffree);
	} else {
		used = fs.f_blocks - fs.f_bfree;
		row[2] = amount(fs.f_blocks, fs.f_frsize);
		row[3] = amount(used, fs.f_frsize);
		row[4] = amount(fs.f_bavail, fs.f_frsize);
		row[5] = percent(used, fs.f_bavail);
	}
	row[6] = xstrdup(mount->directory);
}

static void
print_rows(void)
{
	static const int least[COLUMNS] = { 14, 4, 5, 5, 5, 4, 0 };
	int widths[COLUMNS];

	memcpy(widths, least, sizeof widths);
	for (size_t i = 0; i < nrows; i++) {
		for (int c = 0; c < COLUMNS; c++) {
			int n = (int)strlen(rows[i][c]);

			if (n > widths[c])
				widths[c] = n;
		}
	}
	for (size_t i = 0; i < nrows; i++) {
		for (int c = 0; c < COLUMNS - 1; c++) {
			if (c == 1 && !opt.types)
				continue;
			printf(c < 2 ? "%-*s " : "%*s ", widths[c], rows[i][c]);
		}
		puts(rows[i][COLUMNS - 1]);
	}
}

/* The mount that a file is on: the last one with its device. */
static bool
add_file(const char *path, const struct mount_entry *mounts, size_t n)
{
	struct stat st, root;

	if (stat(path, &st) < 0) {
		warn("%s", path);
		return false;
	}
	for (size_t i = n; i-- > 0;) {
		if (stat(mounts[i].directory, &root) == 0 &&
		    root.st_dev == st.st_dev) {
			add_file_system(&mounts[i], true);
			return true;
		}
	}
	warnx("%s: cannot find its mount point", path);
	return false;
}

/* Of several mounts at a place only the last one can be seen. */
static bool
is_hidden(const struct mount_entry *mounts, size_t n, size_t i)
{
	for (size_t j = i + 1; j < n; j++) {
		if (strcmp(mounts[i].directory, mounts[j].directory) == 0)
			return true;
	}
	return false;
}

int
main(int argc, char **argv)
{
	struct mount_entry *mounts;
	bool good = true;
	size_t n;
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'a':
			opt.all = true;
			break;
		case 'B':
			if (*optarg < '0' || *optarg > '9')
				optarg = xasprintf("1%s", optarg);
			opt.unit = number_argument(optarg, "-B argument");
			if (opt.unit == 0)
				usage("invalid -B argument '0'");
			break;
		case 'H':
			opt.base = 1000;
			/* fall through */
		case 'h':
			opt.human = true;
			break;
		case 'i':
			opt.inodes = true;
			break;
		case 'k':
			opt.unit = 1024;
			break;
		case 'm':
			opt.unit = 1024 * 1024;
			break;
		case 'P':
			opt.posix = true;
			break;
		case 't':
			opt.type = optarg;
			break;
		case 'T':
			opt.types = true;
			break;
		}
	}
	mounts = mounts_read(&n);
	add_heading();
	for (int i = optind; i < argc; i++)
		good &= add_file(argv[i], mounts, n);
	for (size_t i = 0; optind == argc && i < n; i++) {
		if (!is_hidden(mounts, n, i))
			add_file_system(&mounts[i], false);
	}
	if (nrows == 1) {
		if (good)
			warnx("no file systems processed");
		return 1;
	}
	print_rows();
	return good ? 0 : 1;
}
