/*
 * Numbers from wide strings: what may be part of a number is ASCII, so that it can
 * be copied to bytes and left to the functions for those.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

#define SHORT 128

struct bytes {
	char few[SHORT];
	char *text;
	size_t blanks; /* that the text leaves out */
};

/* => returns: false without memory */
static int
to_bytes(struct bytes *b, const wchar_t *s)
{
	size_t n = 0;

	b->blanks = 0;
	while (iswspace((wint_t)s[b->blanks]))
		b->blanks++;
	s += b->blanks;
	while (s[n] > 0 && s[n] < 0x80)
		n++;
	b->text = n < SHORT ? b->few : malloc(n + 1);
	if (b->text == NULL)
		return 0;
	for (size_t i = 0; i < n; i++)
		b->text[i] = (char)s[i];
	b->text[n] = '\0';
	return 1;
}

/* Where the number ended in the wide string: at its start if there was none. */
static void
finish(struct bytes *b, const wchar_t *s, const char *stop, wchar_t **end)
{
	if (end != NULL)
		*end = (wchar_t *)s +
		    (stop == b->text ? 0 :
				       b->blanks + (size_t)(stop - b->text));
	if (b->text != b->few)
		free(b->text);
}

#define WIDE_INTEGER(type, name, convert)                                      \
	type name(const wchar_t *restrict s, wchar_t **restrict end, int base) \
	{                                                                      \
		struct bytes b;                                                \
		char *stop;                                                    \
		type value;                                                    \
                                                                               \
		if (!to_bytes(&b, s))                                          \
			return 0;                                              \
		value = convert(b.text, &stop, base);                          \
		finish(&b, s, stop, end);                                      \
		return value;                                                  \
	}
#define WIDE_FLOAT(type, name, convert)                              \
	type name(const wchar_t *restrict s, wchar_t **restrict end) \
	{                                                            \
		struct bytes b;                                      \
		char *stop;                                          \
		type value;                                          \
                                                                     \
		if (!to_bytes(&b, s))                                \
			return 0;                                    \
		value = convert(b.text, &stop);                      \
		finish(&b, s, stop, end);                            \
		return value;                                        \
	}

WIDE_INTEGER(long, wcstol, strtol)
WIDE_INTEGER(unsigned long, wcstoul, strtoul)
WIDE_INTEGER(long long, wcstoll, strtoll)
WIDE_INTEGER(unsigned long long, wcstoull, strtoull)
WIDE_INTEGER(intmax_t, wcstoimax, strtoimax)
WIDE_INTEGER(uintmax_t, wcstoumax, strtoumax)
WIDE_FLOAT(double, wcstod, strtod)
WIDE_FLOAT(float, wcstof, strtof)
WIDE_FLOAT(long double, wcstold, strtold)
