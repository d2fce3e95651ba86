/*
 * Finite state entropy.
 *
 * Each of 2^log states stands for a symbol; a symbol has as many states as its share
 * of the input. A state says its symbol, then takes bits of input to the next one: the
 * fewer, the more states its symbol has.
 *
 * The input is hostile: shares that are read are not negative but -1, and their sum is
 * checked, so that each state of a table is filled, with a symbol in range, and leads
 * to states of the table only.
 */
#include "lib/fse.h"

#include "abi/errno.h"
#include "lib/bits.h"
#include "lib/string.h"

#define MIN_LOG 5

int
back_bits_init(struct back_bits *b, const u8 *start, size_t size)
{
	if (size == 0 || start[size - 1] == 0)
		return -EINVAL;
	b->start = start;
	b->size = size;
	b->left = (s64)(size - 1) * 8 + fls64(start[size - 1]);
	return 0;
}

/* Where the symbol of each state goes: those of less than one share to the end, the
 * others around in steps that meet each place once. */
static void
spread(struct fse *t, const s16 *shares, unsigned nsymbols, u16 *next)
{
	u32 size = 1U << t->log, high = size, at = 0;
	u32 step = size / 2 + size / 8 + 3;

	for (unsigned s = 0; s < nsymbols; s++)
		if (shares[s] == -1) {
			t->cells[--high].symbol = (u8)s;
			next[s] = 1;
		}
	for (unsigned s = 0; s < nsymbols; s++) {
		if (shares[s] <= 0)
			continue;
		next[s] = (u16)shares[s];
		for (int i = 0; i < shares[s]; i++) {
			t->cells[at].symbol = (u8)s;
			do
				at = (at + step) & (size - 1);
			while (at >= high);
		}
	}
}

void
fse_build(struct fse *t, const s16 *shares, unsigned nsymbols, unsigned log)
{
	u16 next[FSE_MAX_SYMBOLS];

	t->log = log;
	spread(t, shares, nsymbols, next);
	for (u32 i = 0; i < 1U << log; i++) {
		struct fse_cell *c = &t->cells[i];
		u32 n = next[c->symbol]++;

		c->nbits = (u8)(log - fls64(n));
		c->base = (u16)((n << c->nbits) - (1U << log));
	}
}

void
fse_build_single(struct fse *t, u8 symbol)
{
	t->log = 0;
	t->cells[0] = (struct fse_cell){ .symbol = symbol };
}

/* The description, read from its start. */
struct forward_bits {
	const u8 *start;
	size_t size;
	size_t at; /* bits; beyond the end there are zeros */
};

static u32
peek(const struct forward_bits *b, unsigned n)
{
	u32 word = 0;

	for (size_t i = 0; i < 4; i++)
		if (b->at / 8 + i < b->size)
			word |= (u32)b->start[b->at / 8 + i] << 8 * i;
	return word >> b->at % 8 & ((1U << n) - 1);
}

static u32
take(struct forward_bits *b, unsigned n)
{
	u32 value = peek(b, n);

	b->at += n;
	return value;
}

/*
 * A number from 0 to `left` + 1, in as few bits as these need; as there are fewer than
 * a power of two, the lowest take a bit less.
 */
static u32
take_up_to(struct forward_bits *b, u32 left)
{
	unsigned n = fls64(left + 1) + 1;
	u32 half = 1U << (n - 1), nshort = (1U << n) - 1 - (left + 1);
	u32 value = peek(b, n);

	if ((value & (half - 1)) < nshort) {
		b->at += n - 1;
		return value & (half - 1);
	}
	b->at += n;
	return value >= half ? value - nshort : value;
}

/* The shares of all symbols, which add up to 2^log. */
static int __must_check
read_shares(struct forward_bits *b, s16 *shares, unsigned nsymbols,
    unsigned log)
{
	u32 left = 1U << log;
	unsigned s = 0;

	memset(shares, 0, nsymbols * sizeof(*shares));
	while (left > 0) {
		s32 share = (s32)take_up_to(b, left) - 1;
		u32 skip;

		if (s >= nsymbols)
			return -EINVAL;
		shares[s++] = (s16)share;
		left -= share < 0 ? 1 : (u32)share;
		if (share != 0)
			continue;
		do {
			skip = take(b, 2);
			s += skip;
		} while (skip == 3 && s < nsymbols);
	}
	return 0;
}

int
fse_read(struct fse *t, const u8 **next, const u8 *end, unsigned max_log,
    unsigned nsymbols)
{
	struct forward_bits b = { *next, end - *next, 0 };
	unsigned log = take(&b, 4) + MIN_LOG;
	s16 shares[FSE_MAX_SYMBOLS];
	size_t nbytes;

	if (log > max_log || read_shares(&b, shares, nsymbols, log))
		return -EINVAL;
	nbytes = (b.at + 7) / 8;
	if (nbytes > b.size)
		return -EINVAL;
	*next += nbytes;
	fse_build(t, shares, nsymbols, log);
	return 0;
}
