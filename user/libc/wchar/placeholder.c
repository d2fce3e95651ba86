/*
 * A placeholder for the conversions: ASCII only.
 */
#include <errno.h>
#include <stdio.h>
#include <wchar.h>
#include <wctype.h>

wint_t
btowc(int c)
{
	return c < 0 || c > 127 ? WEOF : (wint_t)c;
}

size_t
mbrtowc(wchar_t *restrict to, const char *restrict s, size_t n,
    mbstate_t *restrict state)
{
	(void)state;
	if (n == 0)
		return (size_t)-2;
	*to = *s;
	return *s != 0;
}

size_t
wcrtomb(char *restrict s, wchar_t c, mbstate_t *restrict state)
{
	(void)state;
	*s = (char)c;
	if (c >= 0 && c < 128)
		return 1;
	errno = EILSEQ;
	return (size_t)-1;
}

int
iswspace(wint_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}
