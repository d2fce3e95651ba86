/*
 * md5sum, sha1sum, sha256sum, sha512sum: digests of files, and checking them.
 */
#include <err.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lib/digest.h"
#include "lib/input.h"
#include "lib/options.h"

static const char help[] =
    "Usage: md5sum [OPTION]... [FILE]...   (and sha1sum, sha256sum, sha512sum)\n"
    "Print the digest of each FILE (standard input), or check digests.\n\n"
    "  -b, --binary              a * before the names\n"
    "  -c, --check               read digests from the FILEs and check them\n"
    "  @i --ignore-missing       with -c, not those of files that are not there\n"
    "  @q --quiet                with -c, print no OK\n"
    "  @s --status               with -c, print nothing\n"
    "  @S --strict               with -c, fail for lines that are none\n"
    "  @g --tag                  print in the style of BSD\n"
    "  -t, --text                (the default)\n"
    "  -w, --warn                with -c, complain about lines that are none\n"
    "  -z, --zero                NULs behind the lines\n";

static const struct kind {
	const char *program, *tag;
	enum digest_kind kind;
} kinds[] = {
	{ "md5sum", "MD5", DIGEST_MD5 },
	{ "sha1sum", "SHA1", DIGEST_SHA1 },
	{ "sha256sum", "SHA256", DIGEST_SHA256 },
	{ "sha512sum", "SHA512", DIGEST_SHA512 },
};

static const struct kind *kind = &kinds[0];
static bool binary, ignore_missing, quiet, silent, strict, tag, show_lines;
static char end = '\n';

static bool
digest_file(const char *name, char *hex)
{
	static unsigned char buffer[32 * 1024];
	unsigned char result[DIGEST_MAX];
	struct digest digest;
	int fd = input_open_fd(name);
	ssize_t n;
	size_t size;

	if (fd < 0)
		return false;
	digest_init(&digest, kind->kind);
	while ((n = input_read(fd, buffer, sizeof buffer)) > 0)
		digest_update(&digest, buffer, (size_t)n);
	if (n < 0)
		warn("%s", name);
	input_close_fd(fd);
	size = digest_final(&digest, result);
	for (size_t i = 0; i < size; i++)
		sprintf(hex + 2 * i, "%02x", result[i]);
	return n == 0;
}

/* Names with newlines and backslashes are escaped, which a \ in front says. */
static void
print_name(const char *name)
{
	for (; *name; name++) {
		if (*name == '\n')
			fputs("\\n", stdout);
		else if (*name == '\\')
			fputs("\\\\", stdout);
		else
			putchar(*name);
	}
}

static bool
print_digest(const char *name)
{
	char hex[2 * DIGEST_MAX + 1];

	if (!digest_file(name, hex))
		return false;
	if (strpbrk(name, "\n\\") && end)
		putchar('\\');
	if (tag) {
		printf("%s (", kind->tag);
		print_name(name);
		printf(") = %s", hex);
	} else {
		printf("%s %c", hex, binary ? '*' : ' ');
		print_name(name);
	}
	putchar(end);
	return true;
}

/* "digest  name" or "TAG (name) = digest"; false if the line is neither. */
static bool
parse_line(char *line, char **hex, char **name)
{
	size_t digits = 2 * digest_size(kind->kind);
	size_t n = strlen(kind->tag);

	if (*line == '\\')
		line++;
	if (strncmp(line, kind->tag, n) == 0 &&
	    strncmp(line + n, " (", 2) == 0) {
		char *close = strrchr(line, ')');

		if (!close || strncmp(close, ") = ", 4) != 0)
			return false;
		*close = '\0';
		*name = line + n + 2;
		*hex = close + 4;
	} else {
		*hex = line;
		if (strlen(line) < digits + 2 || line[digits] != ' ')
			return false;
		line[digits] = '\0';
		*name = line + digits + 2;
	}
	return strlen(*hex) == digits &&
	    strspn(*hex, "0123456789abcdefABCDEF") == digits;
}

struct tally {
	unsigned long good, bad, unreadable, malformed;
};

static void
check_line(char *line, struct tally *tally)
{
	char *hex, *name, actual[2 * DIGEST_MAX + 1];

	if (!parse_line(line, &hex, &name)) {
		tally->malformed++;
		if (show_lines)
			warnx("improperly formatted line: %s", line);
		return;
	}
	if (ignore_missing && access(name, F_OK) < 0)
		return;
	if (!digest_file(name, actual)) {
		tally->unreadable++;
		if (!silent)
			printf("%s: FAILED open or read\n", name);
	} else if (strcasecmp(hex, actual) == 0) {
		tally->good++;
		if (!silent && !quiet)
			printf("%s: OK\n", name);
	} else {
		tally->bad++;
		if (!silent)
			printf("%s: FAILED\n", name);
	}
}

static void
report(const char *name, const struct tally *t)
{
	if (t->malformed)
		warnx("WARNING: %lu line%s improperly formatted", t->malformed,
		    t->malformed == 1 ? " is" : "s are");
	if (t->unreadable)
		warnx("WARNING: %lu listed file%s could not be read",
		    t->unreadable, t->unreadable == 1 ? "" : "s");
	if (t->bad)
		warnx("WARNING: %lu computed checksum%s did NOT match", t->bad,
		    t->bad == 1 ? "" : "s");
	if (ignore_missing && !t->good && !t->bad)
		warnx("%s: no file was verified", name);
}

static bool
check_file(const char *name)
{
	FILE *file = input_open(name);
	struct tally tally = { 0 };
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (!file)
		return false;
	while ((n = getline(&line, &size, file)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		check_line(line, &tally);
	}
	free(line);
	input_close(file, name);
	if (!tally.good && !tally.bad && !tally.unreadable && !ignore_missing) {
		warnx("%s: no properly formatted checksum lines found", name);
		return false;
	}
	if (!silent)
		report(name, &tally);
	return !tally.bad && !tally.unreadable &&
	    !(strict && tally.malformed) && !(ignore_missing && !tally.good);
}

int
main(int argc, char **argv)
{
	bool check = false, good = true;
	int option;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(program_invocation_short_name, kinds[i].program) ==
		    0)
			kind = &kinds[i];
	}
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'b':
			binary = true;
			break;
		case 'c':
			check = true;
			break;
		case LONG('i'):
			ignore_missing = true;
			break;
		case LONG('q'):
			quiet = true;
			break;
		case LONG('s'):
			silent = true;
			break;
		case LONG('S'):
			strict = true;
			break;
		case LONG('g'):
			tag = true;
			break;
		case 't':
			binary = false;
			break;
		case 'w':
			show_lines = true;
			break;
		case 'z':
			end = '\0';
			break;
		}
	}
	if (optind == argc)
		return (check ? check_file : print_digest)("-") ? 0 : 1;
	for (int i = optind; i < argc; i++)
		good &= (check ? check_file : print_digest)(argv[i]);
	return good ? 0 : 1;
}
