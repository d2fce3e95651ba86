/*
 * tail: the end of files, and what comes after it.
 *
 * The last lines of a regular file are found from its end, block by block; of
 * anything else no more than those is kept while it is read. -f looks
 * again every interval; a file that became shorter is read from its beginning,
 * and --follow=name notices that a name belongs to another file.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: tail [OPTION]... [FILE]...\n"
    "Print the last 10 lines of each FILE (standard input).\n\n"
    "  -c, --bytes=NUM           the last NUM bytes; from byte NUM on if +NUM\n"
    "  -f, --follow[=HOW]        then print what is added; HOW: descriptor, name\n"
    "  -F                        --follow=name --retry\n"
    "  -n, --lines=NUM           the last NUM lines; from line NUM on if +NUM\n"
    "  @p --pid=PID              with -f, until process PID has ended\n"
    "  -q, --quiet               no headings with the files' names\n"
    "  @i --silent               the same\n"
    "  @r --retry                with -f, wait for files that are not there\n"
    "  -s, --sleep-interval=SECONDS  with -f, how often to look (1)\n"
    "  -v, --verbose             always headings\n"
    "  -z, --zero-terminated     lines end with NUL\n";

struct source {
	const char *name;
	int fd; /* -1: not there */
	dev_t dev;
	ino_t ino;
	off_t position;
};

static struct {
	bool bytes, from_start, follow, by_name, retry;
	uintmax_t count;
	char delimiter;
	bool heading;
	pid_t pid;
	double interval;
} opt = { .count = 10, .delimiter = '\n', .interval = 1 };

enum {
	BLOCK = 16384
};

static bool
copy_rest(int fd, const char *name)
{
	static char buffer[4 * BLOCK];
	ssize_t n;

	while ((n = input_read(fd, buffer, sizeof buffer)) > 0)
		output_all(1, buffer, (size_t)n);
	if (n < 0)
		warn("error reading '%s'", name);
	return n == 0;
}

/* From line or byte `count` on: what is before it is read and dropped. */
static bool
print_from_start(int fd, const char *name)
{
	static char buffer[BLOCK];
	uintmax_t skip = opt.count ? opt.count - 1 : 0;
	ssize_t n;

	while (skip && (n = input_read(fd, buffer, sizeof buffer)) > 0) {
		char *p = buffer, *end = buffer + n;

		if (opt.bytes) {
			size_t step = skip < (uintmax_t)n ? (size_t)skip :
							    (size_t)n;

			skip -= step;
			p += step;
		}
		while (!opt.bytes && skip && p < end) {
			char *line = memchr(p, opt.delimiter,
			    (size_t)(end - p));

			p = line ? line + 1 : end;
			if (line)
				skip--;
		}
		output_all(1, p, (size_t)(end - p));
	}
	return copy_rest(fd, name);
}

/* The offset in a regular file where its last `count` lines begin. */
static off_t
find_last_lines(int fd, off_t start, off_t end)
{
	static char buffer[BLOCK];
	uintmax_t found = 0;

	for (off_t at = end; at > start;) {
		size_t n = at - start < BLOCK ? (size_t)(at - start) : BLOCK;

		at -= (off_t)n;
		if (pread(fd, buffer, n, at) != (ssize_t)n)
			return start;
		for (size_t i = n; i-- > 0;) {
			/* The end of the last line is not one before it. */
			if (buffer[i] != opt.delimiter ||
			    at + (off_t)i == end - 1)
				continue;
			if (++found == opt.count)
				return at + (off_t)i + 1;
		}
	}
	return start;
}

static bool
print_end_of_file(int fd, const char *name, off_t start, off_t size)
{
	off_t from = start;

	if (opt.bytes) {
		if ((uintmax_t)(size - start) > opt.count)
			from = size - (off_t)opt.count;
	} else if (opt.count == 0) {
		from = size;
	} else {
		from = find_last_lines(fd, start, size);
	}
	lseek(fd, from, SEEK_SET);
	return copy_rest(fd, name);
}

/* Where the last `count` lines or bytes of a text begin. */
static size_t
find_end(const char *data, size_t length)
{
	uintmax_t lines = 0;
	size_t start;

	if (opt.bytes)
		return length > opt.count ? length - (size_t)opt.count : 0;
	if (opt.count == 0)
		return length;
	for (start = length; start > 0; start--) {
		if (start < length && data[start - 1] == opt.delimiter &&
		    ++lines == opt.count)
			break;
	}
	return start;
}

/* Keeps the end of a stream: what came before it is dropped each time that the
 * text has doubled. */
static bool
print_end_of_stream(int fd, const char *name)
{
	enum {
		STEP = 4 * BLOCK
	};
	char *data = NULL;
	size_t length = 0, capacity = 0, full = STEP, start;
	ssize_t n;

	for (;;) {
		while (capacity < length + STEP)
			capacity = capacity ? 2 * capacity : STEP;
		data = xrealloc(data, capacity, 1);
		n = input_read(fd, data + length, STEP);
		if (n <= 0)
			break;
		length += (size_t)n;
		if (length >= full) {
			start = find_end(data, length);
			length -= start;
			memmove(data, data + start, length);
			full = 2 * length + STEP;
		}
	}
	start = find_end(data, length);
	output_all(1, data + start, length - start);
	free(data);
	if (n < 0)
		warn("error reading '%s'", name);
	return n == 0;
}

static void
print_heading(const char *name)
{
	static const char *last;
	static bool later;

	if (!opt.heading || last == name)
		return;
	printf("%s==> %s <==\n", later ? "\n" : "",
	    strcmp(name, "-") == 0 ? "standard input" : name);
	fflush(stdout);
	later = true;
	last = name;
}

static bool
print_source(struct source *source)
{
	struct stat st;
	off_t start;
	bool good;

	source->fd = input_open_fd(source->name);
	if (source->fd < 0)
		return false;
	print_heading(source->name);
	if (fstat(source->fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		warn("error reading '%s'", source->name);
		return false;
	}
	start = lseek(source->fd, 0, SEEK_CUR);
	if (opt.from_start)
		good = print_from_start(source->fd, source->name);
	else if (S_ISREG(st.st_mode) && start >= 0 && st.st_size > start)
		good = print_end_of_file(source->fd, source->name, start,
		    st.st_size);
	else
		good = print_end_of_stream(source->fd, source->name);
	source->dev = st.st_dev;
	source->ino = st.st_ino;
	source->position = lseek(source->fd, 0, SEEK_CUR);
	return good;
}

/* --- Following ------------------------------------------------------------ */

static void
check_name(struct source *source)
{
	struct stat st;

	if (stat(source->name, &st) < 0) {
		if (source->fd >= 0 && opt.by_name) {
			warnx("'%s' has become inaccessible: %s", source->name,
			    strerror(errno));
			close(source->fd);
			source->fd = -1;
		}
		return;
	}
	if (source->fd >= 0 &&
	    (!opt.by_name ||
		(st.st_dev == source->dev && st.st_ino == source->ino)))
		return;
	if (source->fd >= 0)
		close(source->fd);
	source->fd = open(source->name, O_RDONLY | O_CLOEXEC);
	if (source->fd < 0)
		return;
	warnx("'%s' has appeared;  following new file", source->name);
	source->dev = st.st_dev;
	source->ino = st.st_ino;
	source->position = 0;
}

static void
print_news(struct source *source)
{
	struct stat st;

	if (opt.by_name || (opt.retry && source->fd < 0))
		check_name(source);
	if (source->fd < 0 || fstat(source->fd, &st) < 0)
		return;
	if (S_ISREG(st.st_mode)) {
		if (st.st_size < source->position) {
			warnx("%s: file truncated", source->name);
			lseek(source->fd, 0, SEEK_SET);
		} else if (st.st_size == source->position) {
			return;
		}
	}
	print_heading(source->name);
	copy_rest(source->fd, source->name);
	source->position = lseek(source->fd, 0, SEEK_CUR);
}

static void
follow(struct source *sources, size_t n)
{
	struct timespec pause = {
		(time_t)opt.interval,
		(long)((opt.interval - (double)(time_t)opt.interval) * 1e9),
	};

	for (;;) {
		bool last = opt.pid && kill(opt.pid, 0) < 0 && errno == ESRCH;
		bool any = opt.retry;

		for (size_t i = 0; i < n; i++) {
			print_news(&sources[i]);
			any |= sources[i].fd >= 0;
		}
		if (!any)
			errx(1, "no files remaining");
		if (last)
			return;
		nanosleep(&pause, NULL);
	}
}

/* --- Options -------------------------------------------------------------- */

static void
parse_count(const char *text, const char *what)
{
	opt.from_start = *text == '+';
	opt.count = number_argument(text + (*text == '-' || *text == '+'),
	    what);
}

/* `tail -5`, `tail +3`, `tail -20cf`. */
static void
parse_old_form(int *argc, char ***argv)
{
	char *arg = *argc > 1 ? (*argv)[1] : NULL;
	char *end;

	if (!arg || (arg[0] != '-' && arg[0] != '+') ||
	    !isdigit((unsigned char)arg[1]))
		return;
	/* A file may be called +3 behind other operands. */
	if (arg[0] == '+' && *argc > 3)
		return;
	opt.from_start = arg[0] == '+';
	opt.count = strtoumax(arg + 1, &end, 10);
	for (; *end; end++) {
		if (*end == 'c')
			opt.bytes = true;
		else if (*end == 'f')
			opt.follow = true;
		else if (*end != 'l' && *end != 'n')
			usage("invalid trailing option -- %c", *end);
	}
	(*argv)[1] = (*argv)[0];
	++*argv;
	--*argc;
}

static void
parse_option(int option)
{
	char *end;

	switch (option) {
	case 'c':
		opt.bytes = true;
		parse_count(optarg, "number of bytes:");
		break;
	case 'F':
		opt.follow = opt.by_name = opt.retry = true;
		break;
	case 'f':
		opt.follow = true;
		opt.by_name = optarg && strcmp(optarg, "name") == 0;
		if (optarg && !opt.by_name && strcmp(optarg, "descriptor") != 0)
			usage("invalid argument '%s' for '--follow'", optarg);
		break;
	case 'n':
		opt.bytes = false;
		parse_count(optarg, "number of lines:");
		break;
	case LONG('p'):
		opt.pid = (pid_t)integer_argument(optarg, 1, INT32_MAX, "PID:");
		break;
	case LONG('r'):
		opt.retry = true;
		break;
	case 's':
		opt.interval = strtod(optarg, &end);
		if (end == optarg || *end || !(opt.interval >= 0))
			usage("invalid number of seconds: '%s'", optarg);
		break;
	case 'z':
		opt.delimiter = '\0';
		break;
	}
}

int
main(int argc, char **argv)
{
	static char *only_stdin[] = { (char *)"-" };
	bool quiet = false, verbose = false, good = true;
	struct source *sources;
	char **names = only_stdin;
	size_t n = 1;
	int option;

	parse_old_form(&argc, &argv);
	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'q' || option == LONG('i'))
			quiet = true, verbose = false;
		else if (option == 'v')
			verbose = true, quiet = false;
		else
			parse_option(option);
	}
	if (optind < argc) {
		names = argv + optind;
		n = (size_t)(argc - optind);
	}
	opt.heading = !quiet && (verbose || n > 1);
	sources = xcalloc(n, sizeof *sources);
	for (size_t i = 0; i < n; i++) {
		sources[i].name = names[i];
		good &= print_source(&sources[i]);
		if (!opt.follow && sources[i].fd >= 0)
			input_close_fd(sources[i].fd);
	}
	if (opt.follow)
		follow(sources, n);
	free(sources);
	return good ? 0 : 1;
}
