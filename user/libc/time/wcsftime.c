/*
 * wcsftime: strftime between conversions of its strings.
 */
#include <stdlib.h>
#include <time.h>
#include <wchar.h>

size_t
wcsftime(wchar_t *restrict to, size_t size, const wchar_t *restrict f,
    const struct tm *restrict tm)
{
	size_t nf = wcstombs(NULL, f, 0) + 1;
	/* A wide character is four bytes at most. */
	size_t room = size < (size_t)-1 / 4 ? size * 4 + 1 : 0;
	char *format = nf == 0 ? NULL : malloc(nf);
	char *bytes = malloc(room);
	size_t n = 0;

	if (format != NULL && bytes != NULL && size > 0) {
		wcstombs(format, f, nf);
		if (strftime(bytes, room, format, tm) != 0)
			n = mbstowcs(to, bytes, size);
		else
			*to = 0;
	}
	free(format);
	free(bytes);
	return n < size ? n : 0;
}

size_t
wcsftime_l(wchar_t *restrict to, size_t size, const wchar_t *restrict f,
    const struct tm *restrict tm, locale_t l)
{
	(void)l;
	return wcsftime(to, size, f, tm);
}
