/*
 * Strings of wide characters: what <string.h> has for bytes.
 */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

size_t
wcslen(const wchar_t *s)
{
	size_t n = 0;

	while (s[n] != 0)
		n++;
	return n;
}

size_t
wcsnlen(const wchar_t *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n] != 0)
		n++;
	return n;
}

wchar_t *
wmemcpy(wchar_t *restrict to, const wchar_t *restrict from, size_t n)
{
	return memcpy(to, from, n * sizeof *to);
}

wchar_t *
wmempcpy(wchar_t *restrict to, const wchar_t *restrict from, size_t n)
{
	return wmemcpy(to, from, n) + n;
}

wchar_t *
wmemmove(wchar_t *to, const wchar_t *from, size_t n)
{
	return memmove(to, from, n * sizeof *to);
}

wchar_t *
wmemset(wchar_t *to, wchar_t c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = c;
	return to;
}

wchar_t *
wmemchr(const wchar_t *s, wchar_t c, size_t n)
{
	for (; n > 0; n--, s++)
		if (*s == c)
			return (wchar_t *)s;
	return NULL;
}

int
wmemcmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n > 0; n--, a++, b++)
		if (*a != *b)
			return *a < *b ? -1 : 1;
	return 0;
}

wchar_t *
wcpcpy(wchar_t *restrict to, const wchar_t *restrict from)
{
	while ((*to = *from++) != 0)
		to++;
	return to;
}

wchar_t *
wcscpy(wchar_t *restrict to, const wchar_t *restrict from)
{
	wcpcpy(to, from);
	return to;
}

wchar_t *
wcpncpy(wchar_t *restrict to, const wchar_t *restrict from, size_t n)
{
	size_t used = wcsnlen(from, n);

	wmemcpy(to, from, used);
	wmemset(to + used, 0, n - used);
	return to + used;
}

wchar_t *
wcsncpy(wchar_t *restrict to, const wchar_t *restrict from, size_t n)
{
	wcpncpy(to, from, n);
	return to;
}

wchar_t *
wcscat(wchar_t *restrict to, const wchar_t *restrict from)
{
	wcpcpy(to + wcslen(to), from);
	return to;
}

wchar_t *
wcsncat(wchar_t *restrict to, const wchar_t *restrict from, size_t n)
{
	size_t used = wcsnlen(from, n);
	wchar_t *end = to + wcslen(to);

	wmemcpy(end, from, used);
	end[used] = 0;
	return to;
}

wchar_t *
wcsdup(const wchar_t *s)
{
	size_t n = wcslen(s) + 1;
	wchar_t *copy = calloc(n, sizeof *copy);

	return copy == NULL ? NULL : wmemcpy(copy, s, n);
}

int
wcsncmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n > 0; n--, a++, b++) {
		if (*a != *b)
			return *a < *b ? -1 : 1;
		if (*a == 0)
			break;
	}
	return 0;
}

int
wcscmp(const wchar_t *a, const wchar_t *b)
{
	return wcsncmp(a, b, (size_t)-1);
}

int
wcsncasecmp(const wchar_t *a, const wchar_t *b, size_t n)
{
	for (; n > 0; n--, a++, b++) {
		wint_t x = towlower((wint_t)*a), y = towlower((wint_t)*b);

		if (x != y)
			return x < y ? -1 : 1;
		if (x == 0)
			break;
	}
	return 0;
}

int
wcscasecmp(const wchar_t *a, const wchar_t *b)
{
	return wcsncasecmp(a, b, (size_t)-1);
}

int
wcsncasecmp_l(const wchar_t *a, const wchar_t *b, size_t n, locale_t l)
{
	(void)l;
	return wcsncasecmp(a, b, n);
}

int
wcscasecmp_l(const wchar_t *a, const wchar_t *b, locale_t l)
{
	(void)l;
	return wcscasecmp(a, b);
}

/* Characters collate by their numbers. */
int
wcscoll(const wchar_t *a, const wchar_t *b)
{
	return wcscmp(a, b);
}

int
wcscoll_l(const wchar_t *a, const wchar_t *b, locale_t l)
{
	(void)l;
	return wcscmp(a, b);
}

size_t
wcsxfrm(wchar_t *restrict to, const wchar_t *restrict from, size_t n)
{
	size_t length = wcslen(from);

	if (length < n)
		wcscpy(to, from);
	else if (n > 0)
		wmemcpy(to, from, n - 1)[n - 1] = 0;
	return length;
}

size_t
wcsxfrm_l(wchar_t *restrict to, const wchar_t *restrict from, size_t n,
    locale_t l)
{
	(void)l;
	return wcsxfrm(to, from, n);
}

wchar_t *
wcschrnul(const wchar_t *s, wchar_t c)
{
	while (*s != c && *s != 0)
		s++;
	return (wchar_t *)s;
}

wchar_t *
wcschr(const wchar_t *s, wchar_t c)
{
	wchar_t *found = wcschrnul(s, c);

	return *found == c ? found : NULL;
}

wchar_t *
wcsrchr(const wchar_t *s, wchar_t c)
{
	const wchar_t *found = NULL;

	do
		if (*s == c)
			found = s;
	while (*s++ != 0);
	return (wchar_t *)found;
}

size_t
wcsspn(const wchar_t *s, const wchar_t *set)
{
	size_t n = 0;

	while (s[n] != 0 && wcschr(set, s[n]) != NULL)
		n++;
	return n;
}

size_t
wcscspn(const wchar_t *s, const wchar_t *set)
{
	size_t n = 0;

	while (s[n] != 0 && wcschr(set, s[n]) == NULL)
		n++;
	return n;
}

wchar_t *
wcspbrk(const wchar_t *s, const wchar_t *set)
{
	s += wcscspn(s, set);
	return *s == 0 ? NULL : (wchar_t *)s;
}

/* By the failure table of Knuth, Morris and Pratt if there is memory for it. */
wchar_t *
wcsstr(const wchar_t *s, const wchar_t *what)
{
	size_t n = wcslen(what), matched = 0, *fall;
	wchar_t *found = NULL;

	if (n == 0)
		return (wchar_t *)s;
	fall = calloc(n, sizeof *fall);
	if (fall == NULL) {
		for (; *s != 0; s++)
			if (wcsncmp(s, what, n) == 0)
				return (wchar_t *)s;
		return NULL;
	}
	for (size_t i = 1, k = 0; i < n; i++) {
		while (k > 0 && what[k] != what[i])
			k = fall[k - 1];
		if (what[k] == what[i])
			k++;
		fall[i] = k;
	}
	for (; *s != 0; s++) {
		while (matched > 0 && what[matched] != *s)
			matched = fall[matched - 1];
		if (what[matched] == *s && ++matched == n) {
			found = (wchar_t *)s - (n - 1);
			break;
		}
	}
	free(fall);
	return found;
}

wchar_t *
wcstok(wchar_t *restrict s, const wchar_t *restrict set,
    wchar_t **restrict place)
{
	wchar_t *token;

	if (s == NULL)
		s = *place;
	s += wcsspn(s, set);
	if (*s == 0) {
		*place = s;
		return NULL;
	}
	token = s;
	s += wcscspn(s, set);
	if (*s != 0)
		*s++ = 0;
	*place = s;
	return token;
}
