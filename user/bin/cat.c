/*
 * cat: copy files to standard output.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/options.h"

static const char help[] =
    "Usage: cat [OPTION]... [FILE]...\n"
    "Copy the FILEs (standard input; - also is) to standard output.\n\n"
    "  -A, --show-all            the same as -vET\n"
    "  -b, --number-nonblank     number lines that are not empty\n"
    "  -e                        the same as -vE\n"
    "  -E, --show-ends           $ at the end of each line\n"
    "  -n, --number              number all lines\n"
    "  -s, --squeeze-blank       one empty line for many\n"
    "  -t                        the same as -vT\n"
    "  -T, --show-tabs           ^I for tabs\n"
    "  -u                        (ignored)\n"
    "  -v, --show-nonprinting    ^ and M- for what is not printable\n";

static struct {
	bool ends, number, number_nonblank, squeeze, tabs, nonprinting;
} opt;

static bool
copy_plain(int fd, const char *name)
{
	static char buffer[128 * 1024];
	ssize_t n;

	while ((n = input_read(fd, buffer, sizeof buffer)) > 0)
		output_all(1, buffer, (size_t)n);
	if (n < 0)
		warn("%s", name);
	return n == 0;
}

static void
show(int c)
{
	if (c == '\t' && !opt.tabs) {
		putchar(c);
		return;
	}
	if (!opt.nonprinting && c != '\t') {
		putchar(c);
		return;
	}
	if (c >= 128) {
		fputs("M-", stdout);
		c -= 128;
	}
	if (c < ' ')
		printf("^%c", c + '@');
	else if (c == 127)
		fputs("^?", stdout);
	else
		putchar(c);
}

/* The state goes on from file to file: they are one text. */
static bool
copy_edited(FILE *file)
{
	static unsigned long line;
	static bool in_line;
	static int blanks;
	int c;

	while ((c = getc(file)) != EOF) {
		bool blank = !in_line && c == '\n';

		blanks = blank ? blanks + 1 : in_line ? 0 : blanks;
		if (!blank)
			blanks = 0;
		if (opt.squeeze && blanks > 1)
			continue;
		if (!in_line && opt.number && !(opt.number_nonblank && blank))
			printf("%6lu\t", ++line);
		in_line = c != '\n';
		if (in_line)
			show(c);
		else
			fputs(opt.ends ? "$\n" : "\n", stdout);
	}
	return !ferror(file);
}

static bool
is_output(int fd, const char *name)
{
	struct stat in, out;

	if (fstat(fd, &in) < 0 || fstat(1, &out) < 0 || !S_ISREG(in.st_mode) ||
	    in.st_dev != out.st_dev || in.st_ino != out.st_ino ||
	    lseek(fd, 0, SEEK_CUR) >= in.st_size)
		return false;
	warnx("%s: input file is output file", name);
	return true;
}

static bool
copy_operand(const char *name, bool plain)
{
	int fd;
	FILE *file;
	bool good;

	if (plain) {
		fd = input_open_fd(name);
		if (fd < 0)
			return false;
		good = !is_output(fd, name) && copy_plain(fd, name);
		input_close_fd(fd);
		return good;
	}
	file = input_open(name);
	if (!file)
		return false;
	copy_edited(file);
	return input_close(file, name);
}

static void
parse_option(int option)
{
	switch (option) {
	case 'A':
		opt.nonprinting = opt.ends = opt.tabs = true;
		break;
	case 'b':
		opt.number = opt.number_nonblank = true;
		break;
	case 'e':
		opt.nonprinting = opt.ends = true;
		break;
	case 'E':
		opt.ends = true;
		break;
	case 'n':
		opt.number = true;
		break;
	case 's':
		opt.squeeze = true;
		break;
	case 't':
		opt.nonprinting = opt.tabs = true;
		break;
	case 'T':
		opt.tabs = true;
		break;
	case 'v':
		opt.nonprinting = true;
		break;
	}
}

int
main(int argc, char **argv)
{
	bool good = true, plain;
	int option;

	while ((option = option_next(argc, argv, help)) != -1)
		parse_option(option);
	plain = !opt.ends && !opt.number && !opt.squeeze && !opt.tabs &&
	    !opt.nonprinting;
	if (optind == argc)
		return copy_operand("-", plain) ? 0 : 1;
	for (int i = optind; i < argc; i++)
		good &= copy_operand(argv[i], plain);
	return good ? 0 : 1;
}
