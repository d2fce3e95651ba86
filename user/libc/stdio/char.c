/*
 * One byte: getc, putc, ungetc and their names.
 */
#include "file.h"

int
getc_unlocked(FILE *f)
{
	return __file_getc(f);
}

weak_alias(getc_unlocked, fgetc_unlocked);

int
putc_unlocked(int c, FILE *f)
{
	return __file_putc(f, c);
}

weak_alias(putc_unlocked, fputc_unlocked);

int
fgetc(FILE *f)
{
	bool entered = file_enter(f);
	int c = __file_getc(f);

	file_leave(f, entered);
	return c;
}

weak_alias(fgetc, getc);
weak_alias(fgetc, _IO_getc);

int
fputc(int c, FILE *f)
{
	bool entered = file_enter(f);
	int result = __file_putc(f, c);

	file_leave(f, entered);
	return result;
}

weak_alias(fputc, putc);
weak_alias(fputc, _IO_putc);

int
getchar(void)
{
	return fgetc(stdin);
}

int
getchar_unlocked(void)
{
	return __file_getc(stdin);
}

int
putchar(int c)
{
	return fputc(c, stdout);
}

int
putchar_unlocked(int c)
{
	return __file_putc(stdout, c);
}

int
ungetc(int c, FILE *f)
{
	bool entered = file_enter(f);

	if (!(f->flags & FILE_READING))
		__file_start_reading(f);
	if (f->flags & FILE_READING)
		c = __file_unget(f, c);
	else
		c = EOF;
	file_leave(f, entered);
	return c;
}

/* An int as its bytes (System V). */
int
getw(FILE *f)
{
	int word;

	return fread(&word, sizeof(word), 1, f) == 1 ? word : EOF;
}

int
putw(int word, FILE *f)
{
	return fwrite(&word, sizeof(word), 1, f) == 1 ? 0 : EOF;
}
