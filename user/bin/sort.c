/*
 * sort: sort, merge or check lines.
 *
 * All input is read into memory and sorted by a merge sort of pointers, which
 * is stable and never needs more than n log n comparisons. Lines compare by
 * their keys in turn, each with its own kind of order; what is then still equal
 * by all bytes of the line, unless -s or -u.
 *
 * Text compares by bytes, which in UTF-8 is the order of code points.
 *
 * Left out: temporary files. The input must fit into memory.
 */
#include <ctype.h>
#include <err.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/number.h"
#include "lib/options.h"
#include "lib/version.h"

static const char help[] =
    "Usage: sort [OPTION]... [FILE]...\n"
    "Print the lines of all FILEs (standard input) in order.\n\n"
    "  -b, --ignore-leading-blanks  blanks before a key do not count\n"
    "  -c, --check[=HOW]         only complain if the input is not sorted\n"
    "  -C                        the same without a word\n"
    "  -d, --dictionary-order    only letters, digits and blanks count\n"
    "  -f, --ignore-case         small letters are equal to capitals\n"
    "  @f --files0-from=FILE     sort the files that FILE names, with NULs\n"
    "  -g, --general-numeric-sort  by numbers like 1e3\n"
    "  -h, --human-numeric-sort  by numbers like 2K 1G\n"
    "  -i, --ignore-nonprinting  only printable characters count\n"
    "  -k, --key=KEY             by a key: F[.C][bdfghiMnRrV][,F[.C][...]]\n"
    "  -m, --merge               the FILEs are sorted already\n"
    "  -M, --month-sort          by names of months\n"
    "  -n, --numeric-sort        by numbers\n"
    "  -o, --output=FILE         write to FILE, which may be one of the inputs\n"
    "  @p --parallel=N           (ignored)\n"
    "  -r, --reverse             the other way round\n"
    "  -R, --random-sort         in random order, equal keys together\n"
    "  -s, --stable              equal keys stay in their order\n"
    "  -S, --buffer-size=SIZE    (ignored)\n"
    "  @s --sort=WORD            general-numeric, human-numeric, month, numeric,\n"
    "                            random, version\n"
    "  -t, --field-separator=CHAR  between fields, not blanks\n"
    "  -T, --temporary-directory=DIR  (ignored)\n"
    "  -u, --unique              of lines with equal keys only the first\n"
    "  -V, --version-sort        by versions: a2 before a10\n"
    "  -z, --zero-terminated     lines end with NUL\n";

enum kind {
	TEXT,
	NUMERIC,
	GENERAL,
	HUMAN,
	MONTH,
	RANDOM,
	VERSION
};

struct order {
	enum kind kind;
	bool skip_start, skip_end; /* blanks before the key's ends */
	bool dictionary, fold, printing, reverse;
};

struct key {
	struct order order;
	bool has_order;
	size_t start_field, start_char; /* from 0 */
	size_t end_field, end_char;     /* end_char 0: the whole field */
	bool has_end;
};

struct line {
	const char *text;
	size_t length;
};

struct span {
	const char *start, *end;
};

static struct {
	struct order order;
	struct key *keys;
	size_t nkeys, capacity;
	int separator; /* -1: where blanks begin */
	bool unique, stable, merge, check, quiet;
	char end;
	uint64_t seed;
} opt = { .separator = -1, .end = '\n' };

static struct line *lines;
static size_t nlines, lines_capacity;

/* --- Keys ----------------------------------------------------------------- */

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && (isblank((unsigned char)*p) || *p == '\n'))
		p++;
	return p;
}

/* Behind the field at p; with a separator, at it. */
static const char *
skip_field(const char *p, const char *end)
{
	if (opt.separator >= 0) {
		const char *at = memchr(p, opt.separator, (size_t)(end - p));

		return at ? at : end;
	}
	p = skip_blanks(p, end);
	while (p < end && !isblank((unsigned char)*p) && *p != '\n')
		p++;
	return p;
}

static const char *
field_start(const struct line *line, size_t field)
{
	const char *p = line->text, *end = p + line->length;

	while (field-- > 0 && p < end) {
		p = skip_field(p, end);
		if (opt.separator >= 0 && p < end)
			p++;
	}
	return p;
}

static const char *
clip(const char *p, size_t n, const char *end)
{
	return n < (size_t)(end - p) ? p + n : end;
}

static struct span
find_key(const struct line *line, const struct key *key)
{
	const char *end = line->text + line->length;
	struct span span = { field_start(line, key->start_field), end };

	if (key->order.skip_start)
		span.start = skip_blanks(span.start, end);
	span.start = clip(span.start, key->start_char, end);
	if (key->has_end) {
		const char *p = field_start(line, key->end_field);

		if (key->end_char == 0) {
			span.end = skip_field(p, end);
		} else {
			if (key->order.skip_end)
				p = skip_blanks(p, end);
			span.end = clip(p, key->end_char, end);
		}
		if (span.end < span.start)
			span.end = span.start;
	}
	return span;
}

/* --- Comparisons ---------------------------------------------------------- */

struct decimal {
	bool negative;
	struct span whole, fraction; /* without zeros that mean nothing */
	const char *end;
};

static struct decimal
parse_decimal(struct span span)
{
	const char *p = skip_blanks(span.start, span.end);
	struct decimal d = { 0 };

	if (p < span.end && *p == '-') {
		d.negative = true;
		p++;
	}
	while (p < span.end && *p == '0')
		p++;
	d.whole.start = p;
	while (p < span.end && isdigit((unsigned char)*p))
		p++;
	d.whole.end = p;
	d.fraction = (struct span){ p, p };
	if (p < span.end && *p == '.') {
		d.fraction.start = ++p;
		while (p < span.end && isdigit((unsigned char)*p))
			p++;
		d.fraction.end = p;
		while (d.fraction.end > d.fraction.start &&
		    d.fraction.end[-1] == '0')
			d.fraction.end--;
	}
	d.end = p;
	if (d.whole.start == d.whole.end && d.fraction.start == d.fraction.end)
		d.negative = false;
	return d;
}

static int
compare_spans(struct span a, struct span b)
{
	size_t na = (size_t)(a.end - a.start), nb = (size_t)(b.end - b.start);
	int order = memcmp(a.start, b.start, na < nb ? na : nb);

	if (order)
		return order;
	return na < nb ? -1 : na > nb;
}

static int
compare_decimals(const struct decimal *a, const struct decimal *b)
{
	size_t na = (size_t)(a->whole.end - a->whole.start);
	size_t nb = (size_t)(b->whole.end - b->whole.start);
	int order;

	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	if (na != nb)
		order = na < nb ? -1 : 1;
	else
		order = compare_spans(a->whole, b->whole);
	if (order == 0)
		order = compare_spans(a->fraction, b->fraction);
	return a->negative ? -order : order;
}

static int
compare_numeric(struct span a, struct span b)
{
	struct decimal da = parse_decimal(a), db = parse_decimal(b);

	return compare_decimals(&da, &db);
}

static int
unit_rank(const struct decimal *d, const char *end)
{
	static const char units[] = "KMGTPEZY";
	const char *unit;
	bool zero = d->whole.start == d->whole.end &&
	    d->fraction.start == d->fraction.end;

	if (zero || d->end >= end)
		return 0;
	unit = strchr(units, *d->end == 'k' ? 'K' : *d->end);
	return unit && *unit ? (int)(unit - units) + 1 : 0;
}

static int
compare_human(struct span a, struct span b)
{
	struct decimal da = parse_decimal(a), db = parse_decimal(b);
	int ua = unit_rank(&da, a.end), ub = unit_rank(&db, b.end);

	if (da.negative)
		ua = -ua;
	if (db.negative)
		ub = -ub;
	if (ua != ub)
		return ua - ub;
	return compare_decimals(&da, &db);
}

/* What is no number comes first, then NaN, then the numbers. */
static int
compare_general(struct span a, struct span b)
{
	char *ta = xstrndup(a.start, (size_t)(a.end - a.start));
	char *tb = xstrndup(b.start, (size_t)(b.end - b.start));
	char *ea, *eb;
	long double va = strtold(ta, &ea), vb = strtold(tb, &eb);
	int ra = ea == ta ? 0 : isnan(va) ? 1 : 2;
	int rb = eb == tb ? 0 : isnan(vb) ? 1 : 2;

	free(ta);
	free(tb);
	if (ra != rb || ra != 2)
		return ra - rb;
	return va < vb ? -1 : va > vb;
}

static int
month_of(struct span span)
{
	static const char *const names[] = {
		"JAN",
		"FEB",
		"MAR",
		"APR",
		"MAY",
		"JUN",
		"JUL",
		"AUG",
		"SEP",
		"OCT",
		"NOV",
		"DEC",
	};
	const char *p = skip_blanks(span.start, span.end);

	for (int i = 0; span.end - p >= 3 && i < 12; i++) {
		if (strncasecmp(p, names[i], 3) == 0)
			return i + 1;
	}
	return 0;
}

static bool
counts(const struct order *order, unsigned char c)
{
	if (order->dictionary)
		return isalnum(c) || isblank(c);
	return !order->printing || isprint(c);
}

static int
compare_text(struct span a, struct span b, const struct order *order)
{
	if (!order->dictionary && !order->printing && !order->fold)
		return compare_spans(a, b);
	for (;; a.start++, b.start++) {
		int ca, cb;

		while (a.start < a.end &&
		    !counts(order, (unsigned char)*a.start))
			a.start++;
		while (b.start < b.end &&
		    !counts(order, (unsigned char)*b.start))
			b.start++;
		if (a.start == a.end || b.start == b.end)
			return (a.start < a.end) - (b.start < b.end);
		ca = (unsigned char)*a.start;
		cb = (unsigned char)*b.start;
		if (order->fold) {
			ca = toupper(ca);
			cb = toupper(cb);
		}
		if (ca != cb)
			return ca - cb;
	}
}

/* FNV-1a from a random start. */
static uint64_t
hash(struct span span)
{
	uint64_t h = opt.seed;

	for (const char *p = span.start; p < span.end; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3u;
	return h ^ h >> 29;
}

static int
compare_random(struct span a, struct span b)
{
	uint64_t ha = hash(a), hb = hash(b);

	if (ha != hb)
		return ha < hb ? -1 : 1;
	return compare_spans(a, b);
}

static int
compare_versions(struct span a, struct span b)
{
	char *ta = xstrndup(a.start, (size_t)(a.end - a.start));
	char *tb = xstrndup(b.start, (size_t)(b.end - b.start));
	int order = version_compare(ta, tb);

	free(ta);
	free(tb);
	return order;
}

static int
compare_by(struct span a, struct span b, const struct order *order)
{
	int result = 0;

	switch (order->kind) {
	case TEXT:
		result = compare_text(a, b, order);
		break;
	case NUMERIC:
		result = compare_numeric(a, b);
		break;
	case GENERAL:
		result = compare_general(a, b);
		break;
	case HUMAN:
		result = compare_human(a, b);
		break;
	case MONTH:
		result = month_of(a) - month_of(b);
		break;
	case RANDOM:
		result = compare_random(a, b);
		break;
	case VERSION:
		result = compare_versions(a, b);
		break;
	}
	return order->reverse ? -result : result;
}

static struct span
whole_line(const struct line *line)
{
	return (struct span){ line->text, line->text + line->length };
}

static int
compare_keys(const struct line *a, const struct line *b)
{
	for (size_t i = 0; i < opt.nkeys; i++) {
		const struct key *key = &opt.keys[i];
		int result = compare_by(find_key(a, key), find_key(b, key),
		    &key->order);

		if (result)
			return result;
	}
	if (opt.nkeys == 0) {
		struct span sa = whole_line(a), sb = whole_line(b);

		if (opt.order.skip_start) {
			sa.start = skip_blanks(sa.start, sa.end);
			sb.start = skip_blanks(sb.start, sb.end);
		}
		return compare_by(sa, sb, &opt.order);
	}
	return 0;
}

static int
compare(const struct line *a, const struct line *b)
{
	int result = compare_keys(a, b);

	if (result || opt.stable || opt.unique)
		return result;
	result = compare_spans(whole_line(a), whole_line(b));
	return opt.order.reverse ? -result : result;
}

/* --- Sorting -------------------------------------------------------------- */

static void
merge(const struct line *a, size_t na, const struct line *b, size_t nb,
    struct line *out)
{
	while (na && nb) {
		if (compare(a, b) <= 0) {
			*out++ = *a++;
			na--;
		} else {
			*out++ = *b++;
			nb--;
		}
	}
	memcpy(out, a, na * sizeof *a);
	memcpy(out + na, b, nb * sizeof *b);
}

/* Sorts v, with room for as many in spare; log2(n) deep. */
static void
merge_sort(struct line *v, size_t n, struct line *spare)
{
	size_t half = n / 2;

	if (n < 2)
		return;
	merge_sort(v, half, spare);
	merge_sort(v + half, n - half, spare);
	if (compare(&v[half - 1], &v[half]) <= 0)
		return;
	memcpy(spare, v, half * sizeof *v);
	merge(spare, half, v + half, n - half, v);
}

static void
sort_lines(void)
{
	struct line *spare = xcalloc(nlines / 2 + 1, sizeof *spare);

	merge_sort(lines, nlines, spare);
	free(spare);
}

/* --- Input and output ----------------------------------------------------- */

static void
add_lines(const char *data, size_t length)
{
	const char *end = data + length;

	while (data < end) {
		const char *stop = memchr(data, opt.end, (size_t)(end - data));

		if (!stop)
			stop = end;
		array_grow(&lines, nlines, &lines_capacity, sizeof *lines);
		lines[nlines++] = (struct line){ data, (size_t)(stop - data) };
		data = stop + 1;
	}
}

static void
read_file(const char *name)
{
	size_t size = 64 * 1024, length = 0;
	char *data = xmalloc(size);
	int fd = input_open_fd(name);
	ssize_t n;

	if (fd < 0)
		exit(2);
	while ((n = input_read(fd, data + length, size - length)) > 0) {
		length += (size_t)n;
		if (length == size) {
			size *= 2;
			data = xrealloc(data, size, 1);
		}
	}
	if (n < 0)
		err(2, "read failed: %s", name);
	input_close_fd(fd);
	/* The lines point into data, which stays. */
	add_lines(data, length);
}

static void
print_lines(const char *output)
{
	if (output && !freopen(output, "w", stdout))
		err(2, "open failed: %s", output);
	for (size_t i = 0; i < nlines; i++) {
		if (opt.unique && i > 0 &&
		    compare_keys(&lines[i - 1], &lines[i]) == 0)
			continue;
		fwrite(lines[i].text, 1, lines[i].length, stdout);
		putchar(opt.end);
	}
}

static int
check_lines(const char *name)
{
	for (size_t i = 1; i < nlines; i++) {
		int order = compare(&lines[i - 1], &lines[i]);

		if (order < 0 || (order == 0 && !opt.unique))
			continue;
		if (!opt.quiet)
			fprintf(stderr, "sort: %s:%zu: disorder: %.*s\n", name,
			    i + 1, (int)lines[i].length, lines[i].text);
		return 1;
	}
	return 0;
}

/* --- Options -------------------------------------------------------------- */

static const char kind_letters[] = " nghMRV";

/* Takes one letter of an order; false if it is none. end: behind the comma. */
static bool
set_order(struct order *order, char letter, bool at_start, bool at_end)
{
	const char *kind;

	switch (letter) {
	case 'b':
		order->skip_start |= at_start;
		order->skip_end |= at_end;
		return true;
	case 'd':
		order->dictionary = true;
		return true;
	case 'f':
		order->fold = true;
		return true;
	case 'i':
		order->printing = true;
		return true;
	case 'r':
		order->reverse = true;
		return true;
	}
	kind = letter > ' ' ? strchr(kind_letters, letter) : NULL;
	if (!kind)
		return false;
	order->kind = (enum kind)(kind - kind_letters);
	return true;
}

static size_t
parse_position(const char **text, const char *whole, const char *what)
{
	char *end;
	unsigned long number = strtoul(*text, &end, 10);

	if (end == *text || !isdigit((unsigned char)**text))
		errx(2, "invalid number %s: invalid count at start of '%s'",
		    what, *text);
	if (number == 0 && strcmp(what, "at character offset") != 0)
		errx(2,
		    "field number is zero: invalid field specification "
		    "'%s'",
		    whole);
	*text = end;
	return number;
}

static void
parse_order_letters(const char **text, struct key *key, bool at_start,
    const char *whole)
{
	for (; **text && **text != ','; ++*text) {
		if (!set_order(&key->order, **text, at_start, !at_start))
			errx(2,
			    "stray character in field spec: invalid field "
			    "specification '%s'",
			    whole);
		key->has_order = true;
	}
}

static void
parse_key(const char *text)
{
	const char *whole = text;
	struct key key = { 0 };

	key.start_field = parse_position(&text, whole, "at field start") - 1;
	if (*text == '.') {
		text++;
		key.start_char = parse_position(&text, whole, "after '.'");
		if (key.start_char-- == 0)
			errx(2,
			    "character offset is zero: invalid field "
			    "specification '%s'",
			    whole);
	}
	parse_order_letters(&text, &key, true, whole);
	if (*text == ',') {
		text++;
		key.has_end = true;
		key.end_field = parse_position(&text, whole, "after ','") - 1;
		if (*text == '.') {
			text++;
			key.end_char = parse_position(&text, whole,
			    "at character offset");
		}
		parse_order_letters(&text, &key, false, whole);
	}
	array_grow(&opt.keys, opt.nkeys, &opt.capacity, sizeof *opt.keys);
	opt.keys[opt.nkeys++] = key;
}

static void
parse_separator(const char *text)
{
	if (strcmp(text, "\\0") == 0)
		opt.separator = '\0';
	else if (*text == '\0')
		errx(2, "empty tab");
	else if (text[1])
		errx(2, "multi-character tab '%s'", text);
	else
		opt.separator = (unsigned char)*text;
}

static void
parse_sort_word(const char *word)
{
	static const char *const words[] = {
		"numeric",
		"general-numeric",
		"human-numeric",
		"month",
		"random",
		"version",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(word, words[i]) == 0) {
			opt.order.kind = (enum kind)(i + 1);
			return;
		}
	}
	usage("invalid argument '%s' for '--sort'", word);
}

/* `sort +1 -2` of old is `sort -k 2,2`. */
static void
parse_old_keys(int *argc, char **argv)
{
	int out = 1;

	for (int i = 1; i < *argc; i++) {
		char *end;
		unsigned long first, last;

		if (strcmp(argv[i], "--") == 0) {
			while (i < *argc)
				argv[out++] = argv[i++];
			break;
		}
		if (argv[i][0] != '+' || !isdigit((unsigned char)argv[i][1])) {
			argv[out++] = argv[i];
			continue;
		}
		first = strtoul(argv[i] + 1, &end, 10);
		if (i + 1 < *argc && argv[i + 1][0] == '-' &&
		    isdigit((unsigned char)argv[i + 1][1])) {
			last = strtoul(argv[i + 1] + 1, NULL, 10);
			argv[out++] = xasprintf("-k%lu%s,%lu", first + 1, end,
			    last);
			i++;
		} else {
			argv[out++] = xasprintf("-k%lu%s", first + 1, end);
		}
	}
	*argc = out;
	argv[out] = NULL;
}

/* Keys without an order of their own have that of the whole command. */
static void
finish_keys(void)
{
	struct timespec now;

	for (size_t i = 0; i < opt.nkeys; i++) {
		if (!opt.keys[i].has_order)
			opt.keys[i].order = opt.order;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	opt.seed = 0xcbf29ce484222325u ^ (uint64_t)now.tv_nsec << 32 ^
	    (uint64_t)now.tv_sec ^ (uint64_t)getpid() << 20;
}

static void
parse_option(int option)
{
	switch (option) {
	case 'c':
		opt.check = true;
		opt.quiet = optarg &&
		    (strcmp(optarg, "quiet") == 0 ||
			strcmp(optarg, "silent") == 0);
		break;
	case 'C':
		opt.check = opt.quiet = true;
		break;
	case 'k':
		parse_key(optarg);
		break;
	case 'm':
		opt.merge = true;
		break;
	case 's':
		opt.stable = true;
		break;
	case LONG('s'):
		parse_sort_word(optarg);
		break;
	case 't':
		parse_separator(optarg);
		break;
	case 'u':
		opt.unique = true;
		break;
	case 'z':
		opt.end = '\0';
		break;
	default:
		if (option < 0x100)
			set_order(&opt.order, (char)option, true, true);
	}
}

static void
read_named_files(const char *list)
{
	FILE *file = input_open(list);
	char *name = NULL;
	size_t size = 0;

	if (!file)
		exit(2);
	while (getdelim(&name, &size, '\0', file) > 0)
		read_file(name);
	free(name);
	input_close(file, list);
}

int
main(int argc, char **argv)
{
	const char *output = NULL, *list = NULL;
	int option;

	usage_status = 2;
	parse_old_keys(&argc, argv);
	while ((option = option_next(argc, argv, help)) != -1) {
		if (option == 'o')
			output = optarg;
		else if (option == LONG('f'))
			list = optarg;
		else
			parse_option(option);
	}
	finish_keys();
	if (opt.check && argc - optind > 1)
		usage("extra operand '%s' not allowed with -c",
		    argv[optind + 1]);
	if (list)
		read_named_files(list);
	else if (optind == argc)
		read_file("-");
	for (int i = optind; i < argc; i++)
		read_file(argv[i]);
	if (opt.check)
		return check_lines(optind < argc ? argv[optind] : "-");
	sort_lines();
	print_lines(output);
	return 0;
}
