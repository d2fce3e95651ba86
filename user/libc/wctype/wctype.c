/*
 * Classes of wide characters, and their case.
 *
 * A character has one of a few combinations of classes. The combination of each is
 * in a table of two stages, half a byte a character: blocks of 128, of which equal
 * ones are stored once, and an index of blocks. Case goes by ranges. The tables are
 * generated (wctype/generate).
 *
 * In the C locale only ASCII is anything.
 */
#include <wctype.h>

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <wchar.h>

#include "locale_internal.h"
#include "tables.h"

enum class {
	ALPHA = 1 << 0,
	UPPER = 1 << 1,
	LOWER = 1 << 2,
	DIGIT = 1 << 3,
	SPACE = 1 << 4,
	CNTRL = 1 << 5,
	PUNCT = 1 << 6,
	PRINT = 1 << 7,
	/* These are not in the table. */
	XDIGIT = 1 << 8,
	BLANK = 1 << 9,
	GRAPH = 1 << 10,
};

static unsigned int
half_byte(const uint8_t *blocks, unsigned int block, wint_t c)
{
	return blocks[block * 64 + (c & 127) / 2] >> (c & 1) * 4 & 15;
}

static unsigned int
classes_of(wint_t c)
{
	unsigned int bits;

	if (c >= CLASS_END || (c > 127 && !__locale_is_utf8()))
		return 0;
	bits = combinations[half_byte(class_blocks, class_index[c / 128], c)];
	if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'))
		bits |= c < 128 ? XDIGIT : 0;
	if (c == '\t' || ((bits & SPACE) && (bits & PRINT)))
		bits |= BLANK;
	if ((bits & PRINT) && !(bits & SPACE))
		bits |= GRAPH;
	return bits;
}

#define CLASS(name, mask)                      \
	int name(wint_t c)                     \
	{                                      \
		return classes_of(c) & (mask); \
	}                                      \
	int name##_l(wint_t c, locale_t l)     \
	{                                      \
		(void)l;                       \
		return name(c);                \
	}

CLASS(iswalnum, ALPHA | DIGIT)
CLASS(iswalpha, ALPHA)
CLASS(iswblank, BLANK)
CLASS(iswcntrl, CNTRL)
CLASS(iswdigit, DIGIT)
CLASS(iswgraph, GRAPH)
CLASS(iswlower, LOWER)
CLASS(iswprint, PRINT)
CLASS(iswpunct, PUNCT)
CLASS(iswspace, SPACE)
CLASS(iswupper, UPPER)
CLASS(iswxdigit, XDIGIT)

wctype_t
wctype(const char *name)
{
	static const struct {
		char name[8];
		unsigned int mask;
	} known[] = { { "alnum", ALPHA | DIGIT }, { "alpha", ALPHA },
		{ "blank", BLANK }, { "cntrl", CNTRL }, { "digit", DIGIT },
		{ "graph", GRAPH }, { "lower", LOWER }, { "print", PRINT },
		{ "punct", PUNCT }, { "space", SPACE }, { "upper", UPPER },
		{ "xdigit", XDIGIT } };

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].mask;
	return 0;
}

int
iswctype(wint_t c, wctype_t type)
{
	return classes_of(c) & (unsigned int)type;
}

wctype_t
wctype_l(const char *name, locale_t l)
{
	(void)l;
	return wctype(name);
}

int
iswctype_l(wint_t c, wctype_t type, locale_t l)
{
	(void)l;
	return iswctype(c, type);
}

/* --- Case ------------------------------------------------------------------------ */

static wint_t
move(wint_t c, const struct case_range *ranges, size_t n)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (ranges[middle].last < c)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < n && c >= ranges[low].first &&
	    (c - ranges[low].first) % (wint_t)ranges[low].step == 0)
		c += (wint_t)ranges[low].delta;
	return c;
}

wint_t
towlower(wint_t c)
{
	if (c < 128)
		return c - 'A' < 26 ? c + 32 : c;
	if (!__locale_is_utf8())
		return c;
	return move(c, lower_ranges,
	    sizeof lower_ranges / sizeof *lower_ranges);
}

wint_t
towupper(wint_t c)
{
	if (c < 128)
		return c - 'a' < 26 ? c - 32 : c;
	if (!__locale_is_utf8())
		return c;
	return move(c, upper_ranges,
	    sizeof upper_ranges / sizeof *upper_ranges);
}

wint_t
towlower_l(wint_t c, locale_t l)
{
	(void)l;
	return towlower(c);
}

wint_t
towupper_l(wint_t c, locale_t l)
{
	(void)l;
	return towupper(c);
}

static const int to_lower, to_upper;

wctrans_t
wctrans(const char *name)
{
	if (strcmp(name, "tolower") == 0)
		return &to_lower;
	return strcmp(name, "toupper") == 0 ? &to_upper : NULL;
}

wint_t
towctrans(wint_t c, wctrans_t to)
{
	return to == &to_lower ? towlower(c) :
	    to == &to_upper    ? towupper(c) :
				 c;
}

wctrans_t
wctrans_l(const char *name, locale_t l)
{
	(void)l;
	return wctrans(name);
}

wint_t
towctrans_l(wint_t c, wctrans_t to, locale_t l)
{
	(void)l;
	return towctrans(c, to);
}

/* --- Columns on a terminal ---------------------------------------------------------- */

int
wcwidth(wchar_t wide)
{
	wint_t c = (wint_t)wide;

	if (c > 127 && !__locale_is_utf8())
		return -1;
	if (c >= WIDTH_END)
		return -1;
	return (int)half_byte(width_blocks, width_index[c / 128], c) - 1;
}

int
wcswidth(const wchar_t *s, size_t n)
{
	int sum = 0;

	for (; n > 0 && *s != 0; n--, s++) {
		int width = wcwidth(*s);

		if (width < 0)
			return -1;
		sum += width;
	}
	return sum;
}
