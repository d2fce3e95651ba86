/*
 * od: show the bytes of files in octal and other forms.
 *
 * All operands are one stream, cut into lines of 16 bytes. Each -t adds a format
 * (struct form), and every line is printed once for each of them. A line that is
 * equal to the one before is a '*'.
 */
#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"

static const char help[] =
    "Usage: od [OPTION]... [FILE]...\n"
    "Show the bytes of the FILEs (standard input), 16 in a line.\n\n"
    "  -A, --address-radix=RADIX  offsets in d, o, x or not at all (n)\n"
    "  -a                        -t a\n"
    "  -b                        -t o1\n"
    "  -c                        -t c\n"
    "  -d                        -t u2\n"
    "  -f                        -t fF\n"
    "  -i                        -t dI\n"
    "  -j, --skip-bytes=BYTES    begin BYTES later\n"
    "  -l                        -t dL\n"
    "  -N, --read-bytes=BYTES    no more than BYTES\n"
    "  -o                        -t o2\n"
    "  -S, --strings=BYTES       strings of at least BYTES characters\n"
    "  -s                        -t d2\n"
    "  -t, --format=TYPE         a, c, or one of d f o u x with a size: 1 2 4 8\n"
    "                            C S I L F D; z behind it shows characters too\n"
    "  -v, --output-duplicates   equal lines too\n"
    "  -w[BYTES], --width[=BYTES]  BYTES in a line (32)\n"
    "  -x                        -t x2\n";

struct form {
	char kind; /* a c d f o u x */
	size_t size;
	int width; /* of a value, without the space before it */
	bool text;
};

static struct {
	struct form *forms;
	size_t n, capacity, line;
	char radix;
	uintmax_t skip, limit;
	bool all;
	size_t strings;
} opt = { .line = 16, .radix = 'o', .limit = UINTMAX_MAX };

/* --- Formats -------------------------------------------------------------- */

static int
value_width(char kind, size_t size)
{
	static const unsigned char octal[] = { 0, 3, 6, 0, 11, 0, 0, 0, 22 };
	static const unsigned char decimal[] = { 0, 4, 6, 0, 11, 0, 0, 0, 20 };
	static const unsigned char plain[] = { 0, 3, 5, 0, 10, 0, 0, 0, 20 };

	switch (kind) {
	case 'o':
		return octal[size];
	case 'd':
		return decimal[size];
	case 'u':
		return plain[size];
	case 'x':
		return (int)(2 * size);
	case 'f':
		return size == 4 ? 15 : size == 8 ? 24 : 29;
	}
	return 3;
}

static size_t
parse_size(const char **p, char kind)
{
	static const struct {
		char letter;
		size_t size;
	} letters[] = {
		{ 'C', 1 },
		{ 'S', 2 },
		{ 'I', 4 },
		{ 'L', 8 },
		{ 'F', 4 },
		{ 'D', 8 },
	};

	if (isdigit((unsigned char)**p)) {
		size_t size = 0;

		for (; isdigit((unsigned char)**p) && size < 100; ++*p)
			size = 10 * size + (size_t)(**p - '0');
		return size;
	}
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
		if (**p == letters[i].letter && **p) {
			++*p;
			return letters[i].size;
		}
	}
	return kind == 'f' ? 8 : 4;
}

static void
add_forms(const char *text)
{
	const char *p = text;

	do {
		struct form form = { .kind = *p, .size = 1 };

		if (!*p || !strchr("acdfoux", *p))
			errx(1, "invalid character '%c' in type string '%s'",
			    *p, text);
		p++;
		if (strchr("dfoux", form.kind))
			form.size = parse_size(&p, form.kind);
		if (form.size == 0 || form.size > 16 ||
		    (form.size & (form.size - 1)) ||
		    (form.size == 16 && form.kind != 'f') ||
		    (form.kind == 'f' && form.size < 4))
			errx(1,
			    "invalid type string '%s';\nthis system "
			    "doesn't provide a %zu-byte %s type",
			    text, form.size,
			    form.kind == 'f' ? "floating point" : "integral");
		form.width = value_width(form.kind, form.size);
		if (*p == 'z') {
			form.text = true;
			p++;
		}
		array_grow(&opt.forms, opt.n, &opt.capacity, sizeof *opt.forms);
		opt.forms[opt.n++] = form;
	} while (*p);
}

/* --- Values --------------------------------------------------------------- */

static const char *
name_char(unsigned char c, bool named)
{
	static const char *const names[] = {
		"nul",
		"soh",
		"stx",
		"etx",
		"eot",
		"enq",
		"ack",
		"bel",
		"bs",
		"ht",
		"nl",
		"vt",
		"ff",
		"cr",
		"so",
		"si",
		"dle",
		"dc1",
		"dc2",
		"dc3",
		"dc4",
		"nak",
		"syn",
		"etb",
		"can",
		"em",
		"sub",
		"esc",
		"fs",
		"gs",
		"rs",
		"us",
		"sp",
	};
	static const char from[] = "\a\b\f\n\r\t\v";
	static const char to[] = "abfnrtv";
	static char text[8];
	const char *at;

	if (named) {
		c &= 0x7f;
		if (c <= ' ')
			return names[c];
		if (c == 0x7f)
			return "del";
	} else if (c == 0) {
		return "\\0";
	} else if ((at = strchr(from, c))) {
		snprintf(text, sizeof text, "\\%c", to[at - from]);
		return text;
	}
	snprintf(text, sizeof text, isprint(c) && c < 0x80 ? "%c" : "%03o", c);
	return text;
}

static uint64_t
load(const unsigned char *p, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, p, size);
	return value;
}

static int64_t
load_signed(const unsigned char *p, size_t size)
{
	unsigned int shift = (unsigned int)(64 - 8 * size);

	return (int64_t)(load(p, size) << shift) >> shift;
}

/* The shortest decimal form that reads back as the same number. */
static void
format_real(char *text, size_t room, const unsigned char *p, size_t size)
{
	long double value = 0;
	float f;
	double d;

	if (size == 4) {
		memcpy(&f, p, 4);
		for (int n = 1; n <= 9; n++) {
			snprintf(text, room, "%.*g", n, (double)f);
			if (strtof(text, NULL) == f)
				return;
		}
	} else if (size == 8) {
		memcpy(&d, p, 8);
		for (int n = 1; n <= 17; n++) {
			snprintf(text, room, "%.*g", n, d);
			if (strtod(text, NULL) == d)
				return;
		}
	} else {
		memcpy(&value, p, 10);
		for (int n = 1; n <= 21; n++) {
			snprintf(text, room, "%.*Lg", n, value);
			if (strtold(text, NULL) == value)
				return;
		}
	}
}

static void
print_value(const struct form *form, const unsigned char *p, int width)
{
	char text[64];

	switch (form->kind) {
	case 'a':
	case 'c':
		snprintf(text, sizeof text, "%s",
		    name_char(*p, form->kind == 'a'));
		break;
	case 'd':
		snprintf(text, sizeof text, "%" PRId64,
		    load_signed(p, form->size));
		break;
	case 'u':
		snprintf(text, sizeof text, "%" PRIu64, load(p, form->size));
		break;
	case 'o':
		snprintf(text, sizeof text, "%0*" PRIo64, form->width,
		    load(p, form->size));
		break;
	case 'x':
		snprintf(text, sizeof text, "%0*" PRIx64, form->width,
		    load(p, form->size));
		break;
	default:
		format_real(text, sizeof text, p, form->size);
	}
	printf("%*s", width, text);
}

/* --- Lines ---------------------------------------------------------------- */

static void
print_offset(uintmax_t offset)
{
	switch (opt.radix) {
	case 'o':
		printf("%07jo", offset);
		break;
	case 'd':
		printf("%07ju", offset);
		break;
	case 'x':
		printf("%06jx", offset);
		break;
	}
}

/* Values of different forms stand below each other: as wide as the widest. */
static int
column_width(const struct form *form)
{
	double widest = 0;

	for (size_t i = 0; i < opt.n; i++) {
		double per_byte = (double)(opt.forms[i].width + 1) /
		    (double)opt.forms[i].size;

		if (per_byte > widest)
			widest = per_byte;
	}
	return (int)(widest * (double)form->size + 0.5);
}

static void
print_text(const unsigned char *line, size_t n, int missing)
{
	printf("%*s  >", missing, "");
	for (size_t i = 0; i < n; i++)
		putchar(line[i] >= ' ' && line[i] < 0x7f ? line[i] : '.');
	putchar('<');
}

static void
print_line(const unsigned char *line, size_t n, uintmax_t offset)
{
	print_offset(offset);
	for (size_t i = 0; i < opt.n; i++) {
		const struct form *form = &opt.forms[i];
		int width = column_width(form);
		size_t at = 0;

		if (i > 0)
			printf("%*s",
			    opt.radix == 'n'     ? 0 :
				opt.radix == 'x' ? 6 :
						   7,
			    "");
		for (; at < n; at += form->size)
			print_value(form, line + at, width);
		if (form->text)
			print_text(line, n,
			    (int)((opt.line - at) / form->size) * width);
		putchar('\n');
	}
}

struct stream {
	char **names;
	FILE *file; /* NULL: there are no more */
	const char *name;
	bool good;
};

static void
open_next(struct stream *s)
{
	s->file = NULL;
	while (!s->file && *s->names) {
		s->name = *s->names++;
		s->file = input_open(s->name);
		if (!s->file)
			s->good = false;
	}
}

static int
next_byte(struct stream *s)
{
	while (s->file) {
		int c = getc(s->file);

		if (c != EOF)
			return c;
		s->good &= input_close(s->file, s->name);
		open_next(s);
	}
	return EOF;
}

static size_t
read_line(struct stream *s, unsigned char *line)
{
	size_t n = 0;
	int c;

	memset(line, 0, opt.line);
	for (; n < opt.line && opt.limit > 0; n++, opt.limit--) {
		c = next_byte(s);
		if (c == EOF)
			break;
		line[n] = (unsigned char)c;
	}
	return n;
}

static void
dump(struct stream *s)
{
	unsigned char *line = xcalloc(1, opt.line + 16);
	unsigned char *last = xcalloc(1, opt.line + 16);
	uintmax_t offset = opt.skip;
	bool same = false, any = false;
	size_t n;

	while ((n = read_line(s, line)) > 0) {
		if (any && !opt.all && n == opt.line &&
		    memcmp(line, last, n) == 0) {
			if (!same)
				puts("*");
			same = true;
		} else {
			print_line(line, n, offset);
			same = false;
		}
		memcpy(last, line, opt.line);
		any = true;
		offset += n;
	}
	if (opt.radix != 'n') {
		print_offset(offset);
		putchar('\n');
	}
	free(line);
	free(last);
}

static void
dump_strings(struct stream *s)
{
	char *text = NULL;
	size_t n = 0, capacity = 0;
	uintmax_t offset = opt.skip, start = offset;
	int c;

	for (; opt.limit > 0 && (c = next_byte(s)) != EOF;
	     opt.limit--, offset++) {
		if (c >= ' ' && c < 0x7f) {
			if (n == 0)
				start = offset;
			array_grow(&text, n, &capacity, 1);
			text[n++] = (char)c;
			continue;
		}
		if (c == 0 && n >= opt.strings) {
			print_offset(start);
			printf("%s%.*s\n", opt.radix == 'n' ? "" : " ", (int)n,
			    text);
		}
		n = 0;
	}
	free(text);
}

static size_t
largest_form(void)
{
	size_t largest = 1;

	for (size_t i = 0; i < opt.n; i++) {
		if (opt.forms[i].size > largest)
			largest = opt.forms[i].size;
	}
	return largest;
}

static bool
parse_short_form(int option)
{
	static const struct {
		char letter;
		const char *form;
	} forms[] = {
		{ 'a', "a" },
		{ 'b', "o1" },
		{ 'c', "c" },
		{ 'd', "u2" },
		{ 'f', "fF" },
		{ 'i', "dI" },
		{ 'l', "dL" },
		{ 'o', "o2" },
		{ 's', "d2" },
		{ 'x', "x2" },
	};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (option == forms[i].letter) {
			add_forms(forms[i].form);
			return true;
		}
	}
	return false;
}

/* BYTES of -j and -N, in hexadecimal or octal too, as C has them. */
static uintmax_t
offset_argument(const char *text, const char *what)
{
	char *unit, *decimal;
	uintmax_t bytes;

	if (text[0] != '0')
		return number_argument(text, what);
	bytes = strtoumax(text, &unit, 0);
	decimal = xasprintf("%ju%s", bytes, unit);
	bytes = number_argument(decimal, what);
	free(decimal);
	return bytes;
}

static void
parse_option(int option)
{
	switch (option) {
	case 'A':
		if (!strchr("doxn", *optarg) || optarg[1] || !*optarg)
			errx(1,
			    "invalid output address radix '%s'; it must "
			    "be one character from [doxn]",
			    optarg);
		opt.radix = *optarg;
		break;
	case 'j':
		opt.skip = offset_argument(optarg, "-j argument");
		break;
	case 'N':
		opt.limit = offset_argument(optarg, "-N argument");
		break;
	case 'S':
		opt.strings = (size_t)number_argument(optarg, "-S argument");
		break;
	case 't':
		add_forms(optarg);
		break;
	case 'v':
		opt.all = true;
		break;
	case 'w':
		opt.line = optarg ?
		    (size_t)number_argument(optarg, "-w argument") :
		    32;
		break;
	}
}

int
main(int argc, char **argv)
{
	static char *only_stdin[] = { (char *)"-", NULL };
	struct stream stream = { .good = true };
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		if (!parse_short_form(option))
			parse_option(option);
	}
	if (opt.n == 0)
		add_forms("o2");
	if (opt.line == 0 || opt.line > 1 << 20 || opt.line % largest_form())
		opt.line = 16;
	stream.names = optind < argc ? argv + optind : only_stdin;
	open_next(&stream);
	/* Without any file there is not even an offset to show. */
	if (!stream.file)
		return 1;
	for (uintmax_t i = 0; i < opt.skip; i++) {
		if (next_byte(&stream) == EOF)
			errx(1, "cannot skip past end of combined input");
	}
	if (opt.strings)
		dump_strings(&stream);
	else
		dump(&stream);
	return stream.good ? 0 : 1;
}
