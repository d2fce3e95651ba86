/*
 * inflate: decompression of gzip files.
 *
 * Codes are decoded canonically, a bit at a time over the counts of each length
 * (RFC 1951, 3.2.2): no tables to build, and nothing that a bad stream could
 * make overflow. A first-level table of 9 bits makes the common short codes one
 * lookup. The window is the last 32 KiB that were written; a distance that
 * reaches before the beginning is an error.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "deflate.h"

enum {
	MAX_BITS = 15,
	MAX_CODES = 320,
	WINDOW = 32768,
	FAST = 9
};

struct huffman {
	uint16_t count[MAX_BITS + 1];
	uint16_t symbol[MAX_CODES];
	uint16_t fast[1 << FAST]; /* symbol << 4 | length; 0: longer */
};

struct inflater {
	FILE *in, *out;
	uint32_t bits;
	unsigned int nbits;
	unsigned char window[WINDOW];
	size_t at;
	uint64_t total;
	uint32_t crc;
	jmp_buf fail;
	const char *problem;
	bool any; /* a member was read */
	struct huffman literals, distances;
};

__attribute__((noreturn)) static void
fail(struct inflater *s, const char *problem)
{
	s->problem = problem;
	longjmp(s->fail, 1);
}

static unsigned int
next_byte(struct inflater *s)
{
	int c = getc(s->in);

	if (c == EOF)
		fail(s, "unexpected end of file");
	return (unsigned int)c;
}

static void
need(struct inflater *s, unsigned int n)
{
	while (s->nbits < n) {
		s->bits |= next_byte(s) << s->nbits;
		s->nbits += 8;
	}
}

static unsigned int
take(struct inflater *s, unsigned int n)
{
	unsigned int value;

	need(s, n);
	value = s->bits & ((1u << n) - 1);
	s->bits >>= n;
	s->nbits -= n;
	return value;
}

/* --- Output --------------------------------------------------------------- */

static void
flush(struct inflater *s)
{
	s->crc = crc32_update(s->crc, s->window, s->at);
	if (fwrite(s->window, 1, s->at, s->out) != s->at)
		fail(s, "write error");
	s->at = 0;
}

static void
put(struct inflater *s, unsigned int byte)
{
	s->window[s->at++] = (unsigned char)byte;
	s->total++;
	if (s->at == WINDOW)
		flush(s);
}

static void
copy(struct inflater *s, unsigned int distance, unsigned int length)
{
	if (distance > s->total)
		fail(s, "invalid compressed data--distance too far back");
	while (length-- > 0)
		put(s, s->window[(s->at - distance) & (WINDOW - 1)]);
}

/* --- Codes ---------------------------------------------------------------- */

static unsigned int
reverse(unsigned int code, unsigned int length)
{
	unsigned int result = 0;

	while (length-- > 0) {
		result = result << 1 | (code & 1);
		code >>= 1;
	}
	return result;
}

/* Symbols in the order of their codes; incomplete codes are allowed. */
static void
build(struct inflater *s, struct huffman *h, const unsigned char *lengths,
    unsigned int n)
{
	uint16_t offsets[MAX_BITS + 2] = { 0 };
	unsigned int code = 0, left = 1;

	memset(h->count, 0, sizeof h->count);
	memset(h->fast, 0, sizeof h->fast);
	for (unsigned int i = 0; i < n; i++)
		h->count[lengths[i]]++;
	h->count[0] = 0;
	for (unsigned int bits = 1; bits <= MAX_BITS; bits++) {
		left <<= 1;
		if (h->count[bits] > left)
			fail(s, "invalid compressed data--bad code lengths");
		left -= h->count[bits];
		offsets[bits + 1] = (uint16_t)(offsets[bits] + h->count[bits]);
	}
	for (unsigned int i = 0; i < n; i++) {
		if (lengths[i])
			h->symbol[offsets[lengths[i]]++] = (uint16_t)i;
	}
	for (unsigned int bits = 1, at = 0; bits <= FAST; bits++) {
		for (unsigned int i = 0; i < h->count[bits]; i++, code++) {
			uint16_t entry = (uint16_t)(h->symbol[at++] << 4 |
			    bits);

			for (unsigned int f = reverse(code, bits);
			     f < 1u << FAST; f += 1u << bits)
				h->fast[f] = entry;
		}
		code <<= 1;
	}
}

static unsigned int
decode(struct inflater *s, const struct huffman *h)
{
	int code = 0, first = 0, index = 0;

	/* Near the end there may be fewer bits than the table wants. */
	if (s->nbits > 0) {
		unsigned int entry = h->fast[s->bits & ((1u << FAST) - 1)];

		if (entry && (entry & 15) <= s->nbits) {
			s->bits >>= entry & 15;
			s->nbits -= entry & 15;
			return entry >> 4;
		}
	}
	for (unsigned int bits = 1; bits <= MAX_BITS; bits++) {
		int count = h->count[bits];

		code |= (int)take(s, 1);
		if (code - count < first)
			return h->symbol[index + (code - first)];
		index += count;
		first = (first + count) << 1;
		code <<= 1;
	}
	fail(s, "invalid compressed data--bad code");
}

/* --- Blocks --------------------------------------------------------------- */

static void
inflate_codes(struct inflater *s)
{
	static const uint16_t length_base[] = {
		3,
		4,
		5,
		6,
		7,
		8,
		9,
		10,
		11,
		13,
		15,
		17,
		19,
		23,
		27,
		31,
		35,
		43,
		51,
		59,
		67,
		83,
		99,
		115,
		131,
		163,
		195,
		227,
		258,
	};
	static const unsigned char length_bits[] = {
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		0,
		1,
		1,
		1,
		1,
		2,
		2,
		2,
		2,
		3,
		3,
		3,
		3,
		4,
		4,
		4,
		4,
		5,
		5,
		5,
		5,
		0,
	};
	static const uint16_t distance_base[] = {
		1,
		2,
		3,
		4,
		5,
		7,
		9,
		13,
		17,
		25,
		33,
		49,
		65,
		97,
		129,
		193,
		257,
		385,
		513,
		769,
		1025,
		1537,
		2049,
		3073,
		4097,
		6145,
		8193,
		12289,
		16385,
		24577,
	};

	for (;;) {
		unsigned int symbol = decode(s, &s->literals), length, d;

		if (symbol < 256) {
			put(s, symbol);
			continue;
		}
		if (symbol == 256)
			return;
		symbol -= 257;
		if (symbol >= 29)
			fail(s, "invalid compressed data--bad length");
		length = length_base[symbol] + take(s, length_bits[symbol]);
		d = decode(s, &s->distances);
		if (d >= 30)
			fail(s, "invalid compressed data--bad distance");
		copy(s, distance_base[d] + take(s, d < 4 ? 0 : d / 2 - 1),
		    length);
	}
}

static void
inflate_stored(struct inflater *s)
{
	unsigned int length, inverse;

	s->bits = s->nbits = 0;
	length = next_byte(s);
	length |= next_byte(s) << 8;
	inverse = next_byte(s);
	inverse |= next_byte(s) << 8;
	if (length != (~inverse & 0xffff))
		fail(s, "invalid compressed data--bad stored block");
	while (length-- > 0)
		put(s, next_byte(s));
}

static void
inflate_fixed(struct inflater *s)
{
	unsigned char lengths[288];

	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 112);
	memset(lengths + 256, 7, 24);
	memset(lengths + 280, 8, 8);
	build(s, &s->literals, lengths, 288);
	memset(lengths, 5, 30);
	build(s, &s->distances, lengths, 30);
	inflate_codes(s);
}

static void
inflate_dynamic(struct inflater *s)
{
	static const unsigned char order[] = {
		16,
		17,
		18,
		0,
		8,
		7,
		9,
		6,
		10,
		5,
		11,
		4,
		12,
		3,
		13,
		2,
		14,
		1,
		15,
	};
	unsigned int nliterals = take(s, 5) + 257, ndistances = take(s, 5) + 1;
	unsigned int ncodes = take(s, 4) + 4, i;
	unsigned char lengths[MAX_CODES] = { 0 };

	if (nliterals > 286 || ndistances > 30)
		fail(s, "invalid compressed data--too many codes");
	for (i = 0; i < ncodes; i++)
		lengths[order[i]] = (unsigned char)take(s, 3);
	build(s, &s->literals, lengths, 19);
	memset(lengths, 0, sizeof lengths);
	for (i = 0; i < nliterals + ndistances;) {
		unsigned int symbol = decode(s, &s->literals), times = 1;
		unsigned int value = symbol;

		if (symbol == 16) {
			if (i == 0)
				fail(s,
				    "invalid compressed data--no length "
				    "to repeat");
			value = lengths[i - 1];
			times = 3 + take(s, 2);
		} else if (symbol > 16) {
			value = 0;
			times = symbol == 17 ? 3 + take(s, 3) : 11 + take(s, 7);
		}
		if (i + times > nliterals + ndistances)
			fail(s, "invalid compressed data--too many lengths");
		while (times-- > 0)
			lengths[i++] = (unsigned char)value;
	}
	build(s, &s->literals, lengths, nliterals);
	build(s, &s->distances, lengths + nliterals, ndistances);
	inflate_codes(s);
}

/* --- Members -------------------------------------------------------------- */

static void
skip_text(struct inflater *s, char *name, size_t size)
{
	unsigned int c;
	size_t n = 0;

	while ((c = next_byte(s)) != 0) {
		if (name && n + 1 < size)
			name[n++] = (char)c;
	}
	if (name && size)
		name[n] = '\0';
}

static void
read_header(struct inflater *s, char *name, size_t size)
{
	unsigned int flags, extra;

	if (next_byte(s) != 8)
		fail(s, "unknown method--not supported");
	flags = next_byte(s);
	if (flags & 0xe0)
		fail(s, "has flags that are not supported");
	for (int i = 0; i < 6; i++)
		next_byte(s);
	if (flags & 4) {
		extra = next_byte(s);
		extra |= next_byte(s) << 8;
		while (extra-- > 0)
			next_byte(s);
	}
	if (flags & 8)
		skip_text(s, name, size);
	if (flags & 16)
		skip_text(s, NULL, 0);
	if (flags & 2) {
		next_byte(s);
		next_byte(s);
	}
}

static uint32_t
read_word(struct inflater *s)
{
	uint32_t word = 0;

	for (int i = 0; i < 4; i++)
		word |= next_byte(s) << 8 * i;
	return word;
}

static void
read_member(struct inflater *s)
{
	bool last;

	s->bits = s->nbits = 0;
	s->at = 0;
	s->total = 0;
	s->crc = 0;
	do {
		last = take(s, 1);
		switch (take(s, 2)) {
		case 0:
			inflate_stored(s);
			break;
		case 1:
			inflate_fixed(s);
			break;
		case 2:
			inflate_dynamic(s);
			break;
		default:
			fail(s, "invalid compressed data--bad block");
		}
	} while (!last);
	flush(s);
	/* Whole bytes that were read ahead belong to what follows. */
	while (s->nbits >= 8) {
		s->nbits -= 8;
		ungetc((int)(s->bits >> s->nbits & 0xff), s->in);
	}
	if (read_word(s) != s->crc)
		fail(s, "invalid compressed data--crc error");
	if (read_word(s) != (uint32_t)s->total)
		fail(s, "invalid compressed data--length error");
}

const char *
gzip_decompress(FILE *in, FILE *out, char *name, size_t name_size)
{
	struct inflater *s = calloc(1, sizeof *s);
	const char *problem;

	if (!s)
		return "memory exhausted";
	s->in = in;
	s->out = out;
	if (name_size)
		*name = '\0';
	if (setjmp(s->fail) == 0) {
		for (;;) {
			int a = getc(in);
			int b = a == EOF ? EOF : getc(in);

			if (a != 0x1f || b != 0x8b) {
				if (!s->any)
					fail(s,
					    a == EOF ?
						"unexpected end of file" :
						"not in gzip format");
				/* Zeros behind the end are padding. */
				break;
			}
			read_header(s, s->any ? NULL : name, name_size);
			read_member(s);
			s->any = true;
		}
	}
	/* Of what breaks off, all that there is. */
	if (s->problem && s->at)
		fwrite(s->window, 1, s->at, out);
	problem = s->problem;
	free(s);
	return problem;
}
