/*
 * Floating-point numbers from text: strtod, strtof, strtold.
 *
 * The text is taken apart into sign, digits and exponent; the digits become a
 * binary number of more bits than any type has (scale.c), which is rounded once, to
 * the type's precision at that magnitude and in the current rounding mode. So the
 * result is the nearest number there is, always. Numbers of few digits take a short
 * way: two exact numbers and one operation, which rounds as it should.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "libc.h"
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

/* A number's digits: 0.RUN * 10^point */
struct decimal_text {
	struct digit_run run;
	long point;
};

/* => returns: where the digits end, or null if there are none */
static const char *
read_decimal(const char *p, struct decimal_text *d)
{
	bool any = false, seen_point = false;
	size_t zeros = 0; /* at the end so far, not counted yet */

	*d = (struct decimal_text){ 0 };
	for (;; p++) {
		if (*p == '.' && !seen_point) {
			seen_point = true;
			continue;
		}
		if (!isdigit((unsigned char)*p))
			break;
		any = true;
		if (*p == '0') {
			zeros += d->run.first != NULL;
		} else {
			if (!d->run.first)
				d->run.first = p;
			d->run.count += zeros + 1;
			zeros = 0;
		}
		/* Each digit before the point, each zero at once after it. */
		if (d->run.first)
			d->point += !seen_point;
		else
			d->point -= seen_point;
	}
	return any ? p : NULL;
}

/*
 * An exponent, if a whole one is there: the letter, a sign, digits. One that is too
 * large for any number stays so, whatever the digits before it.
 */
static const char *
read_exponent(const char *p, char letter, long *exponent)
{
	const char *start = p;
	bool negative;
	long n = 0;

	if ((*p | 0x20) != letter)
		return start;
	p++;
	negative = *p == '-';
	if (*p == '-' || *p == '+')
		p++;
	if (!isdigit((unsigned char)*p))
		return start;
	for (; isdigit((unsigned char)*p); p++)
		if (n < LONG_MAX / 100)
			n = n * 10 + (*p - '0');
	*exponent += negative ? -n : n;
	return p;
}

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

/* --- Hexadecimal -------------------------------------------------------------- */

static int
hex_value(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return isxdigit((unsigned char)c) ? (c | 0x20) - 'a' + 10 : -1;
}

/* => returns: where the digits end, or null if there are none */
static const char *
read_hexadecimal(const char *p, struct scaled *s, long *exponent)
{
	bool any = false, seen_point = false;

	*s = (struct scaled){ 0 };
	*exponent = 0;
	for (;; p++) {
		int digit = hex_value(*p);

		if (*p == '.' && !seen_point) {
			seen_point = true;
			continue;
		}
		if (digit < 0)
			return any ? p : NULL;
		any = true;
		if (s->high >> 120) {
			s->inexact |= digit != 0;
			*exponent += 4;
		} else {
			s->high = s->high << 4 | (unsigned int)digit;
		}
		if (seen_point)
			*exponent -= 4;
	}
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

/* --- Words ------------------------------------------------------------------ */

static bool
skip_word(const char **p, const char *word)
{
	const char *s = *p;

	for (; *word; word++, s++)
		if ((*s | 0x20) != *word)
			return false;
	*p = s;
	return true;
}

/* nan(...), with letters, digits and underscores: a number sets the low bits. */
static uint64_t
read_payload(const char **p)
{
	const char *s = *p;
	uint64_t payload;
	char *end;

	if (*s++ != '(')
		return 0;
	while (isalnum((unsigned char)*s) || *s == '_')
		s++;
	if (*s != ')')
		return 0;
	payload = strtoul(*p + 1, &end, 0);
	*p = s + 1;
	return end == s ? payload : 0;
}

static bool
read_word(const char **p, struct result *r)
{
	if (skip_word(p, "inf")) {
		skip_word(p, "inity");
		r->class = INFINITE;
		return true;
	}
	if (!skip_word(p, "nan"))
		return false;
	r->class = NOT_A_NUMBER;
	r->magnitude = read_payload(p);
	return true;
}

/* --- The functions ------------------------------------------------------------ */

/* A number's text: what it is written in, and its parts. */
struct text {
	const char *end; /* or null: this is no number */
	bool negative;
	bool word;
	bool hexadecimal;
	struct result result; /* of a word */
	struct decimal_text decimal;
	struct scaled bits; /* of a hexadecimal number */
	long exponent;
};

static void
read_text(const char *p, struct text *t)
{
	const char *after;

	*t = (struct text){ 0 };
	while (isspace((unsigned char)*p))
		p++;
	if (*p == '-' || *p == '+')
		t->negative = *p++ == '-';
	if (read_word(&p, &t->result)) {
		t->word = true;
		t->result.negative = t->negative;
		t->end = p;
		return;
	}
	if (p[0] == '0' && (p[1] | 0x20) == 'x') {
		after = read_hexadecimal(p + 2, &t->bits, &t->exponent);
		if (after) {
			t->hexadecimal = true;
			t->end = read_exponent(after, 'p', &t->exponent);
			return;
		}
	}
	after = read_decimal(p, &t->decimal);
	if (after)
		t->end = read_exponent(after, 'e', &t->decimal.point);
}

static struct result
convert(const struct text *t, const struct kind *kind)
{
	if (t->word)
		return t->result;
	if (t->hexadecimal)
		return convert_hexadecimal(t->bits, t->exponent, t->negative,
		    kind);
	return convert_decimal(&t->decimal, t->negative, kind);
}

/* => returns: false if there is no number */
static bool
read_number(const char *s, char **end, struct text *t)
{
	read_text(s, t);
	if (end)
		*end = (char *)(t->end ? t->end : s);
	return t->end != NULL;
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
	struct text t;
	struct result r;
	uint64_t bits;
	double value;

	if (!read_number(s, end, &t))
		return 0;
	if (!t.word && !t.hexadecimal && t.decimal.run.count > 0 &&
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
	struct text t;
	struct result r;
	uint32_t bits;
	float value;

	if (!read_number(s, end, &t))
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
	struct text t;
	struct result r;

	if (!read_number(s, end, &t))
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
