/*
 * Reducing an angle to [-pi/4, pi/4], exactly as far as that goes.
 *
 * x = m 2^e with a 64-bit m. The quadrant and the fraction are those of m 2^e 2/pi,
 * of which whole multiples of 4 do not matter: so of the bits of 2/pi only 256 count
 * (Payne and Hanek 1983), beginning with the one that m 2^e brings to the weight 2.
 * The lowest is so small that after the cancellation of up to some 70 bits, the
 * most for any number of this size, over 100 are left.
 */
#include "core.h"
#include "two_over_pi.h"

#define PI_2_LO (-0xe.ce675d1fc8f8cbbp-69L)

/* 64 bits of 2/pi from bit n of the table on. */
static uint64_t
bits_from(int n)
{
	int word = n / 64, shift = n % 64;
	uint64_t bits = two_over_pi[word] << shift;

	return shift == 0 ? bits : bits | two_over_pi[word + 1] >> (64 - shift);
}

/* Multiply m by the 256 bits from bit n on, modulo 2^256; most significant first. */
static void
multiply(uint64_t m, int n, uint64_t product[4])
{
	unsigned __int128 carry = 0;

	for (int i = 3; i >= 0; i--) {
		carry += (unsigned __int128)m * bits_from(n + 64 * i);
		product[i] = (uint64_t)carry;
		carry >>= 64;
	}
}

static void
shift_left(uint64_t *p, int n)
{
	if (n == 0)
		return;
	p[0] = p[0] << n | p[1] >> (64 - n);
	p[1] = p[1] << n | p[2] >> (64 - n);
	p[2] = p[2] << n | p[3] >> (64 - n);
	p[3] <<= n;
}

/* pi/2 times the fraction p / 2^256, |fraction| <= 1/2. */
static real
fraction(uint64_t p[4], bool negative)
{
	int scale = -64, top;
	real hi, lo;

	while (p[0] == 0 && scale > -256) {
		p[0] = p[1];
		p[1] = p[2];
		p[2] = p[3];
		p[3] = 0;
		scale -= 64;
	}
	if (p[0] == 0)
		return 0;
	top = __builtin_clzl(p[0]);
	shift_left(p, top);
	scale -= top;
	hi = x87_scale((real)p[0], scale);
	lo = x87_scale((real)p[1], scale - 64);
	hi = hi * PI_2 + (hi * PI_2_LO + lo * PI_2);
	return negative ? -hi : hi;
}

real
__math_reduce(real x, int *quadrant)
{
	union real_bits u = { .value = x };
	int e = (u.exponent & EXPONENT_MASK) - EXPONENT_BIAS - 63;
	uint64_t p[4];
	bool up;
	int q;
	real r;

	/* Bit i of 2/pi has weight 2^-i; e - 1 is the first that counts. */
	multiply(u.mantissa, TWO_OVER_PI_ZEROS + e - 2, p);
	q = (int)(p[0] >> 62);
	shift_left(p, 2);
	up = p[0] >> 63;
	if (up) {
		q++;
		for (int i = 0; i < 4; i++)
			p[i] = ~p[i];
	}
	r = fraction(p, up);
	if (is_negative(x)) {
		r = -r;
		q = -q;
	}
	*quadrant = q & 3;
	return r;
}
