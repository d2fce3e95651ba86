/*
 * Matching patterns.
 *
 * `*` is matched by trying: what follows it is compared at each later place. When
 * a second star is reached, the first need never be tried again: if the part
 * between the stars matches early, a later match of it leaves the second star less
 * to choose from. So one place to come back to is enough, and time is bounded by
 * pattern length times text length.
 *
 * Text is bytes: `?` is one byte. Classes are those of the C locale.
 */
#include "pattern.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *name;
	int (*contains)(int c);
} classes[] = {
	{ "alnum", isalnum },
	{ "alpha", isalpha },
	{ "blank", isblank },
	{ "cntrl", iscntrl },
	{ "digit", isdigit },
	{ "graph", isgraph },
	{ "lower", islower },
	{ "print", isprint },
	{ "punct", ispunct },
	{ "space", isspace },
	{ "upper", isupper },
	{ "xdigit", isxdigit },
};

/* [:name:] at *p. => returns: -1 if it is none, else whether c is in it */
static int
match_class(const char **p, int c)
{
	const char *name = *p + 2;
	const char *end = strstr(name, ":]");

	if ((*p)[1] != ':' || end == NULL)
		return -1;
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (strlen(classes[i].name) == (size_t)(end - name) &&
		    memcmp(classes[i].name, name, (size_t)(end - name)) == 0) {
			*p = end + 2;
			return classes[i].contains(c) != 0;
		}
	}
	return -1;
}

/* [.x.] or [=x=] at *p. => returns: the byte it stands for, or -1 */
static int
collating_symbol(const char **p)
{
	const char *start = *p;

	if ((start[1] != '.' && start[1] != '=') || start[2] == '\0' ||
	    start[3] != start[1] || start[4] != ']')
		return -1;
	*p = start + 5;
	return (unsigned char)start[2];
}

/* One end of a range at *p. => returns: the byte, or -1 at the pattern's end */
static int
bracket_byte(const char **p)
{
	int symbol;

	if (**p == '[') {
		symbol = collating_symbol(p);
		if (symbol >= 0)
			return symbol;
	}
	if (**p == '\\' && (*p)[1] != '\0')
		(*p)++;
	if (**p == '\0')
		return -1;
	return (unsigned char)*(*p)++;
}

/*
 * A bracket expression; *pattern is past its `[`.
 * => returns: -1 if it has no end and so is no bracket expression
 */
static int
match_bracket(const char **pattern, int c)
{
	const char *p = *pattern;
	bool inverted = *p == '!';
	bool found = false;
	bool first = true;

	for (p += inverted; first || *p != ']'; first = false) {
		int in_class = *p == '[' ? match_class(&p, c) : -1;
		int low, high;

		if (in_class >= 0) {
			found |= in_class != 0;
			continue;
		}
		low = high = bracket_byte(&p);
		if (low >= 0 && p[0] == '-' && p[1] != ']' && p[1] != '\0') {
			p++;
			high = bracket_byte(&p);
		}
		if (low < 0 || high < 0)
			return -1;
		found |= low <= c && c <= high;
	}
	*pattern = p + 1;
	return found != inverted;
}

/* One element that is no star. => returns: whether it matches the byte */
static bool
match_one(const char **pattern, int c)
{
	const char *p = *pattern;
	int result;

	*pattern = p + 1;
	switch (*p) {
	case '?':
		return true;
	case '[':
		p++;
		result = match_bracket(&p, c);
		if (result >= 0)
			*pattern = p;
		return result >= 0 ? result != 0 : c == '[';
	case '\\':
		if (p[1] != '\0') {
			*pattern = p + 2;
			p++;
		}
		return (unsigned char)*p == c;
	default:
		return (unsigned char)*p == c;
	}
}

bool
pattern_match(const char *pattern, const char *text, size_t length)
{
	const char *end = text + length;
	const char *star = NULL;  /* the pattern after the last star */
	const char *retry = NULL; /* and where in the text it is tried */

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = text;
			if (*pattern == '\0')
				return true;
		} else if (text == end && *pattern == '\0')
			return true;
		else if (text < end && *pattern != '\0' &&
		    match_one(&pattern, (unsigned char)*text))
			text++;
		else if (star != NULL && retry < end) {
			pattern = star;
			text = ++retry;
		} else
			return false;
	}
}

bool
pattern_is_magic(const char *pattern)
{
	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '*' || *pattern == '?' ||
		    (*pattern == '[' && strchr(pattern, ']') != NULL))
			return true;
		if (*pattern == '\\' && pattern[1] != '\0')
			pattern++;
	}
	return false;
}

/* A pattern of plain bytes matches one length only. */
static bool
is_plain(const char *pattern)
{
	return strpbrk(pattern, "*?[\\") == NULL;
}

long
pattern_prefix(const char *pattern, const char *text, bool longest)
{
	size_t length = strlen(text);
	size_t n = strlen(pattern);

	if (is_plain(pattern))
		return strncmp(text, pattern, n) == 0 ? (long)n : -1;
	for (size_t i = 0; i <= length; i++) {
		n = longest ? length - i : i;
		if (pattern_match(pattern, text, n))
			return (long)n;
	}
	return -1;
}

long
pattern_suffix(const char *pattern, const char *text, bool longest)
{
	size_t length = strlen(text);
	size_t n = strlen(pattern);

	if (is_plain(pattern))
		return n <= length && strcmp(text + length - n, pattern) == 0 ?
		    (long)n :
		    -1;
	for (size_t i = 0; i <= length; i++) {
		n = longest ? length - i : i;
		if (pattern_match(pattern, text + length - n, n))
			return (long)n;
	}
	return -1;
}
