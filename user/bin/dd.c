/*
 * dd: copy and convert with block sizes.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
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
    "+Usage: dd [OPERAND]...\n"
    "Copy a file, in blocks. Sizes may end in b (512), K, M, G, and have factors:\n"
    "2x80x18b.\n"
    "  if=FILE of=FILE           from and to FILE (standard input and output)\n"
    "  bs=N ibs=N obs=N          sizes of blocks (512)\n"
    "  count=N skip=N seek=N     how many blocks; of input and output to pass\n"
    "  conv=WORD,...             ascii ebcdic: no; lcase ucase swab noerror notrunc\n"
    "                            sync excl nocreat fsync fdatasync\n"
    "  iflag=, oflag=WORD,...    append, fullblock, count_bytes, skip_bytes,\n"
    "                            seek_bytes, sync, nonblock, direct, directory\n"
    "  status=none|noxfer|progress  what to print at the end\n";

static struct {
	const char *in, *out;
	size_t ibs, obs;
	uintmax_t count, skip, seek;
	bool lower, upper, swap, noerror, notrunc, sync, excl, nocreat;
	bool fsync, fdatasync, fullblock, append;
	bool count_bytes, skip_bytes, seek_bytes;
	enum {
		ALL,
		NO_RATE,
		NOTHING
	} status;
} opt = { .ibs = 512, .obs = 512, .count = UINTMAX_MAX };

static struct {
	uintmax_t whole_in, part_in, whole_out, part_out, bytes;
	struct timespec start;
} total;

static unsigned char *buffer, *pending;
static size_t npending;
static int in_fd, out_fd = 1;

/* "2x80x18b" */
static uintmax_t
parse_size(const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *factor;
	uintmax_t product = 1, number;

	while ((factor = strsep(&rest, "x"))) {
		size_t n = strlen(factor);
		bool word = n > 1 &&
		    (factor[n - 1] == 'w' || factor[n - 1] == 'c') &&
		    isdigit((unsigned char)factor[n - 2]);
		unsigned int unit = 1;

		if (word) {
			unit = factor[n - 1] == 'w' ? 2 : 1;
			factor[n - 1] = '\0';
		}
		if (!number_parse(factor, &number))
			errx(1, "invalid number: '%s'", text);
		if (__builtin_mul_overflow(product, number, &product) ||
		    __builtin_mul_overflow(product, unit, &product))
			errx(1, "invalid number: '%s': %s", text,
			    strerror(EOVERFLOW));
	}
	free(copy);
	return product;
}

static bool
set_conversion(const char *word)
{
	const struct {
		const char *word;
		bool *flag;
	} words[] = {
		{ "lcase", &opt.lower },
		{ "ucase", &opt.upper },
		{ "swab", &opt.swap },
		{ "noerror", &opt.noerror },
		{ "notrunc", &opt.notrunc },
		{ "sync", &opt.sync },
		{ "excl", &opt.excl },
		{ "nocreat", &opt.nocreat },
		{ "fsync", &opt.fsync },
		{ "fdatasync", &opt.fdatasync },
		{ "fullblock", &opt.fullblock },
		{ "append", &opt.append },
		{ "count_bytes", &opt.count_bytes },
		{ "skip_bytes", &opt.skip_bytes },
		{ "seek_bytes", &opt.seek_bytes },
	};
	static const char *const ignored[] = {
		"direct",
		"nonblock",
		"noatime",
		"nocache",
		"dsync",
		"noctty",
		"sparse",
		NULL,
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(word, words[i].word) == 0)
			return *words[i].flag = true;
	}
	for (int i = 0; ignored[i]; i++) {
		if (strcmp(word, ignored[i]) == 0)
			return true;
	}
	return false;
}

static void
set_conversions(const char *operand, const char *list)
{
	char *copy = xstrdup(list), *rest = copy, *word;

	while ((word = strsep(&rest, ","))) {
		if (!set_conversion(word))
			usage("invalid %s: '%s'",
			    strcmp(operand, "conv") == 0 ? "conversion" :
							   "flag",
			    word);
	}
	free(copy);
}

static size_t
parse_block_size(const char *text)
{
	uintmax_t size = parse_size(text);

	if (size == 0 || size > 1 << 30)
		errx(1, "invalid number: '%s'", text);
	return (size_t)size;
}

static void
parse_operand(char *operand)
{
	char *value = strchr(operand, '=');

	if (!value)
		usage("unrecognized operand '%s'", operand);
	*value++ = '\0';
	if (strcmp(operand, "if") == 0)
		opt.in = value;
	else if (strcmp(operand, "of") == 0)
		opt.out = value;
	else if (strcmp(operand, "bs") == 0)
		opt.ibs = opt.obs = parse_block_size(value);
	else if (strcmp(operand, "ibs") == 0)
		opt.ibs = parse_block_size(value);
	else if (strcmp(operand, "obs") == 0)
		opt.obs = parse_block_size(value);
	else if (strcmp(operand, "count") == 0)
		opt.count = parse_size(value);
	else if (strcmp(operand, "skip") == 0 || strcmp(operand, "iseek") == 0)
		opt.skip = parse_size(value);
	else if (strcmp(operand, "seek") == 0 || strcmp(operand, "oseek") == 0)
		opt.seek = parse_size(value);
	else if (strcmp(operand, "conv") == 0 ||
	    strcmp(operand, "iflag") == 0 || strcmp(operand, "oflag") == 0)
		set_conversions(operand, value);
	else if (strcmp(operand, "status") == 0)
		opt.status = strcmp(value, "none") == 0 ? NOTHING :
		    strcmp(value, "noxfer") == 0        ? NO_RATE :
							  ALL;
	else
		usage("unrecognized operand '%s=%s'", operand, value);
}

/* --- Reports -------------------------------------------------------------- */

static void
print_totals(void)
{
	struct timespec now;
	double seconds;
	char human[HUMAN_SIZE], binary[HUMAN_SIZE];

	if (opt.status == NOTHING)
		return;
	fprintf(stderr, "%ju+%ju records in\n%ju+%ju records out\n",
	    total.whole_in, total.part_in, total.whole_out, total.part_out);
	if (opt.status == NO_RATE)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	seconds = (double)(now.tv_sec - total.start.tv_sec) +
	    (double)(now.tv_nsec - total.start.tv_nsec) / 1e9;
	fprintf(stderr, "%ju byte%s", total.bytes, total.bytes == 1 ? "" : "s");
	if (total.bytes >= 1000)
		fprintf(stderr, " (%sB",
		    number_human(total.bytes, 1000, human));
	if (total.bytes >= 1024)
		fprintf(stderr, ", %siB",
		    number_human(total.bytes, 1024, binary));
	if (total.bytes >= 1000)
		fputc(')', stderr);
	fprintf(stderr, " copied, %g s, %sB/s\n", seconds,
	    number_human(seconds > 0 ?
		    (uintmax_t)((double)total.bytes / seconds) :
		    0,
		1000, human));
}

static volatile sig_atomic_t wanted_report;

static void
want_report(int signal)
{
	(void)signal;
	wanted_report = 1;
}

/* --- Copying -------------------------------------------------------------- */

static void
write_block(const unsigned char *data, size_t n)
{
	size_t done = 0;

	while (done < n) {
		ssize_t written = write(out_fd, data + done, n - done);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			warn("error writing '%s'",
			    opt.out ? opt.out : "standard output");
			print_totals();
			exit(1);
		}
		done += (size_t)written;
	}
	total.bytes += n;
	if (n == opt.obs)
		total.whole_out++;
	else
		total.part_out++;
}

/* Collects input blocks into output blocks. */
static void
put(const unsigned char *data, size_t n)
{
	if (opt.ibs == opt.obs) {
		write_block(data, n);
		return;
	}
	while (n > 0) {
		size_t room = opt.obs - npending, part = n < room ? n : room;

		memcpy(pending + npending, data, part);
		npending += part;
		data += part;
		n -= part;
		if (npending == opt.obs) {
			write_block(pending, npending);
			npending = 0;
		}
	}
}

static void
convert(unsigned char *data, size_t n)
{
	for (size_t i = 0; opt.swap && i + 1 < n; i += 2) {
		unsigned char c = data[i];

		data[i] = data[i + 1];
		data[i + 1] = c;
	}
	for (size_t i = 0; (opt.lower || opt.upper) && i < n; i++)
		data[i] = (unsigned char)(opt.lower ? tolower(data[i]) :
						      toupper(data[i]));
}

static ssize_t
read_block(size_t want)
{
	size_t n = 0;
	ssize_t got;

	do {
		got = input_read(in_fd, buffer + n, want - n);
		if (got > 0)
			n += (size_t)got;
	} while (opt.fullblock && got > 0 && n < want);
	return n ? (ssize_t)n : got;
}

static int
copy(void)
{
	uintmax_t left = opt.count;
	int status = 0;

	while (left > 0) {
		size_t want = opt.count_bytes && left < opt.ibs ? (size_t)left :
								  opt.ibs;
		ssize_t n = read_block(want);

		if (wanted_report) {
			wanted_report = 0;
			print_totals();
		}
		if (n == 0)
			break;
		if (n < 0) {
			warn("error reading '%s'",
			    opt.in ? opt.in : "standard input");
			status = 1;
			if (!opt.noerror ||
			    lseek(in_fd, (off_t)opt.ibs, SEEK_CUR) < 0)
				break;
			n = 0;
		}
		if ((size_t)n == opt.ibs)
			total.whole_in++;
		else
			total.part_in++;
		left -= opt.count_bytes ? (uintmax_t)n : 1;
		if (opt.sync && (size_t)n < opt.ibs) {
			memset(buffer + n, 0, opt.ibs - (size_t)n);
			n = (ssize_t)opt.ibs;
		}
		convert(buffer, (size_t)n);
		put(buffer, (size_t)n);
	}
	if (npending)
		write_block(pending, npending);
	return status;
}

static void
skip_input(void)
{
	uintmax_t bytes = opt.skip_bytes ? opt.skip : opt.skip * opt.ibs;
	struct stat st;

	if (bytes == 0)
		return;
	if (lseek(in_fd, (off_t)bytes, SEEK_CUR) >= 0) {
		if (fstat(in_fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    lseek(in_fd, 0, SEEK_CUR) > st.st_size)
			warnx("'%s': cannot skip to specified offset",
			    opt.in ? opt.in : "standard input");
		return;
	}
	while (bytes > 0) {
		ssize_t n = input_read(in_fd, buffer,
		    bytes < opt.ibs ? (size_t)bytes : opt.ibs);

		if (n <= 0)
			break;
		bytes -= (uintmax_t)n;
	}
}

static void
open_files(void)
{
	uintmax_t seek = opt.seek_bytes ? opt.seek : opt.seek * opt.obs;
	int flags = O_WRONLY | (opt.nocreat ? 0 : O_CREAT) |
	    (opt.excl ? O_EXCL : 0) | (opt.append ? O_APPEND : 0) |
	    (seek || opt.notrunc || opt.append ? 0 : O_TRUNC);
	struct stat st;

	if (opt.in && (in_fd = open(opt.in, O_RDONLY)) < 0)
		err(1, "failed to open '%s'", opt.in);
	if (opt.out && (out_fd = open(opt.out, flags, 0666)) < 0)
		err(1, "failed to open '%s'", opt.out);
	if (seek && !opt.notrunc && opt.out && fstat(out_fd, &st) == 0 &&
	    S_ISREG(st.st_mode) && ftruncate(out_fd, (off_t)seek) < 0)
		err(1, "failed to truncate '%s'", opt.out);
	if (seek && lseek(out_fd, (off_t)seek, SEEK_CUR) < 0)
		err(1, "'%s': cannot seek",
		    opt.out ? opt.out : "standard output");
}

int
main(int argc, char **argv)
{
	int status;

	option_next(argc, argv, help);
	for (int i = optind; i < argc; i++)
		parse_operand(argv[i]);
	buffer = xmalloc(opt.ibs);
	pending = xmalloc(opt.obs);
	open_files();
	skip_input();
	clock_gettime(CLOCK_MONOTONIC, &total.start);
	signal(SIGUSR1, want_report);
	status = copy();
	if ((opt.fsync && fsync(out_fd) < 0) ||
	    (opt.fdatasync && fdatasync(out_fd) < 0))
		err(1, "fsync failed for '%s'", opt.out ? opt.out : "stdout");
	print_totals();
	return status;
}
