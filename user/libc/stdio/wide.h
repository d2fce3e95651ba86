/*
 * Wide characters on a stream that is locked.
 */
#ifndef STDIO_WIDE_H
#define STDIO_WIDE_H

#include "file.h"

wint_t __file_getwc(FILE *f);
wint_t __file_putwc(FILE *f, wchar_t c);
wint_t __file_ungetwc(FILE *f, wint_t c);

/* A stream that nothing was done with yet becomes one of wide characters. */
static inline void
file_make_wide(FILE *f)
{
	if (f->orientation == 0)
		f->orientation = 1;
}

#endif
