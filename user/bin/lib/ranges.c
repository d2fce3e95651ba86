/*
 * ranges: sets of numbers as sorted, disjoint intervals.
 */
#include "ranges.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

#include "memory.h"
#include "options.h"

static int
compare(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return left->first < right->first ? -1 : left->first > right->first;
}

static size_t
parse_number(const char **text, const char *whole, const char *what)
{
	size_t number = 0;

	for (; isdigit((unsigned char)**text); ++*text) {
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, (size_t)(**text - '0'),
			&number))
			usage("%s number '%s' is too large", what, whole);
	}
	return number;
}

static struct range
parse_range(const char **text, const char *whole, const char *what)
{
	struct range range = { 1, SIZE_MAX };
	const char *start = *text;
	bool has_first = isdigit((unsigned char)**text), has_last = false;

	if (has_first)
		range.first = parse_number(text, whole, what);
	if (**text == '-') {
		++*text;
		has_last = isdigit((unsigned char)**text);
		if (has_last)
			range.last = parse_number(text, whole, what);
		if (!has_first && !has_last)
			usage("invalid range with no endpoint: -");
	} else {
		range.last = range.first;
	}
	if (*text == start || (**text && **text != ',' && **text != ' '))
		usage("invalid %s value '%s'", what, start);
	if (range.first == 0 || range.last == 0)
		usage("%ss are numbered from 1", what);
	if (range.last < range.first)
		usage("invalid decreasing range");
	return range;
}

void
ranges_parse(struct ranges *r, const char *text, const char *what)
{
	const char *whole = text;
	size_t capacity = 0, kept = 0;

	for (;;) {
		array_grow(&r->ranges, r->n, &capacity, sizeof *r->ranges);
		r->ranges[r->n++] = parse_range(&text, whole, what);
		if (*text == '\0')
			break;
		text++;
	}
	qsort(r->ranges, r->n, sizeof *r->ranges, compare);
	for (size_t i = 1; i < r->n; i++) {
		struct range *last = &r->ranges[kept];

		if (r->ranges[i].first <= last->last) {
			if (r->ranges[i].last > last->last)
				last->last = r->ranges[i].last;
		} else {
			r->ranges[++kept] = r->ranges[i];
		}
	}
	r->n = kept + 1;
}

bool
ranges_contain(const struct ranges *r, size_t number)
{
	for (size_t i = 0; i < r->n && r->ranges[i].first <= number; i++) {
		if (number <= r->ranges[i].last)
			return true;
	}
	return false;
}
