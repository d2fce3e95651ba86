/*
 * Wide characters and strings in printf, multibyte strings in wprintf.
 *
 * Both ways a string is gone over twice: to measure it, since padding may come
 * first, and to print it. The precision counts what the function prints: bytes in
 * printf, of which only whole characters are taken, characters in wprintf.
 */
#include <limits.h>
#include <stdint.h>
#include <wchar.h>

#include "printf.h"

/* The wide string's text: its bytes, or itself if the printer is a wide one. */
static void
print_wide(struct printer *p, const wchar_t *s, size_t n)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = { 0 };

	if (p->wide) {
		p->count += n;
		p->put_wide(p, s, n);
		return;
	}
	for (; n > 0; n--)
		print_text(p, bytes, wcrtomb(bytes, *s++, &state));
}

/*
 * How many characters of s have room in `max` of what is counted, and how much
 * they take of it.
 * => returns: false if one has no encoding
 */
static bool
measure(const struct printer *p, const wchar_t *s, size_t max, size_t *nchars,
    size_t *size)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = { 0 };

	*size = 0;
	for (*nchars = 0; *size < max && s[*nchars]; ++*nchars) {
		size_t n = p->wide ? 1 : wcrtomb(bytes, s[*nchars], &state);

		if (n == (size_t)-1)
			return false;
		if (n > max - *size)
			break;
		*size += n;
	}
	return true;
}

static void
print_padded_wide(struct printer *p, const struct directive *d,
    const wchar_t *s, size_t nchars, size_t size)
{
	struct directive spaces = *d;

	spaces.flags &= ~(unsigned int)FLAG_ZERO;
	print_left_padding(p, &spaces, (long)size);
	print_wide(p, s, nchars);
	print_right_padding(p, &spaces, (long)size);
}

void
__print_wide_string(struct printer *p, const struct directive *d,
    const wchar_t *s)
{
	size_t max = d->precision < 0 ? SIZE_MAX : (size_t)d->precision;
	size_t nchars, size;

	if (!s)
		s = max >= 6 ? L"(null)" : L"";
	if (measure(p, s, max, &nchars, &size))
		print_padded_wide(p, d, s, nchars, size);
	else
		p->failed = true;
}

/* Also a null character, which has one byte. */
void
__print_wide_char(struct printer *p, const struct directive *d, wint_t c)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = { 0 };
	wchar_t wide = (wchar_t)c;
	size_t size = p->wide ? 1 : wcrtomb(bytes, wide, &state);

	if (size == (size_t)-1)
		p->failed = true;
	else
		print_padded_wide(p, d, &wide, 1, size);
}

/* The next character of a multibyte string. => returns: false at its end */
static bool
decode(struct printer *p, const char **s, mbstate_t *state, wchar_t *c)
{
	size_t n = mbrtowc(c, *s, MB_LEN_MAX, state);

	if (n == (size_t)-1 || n == (size_t)-2)
		p->failed = true;
	else
		*s += n;
	return !p->failed && n > 0;
}

void
__print_multibyte(struct printer *p, const struct directive *d, const char *s,
    size_t max)
{
	struct directive spaces = *d;
	mbstate_t state = { 0 };
	const char *at = s;
	size_t n = 0;
	wchar_t c;

	while (n < max && decode(p, &at, &state, &c))
		n++;
	if (p->failed)
		return;
	spaces.flags &= ~(unsigned int)FLAG_ZERO;
	print_left_padding(p, &spaces, (long)n);
	state = (mbstate_t){ 0 };
	for (size_t i = 0; i < n && decode(p, &s, &state, &c); i++)
		print_wide(p, &c, 1);
	print_right_padding(p, &spaces, (long)n);
}
