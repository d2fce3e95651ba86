/*
 * The text of a floating-point number, taken apart.
 *
 * What a number may look like is ISO C's (C17 7.22.1.3), the longest beginning of the
 * text that is one being taken: "1e+x" is 1. The digits are not looked at but
 * counted, however many they are.
 */
#include "float_text.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>

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

static const char *
read_word(const char *p, struct float_text *t)
{
	if (skip_word(&p, "inf")) {
		skip_word(&p, "inity");
		t->notation = INFINITY_WORD;
	} else if (skip_word(&p, "nan")) {
		t->payload = read_payload(&p);
		t->notation = NAN_WORD;
	}
	return p;
}

static void
read_number(const char *p, struct float_text *t)
{
	const char *after;

	if (p[0] == '0' && (p[1] | 0x20) == 'x') {
		after = read_hexadecimal(p + 2, &t->bits, &t->exponent);
		if (after) {
			t->notation = HEXADECIMAL;
			t->end = read_exponent(after, 'p', &t->exponent);
			return;
		}
	}
	after = read_decimal(p, &t->decimal);
	if (after) {
		t->notation = DECIMAL;
		t->end = read_exponent(after, 'e', &t->decimal.point);
	}
}

void
__float_read_text(const char *p, struct float_text *t)
{
	*t = (struct float_text){ .end = p };
	while (isspace((unsigned char)*p))
		p++;
	if (*p == '-' || *p == '+')
		t->negative = *p++ == '-';
	t->end = read_word(p, t);
	if (t->notation == NO_NUMBER)
		read_number(p, t);
}
