/*
 * tr: translate, squeeze or delete characters.
 *
 * A set is expanded to an array of byte values; [:lower:] and [:upper:] that
 * stand at the same place in both sets translate case. Characters are bytes.
 */
#include <ctype.h>
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/input.h"
#include "lib/memory.h"
#include "lib/options.h"

static const char help[] =
    "Usage: tr [OPTION]... SET1 [SET2]\n"
    "Copy standard input to standard output, each byte in SET1 replaced by the\n"
    "one at its place in SET2. Sets are characters, \\n \\\\ \\NNN, a-z, [:class:],\n"
    "[=c=], and in SET2 [c*] or [c*NUM].\n\n"
    "  -c, --complement          SET1 is all bytes that are not in it\n"
    "  -C                        the same\n"
    "  -d, --delete              delete the bytes in SET1\n"
    "  -s, --squeeze-repeats     of equal neighbours in the last set, only one\n"
    "  -t, --truncate-set1       SET1 is no longer than SET2\n";

enum {
	NBYTES = 256
};

struct set {
	unsigned char *bytes;
	size_t n, capacity;
	/* Where [:lower:] and [:upper:] stand. */
	struct {
		size_t at;
		bool lower;
	} cases[8];
	size_t ncases;
	/* Where [c*] stands, to be repeated as often as needed. */
	bool has_fill, has_class;
	size_t fill_at;
	unsigned char fill;
};

static void
add(struct set *set, int byte)
{
	array_grow(&set->bytes, set->n, &set->capacity, 1);
	set->bytes[set->n++] = (unsigned char)byte;
}

/* One character, perhaps with a backslash. */
static int
take_char(const char **text)
{
	static const char from[] = "abfnrtv\\", to[] = "\a\b\f\n\r\t\v\\";
	const char *p = *text, *at;
	int value = 0;

	if (*p != '\\' || p[1] == '\0') {
		*text = p + 1;
		return (unsigned char)*p;
	}
	p++;
	if (*p >= '0' && *p <= '7') {
		for (int i = 0; i < 3 && *p >= '0' && *p <= '7'; i++) {
			if (8 * value + *p - '0' > 255)
				break;
			value = 8 * value + *p++ - '0';
		}
		*text = p;
		return value;
	}
	at = strchr(from, *p);
	*text = p + 1;
	return at ? (unsigned char)to[at - from] : (unsigned char)*p;
}

static const struct {
	const char *name;
	int (*test)(int c);
} classes[] = {
	{ "alnum", isalnum },
	{ "alpha", isalpha },
	{ "blank", isblank },
	{ "cntrl", iscntrl },
	{ "digit", isdigit },
	{ "graph", isgraph },
	{ "lower", islower },
	{ "print", isprint },
	{ "punct", ispunct },
	{ "space", isspace },
	{ "upper", isupper },
	{ "xdigit", isxdigit },
};

static void
add_class(struct set *set, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (strlen(classes[i].name) != length ||
		    strncmp(name, classes[i].name, length) != 0)
			continue;
		if (classes[i].test == islower || classes[i].test == isupper) {
			if (set->ncases <
			    sizeof set->cases / sizeof *set->cases) {
				set->cases[set->ncases].at = set->n;
				set->cases[set->ncases++].lower =
				    classes[i].test == islower;
			}
		} else {
			set->has_class = true;
		}
		for (int c = 0; c < NBYTES; c++) {
			if (classes[i].test(c))
				add(set, c);
		}
		return;
	}
	errx(1, "invalid character class '%.*s'", (int)length, name);
}

/* [:class:], [=c=], [c*] and [c*NUM]; false if it is none of them. */
static bool
take_bracket(struct set *set, const char **text, bool second)
{
	const char *p = *text + 1, *end;
	int c;

	if (*p == ':' && (end = strstr(p + 1, ":]")) && end > p + 1) {
		add_class(set, p + 1, (size_t)(end - p - 1));
		*text = end + 2;
		return true;
	}
	if (*p == '=' && p[1] && p[2] == '=' && p[3] == ']') {
		add(set, (unsigned char)p[1]);
		*text = p + 4;
		return true;
	}
	if (!*p)
		return false;
	c = take_char(&p);
	if (*p != '*' || !(end = strchr(p, ']')))
		return false;
	{
		char *stop;
		unsigned long times = strtoul(p + 1, &stop,
		    p[1] == '0' ? 8 : 10);

		if (stop != end)
			return false;
		if (!second)
			errx(1,
			    "the [c*] repeat construct may not appear in "
			    "string1");
		if (times == 0) {
			set->has_fill = true;
			set->fill_at = set->n;
			set->fill = (unsigned char)c;
		}
		if (times > 1 << 20)
			errx(1, "invalid repeat count in [c*n] construct");
		while (times-- > 0)
			add(set, c);
	}
	*text = end + 1;
	return true;
}

static void
parse_set(struct set *set, const char *text, bool second)
{
	while (*text) {
		int first, last;

		if (*text == '[' && take_bracket(set, &text, second))
			continue;
		first = take_char(&text);
		if (*text != '-' || text[1] == '\0') {
			add(set, first);
			continue;
		}
		text++;
		last = take_char(&text);
		if (last < first)
			errx(1,
			    "range-endpoints of '%c-%c' are in reverse "
			    "collating sequence order",
			    first, last);
		for (; first <= last; first++)
			add(set, first);
	}
}

static void
complement(struct set *set)
{
	bool in[NBYTES] = { false };

	for (size_t i = 0; i < set->n; i++)
		in[set->bytes[i]] = true;
	set->n = set->ncases = 0;
	for (int c = 0; c < NBYTES; c++) {
		if (!in[c])
			add(set, c);
	}
}

/* Makes [c*] as long as set1 asks for. */
static void
fill(struct set *set, size_t wanted)
{
	size_t missing = wanted > set->n ? wanted - set->n : 0;

	if (!set->has_fill)
		return;
	for (size_t i = 0; i < missing; i++)
		add(set, 0);
	memmove(set->bytes + set->fill_at + missing, set->bytes + set->fill_at,
	    set->n - missing - set->fill_at);
	memset(set->bytes + set->fill_at, set->fill, missing);
}

static void
make_map(struct set *from, struct set *to, bool truncate,
    unsigned char map[NBYTES])
{
	fill(to, from->n);
	if (to->n == 0 && !truncate)
		errx(1, "when not truncating set1, string2 must be non-empty");
	if (to->has_class)
		errx(1,
		    "when translating, the only character classes that may "
		    "appear in\nstring2 are 'upper' and 'lower'");
	for (int c = 0; c < NBYTES; c++)
		map[c] = (unsigned char)c;
	for (size_t i = 0; i < from->n; i++) {
		if (i < to->n)
			map[from->bytes[i]] = to->bytes[i];
		else if (!truncate)
			map[from->bytes[i]] = to->bytes[to->n - 1];
	}
	for (size_t i = 0; i < from->ncases && i < to->ncases; i++) {
		if (from->cases[i].at != to->cases[i].at ||
		    from->cases[i].lower == to->cases[i].lower)
			continue;
		for (int c = 0; c < NBYTES; c++) {
			if (from->cases[i].lower ? islower(c) : isupper(c))
				map[c] = (unsigned char)(islower(c) ?
					toupper(c) :
					tolower(c));
		}
	}
}

static void
members(const struct set *set, bool in[NBYTES])
{
	for (size_t i = 0; i < set->n; i++)
		in[set->bytes[i]] = true;
}

static void
filter(const unsigned char map[NBYTES], const bool delete[NBYTES],
    const bool squeeze[NBYTES])
{
	static unsigned char buffer[64 * 1024];
	int last = -1;
	ssize_t n;

	while ((n = input_read(0, buffer, sizeof buffer)) > 0) {
		size_t out = 0;

		for (ssize_t i = 0; i < n; i++) {
			unsigned char c = buffer[i];

			if (delete[c])
				continue;
			c = map[c];
			if (squeeze[c] && c == last)
				continue;
			last = c;
			buffer[out++] = c;
		}
		output_all(1, buffer, out);
	}
	if (n < 0)
		err(1, "read error");
}

int
main(int argc, char **argv)
{
	bool complemented = false, deleting = false, squeezing = false;
	bool truncate = false, two;
	bool delete[NBYTES] = { false }, squeeze[NBYTES] = { false };
	unsigned char map[NBYTES];
	struct set set1 = { 0 }, set2 = { 0 };
	int option;

	while ((option = option_next(argc, argv, help)) != -1) {
		switch (option) {
		case 'c':
		case 'C':
			complemented = true;
			break;
		case 'd':
			deleting = true;
			break;
		case 's':
			squeezing = true;
			break;
		case 't':
			truncate = true;
			break;
		}
	}
	two = argc - optind >= 2;
	need_operands(argc, argv, deleting == squeezing ? 2 : 1,
	    deleting && !squeezing ? 1 : 2);
	parse_set(&set1, argv[optind], false);
	if (two)
		parse_set(&set2, argv[optind + 1], true);
	if (complemented)
		complement(&set1);
	for (int c = 0; c < NBYTES; c++)
		map[c] = (unsigned char)c;
	if (deleting)
		members(&set1, delete);
	else if (two)
		make_map(&set1, &set2, truncate, map);
	if (squeezing)
		members(two ? &set2 : &set1, squeeze);
	filter(map, delete, squeeze);
	return 0;
}
