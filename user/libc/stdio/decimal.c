/*
 * Exact decimal digits of binary floating-point numbers.
 *
 * A number is split at the decimal point into two binary integers of arbitrary
 * length. The digits before the point come from dividing the first by 10^9 again
 * and again, last ones first; those after it from multiplying the second, which
 * counts units of 2^-32n, by 10^9: each time what overflows is the next nine. That
 * stops when there is one more digit than wanted, or nothing is left. What is cut
 * off is then known exactly, as its first digit and whether anything follows it.
 *
 *   1. Every digit kept is a digit of the exact value; only the last step rounds.
 *   2. Digits begin with the first that is not 0, so `point` may be negative.
 */
#include "decimal.h"

#include <string.h>

#include "rounding.h"

#define BILLION        1000000000U
#define BILLION_DIGITS 9

struct binary
__binary_of_double(double value)
{
	struct binary b;
	uint64_t bits;
	int exponent;

	memcpy(&bits, &value, sizeof(bits));
	exponent = (int)(bits >> 52 & 0x7ff);
	b.negative = bits >> 63;
	b.magnitude = bits & ((1UL << 52) - 1);
	if (exponent > 0)
		b.magnitude |= 1UL << 52;
	b.exponent = (exponent > 0 ? exponent : 1) - 1075;
	return b;
}

struct binary
__binary_of_long_double(long double value)
{
	struct binary b;
	uint16_t top;
	int exponent;

	memcpy(&b.magnitude, &value, sizeof(b.magnitude));
	memcpy(&top, (char *)&value + sizeof(b.magnitude), sizeof(top));
	exponent = top & 0x7fff;
	b.negative = top >> 15;
	b.exponent = (exponent > 0 ? exponent : 1) - 16446;
	return b;
}

/* An integer of any length, least significant word first. */
struct natural {
	uint32_t *words;
	int nwords;
};

/* value << shift. */
static void
natural_set(struct natural *n, uint64_t value, int shift)
{
	int zeros = shift / 32;
	unsigned __int128 shifted = (unsigned __int128)value << shift % 32;

	memset(n->words, 0, (size_t)zeros * sizeof(*n->words));
	n->nwords = zeros;
	for (; shifted; shifted >>= 32)
		n->words[n->nwords++] = (uint32_t)shifted;
}

/* Divides by 10^9. => returns: the remainder */
static uint32_t
natural_divide(struct natural *n)
{
	uint64_t remainder = 0;

	for (int i = n->nwords - 1; i >= 0; i--) {
		remainder = remainder << 32 | n->words[i];
		n->words[i] = (uint32_t)(remainder / BILLION);
		remainder %= BILLION;
	}
	while (n->nwords > 0 && n->words[n->nwords - 1] == 0)
		n->nwords--;
	return (uint32_t)remainder;
}

/* A number below 1: words in units of 2^-32 * nwords, the first `zeros` being 0. */
struct fraction {
	uint32_t *words;
	int nwords;
	int zeros;
};

static void
fraction_set(struct fraction *f, uint64_t value, int nbits)
{
	struct natural n = { .words = f->words };

	f->nwords = (nbits + 31) / 32;
	f->zeros = 0;
	natural_set(&n, value, f->nwords * 32 - nbits);
	memset(f->words + n.nwords, 0,
	    (size_t)(f->nwords - n.nwords) * sizeof(*f->words));
}

static bool
fraction_is_zero(const struct fraction *f)
{
	return f->zeros == f->nwords;
}

/* Multiplies by 10^9. => returns: the nine digits that come before the point */
static uint32_t
fraction_multiply(struct fraction *f)
{
	uint64_t carry = 0;

	for (int i = f->zeros; i < f->nwords; i++) {
		carry += (uint64_t)f->words[i] * BILLION;
		f->words[i] = (uint32_t)carry;
		carry >>= 32;
	}
	while (f->zeros < f->nwords && f->words[f->zeros] == 0)
		f->zeros++;
	return (uint32_t)carry;
}

static void
write_billion(char *to, uint32_t limb)
{
	for (int i = BILLION_DIGITS - 1; i >= 0; i--, limb /= 10)
		to[i] = (char)('0' + limb % 10);
}

static int
leading_zeros(const char *digits, int n)
{
	int zeros = 0;

	while (zeros < n && digits[zeros] == '0')
		zeros++;
	return zeros;
}

/* The digits of an integer, from the end of their room on, then moved up. */
static void
integer_digits(struct decimal *d, struct natural *n)
{
	/* Each word of 32 bits gives less than ten digits. */
	char *end = d->digits + (n->nwords + 1) * 10, *p = end;
	int zeros;

	while (n->nwords > 0) {
		p -= BILLION_DIGITS;
		write_billion(p, natural_divide(n));
	}
	zeros = leading_zeros(p, (int)(end - p));
	d->ndigits = d->point = (int)(end - p) - zeros;
	memmove(d->digits, p + zeros, (size_t)d->ndigits);
}

/*
 * More digits, from behind the point, until there is one more than `wanted`.
 * Nothing is kept of zeros before the first digit but their number.
 */
static void
fraction_digits(struct decimal *d, struct fraction *f,
    struct digits_wanted wanted)
{
	while (!fraction_is_zero(f)) {
		long have = d->ndigits;
		int zeros = 0;

		if (!wanted.significant)
			have -= d->point;
		if (have > wanted.count)
			break;
		write_billion(d->digits + d->ndigits, fraction_multiply(f));
		if (d->ndigits == 0) {
			zeros = leading_zeros(d->digits, BILLION_DIGITS);
			memmove(d->digits, d->digits + zeros,
			    (size_t)(BILLION_DIGITS - zeros));
			d->point -= zeros;
		}
		d->ndigits += BILLION_DIGITS - zeros;
	}
}

/* Adds one to the last digit of `keep`; 9...9 becomes 1, a power further. */
static void
increment(struct decimal *d, int keep)
{
	while (keep > 0 && d->digits[keep - 1] == '9')
		keep--;
	d->ndigits = keep;
	if (keep > 0) {
		d->digits[keep - 1]++;
	} else {
		d->digits[0] = '1';
		d->ndigits = 1;
		d->point++;
	}
}

/* `more` says that there are digits other than 0 behind those in d. */
static void
round_to(struct decimal *d, long keep, bool negative, bool more)
{
	int half;
	bool odd;

	if (keep >= d->ndigits)
		return;
	if (keep < 0) {
		/* All of it is cut off: less than half of the last digit. */
		half = -1;
		more = true;
		odd = false;
		d->point -= (int)keep;
		keep = 0;
	} else {
		const char *cut = d->digits + keep;
		int rest = d->ndigits - (int)keep - 1;

		more |= leading_zeros(cut + 1, rest) < rest;
		half = *cut != '5' ? *cut - '5' : more;
		odd = keep > 0 && cut[-1] & 1;
		more |= *cut != '0';
	}
	if (rounds_up(negative, odd, half, !more && half < 0))
		increment(d, (int)keep);
	else
		d->ndigits = (int)keep;
}

void
__decimal_convert(struct decimal *d, const struct binary *b,
    struct digits_wanted wanted, struct decimal_space space)
{
	struct natural whole = { .words = space.words };
	struct fraction rest = { .words = space.words };
	int nbits = -b->exponent;

	d->digits = space.digits;
	if (nbits <= 0)
		natural_set(&whole, b->magnitude, -nbits);
	else if (nbits < 64)
		natural_set(&whole, b->magnitude >> nbits, 0);
	integer_digits(d, &whole);
	if (nbits >= 64)
		fraction_set(&rest, b->magnitude, nbits);
	else if (nbits > 0)
		fraction_set(&rest, b->magnitude & ((1UL << nbits) - 1), nbits);
	/* The words below the first one that is not 0 need no work. */
	while (rest.zeros < rest.nwords && rest.words[rest.zeros] == 0)
		rest.zeros++;
	fraction_digits(d, &rest, wanted);
	round_to(d, wanted.significant ? wanted.count : d->point + wanted.count,
	    b->negative, !fraction_is_zero(&rest));
	while (d->ndigits > 0 && d->digits[d->ndigits - 1] == '0')
		d->ndigits--;
	if (d->ndigits == 0)
		d->point = 0;
}
