/*
 * UTF-16 and UTF-32 as C11 has them. A code point that takes two units of UTF-16
 * waits in the state: the second unit, or the first, with WAITING in __left.
 */
#include <errno.h>
#include <uchar.h>
#include <wchar.h>

#define WAITING 0x80000000u

size_t
mbrtoc32(char32_t *restrict to, const char *restrict s, size_t n,
    mbstate_t *restrict state)
{
	static mbstate_t own;
	wchar_t c = 0;
	size_t used = mbrtowc(&c, s, n, state == NULL ? &own : state);

	if (used < (size_t)-2 && to != NULL)
		*to = (char32_t)c;
	return used;
}

size_t
c32rtomb(char *restrict s, char32_t c, mbstate_t *restrict state)
{
	return wcrtomb(s, (wchar_t)c, state);
}

size_t
mbrtoc16(char16_t *restrict to, const char *restrict s, size_t n,
    mbstate_t *restrict state)
{
	static mbstate_t own;
	wchar_t c = 0;
	size_t used;

	if (state == NULL)
		state = &own;
	if (s == NULL)
		return mbrtoc16(NULL, "", 1, state);
	if (state->__left == WAITING) {
		if (to != NULL)
			*to = (char16_t)state->__value;
		*state = (mbstate_t){ 0 };
		return (size_t)-3;
	}
	used = mbrtowc(&c, s, n, state);
	if (used >= (size_t)-2)
		return used;
	if (c >= 0x10000) {
		*state = (mbstate_t){ 0xdc00 | (c & 0x3ff), WAITING };
		c = 0xd7c0 + (c >> 10);
	}
	if (to != NULL)
		*to = (char16_t)c;
	return used;
}

size_t
c16rtomb(char *restrict s, char16_t c, mbstate_t *restrict state)
{
	static mbstate_t own;
	wchar_t wide = c;

	if (state == NULL)
		state = &own;
	if (s == NULL) {
		*state = (mbstate_t){ 0 };
		return 1;
	}
	if (state->__left != WAITING && c >= 0xd800 && c < 0xdc00) {
		*state = (mbstate_t){ c, WAITING };
		return 0;
	}
	if (state->__left == WAITING) {
		unsigned int first = state->__value;

		*state = (mbstate_t){ 0 };
		if (c < 0xdc00 || c > 0xdfff) {
			errno = EILSEQ;
			return (size_t)-1;
		}
		wide = (wchar_t)(((first - 0xd7c0) << 10) | (c & 0x3ff));
	}
	return wcrtomb(s, wide, NULL);
}
