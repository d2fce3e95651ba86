/*
 * version: the order of ls -v and sort -V.
 *
 * Names are cut into runs without and with digits, in turn. The first kind
 * compares by character, letters before all others and '~' before everything,
 * even the end; the second by value. Extensions (".tar.gz", ".1~") count only
 * between names that are otherwise equal, so that "a.c" comes before "a1.c".
 */
#include "version.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The length of a name without its extensions: (.LETTER[LETTER DIGIT ~]*)* */
static size_t
stem_length(const char *name)
{
	size_t length = strlen(name), stem = 0, i = 0;

	/* A leading dot is no extension. */
	while (i < length) {
		stem = ++i;
		while (i < length && name[i] == '.' &&
		    (isalpha((unsigned char)name[i + 1]) ||
			name[i + 1] == '~')) {
			i += 2;
			while (isalnum((unsigned char)name[i]) ||
			    name[i] == '~')
				i++;
		}
		if (i == length)
			return stem;
		if (i > stem)
			i--;
	}
	return length;
}

static int
rank(const char *text, size_t i, size_t length)
{
	int c;

	if (i == length)
		return -1;
	c = (unsigned char)text[i];
	if (isdigit(c))
		return 0;
	if (isalpha(c))
		return c;
	return c == '~' ? -2 : c + 256;
}

static bool
is_digit(const char *text, size_t i, size_t length)
{
	return i < length && isdigit((unsigned char)text[i]);
}

static int
compare_runs(const char *a, size_t na, const char *b, size_t nb)
{
	size_t i = 0, j = 0;

	while (i < na || j < nb) {
		int difference = 0;

		while ((i < na && !is_digit(a, i, na)) ||
		    (j < nb && !is_digit(b, j, nb))) {
			int ra = rank(a, i, na), rb = rank(b, j, nb);

			if (ra != rb)
				return ra - rb;
			i++;
			j++;
		}
		while (i < na && a[i] == '0')
			i++;
		while (j < nb && b[j] == '0')
			j++;
		for (; is_digit(a, i, na) && is_digit(b, j, nb); i++, j++) {
			if (!difference)
				difference = a[i] - b[j];
		}
		if (is_digit(a, i, na))
			return 1;
		if (is_digit(b, j, nb))
			return -1;
		if (difference)
			return difference;
	}
	return 0;
}

/* "" . .. and names with a leading dot come first, in this order. */
static int
special_rank(const char *name)
{
	if (*name == '\0')
		return 0;
	if (strcmp(name, ".") == 0)
		return 1;
	if (strcmp(name, "..") == 0)
		return 2;
	return *name == '.' ? 3 : 4;
}

int
version_compare(const char *a, const char *b)
{
	int ra = special_rank(a), rb = special_rank(b);
	size_t na, nb;
	int result;

	if (strcmp(a, b) == 0)
		return 0;
	if (ra != rb)
		return ra - rb;
	na = stem_length(a);
	nb = stem_length(b);
	result = compare_runs(a, na, b, nb);
	if (result == 0)
		result = compare_runs(a, strlen(a), b, strlen(b));
	return result;
}
