/*
 * number: reading counts with units, printing sizes for people.
 */
#include "number.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

static const char units[] = "KMGTPE";

static bool
parse_unit(const char *text, uintmax_t *factor)
{
	const char *unit;
	uintmax_t base = 1024;

	*factor = 1;
	if (*text == '\0')
		return true;
	if (strcmp(text, "b") == 0) {
		*factor = 512;
		return true;
	}
	unit = strchr(units, toupper((unsigned char)*text));
	if (!unit)
		return false;
	if (strcmp(text + 1, "B") == 0)
		base = 1000;
	else if (text[1] && strcmp(text + 1, "iB") != 0)
		return false;
	for (const char *u = units; u <= unit; u++)
		*factor *= base;
	return true;
}

bool
number_parse(const char *text, uintmax_t *number)
{
	char *end;
	uintmax_t factor;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*number = strtoumax(text, &end, 10);
	if (!parse_unit(end, &factor))
		return false;
	if (errno == ERANGE || __builtin_mul_overflow(*number, factor, number))
		*number = UINTMAX_MAX;
	return true;
}

uintmax_t
number_argument(const char *text, const char *what)
{
	uintmax_t number;

	if (!number_parse(text, &number))
		usage("invalid %s '%s'", what, text);
	return number;
}

intmax_t
integer_argument(const char *text, intmax_t min, intmax_t max, const char *what)
{
	char *end;
	intmax_t number;

	errno = 0;
	number = strtoimax(text, &end, 10);
	if (end == text || *end || errno || number < min || number > max)
		usage("invalid %s '%s'", what, text);
	return number;
}

const char *
number_human(uintmax_t bytes, unsigned int base, char *buffer)
{
	uintmax_t whole = bytes, rest = 0;
	bool more = false;
	int unit = -1;

	while (whole >= base) {
		more |= rest != 0;
		rest = whole % base;
		whole /= base;
		unit++;
	}
	if (unit < 0) {
		snprintf(buffer, HUMAN_SIZE, "%u", (unsigned int)whole);
		return buffer;
	}
	if (whole < 10) {
		/* Tenths, rounded up, of what is not whole. */
		uintmax_t tenths = (rest * 10 + base - 1) / base;

		if (more && rest * 10 % base == 0)
			tenths++;
		tenths += whole * 10;
		if (tenths < 100) {
			snprintf(buffer, HUMAN_SIZE, "%u.%u%c",
			    (unsigned int)(tenths / 10),
			    (unsigned int)(tenths % 10),
			    base == 1000 && unit == 0 ? 'k' : units[unit]);
			return buffer;
		}
		whole = 10;
	} else if (rest || more) {
		whole++;
	}
	if (whole >= base && unit < 5) {
		snprintf(buffer, HUMAN_SIZE, "1.0%c", units[unit + 1]);
		return buffer;
	}
	snprintf(buffer, HUMAN_SIZE, "%u%c", (unsigned int)whole,
	    base == 1000 && unit == 0 ? 'k' : units[unit]);
	return buffer;
}
