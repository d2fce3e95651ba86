/*
 * fnmatch: shell patterns.
 *
 * Between two stars a pattern has a fixed text, and taking the first place where it
 * fits is always right: what is matched earlier leaves more for the rest. So one
 * point to go back to, the last star, is enough, and no pattern takes more than the
 * product of both lengths. With FNM_PATHNAME each component is matched for itself,
 * since no star crosses a slash.
 *
 * Characters are those of the locale; a byte that is part of none matches only
 * itself. ksh's patterns (FNM_EXTMATCH) are not known: the flag is ignored.
 */
#include <fnmatch.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#define CLASS_MAX 15
/* Bytes that are no character, above all that are. */
#define NO_CHARACTER 0x200000

struct bracket {
	const char *end; /* past the `]` */
	bool matches;
};

/* => returns: the length of the character at s, which is not at its end */
static size_t
character(const char *s, wint_t *c)
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t n;

	if ((unsigned char)*s < 0x80) {
		*c = (unsigned char)*s;
		return 1;
	}
	n = mbrtowc(&wide, s, strnlen(s, 8), &state);
	if (n >= (size_t)-2) {
		*c = NO_CHARACTER | (unsigned char)*s;
		return 1;
	}
	*c = (wint_t)wide;
	return n;
}

static wint_t
fold(wint_t c, int flags)
{
	return flags & FNM_CASEFOLD && c < NO_CHARACTER ? towlower(c) : c;
}

/* --- Bracket expressions ---------------------------------------------------------- */

/* [:name:] => returns: its end, NULL if it is none */
static const char *
match_class(const char *p, wint_t c, bool *matches)
{
	const char *end = strstr(p, ":]");
	char name[CLASS_MAX + 1];
	wctype_t class;

	if (end == NULL || end - p > CLASS_MAX)
		return NULL;
	memcpy(name, p, (size_t)(end - p));
	name[end - p] = '\0';
	class = wctype(name);
	if (class == 0)
		return NULL;
	/* Classes of case do not fold, as in glibc. */
	if (c < NO_CHARACTER && iswctype(c, class))
		*matches = true;
	return end + 2;
}

/* One character of a bracket, also as [.x.] or [=x=]. => returns: its end */
static const char *
element(const char *p, int flags, wint_t *c)
{
	if (*p == '[' && (p[1] == '.' || p[1] == '=')) {
		char kind = p[1];

		p += 2;
		if (*p == '\0')
			return NULL;
		p += character(p, c);
		return p[0] == kind && p[1] == ']' ? p + 2 : NULL;
	}
	if (*p == '\\' && !(flags & FNM_NOESCAPE))
		p++;
	if (*p == '\0' || (*p == '/' && flags & FNM_PATHNAME))
		return NULL;
	return p + character(p, c);
}

/* From after the `[`. => returns: false if this is no bracket expression */
static bool
match_bracket(const char *p, wint_t c, int flags, struct bracket *b)
{
	bool negated = *p == '!' || *p == '^', first = true;

	if (negated)
		p++;
	b->matches = false;
	for (; first || *p != ']'; first = false) {
		wint_t low, high;

		if (p[0] == '[' && p[1] == ':') {
			p = match_class(p + 2, c, &b->matches);
			if (p == NULL)
				return false;
			continue;
		}
		p = element(p, flags, &low);
		if (p == NULL)
			return false;
		high = low;
		if (p[0] == '-' && p[1] != ']' && p[1] != '\0') {
			p = element(p + 1, flags, &high);
			if (p == NULL)
				return false;
		}
		if ((c >= low && c <= high) ||
		    (flags & FNM_CASEFOLD &&
			((towlower(c) >= low && towlower(c) <= high) ||
			    (towupper(c) >= low && towupper(c) <= high))))
			b->matches = true;
	}
	b->end = p + 1;
	if (negated)
		b->matches = !b->matches;
	return true;
}

/* --- Components --------------------------------------------------------------------- */

/*
 * Matches the character of the text against the item at *p, and moves *p past it.
 * *p is at no star and not at the end.
 */
static bool
match_one(const char **p, wint_t c, int flags)
{
	struct bracket b;
	wint_t wanted;

	if (**p == '?') {
		++*p;
		return true;
	}
	if (**p == '[' && match_bracket(*p + 1, c, flags, &b)) {
		*p = b.end;
		return b.matches;
	}
	if (**p == '\\' && !(flags & FNM_NOESCAPE)) {
		++*p;
		if (**p == '\0')
			return false;
	}
	*p += character(*p, &wanted);
	return fold(wanted, flags) == fold(c, flags);
}

static bool
at_end(const char *p, const char *s, const char *end, int flags)
{
	return *p == '\0' || (*p == '/' && flags & FNM_PATHNAME) ? s == end :
								   false;
}

/* s to end against a pattern that ends at its end or, by FNM_PATHNAME, a slash. */
static const char *
match_component(const char *p, const char *s, const char *end, int flags)
{
	const char *star = NULL, *retry = NULL;

	if (s < end && *s == '.' && flags & FNM_PERIOD && *p != '.' &&
	    !(p[0] == '\\' && p[1] == '.'))
		return NULL;
	for (;;) {
		const char *item = p;
		wint_t c;
		size_t n;

		if (*p == '*') {
			while (*p == '*')
				p++;
			star = p;
			retry = s;
			continue;
		}
		if (at_end(p, s, end, flags))
			return p;
		if (s < end && *p != '\0' &&
		    !(*p == '/' && flags & FNM_PATHNAME)) {
			n = character(s, &c);
			if (match_one(&item, c, flags)) {
				p = item;
				s += n;
				continue;
			}
		}
		if (star == NULL || retry == end)
			return NULL;
		retry += character(retry, &c);
		p = star;
		s = retry;
	}
}

static int
match_path(const char *p, const char *s, int flags)
{
	for (;;) {
		const char *end = strchr(s, '/');

		if (end == NULL)
			end = s + strlen(s);
		p = match_component(p, s, end, flags);
		if (p == NULL)
			return FNM_NOMATCH;
		if (*p == '\0')
			return *end == '\0' || flags & FNM_LEADING_DIR ?
			    0 :
			    FNM_NOMATCH;
		if (*end == '\0')
			return FNM_NOMATCH;
		p++;
		s = end + 1;
	}
}

int
fnmatch(const char *p, const char *s, int flags)
{
	size_t n = strlen(s);

	if (flags & FNM_PATHNAME)
		return match_path(p, s, flags);
	if (match_component(p, s, s + n, flags) != NULL)
		return 0;
	/* Any slash may be the one after which the rest is ignored. */
	if (flags & FNM_LEADING_DIR)
		for (const char *slash = strchr(s, '/'); slash != NULL;
		     slash = strchr(slash + 1, '/'))
			if (match_component(p, s, slash, flags) != NULL)
				return 0;
	return FNM_NOMATCH;
}
