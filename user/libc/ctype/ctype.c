/*
 * Classes of characters, those of ASCII: in UTF-8, as in the C locale, no single
 * byte above 127 is a character.
 *
 * A table has a bit a class for each of the values that the functions accept, EOF
 * and the bytes.
 */
#include <ctype.h>
#include <stdio.h>

enum class {
	UPPER = 1 << 0,
	LOWER = 1 << 1,
	DIGIT = 1 << 2,
	HEX = 1 << 3,
	SPACE = 1 << 4,
	BLANK = 1 << 5,
	CONTROL = 1 << 6,
	PUNCTUATION = 1 << 7,
};

#define ALPHA (UPPER | LOWER)
#define GRAPH (ALPHA | DIGIT | PUNCTUATION)

static const unsigned char classes[257] = {
	[1 + 0 ... 1 + 8] = CONTROL,
	[1 + '\t'] = CONTROL | SPACE | BLANK,
	[1 + '\n' ... 1 + '\r'] = CONTROL | SPACE,
	[1 + 14 ... 1 + 31] = CONTROL,
	[1 + ' '] = SPACE | BLANK,
	[1 + '!' ... 1 + '/'] = PUNCTUATION,
	[1 + '0' ... 1 + '9'] = DIGIT | HEX,
	[1 + ':' ... 1 + '@'] = PUNCTUATION,
	[1 + 'A' ... 1 + 'F'] = UPPER | HEX,
	[1 + 'G' ... 1 + 'Z'] = UPPER,
	[1 + '[' ... 1 + '`'] = PUNCTUATION,
	[1 + 'a' ... 1 + 'f'] = LOWER | HEX,
	[1 + 'g' ... 1 + 'z'] = LOWER,
	[1 + '{' ... 1 + '~'] = PUNCTUATION,
	[1 + 127] = CONTROL,
};

_Static_assert(EOF == -1, "the table's first entry");

static inline int
is(int c, int class)
{
	/* chars passed without a cast, a common mistake, are read as bytes. */
	return classes[c == EOF ? 0 : 1 + (c & 0xff)] & class;
}

/* Each class is a function, and one that takes a locale and ignores it. */
#define CLASS(name, mask)                    \
	int name(int c)                      \
	{                                    \
		return is(c, mask);          \
	}                                    \
	int name##_l(int c, locale_t locale) \
	{                                    \
		(void)locale;                \
		return is(c, mask);          \
	}

CLASS(isalnum, ALPHA | DIGIT)
CLASS(isalpha, ALPHA)
CLASS(isblank, BLANK)
CLASS(iscntrl, CONTROL)
CLASS(isdigit, DIGIT)
CLASS(isgraph, GRAPH)
CLASS(islower, LOWER)
CLASS(ispunct, PUNCTUATION)
CLASS(isspace, SPACE)
CLASS(isupper, UPPER)
CLASS(isxdigit, HEX)

int
isprint(int c)
{
	return c == ' ' || is(c, GRAPH);
}

int
isprint_l(int c, locale_t locale)
{
	(void)locale;
	return isprint(c);
}

int
tolower(int c)
{
	return (unsigned int)c - 'A' < 26U ? c + ('a' - 'A') : c;
}

int
tolower_l(int c, locale_t locale)
{
	(void)locale;
	return tolower(c);
}

int
toupper(int c)
{
	return (unsigned int)c - 'a' < 26U ? c - ('a' - 'A') : c;
}

int
toupper_l(int c, locale_t locale)
{
	(void)locale;
	return toupper(c);
}

int
isascii(int c)
{
	return !(c & ~0x7f);
}

int
toascii(int c)
{
	return c & 0x7f;
}
