/*
 * iconv: between ASCII, Latin-1, Latin-9, Windows-1252, UTF-8, UTF-16 and UTF-32.
 *
 * A conversion goes through code points: one function takes a character off the
 * input, another puts it to the output. UTF-16 and UTF-32 without an explicit order
 * look for a byte order mark when reading and write one; without a mark they are
 * taken for this machine's order, as glibc does it.
 *
 * After the name of the output //TRANSLIT writes `?` for what it does not have, and
 * //IGNORE leaves it out.
 */
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum charset {
	ASCII,
	LATIN1,
	LATIN9,
	CP1252,
	UTF8,
	UTF16,
	UTF32
};

/* What a character is converted by, and what became of its byte order. */
struct coding {
	enum charset set;
	bool any_order; /* the byte order mark decides, or is written */
	bool big;
	bool started;
};

struct conversion {
	struct coding from, to;
	bool translit, ignore;
};

static const struct {
	const char *name;
	struct coding coding;
} names[] = {
	{ "ASCII", { .set = ASCII } },
	{ "US-ASCII", { .set = ASCII } },
	{ "ANSI_X3.4-1968", { .set = ASCII } },
	{ "646", { .set = ASCII } },
	{ "C", { .set = ASCII } },
	{ "ISO-8859-1", { .set = LATIN1 } },
	{ "ISO8859-1", { .set = LATIN1 } },
	{ "ISO_8859-1", { .set = LATIN1 } },
	{ "LATIN1", { .set = LATIN1 } },
	{ "L1", { .set = LATIN1 } },
	{ "ISO-8859-15", { .set = LATIN9 } },
	{ "ISO8859-15", { .set = LATIN9 } },
	{ "LATIN-9", { .set = LATIN9 } },
	{ "CP1252", { .set = CP1252 } },
	{ "WINDOWS-1252", { .set = CP1252 } },
	{ "UTF-8", { .set = UTF8 } },
	{ "UTF8", { .set = UTF8 } },
	{ "UTF-16", { .set = UTF16, .any_order = true } },
	{ "UTF16", { .set = UTF16, .any_order = true } },
	{ "UTF-16LE", { .set = UTF16 } },
	{ "UTF-16BE", { .set = UTF16, .big = true } },
	{ "UCS-2LE", { .set = UTF16 } },
	{ "UCS-2BE", { .set = UTF16, .big = true } },
	{ "UTF-32", { .set = UTF32, .any_order = true } },
	{ "UTF32", { .set = UTF32, .any_order = true } },
	{ "UTF-32LE", { .set = UTF32 } },
	{ "UTF-32BE", { .set = UTF32, .big = true } },
	{ "UCS-4LE", { .set = UTF32 } },
	{ "UCS-4BE", { .set = UTF32, .big = true } },
	{ "WCHAR_T", { .set = UTF32 } },
};

/* 0x80 to 0x9f; 0 is not assigned. */
static const uint16_t cp1252_high[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e,
	0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
	0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178 };

static const struct {
	unsigned char byte;
	uint16_t symbol;
} latin9_differs[] = { { 0xa4, 0x20ac }, { 0xa6, 0x0160 }, { 0xa8, 0x0161 },
	{ 0xb4, 0x017d }, { 0xb8, 0x017e }, { 0xbc, 0x0152 }, { 0xbd, 0x0153 },
	{ 0xbe, 0x0178 } };
#define NLATIN9 (sizeof latin9_differs / sizeof *latin9_differs)

/* Results of decoding besides a length. */
#define ILLEGAL    (-1)
#define INCOMPLETE (-2)

/* --- Reading ------------------------------------------------------------------------- */

static int
decode_byte(enum charset set, unsigned char byte, uint32_t *symbol)
{
	*symbol = byte;
	if (set == ASCII && byte >= 0x80)
		return ILLEGAL;
	if (set == CP1252 && byte >= 0x80 && byte < 0xa0) {
		*symbol = cp1252_high[byte - 0x80];
		return *symbol == 0 ? ILLEGAL : 1;
	}
	if (set == LATIN9)
		for (size_t i = 0; i < NLATIN9; i++)
			if (latin9_differs[i].byte == byte)
				*symbol = latin9_differs[i].symbol;
	return 1;
}

static int
decode_utf8(const unsigned char *p, size_t n, uint32_t *symbol)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	uint32_t c = p[0];
	int tails = c < 0x80 ? 0 :
	    c < 0xc2         ? -1 :
	    c < 0xe0         ? 1 :
	    c < 0xf0         ? 2 :
	    c < 0xf5         ? 3 :
			       -1;

	if (tails < 0)
		return ILLEGAL;
	if (tails > 0)
		c &= 0x3fu >> tails;
	for (int i = 1; i <= tails; i++) {
		if ((size_t)i == n)
			return INCOMPLETE;
		if ((p[i] & 0xc0) != 0x80)
			return ILLEGAL;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[tails] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return ILLEGAL;
	*symbol = c;
	return tails + 1;
}

static uint32_t
unit(const unsigned char *p, int size, bool big)
{
	uint32_t u = 0;

	for (int i = 0; i < size; i++)
		u |= (uint32_t)p[i] << 8 * (big ? size - 1 - i : i);
	return u;
}

static int
decode_utf16(const struct coding *c, const unsigned char *p, size_t n,
    uint32_t *symbol)
{
	uint32_t low;

	if (n < 2)
		return INCOMPLETE;
	*symbol = unit(p, 2, c->big);
	if (*symbol < 0xd800 || *symbol > 0xdfff)
		return 2;
	if (*symbol > 0xdbff)
		return ILLEGAL;
	if (n < 4)
		return INCOMPLETE;
	low = unit(p + 2, 2, c->big);
	if (low < 0xdc00 || low > 0xdfff)
		return ILLEGAL;
	*symbol = ((*symbol - 0xd7c0) << 10) | (low & 0x3ff);
	return 4;
}

static int
decode_utf32(const struct coding *c, const unsigned char *p, size_t n,
    uint32_t *symbol)
{
	if (n < 4)
		return INCOMPLETE;
	*symbol = unit(p, 4, c->big);
	return *symbol > 0x10ffff || (*symbol >= 0xd800 && *symbol < 0xe000) ?
	    ILLEGAL :
	    4;
}

/* => returns: the length of the character, ILLEGAL or INCOMPLETE */
static int
decode(const struct coding *c, const unsigned char *p, size_t n,
    uint32_t *symbol)
{
	switch (c->set) {
	case UTF8:
		return decode_utf8(p, n, symbol);
	case UTF16:
		return decode_utf16(c, p, n, symbol);
	case UTF32:
		return decode_utf32(c, p, n, symbol);
	default:
		return decode_byte(c->set, *p, symbol);
	}
}

/* A byte order mark at the start. => returns: its length, or INCOMPLETE */
static int
read_mark(struct coding *c, const unsigned char *p, size_t n)
{
	int size = c->set == UTF16 ? 2 : 4;

	if (!c->any_order || c->started)
		return 0;
	if (n < (size_t)size)
		return INCOMPLETE;
	c->started = true;
	if (unit(p, size, false) == 0xfeff)
		return size;
	if (unit(p, size, true) == 0xfeff) {
		c->big = true;
		return size;
	}
	return 0;
}

/* --- Writing ------------------------------------------------------------------------- */

static int
encode_byte(enum charset set, uint32_t symbol, unsigned char *p)
{
	*p = (unsigned char)symbol;
	if (symbol < 0x80)
		return 1;
	if (set == CP1252)
		for (int i = 0; i < 32; i++)
			if (cp1252_high[i] == symbol) {
				*p = (unsigned char)(0x80 + i);
				return 1;
			}
	if (set == LATIN9)
		for (size_t i = 0; i < NLATIN9; i++) {
			if (latin9_differs[i].symbol == symbol) {
				*p = latin9_differs[i].byte;
				return 1;
			}
			if (latin9_differs[i].byte == symbol)
				return ILLEGAL;
		}
	if (set == ASCII || symbol > 0xff || (set == CP1252 && symbol < 0xa0))
		return ILLEGAL;
	return 1;
}

static int
encode_utf8(uint32_t c, unsigned char *p)
{
	int tails = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;

	*p++ = (unsigned char)(tails == 0 ?
		c :
		(0xf00u >> (tails + 1) & 0xff) | c >> 6 * tails);
	for (int i = tails - 1; i >= 0; i--)
		*p++ = (unsigned char)(0x80 | (c >> 6 * i & 0x3f));
	return tails + 1;
}

static int
put_unit(uint32_t u, int size, bool big, unsigned char *p)
{
	for (int i = 0; i < size; i++)
		p[i] = (unsigned char)(u >> 8 * (big ? size - 1 - i : i));
	return size;
}

/* At most 8 bytes. => returns: how many, or ILLEGAL */
static int
encode(const struct coding *c, uint32_t symbol, unsigned char *p)
{
	int n;

	switch (c->set) {
	case UTF8:
		return encode_utf8(symbol, p);
	case UTF16:
		if (symbol < 0x10000)
			return put_unit(symbol, 2, c->big, p);
		n = put_unit(0xd7c0 + (symbol >> 10), 2, c->big, p);
		return n +
		    put_unit(0xdc00 | (symbol & 0x3ff), 2, c->big, p + n);
	case UTF32:
		return put_unit(symbol, 4, c->big, p);
	default:
		return encode_byte(c->set, symbol, p);
	}
}

/* --- The functions ----------------------------------------------------------------------- */

static bool
find_coding(const char *name, size_t n, struct coding *c)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i].name) == n &&
		    strncasecmp(names[i].name, name, n) == 0) {
			*c = names[i].coding;
			return true;
		}
	return false;
}

iconv_t
iconv_open(const char *to, const char *from)
{
	size_t nto = strcspn(to, "/"), nfrom = strcspn(from, "/");
	struct conversion *c = calloc(1, sizeof *c);

	if (c == NULL)
		return (iconv_t)-1;
	if (!find_coding(nto == 0 ? "UTF-8" : to, nto == 0 ? 5 : nto, &c->to) ||
	    !find_coding(nfrom == 0 ? "UTF-8" : from, nfrom == 0 ? 5 : nfrom,
		&c->from)) {
		free(c);
		errno = EINVAL;
		return (iconv_t)-1;
	}
	c->translit = strcasestr(to + nto, "//TRANSLIT") != NULL;
	c->ignore = strcasestr(to + nto, "//IGNORE") != NULL;
	return c;
}

int
iconv_close(iconv_t conversion)
{
	free(conversion);
	return 0;
}

struct buffers {
	char **in, **out;
	size_t *in_left, *out_left;
};

static bool
put_bytes(const struct buffers *b, const unsigned char *bytes, int n)
{
	if (*b->out_left < (size_t)n)
		return false;
	memcpy(*b->out, bytes, (size_t)n);
	*b->out += n;
	*b->out_left -= (size_t)n;
	return true;
}

static void
take_bytes(const struct buffers *b, int n)
{
	*b->in += n;
	*b->in_left -= (size_t)n;
}

static int
write_mark(struct coding *c, const struct buffers *b)
{
	unsigned char mark[8];

	if (!c->any_order || c->started)
		return 0;
	if (!put_bytes(b, mark, encode(c, 0xfeff, mark)))
		return E2BIG;
	c->started = true;
	return 0;
}

/* One character. => returns: 0 or an error; *substituted counts */
static int
convert_one(struct conversion *c, const struct buffers *b, size_t *substituted)
{
	const unsigned char *p = (const unsigned char *)*b->in;
	unsigned char bytes[8];
	uint32_t symbol;
	int n = read_mark(&c->from, p, *b->in_left), used;

	if (n != 0) {
		if (n == INCOMPLETE)
			return EINVAL;
		take_bytes(b, n);
		return 0;
	}
	n = decode(&c->from, p, *b->in_left, &symbol);
	if (n == INCOMPLETE)
		return EINVAL;
	if (n == ILLEGAL) {
		if (!c->ignore)
			return EILSEQ;
		take_bytes(b, 1);
		++*substituted;
		return 0;
	}
	used = encode(&c->to, symbol, bytes);
	if (used == ILLEGAL) {
		if (!c->translit && !c->ignore)
			return EILSEQ;
		used = c->translit ? encode(&c->to, '?', bytes) : 0;
		++*substituted;
	}
	if (write_mark(&c->to, b) != 0 || !put_bytes(b, bytes, used))
		return E2BIG;
	take_bytes(b, n);
	return 0;
}

size_t
iconv(iconv_t conversion, char **restrict in, size_t *restrict in_left,
    char **restrict out, size_t *restrict out_left)
{
	struct conversion *c = conversion;
	struct buffers b = { in, out, in_left, out_left };
	size_t substituted = 0;
	int error = 0;

	if (in == NULL || *in == NULL) {
		c->from.started = c->to.started = false;
		return 0;
	}
	while (error == 0 && *in_left > 0)
		error = convert_one(c, &b, &substituted);
	if (error != 0) {
		errno = error;
		return (size_t)-1;
	}
	return substituted;
}
