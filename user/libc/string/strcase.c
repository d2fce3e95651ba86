/*
 * Comparing and searching regardless of case, which is that of ASCII.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

static int
fold(char c)
{
	return tolower((unsigned char)c);
}

int
strncasecmp(const char *a, const char *b, size_t n)
{
	for (; n > 0; n--, a++, b++) {
		if (fold(*a) != fold(*b))
			return fold(*a) - fold(*b);
		if (!*a)
			break;
	}
	return 0;
}

int
strcasecmp(const char *a, const char *b)
{
	return strncasecmp(a, b, (size_t)-1);
}

int
strcasecmp_l(const char *a, const char *b, locale_t locale)
{
	(void)locale;
	return strcasecmp(a, b);
}

int
strncasecmp_l(const char *a, const char *b, size_t n, locale_t locale)
{
	(void)locale;
	return strncasecmp(a, b, n);
}

char *
strcasestr(const char *s, const char *wanted)
{
	size_t size = strlen(wanted);

	if (size == 0)
		return (char *)s;
	for (; *s; s++)
		if (fold(*s) == fold(*wanted) &&
		    strncasecmp(s, wanted, size) == 0)
			return (char *)s;
	return NULL;
}
