/*
 * Floating-point numbers from text: strtod, strtof, strtold.
 *
 * The text is taken apart into sign, digits and exponent (float_text.c); the digits
 * become a binary number of more bits than any type has (scale.c), which is rounded
 * once, to the type's precision at that magnitude and in the current rounding mode.
 * So the result is the nearest number there is, always. Numbers of few digits take a
 * short way: two exact numbers and one operation, which rounds as it should.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "float_text.h"
#include "rounding.h"
#include "scale.h"

/* A type: values are magnitude * 2^exponent, with magnitude < 2^precision. */
struct kind {
	int precision;
	int min_exponent; /* of the smallest number */
	int max_exponent; /* of the largest one's magnitude */
	int max_point;    /* more digits before the point overflow */
	int min_point;    /* fewer are less than half of the smallest number */
	size_t max_digits;
};

static const struct kind float_kind = { .precision = 24,
	.min_exponent = -149,
	.max_exponent = 104,
	.max_point = 40,
	.min_point = -46,
	.max_digits = DOUBLE_DIGITS };
static const struct kind double_kind = { .precision = 53,
	.min_exponent = -1074,
	.max_exponent = 971,
	.max_point = 310,
	.min_point = -325,
	.max_digits = DOUBLE_DIGITS };
static const struct kind long_double_kind = { .precision = 64,
	.min_exponent = -16445,
	.max_exponent = 16320,
	.max_point = 4934,
	.min_point = -4952,
	.max_digits = LONG_DOUBLE_DIGITS };

enum class {
	ZERO,
	FINITE,
	INFINITE,
	NOT_A_NUMBER,
};

struct result {
	enum class class;
	bool negative;
	uint64_t magnitude;
	int exponent;
};

/* --- Rounding --------------------------------------------------------------- */

static struct result
overflow(const struct kind *kind, bool negative)
{
	struct result r = { .class = INFINITE, .negative = negative };

	errno = ERANGE;
	if (!rounds_up(negative, true, 1, false)) {
		r.class = FINITE;
		r.magnitude = UINT64_MAX >> (64 - kind->precision);
		r.exponent = kind->max_exponent;
	}
	return r;
}

static int
bit_length(unsigned __int128 n)
{
	uint64_t upper = (uint64_t)(n >> 64), lower = (uint64_t)n;

	if (upper)
		return 128 - __builtin_clzl(upper);
	return lower ? 64 - __builtin_clzl(lower) : 0;
}

/* To a multiple of 2^shift, in units of that; shift <= 127. */
static unsigned __int128
round_off(const struct scaled *s, int shift, bool negative, bool *exact)
{
	unsigned __int128 unit = (unsigned __int128)1 << shift;
	unsigned __int128 rest = s->high & (unit - 1), half = unit >> 1;
	unsigned __int128 kept = s->high >> shift;
	int order = (rest > half) - (rest < half);

	if (order == 0 && s->inexact)
		order = 1;
	*exact = rest == 0 && !s->inexact;
	return kept + rounds_up(negative, kept & 1, order, *exact);
}

static struct result
round_to_kind(struct scaled s, bool negative, const struct kind *kind)
{
	struct result r = { .class = FINITE, .negative = negative };
	int length = bit_length(s.high), shift;
	unsigned __int128 rounded;
	bool exact = true;

	r.exponent = s.exponent + length - kind->precision;
	if (r.exponent < kind->min_exponent)
		r.exponent = kind->min_exponent;
	shift = r.exponent - s.exponent;
	if (shift > 127) {
		/* Much less than half of the smallest number. */
		s = (struct scaled){ .high = 1, .inexact = true };
		shift = 2;
	}
	if (shift > 0)
		rounded = round_off(&s, shift, negative, &exact);
	else
		rounded = s.high << -shift;
	if (rounded >> kind->precision) {
		rounded >>= 1;
		r.exponent++;
	}
	r.magnitude = (uint64_t)rounded;
	if (r.exponent > kind->max_exponent)
		return overflow(kind, negative);
	if (!exact && !(r.magnitude >> (kind->precision - 1)))
		errno = ERANGE;
	if (r.magnitude == 0)
		r.class = ZERO;
	return r;
}

/* --- Decimal ---------------------------------------------------------------- */

static struct scaled
scale_short(const struct decimal_text *d, int exponent10)
{
	uint32_t first[DOUBLE_WORDS], second[DOUBLE_WORDS];

	return __scale(d->run, exponent10, DOUBLE_DIGITS,
	    (uint32_t *[2]){ first, second });
}

/* Apart, for the size of its frame. */
__attribute__((__noinline__)) static struct scaled
scale_long(const struct decimal_text *d, int exponent10)
{
	uint32_t first[LONG_DOUBLE_WORDS], second[LONG_DOUBLE_WORDS];

	return __scale(d->run, exponent10, LONG_DOUBLE_DIGITS,
	    (uint32_t *[2]){ first, second });
}

static struct result
convert_decimal(const struct decimal_text *d, bool negative,
    const struct kind *kind)
{
	struct scaled s = {
		.high = 1, .exponent = INT_MIN / 2, .inexact = true
	};
	int exponent10;

	if (d->run.count == 0)
		return (struct result){ .class = ZERO, .negative = negative };
	if (d->point > kind->max_point)
		return overflow(kind, negative);
	if (d->point < kind->min_point)
		return round_to_kind(s, negative, kind);
	exponent10 = (int)(d->point - (long)d->run.count);
	if (kind == &long_double_kind)
		s = scale_long(d, exponent10);
	else
		s = scale_short(d, exponent10);
	return round_to_kind(s, negative, kind);
}

/*
 * Up to 15 digits and a power of ten up to 22 are exact as doubles.
 * => returns: whether it was that easy
 */
static bool
convert_easily(const struct decimal_text *d, double *value)
{
	static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
		1e19, 1e20, 1e21, 1e22 };
	long exponent10 = d->point - (long)d->run.count;
	const char *p = d->run.first;
	long n = 0;

	if (d->run.count > 15 || exponent10 < -22 || exponent10 > 22)
		return false;
	for (size_t i = 0; i < d->run.count; p++) {
		if (*p == '.')
			continue;
		n = n * 10 + (*p - '0');
		i++;
	}
	*value = exponent10 < 0 ? (double)n / powers[-exponent10] :
				  (double)n * powers[exponent10];
	return true;
}

static struct result
convert_hexadecimal(struct scaled s, long exponent, bool negative,
    const struct kind *kind)
{
	if (s.high == 0)
		return (struct result){ .class = ZERO, .negative = negative };
	/* Large enough to decide, small enough to add to. */
	if (exponent > INT_MAX / 4)
		exponent = INT_MAX / 4;
	if (exponent < INT_MIN / 4)
		exponent = INT_MIN / 4;
	s.exponent = (int)exponent;
	return round_to_kind(s, negative, kind);
}

/* --- The functions ------------------------------------------------------------ */

static struct result
convert(const struct float_text *t, const struct kind *kind)
{
	struct result r = { .negative = t->negative };

	switch (t->notation) {
	case DECIMAL:
		return convert_decimal(&t->decimal, t->negative, kind);
	case HEXADECIMAL:
		return convert_hexadecimal(t->bits, t->exponent, t->negative,
		    kind);
	case INFINITY_WORD:
		r.class = INFINITE;
		break;
	case NAN_WORD:
		r.class = NOT_A_NUMBER;
		r.magnitude = t->payload;
		break;
	case NO_NUMBER:
		break;
	}
	return r;
}

/* => returns: false if there is no number */
static bool
read_text(const char *s, char **end, struct float_text *t)
{
	bool found;

	__float_read_text(s, t);
	found = t->notation != NO_NUMBER;
	if (end)
		*end = (char *)(found ? t->end : s);
	return found;
}

/* The format's bits: exponent 0 for numbers without the leading 1. */
static uint64_t
compose(const struct result *r, const struct kind *kind, int exponent_bits)
{
	int fraction = kind->precision - 1;
	uint64_t all_ones = (1UL << exponent_bits) - 1;
	uint64_t sign = (uint64_t)r->negative << (fraction + exponent_bits);

	switch (r->class) {
	case ZERO:
		return sign;
	case INFINITE:
		return sign | all_ones << fraction;
	case NOT_A_NUMBER:
		return sign | all_ones << fraction | 1UL << (fraction - 1) |
		    (r->magnitude & ((1UL << (fraction - 1)) - 1));
	case FINITE:
		break;
	}
	/* The leading 1 adds one to the exponent. */
	return sign +
	    ((uint64_t)(r->exponent - kind->min_exponent) << fraction) +
	    r->magnitude;
}

double
strtod(const char *restrict s, char **restrict end)
{
	struct float_text t;
	struct result r;
	uint64_t bits;
	double value;

	if (!read_text(s, end, &t))
		return 0;
	if (t.notation == DECIMAL && t.decimal.run.count > 0 &&
	    convert_easily(&t.decimal, &value) &&
	    rounding_mode() == ROUND_NEAREST)
		return t.negative ? -value : value;
	r = convert(&t, &double_kind);
	bits = compose(&r, &double_kind, 11);
	memcpy(&value, &bits, sizeof(value));
	return value;
}

float
strtof(const char *restrict s, char **restrict end)
{
	struct float_text t;
	struct result r;
	uint32_t bits;
	float value;

	if (!read_text(s, end, &t))
		return 0;
	r = convert(&t, &float_kind);
	bits = (uint32_t)compose(&r, &float_kind, 8);
	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* The x87's format has its leading 1 in memory. */
long double
strtold(const char *restrict s, char **restrict end)
{
	long double value = 0;
	uint16_t top;
	struct float_text t;
	struct result r;

	if (!read_text(s, end, &t))
		return 0;
	r = convert(&t, &long_double_kind);
	top = r.class == ZERO ? 0 : 0x7fff;
	if (r.class == FINITE)
		top = (uint16_t)(r.exponent - long_double_kind.min_exponent +
		    (int)(r.magnitude >> 63));
	else if (r.class == INFINITE)
		r.magnitude = 1UL << 63;
	else if (r.class == NOT_A_NUMBER)
		r.magnitude = 3UL << 62 | (r.magnitude & ((1UL << 62) - 1));
	top |= (uint16_t)(r.negative << 15);
	memcpy(&value, &r.magnitude, sizeof(r.magnitude));
	memcpy((char *)&value + sizeof(r.magnitude), &top, sizeof(top));
	return value;
}

double
atof(const char *s)
{
	return strtod(s, NULL);
}
