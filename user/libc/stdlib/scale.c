/*
 * Decimal digits times a power of ten, as a binary number of at least 64 bits.
 *
 * With D the integer that the digits are, D * 10^e is D * 5^e * 2^e. For e >= 0 that
 * is an integer, of which the upper bits are wanted and whether any lower one is
 * set. For e < 0 it is a quotient: the divisor 5^-e is shifted until its highest bit
 * is that of a word, the dividend until the quotient has 95 or 96 bits, which are
 * three steps of long division (Knuth, The Art of Computer Programming, 4.3.1,
 * algorithm D); a remainder makes it inexact.
 *
 *   1. Nothing is rounded here.
 */
#include "scale.h"

#include <string.h>

#define QUOTIENT_WORDS 3

/* An integer, least significant word first, the last word not 0. */
struct natural {
	uint32_t *words;
	int n;
};

/* n * factor + term */
static void
multiply(struct natural *n, uint32_t factor, uint32_t term)
{
	uint64_t carry = term;

	for (int i = 0; i < n->n; i++) {
		carry += (uint64_t)n->words[i] * factor;
		n->words[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry)
		n->words[n->n++] = (uint32_t)carry;
}

static void
multiply_by_power_of_5(struct natural *n, int power)
{
	enum {
		STEP = 13,
		STEP_FACTOR = 1220703125, /* 5^13, the largest in 32 bits */
	};

	for (; power >= STEP; power -= STEP)
		multiply(n, STEP_FACTOR, 0);
	for (; power > 0; power--)
		multiply(n, 5, 0);
}

static int
bit_length(const struct natural *n)
{
	return n->n * 32 - __builtin_clz(n->words[n->n - 1]);
}

static void
shift_left(struct natural *n, int bits)
{
	int words = bits / 32, rest = bits % 32;

	multiply(n, 1U << rest, 0);
	memmove(n->words + words, n->words, (size_t)n->n * sizeof(*n->words));
	memset(n->words, 0, (size_t)words * sizeof(*n->words));
	n->n += words;
}

/* The digits, up to a number of them, beyond which only zero or not matters. */
static void
read_digits(struct natural *n, struct digit_run run, size_t max)
{
	const char *p = run.first;
	uint32_t limb = 0, scale = 1;

	for (size_t i = 0; i < run.count; p++) {
		if (*p == '.')
			continue;
		limb = limb * 10 + (i < max ? (uint32_t)(*p - '0') : 1);
		scale *= 10;
		if (scale == 1000000000) {
			multiply(n, scale, limb);
			limb = 0;
			scale = 1;
		}
		if (i++ == max)
			break;
	}
	multiply(n, scale, limb);
}

/* The upper bits of an integer. */
static struct scaled
upper_bits(const struct natural *n, int exponent)
{
	struct scaled s = { .exponent = exponent };
	int low = n->n > 4 ? n->n - 4 : 0;

	for (int i = n->n - 1; i >= low; i--)
		s.high = s.high << 32 | n->words[i];
	for (int i = 0; i < low; i++)
		s.inexact |= n->words[i] != 0;
	s.exponent += 32 * low;
	return s;
}

/*
 * One word of the quotient: the first d->n + 1 words from `at` on divided by d,
 * leaving the remainder there.
 */
static uint32_t
divide_step(uint32_t *at, const struct natural *d)
{
	uint64_t top = (uint64_t)at[d->n] << 32 | at[d->n - 1];
	uint64_t guess = top / d->words[d->n - 1];
	uint64_t carry = 0;
	int64_t borrow = 0;

	/* The divisor's first bit is set: the guess is at most 2 too large. */
	if (guess > UINT32_MAX)
		guess = UINT32_MAX;
	for (int i = 0; i < d->n; i++) {
		carry += guess * d->words[i];
		borrow += (int64_t)at[i] - (uint32_t)carry;
		at[i] = (uint32_t)borrow;
		borrow >>= 32;
		carry >>= 32;
	}
	borrow += (int64_t)at[d->n] - (int64_t)carry;
	at[d->n] = (uint32_t)borrow;
	while (at[d->n] != 0) {
		uint64_t sum = 0;

		for (int i = 0; i < d->n; i++) {
			sum += (uint64_t)at[i] + d->words[i];
			at[i] = (uint32_t)sum;
			sum >>= 32;
		}
		at[d->n] += (uint32_t)sum;
		guess--;
	}
	return (uint32_t)guess;
}

/* n / d * 2^exponent */
static struct scaled
quotient(struct natural *n, struct natural *d, int exponent)
{
	struct scaled s = { 0 };
	int shift = (32 - bit_length(d) % 32) % 32, wanted;

	shift_left(d, shift);
	exponent += shift;
	/* One bit less than what would overflow the quotient. */
	wanted = 32 * (d->n + QUOTIENT_WORDS) - 1;
	if (bit_length(n) > wanted) {
		int words = (bit_length(n) - wanted + 31) / 32;

		shift_left(d, 32 * words);
		exponent += 32 * words;
		wanted += 32 * words;
	}
	shift = wanted - bit_length(n);
	shift_left(n, shift);
	s.exponent = exponent - shift;
	for (int i = QUOTIENT_WORDS - 1; i >= 0; i--)
		s.high = s.high << 32 | divide_step(n->words + i, d);
	for (int i = 0; i < d->n; i++)
		s.inexact |= n->words[i] != 0;
	return s;
}

struct scaled
__scale(struct digit_run run, int exponent10, size_t max_digits,
    uint32_t *words[2])
{
	struct natural n = { .words = words[0] };
	struct natural d = { .words = words[1] };

	if (run.count > max_digits)
		exponent10 += (int)(run.count - max_digits) - 1;
	read_digits(&n, run, max_digits);
	if (exponent10 >= 0) {
		multiply_by_power_of_5(&n, exponent10);
		return upper_bits(&n, exponent10);
	}
	multiply(&d, 0, 1);
	multiply_by_power_of_5(&d, -exponent10);
	return quotient(&n, &d, exponent10);
}
