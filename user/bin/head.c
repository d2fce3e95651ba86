/*
 * head: the beginning of files.
 *
 * With a negative count all but the end is wanted: what may still belong to the
 * end waits in a queue of that many lines or bytes.
 */
#include <ctype.h>
#include <err.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: head [OPTION]... [FILE]...\n"
    "Print the first 10 lines of each FILE (standard input).\n\n"
    "  -c, --bytes=NUM           the first NUM bytes; all but the last if -NUM\n"
    "  -n, --lines=NUM           the first NUM lines; all but the last if -NUM\n"
    "  -q, --quiet               no headings with the files' names\n"
    "  @s --silent               the same\n"
    "  -v, --verbose             always headings\n"
    "  -z, --zero-terminated     lines end with NUL\n";

static bool bytes, from_end;
static uintmax_t count = 10;
static char delimiter = '\n';

static void
first_bytes(FILE *file)
{
	char buffer[16384];

	for (uintmax_t left = count; left;) {
		size_t want = left < sizeof buffer ? (size_t)left :
						     sizeof buffer;
		size_t n = fread(buffer, 1, want, file);

		fwrite(buffer, 1, n, stdout);
		left -= n;
		if (n < want)
			break;
	}
}

static void
first_lines(FILE *file)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	for (uintmax_t left = count; left; left--) {
		n = getdelim(&line, &size, delimiter, file);
		if (n < 0)
			break;
		fwrite(line, 1, (size_t)n, stdout);
	}
	free(line);
}

static void
all_but_bytes(FILE *file)
{
	size_t size = count < (1 << 24) ? (size_t)count : 1 << 24, n = 0;
	char *queue;
	int c;

	/* A queue of the whole count, grown as far as there is input. */
	queue = xmalloc(size + 1);
	for (size_t i = 0; (c = getc(file)) != EOF; i++) {
		if (n < count) {
			if (n == size) {
				size *= 2;
				queue = xrealloc(queue, size + 1, 1);
			}
			queue[n++] = (char)c;
			continue;
		}
		if (n == 0) {
			putchar(c);
			continue;
		}
		putchar(queue[i % n]);
		queue[i % n] = (char)c;
	}
	free(queue);
}

static void
all_but_lines(FILE *file)
{
	char **queue = NULL;
	size_t *lengths = NULL;
	size_t n = 0, capacity = 0, capacity_lengths = 0, first = 0;
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getdelim(&line, &size, delimiter, file)) > 0) {
		if (n < count) {
			array_grow(&queue, n, &capacity, sizeof *queue);
			array_grow(&lengths, n, &capacity_lengths,
			    sizeof *lengths);
			queue[n] = line;
			lengths[n++] = (size_t)length;
			line = NULL;
			size = 0;
			continue;
		}
		if (n == 0) {
			fwrite(line, 1, (size_t)length, stdout);
			continue;
		}
		fwrite(queue[first], 1, lengths[first], stdout);
		free(queue[first]);
		queue[first] = line;
		lengths[first] = (size_t)length;
		first = (first + 1) % n;
		line = NULL;
		size = 0;
	}
	for (size_t i = 0; i < n; i++)
		free(queue[i]);
	free(queue);
	free(lengths);
	free(line);
}

/* What is not printed must stay in the input for who reads it next. */
static void
give_back(FILE *file)
{
	if (file == stdin)
		fflush(file);
}

static void
print(FILE *file)
{
	if (bytes)
		(from_end ? all_but_bytes : first_bytes)(file);
	else
		(from_end ? all_but_lines : first_lines)(file);
	give_back(file);
}

static void
parse_count(const char *text, const char *what)
{
	from_end = *text == '-';
	count = number_argument(text + (*text == '-' || *text == '+'), what);
}

/* `head -5`, `head -20c`: the number is the option. */
static void
parse_old_form(int *argc, char ***argv)
{
	char *arg = *argc > 1 ? (*argv)[1] : NULL;
	char *end;

	if (!arg || arg[0] != '-' || !isdigit((unsigned char)arg[1]))
		return;
	count = strtoumax(arg + 1, &end, 10);
	for (; *end; end++) {
		if (*end == 'c')
			bytes = true;
		else if (*end == 'k' || *end == 'b')
			bytes = true, count *= *end == 'k' ? 1024 : 512;
		else if (*end != 'n' && *end != 'q' && *end != 'v')
			usage("invalid trailing option -- %c", *end);
	}
	(*argv)[1] = (*argv)[0];
	++*argv;
	--*argc;
}

int
main(int argc, char **argv)
{
	bool quiet = false, verbose = false, heading = false, good = true;
	static char *only_stdin[] = { (char *)"-", NULL };
	char **operands;
	int option;

	parse_old_form(&argc, &argv);
	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'c':
			bytes = true;
			parse_count(optarg, "number of bytes:");
			break;
		case 'n':
			bytes = false;
			parse_count(optarg, "number of lines:");
			break;
		case 'q':
		case LONG('s'):
			quiet = true;
			verbose = false;
			break;
		case 'v':
			verbose = true;
			quiet = false;
			break;
		case 'z':
			delimiter = '\0';
			break;
		}
	}
	operands = optind < argc ? argv + optind : only_stdin;
	if (!quiet && (verbose || argc - optind > 1))
		heading = true;
	for (char **name = operands; *name; name++) {
		FILE *file = input_open(*name);

		if (!file) {
			good = false;
			continue;
		}
		if (heading) {
			static bool later;

			printf("%s==> %s <==\n", later ? "\n" : "",
			    file == stdin ? "standard input" : *name);
			later = true;
		}
		print(file);
		good &= input_close(file, *name);
	}
	return good ? 0 : 1;
}
