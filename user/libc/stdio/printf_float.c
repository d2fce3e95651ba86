/*
 * The conversions of floating-point numbers: %e %f %g %a and their capitals.
 *
 * decimal.c finds the digits, correctly rounded; here they are laid out. A number
 * is printed as
 *
 *	padding sign prefix zeros HEAD point TAIL exponent padding
 *
 * where HEAD and TAIL are digits from memory, with zeros around them that are only
 * counted: %.1000f needs no room for what it prints.
 */
#include <stdint.h>
#include <string.h>

#include "decimal.h"
#include "printf.h"
#include "rounding.h"

/* Digits before and after the point, and zeros that belong to them. */
struct layout {
	char sign[1];
	size_t sign_size;
	const char *prefix; /* 0x */
	const char *head;
	long head_size;
	long head_zeros; /* after head */
	bool point;
	long tail_lead; /* zeros before tail */
	const char *tail;
	long tail_size;
	long tail_zeros; /* after tail */
	char exponent[8];
	size_t exponent_size;
};

static void
print_layout(struct printer *p, const struct directive *d,
    const struct layout *l)
{
	size_t prefix_size = l->prefix ? 2 : 0;
	long size = (long)(l->sign_size + prefix_size + l->exponent_size) +
	    l->head_size + l->head_zeros + l->point + l->tail_lead +
	    l->tail_size + l->tail_zeros;

	print_left_padding(p, d, size);
	print_text(p, l->sign, l->sign_size);
	print_text(p, l->prefix, prefix_size);
	print_zeros(p, d, size);
	print_text(p, l->head, (size_t)l->head_size);
	__print_repeated(p, '0', l->head_zeros);
	print_text(p, ".", l->point);
	__print_repeated(p, '0', l->tail_lead);
	print_text(p, l->tail, (size_t)l->tail_size);
	__print_repeated(p, '0', l->tail_zeros);
	print_text(p, l->exponent, l->exponent_size);
	print_right_padding(p, d, size);
}

static bool
is_capital(const struct directive *d)
{
	return d->conversion < 'a';
}

/* The letter, a sign, and at least `digits` digits. */
static void
set_exponent(struct layout *l, char letter, int exponent, int digits)
{
	char reversed[6];
	int n = 0;
	unsigned int magnitude = exponent < 0 ? -(unsigned int)exponent :
						(unsigned int)exponent;

	l->exponent[0] = letter;
	l->exponent[1] = exponent < 0 ? '-' : '+';
	l->exponent_size = 2;
	for (; magnitude > 0 || n < digits; magnitude /= 10)
		reversed[n++] = (char)('0' + magnitude % 10);
	while (n > 0)
		l->exponent[l->exponent_size++] = reversed[--n];
}

/* As 123.450, `fraction` digits after the point. */
static void
lay_out_fixed(struct layout *l, const struct decimal *n, long fraction)
{
	long whole = n->point > 0 ? n->point : 0;

	l->head_size = whole < n->ndigits ? whole : n->ndigits;
	l->head = n->digits;
	l->head_zeros = whole - l->head_size;
	if (whole == 0)
		l->head_zeros = 1;
	l->tail = n->digits + l->head_size;
	l->tail_size = n->ndigits - l->head_size;
	l->tail_lead = n->point < 0 ? -n->point : 0;
	/* Nothing left of the number: all zeros. */
	if (l->tail_size == 0)
		l->tail_lead = 0;
	l->tail_zeros = fraction - l->tail_lead - l->tail_size;
}

/* As 1.2345e+02. */
static void
lay_out_exponent(struct layout *l, const struct decimal *n, long fraction,
    bool capital)
{
	bool zero = n->ndigits == 0;

	l->head = n->digits;
	l->head_size = !zero;
	l->head_zeros = zero;
	l->tail = n->digits + 1;
	l->tail_size = zero ? 0 : n->ndigits - 1;
	l->tail_zeros = fraction - l->tail_size;
	set_exponent(l, capital ? 'E' : 'e', zero ? 0 : n->point - 1, 2);
}

static void
print_decimal(struct printer *p, const struct directive *d,
    const struct binary *b, struct decimal_space space)
{
	char style = d->conversion | 0x20;
	long precision = d->precision < 0 ? 6 : d->precision;
	struct digits_wanted wanted = { .significant = style != 'f',
		.count = precision };
	struct layout l = { 0 };
	struct decimal n;
	bool trim = style == 'g' && !(d->flags & FLAG_ALTERNATE);

	if (style == 'e')
		wanted.count++;
	else if (style == 'g' && precision == 0)
		wanted.count = precision = 1;
	__decimal_convert(&n, b, wanted, space);
	if (style == 'g') {
		int exponent = n.ndigits > 0 ? n.point - 1 : 0;

		style = exponent < -4 || exponent >= precision ? 'e' : 'f';
		precision -= style == 'e' ? 1 : 1 + exponent;
	}
	if (style == 'f')
		lay_out_fixed(&l, &n, precision);
	else
		lay_out_exponent(&l, &n, precision, is_capital(d));
	if (trim)
		l.tail_zeros = 0;
	l.sign_size = print_sign(l.sign, d, b->negative);
	l.point = l.tail_lead + l.tail_size + l.tail_zeros > 0 ||
	    d->flags & FLAG_ALTERNATE;
	print_layout(p, d, &l);
}

/*
 * As 0x1.8p+3. One digit before the point: of a double the leading 1, or 0 if it is
 * subnormal; of a long double the first four of its 64 bits, as its leading 1 is
 * in memory too. `nhex` hexadecimal digits follow the first.
 */
static void
print_hexadecimal(struct printer *p, const struct directive *d,
    const struct binary *b, int nhex)
{
	const char *alphabet = is_capital(d) ? "0123456789ABCDEF" :
					       "0123456789abcdef";
	uint64_t magnitude = b->magnitude;
	struct layout l = { .prefix = is_capital(d) ? "0X" : "0x" };
	int keep = nhex, exponent = b->exponent + 4 * nhex;
	uint64_t rounded = magnitude;
	char digits[17];

	if (d->precision >= 0 && d->precision < nhex) {
		int cut = 4 * (nhex - d->precision);
		uint64_t half = 1UL << (cut - 1);
		uint64_t rest = magnitude & (2 * half - 1);

		keep = d->precision;
		rounded >>= cut;
		rounded += rounds_up(b->negative, rounded & 1,
		    (rest > half) - (rest < half), rest == 0);
	}
	for (int i = keep; i > 0; i--, rounded >>= 4)
		digits[i] = alphabet[rounded & 15];
	/* Rounding up 0xf gives 0x10: the same as 0x1 with a larger exponent. */
	if (rounded > 15) {
		rounded >>= 4;
		exponent += 4;
	}
	digits[0] = alphabet[rounded];
	if (d->precision < 0)
		while (keep > 0 && digits[keep] == '0')
			keep--;
	l.head = digits;
	l.head_size = 1;
	l.tail = digits + 1;
	l.tail_size = keep;
	l.tail_zeros = d->precision > keep ? d->precision - keep : 0;
	l.point = l.tail_size + l.tail_zeros > 0 || d->flags & FLAG_ALTERNATE;
	l.sign_size = print_sign(l.sign, d, b->negative);
	set_exponent(&l, is_capital(d) ? 'P' : 'p', magnitude ? exponent : 0,
	    1);
	print_layout(p, d, &l);
}

static void
print_not_finite(struct printer *p, const struct directive *d, bool nan,
    bool negative)
{
	struct directive unpadded = *d;
	struct layout l = { .head_size = 3 };

	unpadded.flags &= ~(unsigned int)FLAG_ZERO;
	if (nan)
		l.head = is_capital(d) ? "NAN" : "nan";
	else
		l.head = is_capital(d) ? "INF" : "inf";
	l.sign_size = print_sign(l.sign, d, negative);
	print_layout(p, &unpadded, &l);
}

static void
print_double(struct printer *p, const struct directive *d, double value)
{
	uint32_t words[DOUBLE_MAX_WORDS];
	char digits[DOUBLE_MAX_DIGITS];
	struct binary b = __binary_of_double(value);

	print_decimal(p, d, &b, (struct decimal_space){ words, digits });
}

/* Apart, for the size of its frame. */
__attribute__((__noinline__)) static void
print_long_double(struct printer *p, const struct directive *d,
    long double value)
{
	uint32_t words[LONG_DOUBLE_MAX_WORDS];
	char digits[LONG_DOUBLE_MAX_DIGITS];
	struct binary b = __binary_of_long_double(value);

	print_decimal(p, d, &b, (struct decimal_space){ words, digits });
}

void
__print_float(struct printer *p, const struct directive *d,
    union argument argument)
{
	bool is_long = d->length == LENGTH_LONG_DOUBLE;
	long double value = is_long ? argument.long_real : argument.real;
	struct binary b;

	if (!__builtin_isfinite(value)) {
		print_not_finite(p, d, __builtin_isnan(value),
		    __builtin_signbit(value));
	} else if ((d->conversion | 0x20) != 'a') {
		if (is_long)
			print_long_double(p, d, value);
		else
			print_double(p, d, (double)value);
	} else if (is_long) {
		b = __binary_of_long_double(value);
		print_hexadecimal(p, d, &b, 15);
	} else {
		b = __binary_of_double((double)value);
		print_hexadecimal(p, d, &b, 13);
	}
}
