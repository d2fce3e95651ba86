/*
 * Between strings of bytes and of wide characters.
 */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define INVALID    ((size_t)-1)
#define INCOMPLETE ((size_t)-2)

/*
 * At most `nbytes` of *from become at most n characters. Without `to` they are
 * counted and *from stays.
 */
size_t
mbsnrtowcs(wchar_t *restrict to, const char **restrict from, size_t nbytes,
    size_t n, mbstate_t *restrict state)
{
	static mbstate_t own;
	mbstate_t copy;
	const char *s = *from;
	size_t count = 0;

	if (state == NULL)
		state = &own;
	if (to == NULL) {
		copy = *state;
		state = &copy;
	}
	while ((to == NULL || count < n) && nbytes > 0) {
		wchar_t c;
		size_t used = mbrtowc(&c, s, nbytes, state);

		if (used == INVALID) {
			if (to != NULL)
				*from = s;
			return INVALID;
		}
		if (used == INCOMPLETE) {
			s += nbytes;
			break;
		}
		if (to != NULL)
			to[count] = c;
		if (used == 0) {
			s = NULL;
			break;
		}
		s += used;
		nbytes -= used;
		count++;
	}
	if (to != NULL)
		*from = s;
	return count;
}

size_t
mbsrtowcs(wchar_t *restrict to, const char **restrict from, size_t n,
    mbstate_t *restrict state)
{
	return mbsnrtowcs(to, from, (size_t)-1, n, state);
}

size_t
mbstowcs(wchar_t *restrict to, const char *restrict from, size_t n)
{
	mbstate_t state = { 0 };
	const char *s = from;

	return mbsrtowcs(to, &s, n, &state);
}

/* At most nwide characters of *from become at most n bytes, whole ones. */
size_t
wcsnrtombs(char *restrict to, const wchar_t **restrict from, size_t nwide,
    size_t n, mbstate_t *restrict state)
{
	const wchar_t *s = *from;
	size_t count = 0;

	(void)state;
	for (; nwide > 0; nwide--, s++) {
		char bytes[8];
		size_t used = wcrtomb(bytes, *s, NULL);

		if (used == INVALID) {
			if (to != NULL)
				*from = s;
			return INVALID;
		}
		if (to != NULL && used > n - count)
			break;
		if (to != NULL)
			memcpy(to + count, bytes, used);
		if (*s == 0) {
			s = NULL;
			break;
		}
		count += used;
	}
	if (to != NULL)
		*from = s;
	return count;
}

size_t
wcsrtombs(char *restrict to, const wchar_t **restrict from, size_t n,
    mbstate_t *restrict state)
{
	return wcsnrtombs(to, from, (size_t)-1, n, state);
}

size_t
wcstombs(char *restrict to, const wchar_t *restrict from, size_t n)
{
	const wchar_t *s = from;

	return wcsrtombs(to, &s, n, NULL);
}
