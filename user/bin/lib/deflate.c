/*
 * deflate: compression to gzip files.
 *
 * Input is searched for repetitions through chains of positions with the same
 * hash of three bytes; a match is only taken when none that begins a byte later
 * is longer. What results is kept as a list of literals and matches, up to
 * MAX_SYMBOLS of them, which becomes a block: with codes made for it, with the
 * fixed ones, or stored, whichever is shortest.
 *
 * Code lengths come from a Huffman tree over the counts; when one is longer than
 * allowed the counts are flattened and the tree is made again.
 */
#include "deflate.h"

#include <stdlib.h>
#include <string.h>

enum {
	WINDOW = 32768,
	BUFFER = 2 * WINDOW + 512,
	MIN_MATCH = 3,
	MAX_MATCH = 258,
	HASH_SIZE = 1 << 15,
	MAX_SYMBOLS = 16384,
	NLITERALS = 286,
	NDISTANCES = 30,
	NLENGTHS = 19,
	END = 256
};

struct symbol {
	uint16_t length; /* or the literal, if distance is 0 */
	uint16_t distance;
};

struct deflater {
	FILE *in, *out;
	unsigned char buffer[BUFFER];
	size_t start, end; /* of what is not compressed yet */
	size_t base;       /* the stream's offset of buffer[0] */
	bool eof;
	uint32_t crc, total;
	int32_t head[HASH_SIZE], previous[WINDOW]; /* offsets; -1: none */
	struct symbol symbols[MAX_SYMBOLS];
	size_t nsymbols, block_start; /* the stream's offset */
	unsigned char raw[65535];
	size_t nraw;
	uint64_t bits;
	unsigned int nbits;
	int chain, good;
};

/* --- Bits ----------------------------------------------------------------- */

static void
put_bits(struct deflater *d, unsigned int value, unsigned int n)
{
	d->bits |= (uint64_t)value << d->nbits;
	d->nbits += n;
	while (d->nbits >= 8) {
		putc((int)(d->bits & 0xff), d->out);
		d->bits >>= 8;
		d->nbits -= 8;
	}
}

static void
align(struct deflater *d)
{
	if (d->nbits)
		put_bits(d, 0, 8 - d->nbits);
}

static void
put_word(struct deflater *d, uint32_t word)
{
	for (int i = 0; i < 4; i++)
		putc((int)(word >> 8 * i & 0xff), d->out);
}

/* --- Codes ---------------------------------------------------------------- */

struct code {
	unsigned int n, limit; /* of symbols, of bits */
	uint32_t count[NLITERALS + 2];
	unsigned char length[NLITERALS + 2];
	uint16_t code[NLITERALS + 2];
};

struct tree_node {
	uint32_t count;
	int parent;
};

/* The two nodes with the smallest counts that have no parent yet. */
static int
smallest(const struct tree_node *nodes, int n, int except)
{
	int best = -1;

	for (int i = 0; i < n; i++) {
		if (nodes[i].parent < 0 && i != except && nodes[i].count &&
		    (best < 0 || nodes[i].count < nodes[best].count))
			best = i;
	}
	return best;
}

/* Gives the longest length. */
static unsigned int
make_lengths(struct code *c, const uint32_t *count)
{
	struct tree_node nodes[2 * (NLITERALS + 2)];
	int n = (int)c->n;
	unsigned int longest = 0;

	for (int i = 0; i < n; i++)
		nodes[i] = (struct tree_node){ count[i], -1 };
	for (;;) {
		int a = smallest(nodes, n, -1);
		int b = smallest(nodes, n, a);

		if (b < 0)
			break;
		nodes[n] = (struct tree_node){ nodes[a].count + nodes[b].count,
			-1 };
		nodes[a].parent = nodes[b].parent = n++;
	}
	for (unsigned int i = 0; i < c->n; i++) {
		unsigned int length = 0;

		for (int p = nodes[i].parent; p >= 0; p = nodes[p].parent)
			length++;
		/* A single symbol needs a bit as well. */
		if (count[i] && length == 0)
			length = 1;
		c->length[i] = (unsigned char)length;
		if (length > longest)
			longest = length;
	}
	return longest;
}

static void
assign_codes(struct code *c)
{
	uint16_t next[17] = { 0 }, counts[17] = { 0 };
	uint16_t code = 0;

	for (unsigned int i = 0; i < c->n; i++)
		counts[c->length[i]]++;
	counts[0] = 0;
	for (int bits = 1; bits <= 15; bits++) {
		code = (uint16_t)((code + counts[bits - 1]) << 1);
		next[bits] = code;
	}
	for (unsigned int i = 0; i < c->n; i++) {
		unsigned int value = next[c->length[i]], reversed = 0;

		if (!c->length[i])
			continue;
		next[c->length[i]]++;
		for (unsigned int bit = 0; bit < c->length[i]; bit++) {
			reversed = reversed << 1 | (value & 1);
			value >>= 1;
		}
		c->code[i] = (uint16_t)reversed;
	}
}

static void
make_code(struct code *c)
{
	uint32_t count[NLITERALS + 2];

	memcpy(count, c->count, c->n * sizeof *count);
	while (make_lengths(c, count) > c->limit) {
		for (unsigned int i = 0; i < c->n; i++) {
			if (count[i])
				count[i] = count[i] / 2 + 1;
		}
	}
	assign_codes(c);
}

static void
put_code(struct deflater *d, const struct code *c, unsigned int symbol)
{
	put_bits(d, c->code[symbol], c->length[symbol]);
}

/* --- Lengths and distances ------------------------------------------------ */

struct extra {
	unsigned int symbol, bits, value;
};

static struct extra
length_symbol(unsigned int length)
{
	unsigned int n = length - MIN_MATCH, bits = 0;

	if (length == MAX_MATCH)
		return (struct extra){ 285, 0, 0 };
	while (n >> bits >= 8)
		bits++;
	return (struct extra){ 257 + 4 * bits + (n >> bits), bits,
		n & ((1u << bits) - 1) };
}

static struct extra
distance_symbol(unsigned int distance)
{
	unsigned int n = distance - 1, bits = 0;

	while (n >> bits >= 4)
		bits++;
	return (struct extra){ 2 * bits + (n >> bits), bits,
		n & ((1u << bits) - 1) };
}

/* --- Blocks --------------------------------------------------------------- */

struct block {
	struct code literals, distances, lengths;
	unsigned char runs[NLITERALS + NDISTANCES];
	unsigned char run_extra[NLITERALS + NDISTANCES];
	unsigned int nruns, nliterals, ndistances, nlengths;
};

static const unsigned char length_order[NLENGTHS] = {
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

static void
count_symbols(const struct deflater *d, struct block *b)
{
	memset(b, 0, sizeof *b);
	b->literals.n = NLITERALS;
	b->distances.n = NDISTANCES;
	b->literals.limit = b->distances.limit = 15;
	b->lengths.n = NLENGTHS;
	b->lengths.limit = 7;
	for (size_t i = 0; i < d->nsymbols; i++) {
		const struct symbol *s = &d->symbols[i];

		if (s->distance) {
			b->literals.count[length_symbol(s->length).symbol]++;
			b->distances
			    .count[distance_symbol(s->distance).symbol]++;
		} else {
			b->literals.count[s->length]++;
		}
	}
	b->literals.count[END] = 1;
}

static void
add_run(struct block *b, unsigned int symbol, unsigned int extra)
{
	b->lengths.count[symbol]++;
	b->runs[b->nruns] = (unsigned char)symbol;
	b->run_extra[b->nruns++] = (unsigned char)extra;
}

/* The lengths of both codes as runs: 16 repeats, 17 and 18 are zeros. */
static void
make_runs(struct block *b)
{
	unsigned char all[NLITERALS + NDISTANCES];
	unsigned int n = 0, i = 0;

	b->nliterals = NLITERALS;
	while (b->nliterals > 257 && !b->literals.length[b->nliterals - 1])
		b->nliterals--;
	b->ndistances = NDISTANCES;
	while (b->ndistances > 1 && !b->distances.length[b->ndistances - 1])
		b->ndistances--;
	memcpy(all, b->literals.length, b->nliterals);
	memcpy(all + b->nliterals, b->distances.length, b->ndistances);
	n = b->nliterals + b->ndistances;
	while (i < n) {
		unsigned int run = 1, most = all[i] ? 7 : 138;

		while (i + run < n && run < most && all[i + run] == all[i])
			run++;
		if (all[i] == 0 && run >= 3) {
			add_run(b, run <= 10 ? 17 : 18,
			    run <= 10 ? run - 3 : run - 11);
			i += run;
			continue;
		}
		add_run(b, all[i], 0);
		if (all[i++] && run >= 4) {
			add_run(b, 16, run - 1 - 3);
			i += run - 1;
		}
	}
	make_code(&b->lengths);
	b->nlengths = NLENGTHS;
	while (b->nlengths > 4 &&
	    !b->lengths.length[length_order[b->nlengths - 1]])
		b->nlengths--;
}

static void
fixed_codes(struct block *b)
{
	b->literals.n = NLITERALS + 2;
	memset(b->literals.length, 8, 144);
	memset(b->literals.length + 144, 9, 112);
	memset(b->literals.length + 256, 7, 24);
	memset(b->literals.length + 280, 8, 8);
	memset(b->distances.length, 5, NDISTANCES);
	assign_codes(&b->literals);
	assign_codes(&b->distances);
}

static uint64_t
data_bits(const struct block *b)
{
	uint64_t bits = 0;

	for (unsigned int i = 0; i < NLITERALS; i++) {
		unsigned int extra = i < 265 || i == 285 ? 0 : (i - 261) / 4;

		bits += (uint64_t)b->literals.count[i] *
		    (b->literals.length[i] + extra);
	}
	for (unsigned int i = 0; i < NDISTANCES; i++)
		bits += (uint64_t)b->distances.count[i] *
		    (b->distances.length[i] + (i < 4 ? 0 : i / 2 - 1));
	return bits;
}

static uint64_t
header_bits(const struct block *b)
{
	uint64_t bits = 14 + 3 * b->nlengths;

	for (unsigned int i = 0; i < NLENGTHS; i++) {
		unsigned int extra = i == 16 ? 2 :
		    i == 17                  ? 3 :
		    i == 18                  ? 7 :
					       0;

		bits += (uint64_t)b->lengths.count[i] *
		    (b->lengths.length[i] + extra);
	}
	return bits;
}

static void
put_dynamic_header(struct deflater *d, const struct block *b)
{
	put_bits(d, b->nliterals - 257, 5);
	put_bits(d, b->ndistances - 1, 5);
	put_bits(d, b->nlengths - 4, 4);
	for (unsigned int i = 0; i < b->nlengths; i++)
		put_bits(d, b->lengths.length[length_order[i]], 3);
	for (unsigned int i = 0; i < b->nruns; i++) {
		unsigned int symbol = b->runs[i];

		put_code(d, &b->lengths, symbol);
		if (symbol >= 16)
			put_bits(d, b->run_extra[i],
			    symbol == 16     ? 2 :
				symbol == 17 ? 3 :
					       7);
	}
}

static void
put_symbols(struct deflater *d, const struct block *b)
{
	for (size_t i = 0; i < d->nsymbols; i++) {
		const struct symbol *s = &d->symbols[i];
		struct extra e;

		if (!s->distance) {
			put_code(d, &b->literals, s->length);
			continue;
		}
		e = length_symbol(s->length);
		put_code(d, &b->literals, e.symbol);
		put_bits(d, e.value, e.bits);
		e = distance_symbol(s->distance);
		put_code(d, &b->distances, e.symbol);
		put_bits(d, e.value, e.bits);
	}
	put_code(d, &b->literals, END);
}

static void
put_stored(struct deflater *d, bool last)
{
	put_bits(d, last, 1);
	put_bits(d, 0, 2);
	align(d);
	put_bits(d, (unsigned int)d->nraw, 16);
	put_bits(d, (unsigned int)~d->nraw & 0xffff, 16);
	fwrite(d->raw, 1, d->nraw, d->out);
}

static void
put_block(struct deflater *d, bool last)
{
	struct block dynamic, fixed;
	uint64_t best, other;

	count_symbols(d, &dynamic);
	fixed = dynamic;
	fixed_codes(&fixed);
	make_code(&dynamic.literals);
	make_code(&dynamic.distances);
	make_runs(&dynamic);
	best = data_bits(&dynamic) + header_bits(&dynamic);
	other = data_bits(&fixed);
	if (8 * (uint64_t)d->nraw + 40 < best &&
	    8 * (uint64_t)d->nraw + 40 < other) {
		put_stored(d, last);
	} else {
		put_bits(d, last, 1);
		put_bits(d, best < other ? 2 : 1, 2);
		if (best < other)
			put_dynamic_header(d, &dynamic);
		put_symbols(d, best < other ? &dynamic : &fixed);
	}
	d->nsymbols = d->nraw = 0;
}

/* --- Matches -------------------------------------------------------------- */

static void
fill(struct deflater *d)
{
	if (d->start >= WINDOW + MAX_MATCH && d->end == BUFFER) {
		size_t drop = d->start - WINDOW;

		memmove(d->buffer, d->buffer + drop, d->end - drop);
		d->start -= drop;
		d->end -= drop;
		d->base += drop;
	}
	while (!d->eof && d->end < BUFFER) {
		size_t n = fread(d->buffer + d->end, 1, BUFFER - d->end, d->in);

		d->crc = crc32_update(d->crc, d->buffer + d->end, n);
		d->total += (uint32_t)n;
		d->end += n;
		d->eof = n == 0;
	}
}

static unsigned int
hash(const unsigned char *p)
{
	uint32_t three = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;

	return three * 0x9e3779b1u >> 17;
}

/* Makes the position findable. Offsets wrap after 2 GiB: chains only break. */
static void
insert(struct deflater *d, size_t at)
{
	int32_t offset = (int32_t)((d->base + at) & 0x7fffffff);
	unsigned int h;

	if (at + MIN_MATCH > d->end)
		return;
	h = hash(d->buffer + at);
	d->previous[offset & (WINDOW - 1)] = d->head[h];
	d->head[h] = offset;
}

static unsigned int
common_length(const unsigned char *a, const unsigned char *b, size_t most)
{
	unsigned int n = 0;

	while (n < most && a[n] == b[n])
		n++;
	return n;
}

static struct symbol
find_match(const struct deflater *d, size_t at)
{
	struct symbol best = { 0, 0 };
	size_t most = d->end - at < MAX_MATCH ? d->end - at : MAX_MATCH;
	int32_t here = (int32_t)((d->base + at) & 0x7fffffff), candidate;

	if (most < MIN_MATCH)
		return best;
	candidate = d->head[hash(d->buffer + at)];
	for (int i = 0; i < d->chain && candidate >= 0; i++) {
		int32_t distance = here - candidate;
		unsigned int length;

		/* 32768 itself would be its own predecessor in the ring. */
		if (distance <= 0 || distance >= WINDOW ||
		    (size_t)distance > at)
			break;
		length = common_length(d->buffer + at,
		    d->buffer + at - distance, most);
		if (length > best.length) {
			best.length = (uint16_t)length;
			best.distance = (uint16_t)distance;
			if (length == most)
				break;
		}
		candidate = d->previous[candidate & (WINDOW - 1)];
	}
	if (best.length < MIN_MATCH)
		best.length = best.distance = 0;
	return best;
}

static void
add_symbol(struct deflater *d, struct symbol symbol, size_t at)
{
	size_t n = symbol.distance ? symbol.length : 1;

	if (d->nsymbols == MAX_SYMBOLS || d->nraw + n > sizeof d->raw)
		put_block(d, false);
	memcpy(d->raw + d->nraw, d->buffer + at, n);
	d->nraw += n;
	d->symbols[d->nsymbols++] = symbol;
}

/* One literal or match at d->start. */
static void
step(struct deflater *d)
{
	struct symbol match = find_match(d, d->start), next = { 0, 0 };

	insert(d, d->start);
	/* A longer match a byte later makes this byte a literal. */
	if (match.distance && match.length < d->good && d->start + 1 < d->end)
		next = find_match(d, d->start + 1);
	if (!match.distance || next.length > match.length) {
		add_symbol(d, (struct symbol){ d->buffer[d->start], 0 },
		    d->start);
		d->start++;
		return;
	}
	add_symbol(d, match, d->start);
	for (unsigned int i = 1; i < match.length; i++)
		insert(d, d->start + i);
	d->start += match.length;
}

bool
gzip_compress(FILE *in, FILE *out, int level, const char *name, uint32_t time)
{
	static const int chains[] = { 0, 4, 8, 16, 32, 64, 128, 256, 512,
		4096 };
	struct deflater *d = calloc(1, sizeof *d);
	bool good;

	if (!d)
		return false;
	d->in = in;
	d->out = out;
	d->chain = chains[level];
	d->good = level < 4 ? 0 : level < 7 ? 32 : MAX_MATCH;
	memset(d->head, -1, sizeof d->head);
	fputs("\x1f\x8b\x08", out);
	putc(name ? 8 : 0, out);
	put_word(d, time);
	putc(level == 9 ? 2 : level == 1 ? 4 : 0, out);
	putc(3, out);
	if (name)
		fwrite(name, 1, strlen(name) + 1, out);
	for (fill(d); d->start < d->end;) {
		step(d);
		if (d->end - d->start < MAX_MATCH + MIN_MATCH)
			fill(d);
	}
	put_block(d, true);
	align(d);
	put_word(d, d->crc);
	put_word(d, d->total);
	good = !ferror(in) && fflush(out) == 0 && !ferror(out);
	free(d);
	return good;
}
