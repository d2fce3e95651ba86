/*
 * Between bytes and wide characters, one character at a time.
 *
 * A wide character is a code point. In UTF-8 the state has the bits of the character
 * so far (__value) and how many bytes are to come (__left). Overlong forms,
 * surrogates and what is beyond U+10FFFF are refused with the byte that shows it.
 * In the C locale only ASCII converts, as in glibc.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <wchar.h>

#include "locale_internal.h"

#define INVALID    ((size_t)-1)
#define INCOMPLETE ((size_t)-2)

static size_t
illegal(void)
{
	errno = EILSEQ;
	return INVALID;
}

/* How many bytes follow a first byte; -1 if none begins so. */
static int
length_after(unsigned char c)
{
	return c < 0x80 ? 0 :
	    c < 0xc2    ? -1 :
	    c < 0xe0    ? 1 :
	    c < 0xf0    ? 2 :
	    c < 0xf5    ? 3 :
			  -1;
}

/* Set in __value while the second byte, of which not all are possible, is next. */
#define SECOND_BYTE 0x80000000u

/*
 * After the leading bits of a character with `left` bytes to come: may this be its
 * second byte? If not it would be too small, a surrogate or too large.
 */
static bool
may_be_second(unsigned int value, unsigned int left, unsigned char c)
{
	value = value << 6 | (c & 0x3f);
	if (left == 2)
		return value >= 0x20 && (value < 0x360 || value > 0x37f);
	if (left == 3)
		return value >= 0x10 && value < 0x110;
	return true;
}

static size_t
finish(wchar_t *to, unsigned int c, size_t used)
{
	if (to != NULL)
		*to = (wchar_t)c;
	return c == 0 ? 0 : used;
}

static size_t
utf8_to_wide(wchar_t *to, const unsigned char *s, size_t n, mbstate_t *state)
{
	unsigned int value = state->__value & ~SECOND_BYTE;
	unsigned int second = state->__value & SECOND_BYTE;
	unsigned int left = state->__left;
	size_t used = 0;

	if (left == 0) {
		int length;

		if (n == 0)
			return INCOMPLETE;
		length = length_after(*s);
		if (length < 0)
			return illegal();
		if (length == 0)
			return finish(to, *s, 1);
		left = (unsigned int)length;
		value = *s & (0x3fu >> left);
		second = SECOND_BYTE;
		used = 1;
	}
	for (; left > 0 && used < n; used++) {
		unsigned char c = s[used];

		if ((c & 0xc0) != 0x80 ||
		    (second && !may_be_second(value, left, c))) {
			*state = (mbstate_t){ 0 };
			return illegal();
		}
		second = 0;
		value = value << 6 | (c & 0x3f);
		left--;
	}
	if (left > 0) {
		*state = (mbstate_t){ value | second, left };
		return INCOMPLETE;
	}
	*state = (mbstate_t){ 0 };
	return finish(to, value, used);
}

size_t
mbrtowc(wchar_t *restrict to, const char *restrict s, size_t n,
    mbstate_t *restrict state)
{
	static mbstate_t own;
	const unsigned char *bytes = (const unsigned char *)s;

	if (state == NULL)
		state = &own;
	if (s == NULL) {
		to = NULL;
		bytes = (const unsigned char *)"";
		n = 1;
	}
	if (__locale_is_utf8())
		return utf8_to_wide(to, bytes, n, state);
	if (n == 0)
		return INCOMPLETE;
	return *bytes < 0x80 ? finish(to, *bytes, 1) : illegal();
}

size_t
wcrtomb(char *restrict s, wchar_t wide, mbstate_t *restrict state)
{
	unsigned int c = (unsigned int)wide;
	int tails = 1;

	(void)state;
	if (s == NULL)
		return 1;
	if (c < 0x80) {
		*s = (char)c;
		return 1;
	}
	if (!__locale_is_utf8() || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return illegal();
	if (c >= 0x10000)
		tails = 3;
	else if (c >= 0x800)
		tails = 2;
	*s++ = (char)((0xf80 >> tails & 0xff) | c >> 6 * tails);
	for (int i = tails - 1; i >= 0; i--)
		*s++ = (char)(0x80 | (c >> 6 * i & 0x3f));
	return (size_t)tails + 1;
}

int
mbsinit(const mbstate_t *state)
{
	return state == NULL || state->__left == 0;
}

size_t
mbrlen(const char *restrict s, size_t n, mbstate_t *restrict state)
{
	static mbstate_t own;

	return mbrtowc(NULL, s, n, state == NULL ? &own : state);
}

/* UTF-8 has no shift states, and what is incomplete is no character here. */
int
mbtowc(wchar_t *restrict to, const char *restrict s, size_t n)
{
	mbstate_t state = { 0 };
	size_t used;

	if (s == NULL)
		return 0;
	if (to == NULL && *s == '\0')
		return 0;
	used = mbrtowc(to, s, n, &state);
	if (used == INCOMPLETE)
		used = illegal();
	return (int)used;
}

int
mblen(const char *s, size_t n)
{
	return mbtowc(NULL, s, n);
}

int
wctomb(char *s, wchar_t c)
{
	return s == NULL ? 0 : (int)wcrtomb(s, c, NULL);
}

wint_t
btowc(int c)
{
	return c >= 0 && c < 0x80 ? (wint_t)c : WEOF;
}

int
wctob(wint_t c)
{
	return c < 0x80 ? (int)c : -1;
}

size_t
__ctype_get_mb_cur_max(void)
{
	return __locale_is_utf8() ? 6 : 1;
}
