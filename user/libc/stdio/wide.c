/*
 * Streams of wide characters: fgetwc, fputwc and relatives.
 *
 * The file holds multibyte characters; they are converted one by one, the state
 * between the bytes of one being the stream's.
 */
#include "wide.h"

#include <errno.h>
#include <limits.h>
#include <wchar.h>

wint_t
__file_getwc(FILE *f)
{
	wchar_t c;
	size_t n;

	file_make_wide(f);
	do {
		int byte = __file_getc(f);
		char bytes[1] = { (char)byte };

		if (byte == EOF) {
			/* The end within a character. */
			if (!mbsinit(&f->state) && feof(f)) {
				f->flags |= FILE_ERROR;
				errno = EILSEQ;
			}
			return WEOF;
		}
		n = mbrtowc(&c, bytes, 1, &f->state);
	} while (n == (size_t)-2);
	if (n == (size_t)-1) {
		f->flags |= FILE_ERROR;
		f->state = (mbstate_t){ 0 };
		return WEOF;
	}
	return (wint_t)c;
}

wint_t
__file_putwc(FILE *f, wchar_t c)
{
	char bytes[MB_LEN_MAX];
	size_t n;

	file_make_wide(f);
	n = wcrtomb(bytes, c, &f->state);
	if (n == (size_t)-1) {
		f->flags |= FILE_ERROR;
		return WEOF;
	}
	return __file_write(f, bytes, n) == n ? (wint_t)c : WEOF;
}

wint_t
__file_ungetwc(FILE *f, wint_t c)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = { 0 };
	size_t n;

	file_make_wide(f);
	if (c == WEOF ||
	    (!(f->flags & FILE_READING) && !__file_start_reading(f)))
		return WEOF;
	n = wcrtomb(bytes, (wchar_t)c, &state);
	if (n == (size_t)-1 || (size_t)(f->in - (f->base - UNGET_MAX)) < n)
		return WEOF;
	while (n > 0)
		__file_unget(f, (unsigned char)bytes[--n]);
	return c;
}

int
fwide(FILE *f, int mode)
{
	bool entered = file_enter(f);
	int orientation;

	if (mode != 0 && f->orientation == 0)
		f->orientation = mode > 0 ? 1 : -1;
	orientation = f->orientation;
	file_leave(f, entered);
	return orientation;
}

wint_t
fgetwc(FILE *f)
{
	bool entered = file_enter(f);
	wint_t c = __file_getwc(f);

	file_leave(f, entered);
	return c;
}

wint_t
fputwc(wchar_t c, FILE *f)
{
	bool entered = file_enter(f);
	wint_t result = __file_putwc(f, c);

	file_leave(f, entered);
	return result;
}

weak_alias(fgetwc, getwc);
weak_alias(fputwc, putwc);
weak_alias(__file_getwc, fgetwc_unlocked);
weak_alias(__file_getwc, getwc_unlocked);

wint_t
fputwc_unlocked(wchar_t c, FILE *f)
{
	return __file_putwc(f, c);
}

weak_alias(fputwc_unlocked, putwc_unlocked);

wint_t
getwchar(void)
{
	return fgetwc(stdin);
}

wint_t
putwchar(wchar_t c)
{
	return fputwc(c, stdout);
}

wint_t
getwchar_unlocked(void)
{
	return __file_getwc(stdin);
}

wint_t
putwchar_unlocked(wchar_t c)
{
	return __file_putwc(stdout, c);
}

wint_t
ungetwc(wint_t c, FILE *f)
{
	bool entered = file_enter(f);

	c = __file_ungetwc(f, c);
	file_leave(f, entered);
	return c;
}

wchar_t *
fgetws_unlocked(wchar_t *restrict s, int size, FILE *restrict f)
{
	wchar_t *p = s, *last = s + size - 1;
	wint_t c = 0;

	if (size <= 0)
		return NULL;
	while (p < last && c != '\n') {
		c = __file_getwc(f);
		if (c == WEOF)
			break;
		*p++ = (wchar_t)c;
	}
	if ((p == s && p < last) || (c == WEOF && ferror(f)))
		return NULL;
	*p = 0;
	return s;
}

wchar_t *
fgetws(wchar_t *restrict s, int size, FILE *restrict f)
{
	bool entered = file_enter(f);

	s = fgetws_unlocked(s, size, f);
	file_leave(f, entered);
	return s;
}

int
fputws_unlocked(const wchar_t *restrict s, FILE *restrict f)
{
	file_make_wide(f);
	for (; *s; s++)
		if (__file_putwc(f, *s) == WEOF)
			return EOF;
	return 1;
}

int
fputws(const wchar_t *restrict s, FILE *restrict f)
{
	bool entered = file_enter(f);
	int result = fputws_unlocked(s, f);

	file_leave(f, entered);
	return result;
}
