/*
 * strspn, strcspn, strpbrk and the tokenizers: sets of characters.
 *
 * A set is a table of 256 flags, made anew by each call; sets of one character,
 * the most common, need none.
 */
#include <string.h>

#include "libc.h"
#include "string_internal.h"

struct set {
	unsigned char has[256];
};

static void
set_make(struct set *set, const char *members)
{
	memset(set, 0, sizeof(*set));
	for (; *members; members++)
		set->has[(unsigned char)*members] = 1;
}

size_t
strspn(const char *s, const char *accept)
{
	const unsigned char *p = (const void *)s;
	struct set set;

	set_make(&set, accept);
	while (set.has[*p])
		p++;
	return (size_t)((const char *)p - s);
}

size_t
strcspn(const char *s, const char *reject)
{
	const unsigned char *p = (const void *)s;
	struct set set;

	if (!reject[0] || !reject[1])
		return (size_t)(__strchrnul(s, reject[0]) - s);
	set_make(&set, reject);
	set.has[0] = 1;
	while (!set.has[*p])
		p++;
	return (size_t)((const char *)p - s);
}

char *
strpbrk(const char *s, const char *accept)
{
	s += strcspn(s, accept);
	return *s ? (char *)s : NULL;
}

char *
__strtok_r(char *restrict s, const char *restrict separators,
    char **restrict state)
{
	char *token = s ? s : *state;

	if (!token)
		return NULL;
	token += strspn(token, separators);
	if (!*token) {
		*state = NULL;
		return NULL;
	}
	*state = token + strcspn(token, separators);
	if (**state)
		*(*state)++ = 0;
	else
		*state = NULL;
	return token;
}

weak_alias(__strtok_r, strtok_r);

char *
strtok(char *restrict s, const char *restrict separators)
{
	static char *state;

	return __strtok_r(s, separators, &state);
}

/* Unlike strtok, it finds empty fields. */
char *
strsep(char **restrict state, const char *restrict separators)
{
	char *field = *state;

	if (!field)
		return NULL;
	*state = field + strcspn(field, separators);
	if (**state)
		*(*state)++ = 0;
	else
		*state = NULL;
	return field;
}
