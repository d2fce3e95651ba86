/*
 * Strings and lines: fgets, fputs, puts, getline, getdelim.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

/*
 * Move input to `to`, at most `max` bytes, up to and with `delimiter`.
 * => returns: how many; *found is set if the last one is the delimiter
 */
static size_t
take(FILE *f, char *to, size_t max, int delimiter, bool *found)
{
	size_t n = (size_t)(f->in_end - f->in);
	unsigned char *end;

	if (n > max)
		n = max;
	end = memchr(f->in, delimiter, n);
	*found = end != NULL;
	if (end)
		n = (size_t)(end + 1 - f->in);
	memcpy(to, f->in, n);
	f->in += n;
	return n;
}

char *
fgets_unlocked(char *restrict s, int size, FILE *restrict f)
{
	size_t max, n = 0;
	bool found = false;

	if (size <= 0) {
		errno = EINVAL;
		return NULL;
	}
	max = (size_t)size - 1;
	while (n < max && !found) {
		if (f->in == f->in_end && !__file_fill(f))
			break;
		n += take(f, s + n, max - n, '\n', &found);
	}
	/* An error loses what came before it, the end of the file does not. */
	if ((n == 0 && max > 0) || (!found && n < max && ferror(f)))
		return NULL;
	s[n] = 0;
	return s;
}

char *
fgets(char *restrict s, int size, FILE *restrict f)
{
	bool entered = file_enter(f);

	s = fgets_unlocked(s, size, f);
	file_leave(f, entered);
	return s;
}

/* Room for `used` bytes, what the buffer holds, and a null. */
static int
make_room(char **line, size_t *size, size_t used, size_t more)
{
	size_t needed = used + more + 1, bigger;
	char *memory;

	if (needed <= *size)
		return 0;
	if (needed > SSIZE_MAX) {
		errno = EOVERFLOW;
		return -1;
	}
	bigger = needed + needed / 2;
	if (bigger < 120)
		bigger = 120;
	memory = realloc(*line, bigger);
	if (!memory)
		return -1;
	*line = memory;
	*size = bigger;
	return 0;
}

static ssize_t
get_delimited(char **restrict line, size_t *restrict size, int delimiter,
    FILE *restrict f)
{
	size_t n = 0;
	bool found = false;

	while (!found) {
		unsigned char *end;
		size_t more;

		if (f->in == f->in_end && !__file_fill(f))
			break;
		more = (size_t)(f->in_end - f->in);
		end = memchr(f->in, delimiter, more);
		if (end)
			more = (size_t)(end + 1 - f->in);
		if (make_room(line, size, n, more)) {
			f->flags |= FILE_ERROR;
			return -1;
		}
		n += take(f, *line + n, more, delimiter, &found);
	}
	if (n == 0 || (!found && f->flags & FILE_ERROR))
		return -1;
	(*line)[n] = 0;
	return (ssize_t)n;
}

ssize_t
getdelim(char **restrict line, size_t *restrict size, int delimiter,
    FILE *restrict f)
{
	bool entered;
	ssize_t n;

	if (!line || !size) {
		errno = EINVAL;
		return -1;
	}
	if (!*line)
		*size = 0;
	entered = file_enter(f);
	n = get_delimited(line, size, delimiter, f);
	file_leave(f, entered);
	return n;
}

weak_alias(getdelim, __getdelim);

ssize_t
getline(char **restrict line, size_t *restrict size, FILE *restrict f)
{
	return getdelim(line, size, '\n', f);
}

int
fputs_unlocked(const char *restrict s, FILE *restrict f)
{
	size_t n = strlen(s);

	return __file_write(f, s, n) == n ? 1 : EOF;
}

int
fputs(const char *restrict s, FILE *restrict f)
{
	bool entered = file_enter(f);
	int result = fputs_unlocked(s, f);

	file_leave(f, entered);
	return result;
}

int
puts(const char *s)
{
	bool entered = file_enter(stdout);
	int result = fputs_unlocked(s, stdout);

	if (result != EOF && __file_putc(stdout, '\n') == EOF)
		result = EOF;
	file_leave(stdout, entered);
	return result;
}

/* No way to say how much fits: removed from ISO C, kept for old programs. */
char *gets(char *);

char *
gets(char *s)
{
	char *p = s;
	int c;

	while ((c = getchar()) != '\n') {
		if (c == EOF) {
			if (p == s || ferror(stdin))
				return NULL;
			break;
		}
		*p++ = (char)c;
	}
	*p = 0;
	return s;
}
