/*
 * gzip, gunzip, zcat: compressed files. The format is in lib/deflate.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/confirm.h"
#include "lib/deflate.h"
#include "lib/memory.h"
#include "lib/options.h"
#include "lib/walk.h"

static const char help[] =
    "Usage: gzip [OPTION]... [FILE]...\n"
    "Replace each FILE by FILE.gz, compressed; without FILE, or with -, compress\n"
    "standard input to standard output. gunzip is gzip -d, zcat is gzip -cd.\n\n"
    "  -1, --fast                fast\n"
    "  -2                        ...\n"
    "  -3                        ...\n"
    "  -4                        ...\n"
    "  -5                        ...\n"
    "  -6                        in between (the default)\n"
    "  -7                        ...\n"
    "  -8                        ...\n"
    "  -9, --best                small\n"
    "  -c, --stdout              write to standard output, keep the FILEs\n"
    "  -d, --decompress          decompress\n"
    "  @u --uncompress           the same\n"
    "  -f, --force               overwrite, follow links, read from terminals\n"
    "  -k, --keep                keep the FILEs\n"
    "  -l, --list                sizes and names in the FILEs\n"
    "  -n, --no-name             no name and time in the header\n"
    "  -N, --name                name and time (the default)\n"
    "  -q, --quiet               no warnings\n"
    "  -r, --recursive           the files in directories too\n"
    "  -S, --suffix=SUFFIX       SUFFIX, not .gz\n"
    "  -t, --test                only test whether FILEs are good\n"
    "  -v, --verbose             say what is done\n";

enum {
	WARNING = 2
};

static struct {
	bool decompress, to_stdout, force, keep, list, no_name, quiet, test;
	bool verbose, recursive;
	int level;
	const char *suffix;
} opt = { .level = 6, .suffix = ".gz" };

static int status;

static void
fail(int how)
{
	if (status != 1)
		status = how;
}

static bool
has_suffix(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	return n > s && strcmp(name + n - s, suffix) == 0;
}

/* The other name; NULL after a warning when there is none. */
static char *
other_name(const char *name)
{
	if (!opt.decompress) {
		if (has_suffix(name, opt.suffix) && !opt.force) {
			if (!opt.quiet)
				warnx("%s already has %s suffix -- unchanged",
				    name, opt.suffix);
			fail(WARNING);
			return NULL;
		}
		return xasprintf("%s%s", name, opt.suffix);
	}
	if (has_suffix(name, ".tgz"))
		return xasprintf("%.*star", (int)strlen(name) - 3, name);
	if (has_suffix(name, opt.suffix))
		return xstrndup(name, strlen(name) - strlen(opt.suffix));
	if (!opt.quiet)
		warnx("%s: unknown suffix -- ignored", name);
	fail(WARNING);
	return NULL;
}

static bool
convert(FILE *in, FILE *out, const char *name, const struct stat *st)
{
	const char *base = strrchr(name, '/'), *problem;

	base = base ? base + 1 : name;
	if (!opt.decompress) {
		bool named = st && !opt.no_name;

		if (gzip_compress(in, out, opt.level, named ? base : NULL,
			named ? (uint32_t)st->st_mtime : 0))
			return true;
		warn("%s", name);
		return false;
	}
	problem = gzip_decompress(in, out, NULL, 0);
	if (problem)
		warnx("%s: %s", name, problem);
	return !problem;
}

/* The time and modes of the old file; then it goes. */
static void
finish(const char *name, const char *new, int fd, const struct stat *st)
{
	struct timespec times[2] = { st->st_atim, st->st_mtim };

	if (fchown(fd, st->st_uid, st->st_gid) < 0 || geteuid() != 0)
		fchmod(fd, st->st_mode & 0777);
	else
		fchmod(fd, st->st_mode & 07777);
	futimens(fd, times);
	if (!opt.keep && unlink(name) < 0) {
		warn("%s", name);
		fail(1);
	}
	if (opt.verbose)
		warnx("%s:\t%s %s", name,
		    opt.keep ? "-- created" : "-- replaced with", new);
}

static void
replace_file(FILE *in, const char *name, const struct stat *st)
{
	char *new = other_name(name);
	int fd;
	FILE *out;

	if (!new)
		return;
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0 && errno == EEXIST &&
	    (opt.force ||
		(isatty(0) &&
		    confirm("%s already exists; do you "
			    "wish to overwrite (y or n)? ",
			new)))) {
		unlink(new);
		fd = open(new, O_WRONLY | O_CREAT | O_EXCL, 0600);
	}
	if (fd < 0) {
		warn("%s", new);
		fail(errno == EEXIST ? WARNING : 1);
		free(new);
		return;
	}
	out = fdopen(fd, "w");
	if (convert(in, out, name, st) && fflush(out) == 0) {
		finish(name, new, fd, st);
	} else {
		unlink(new);
		fail(1);
	}
	fclose(out);
	free(new);
}

/* The sizes: one from the file, one from its last four bytes. */
static void
list_file(FILE *in, const char *name, const struct stat *st)
{
	static bool headed;
	unsigned char tail[4] = { 0 };
	uint32_t size;
	char *plain = opt.decompress || has_suffix(name, opt.suffix) ?
	    xstrndup(name, strlen(name) - strlen(opt.suffix)) :
	    xstrdup(name);

	if (fseek(in, -4, SEEK_END) < 0 || fread(tail, 1, 4, in) != 4) {
		warnx("%s: unexpected end of file", name);
		fail(1);
		return;
	}
	size = tail[0] | (uint32_t)tail[1] << 8 | (uint32_t)tail[2] << 16 |
	    (uint32_t)tail[3] << 24;
	if (!headed)
		puts("         compressed        uncompressed  ratio "
		     "uncompressed_name");
	headed = true;
	printf("%19jd %19u %5.1f%% %s\n", (intmax_t)st->st_size, size,
	    size ? 100.0 - 100.0 * (double)(st->st_size - 18) / size : 0.0,
	    plain);
	free(plain);
}

static void
test_stream(FILE *in, const char *name)
{
	FILE *out = fopen("/dev/null", "we");

	if (!out)
		err(1, "/dev/null");
	if (!convert(in, out, name, NULL))
		fail(1);
	else if (opt.verbose)
		fprintf(stderr, "%s:\t OK\n", name);
	fclose(out);
}

static void
process_stdin(void)
{
	if (opt.test) {
		test_stream(stdin, "stdin");
		return;
	}
	if (!opt.force && isatty(opt.decompress ? 0 : 1))
		errx(1,
		    "compressed data not %s a terminal. Use -f to force "
		    "%scompression.",
		    opt.decompress ? "read from" : "written to",
		    opt.decompress ? "de" : "");
	if (!convert(stdin, stdout, "stdin", NULL))
		fail(1);
}

/* A link would be replaced by what it points to: only -c and -f follow one. */
static FILE *
open_input(const char *name)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
	int fd = open(name,
	    opt.force || opt.to_stdout ? flags : flags | O_NOFOLLOW);

	return fd < 0 ? NULL : fdopen(fd, "r");
}

static void
process(const char *name)
{
	struct stat st;
	FILE *in;
	char *with_suffix = NULL;

	if (strcmp(name, "-") == 0) {
		process_stdin();
		return;
	}
	/* gunzip x: x.gz is meant. */
	if (opt.decompress && lstat(name, &st) < 0) {
		with_suffix = xasprintf("%s%s", name, opt.suffix);
		if (lstat(with_suffix, &st) == 0)
			name = with_suffix;
	}
	in = open_input(name);
	if (!in) {
		warn("%s", name);
		fail(1);
	} else if (fstat(fileno(in), &st) < 0 || !S_ISREG(st.st_mode)) {
		if (!opt.quiet)
			warnx(S_ISDIR(st.st_mode) ?
				"%s is a directory -- ignored" :
				"%s is not a directory or a regular file - "
				"ignored",
			    name);
		fail(WARNING);
	} else if (opt.list) {
		list_file(in, name, &st);
	} else if (opt.test) {
		test_stream(in, name);
	} else if (opt.to_stdout) {
		if (!convert(in, stdout, name, &st))
			fail(1);
	} else {
		replace_file(in, name, &st);
	}
	if (in)
		fclose(in);
	free(with_suffix);
}

static void
parse_option(int option)
{
	switch (option) {
	case 'c':
		opt.to_stdout = true;
		break;
	case 'd':
	case LONG('u'):
		opt.decompress = true;
		break;
	case 'f':
		opt.force = true;
		break;
	case 'k':
		opt.keep = true;
		break;
	case 'r':
		opt.recursive = true;
		break;
	case 'l':
		opt.list = true;
		break;
	case 'n':
		opt.no_name = true;
		break;
	case 'N':
		opt.no_name = false;
		break;
	case 'q':
		opt.quiet = true;
		break;
	case 'S':
		opt.suffix = optarg;
		break;
	case 't':
		opt.test = opt.decompress = true;
		break;
	case 'v':
		opt.verbose = true;
		break;
	default:
		if (option >= '1' && option <= '9')
			opt.level = option - '0';
	}
}

/* For -r. The walk has read a directory before its files become others. */
static enum walk_next
visit(const struct walk_item *item, void *context)
{
	(void)context;
	switch (item->event) {
	case WALK_FILE:
	case WALK_CANNOT_STAT:
		process(item->path);
		break;
	case WALK_CANNOT_READ:
		errno = item->error;
		warn("%s", item->path);
		status = 1;
		break;
	case WALK_DIRECTORY:
	case WALK_LEAVE:
	case WALK_LOOP:
		break;
	}
	return WALK_ON;
}

int
main(int argc, char **argv)
{
	const char *name = program_invocation_short_name;
	int option;

	if (strcmp(name, "gunzip") == 0)
		opt.decompress = true;
	if (strcmp(name, "zcat") == 0)
		opt.decompress = opt.to_stdout = true;
	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	if (optind == argc)
		process_stdin();
	for (int i = optind; i < argc; i++) {
		if (opt.recursive && strcmp(argv[i], "-") != 0)
			walk(argv[i], 0, visit, NULL);
		else
			process(argv[i]);
	}
	return status;
}
