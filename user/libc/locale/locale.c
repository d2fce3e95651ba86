/*
 * setlocale and the locales of threads.
 *
 * A locale is a name for each category. Known are "C", its other name "POSIX", and
 * whatever ends in .UTF-8 (or .utf8), whose characters are UTF-8 and which is
 * otherwise like "C": there are no translations, and numbers and dates are those of
 * the C locale. Other names are refused.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "libc.h"
#include "locale_internal.h"
#include "lock.h"

#define COMPOSED_MAX (LOCALE_CATEGORIES * (LOCALE_NAME_MAX + 16))

static const char *const variables[LOCALE_CATEGORIES] = { "LC_CTYPE",
	"LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES" };

struct __locale __global_locale = { .names = { "C", "C", "C", "C", "C", "C" } };

static volatile int lock;

static bool
is_utf8_name(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot != NULL &&
	    (strncasecmp(dot, ".utf-8", 6) == 0 ||
		strncasecmp(dot, ".utf8", 5) == 0);
}

/* What the environment says of a category (POSIX XBD 8.2). */
static const char *
from_environment(int category)
{
	const char *const order[] = { "LC_ALL", variables[category], "LANG" };

	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		const char *value = getenv(order[i]);

		if (value != NULL && *value != '\0')
			return value;
	}
	return "C";
}

/* The name that a category gets. => returns: false if there is no such locale */
static bool
resolve(int category, const char *name, char result[LOCALE_NAME_MAX])
{
	if (*name == '\0')
		name = from_environment(category);
	if (strcmp(name, "POSIX") == 0)
		name = "C";
	if (strlen(name) >= LOCALE_NAME_MAX || strchr(name, '/') != NULL ||
	    (strcmp(name, "C") != 0 && !is_utf8_name(name)))
		return false;
	strcpy(result, name);
	return true;
}

/* One of the parts of a composed name, "LC_CTYPE=C;LC_NUMERIC=..." */
static bool
set_part(struct __locale *l, const char *part, size_t n)
{
	const char *equals = memchr(part, '=', n);
	char name[LOCALE_NAME_MAX];
	size_t key, rest;

	if (equals == NULL)
		return false;
	key = (size_t)(equals - part);
	rest = n - key - 1;
	if (rest >= sizeof name)
		return false;
	memcpy(name, equals + 1, rest);
	name[rest] = '\0';
	for (int i = 0; i < LOCALE_CATEGORIES; i++)
		if (strlen(variables[i]) == key &&
		    memcmp(variables[i], part, key) == 0)
			return resolve(i, name, l->names[i]);
	return false;
}

static bool
set_composed(struct __locale *l, const char *name)
{
	while (*name != '\0') {
		size_t n = strcspn(name, ";");

		if (!set_part(l, name, n))
			return false;
		name += n;
		if (*name == ';')
			name++;
	}
	return true;
}

/* => returns: false if a name is unknown; l may be changed in part then */
static bool
set_names(struct __locale *l, int mask, const char *name)
{
	if (mask == LC_ALL_MASK && strchr(name, ';') != NULL) {
		if (!set_composed(l, name))
			return false;
	} else {
		for (int i = 0; i < LOCALE_CATEGORIES; i++)
			if ((mask >> i & 1) && !resolve(i, name, l->names[i]))
				return false;
	}
	l->utf8 = is_utf8_name(l->names[LC_CTYPE]);
	return true;
}

static char *
compose(const struct __locale *l)
{
	static char composed[COMPOSED_MAX];
	bool same = true;
	size_t n = 0;

	for (int i = 1; i < LOCALE_CATEGORIES; i++)
		same &= strcmp(l->names[i], l->names[0]) == 0;
	if (same)
		return strcpy(composed, l->names[0]);
	for (int i = 0; i < LOCALE_CATEGORIES; i++)
		n += (size_t)snprintf(composed + n, sizeof composed - n,
		    "%s%s=%s", i == 0 ? "" : ";", variables[i], l->names[i]);
	return composed;
}

char *
setlocale(int category, const char *name)
{
	struct __locale changed;
	char *result = NULL;
	int mask;

	if (category < 0 || category > LC_ALL)
		return NULL;
	mask = category == LC_ALL ? LC_ALL_MASK : 1 << category;
	__lock(&lock);
	changed = __global_locale;
	if (name == NULL || set_names(&changed, mask, name)) {
		if (name != NULL)
			__global_locale = changed;
		result = category == LC_ALL ? compose(&__global_locale) :
					      __global_locale.names[category];
	}
	__unlock(&lock);
	return result;
}

locale_t
newlocale(int mask, const char *name, locale_t base)
{
	static const struct __locale c = { .names = {
					       "C", "C", "C", "C", "C", "C" } };
	struct __locale made = base == NULL ? c : *base;
	locale_t result = base;

	if ((mask & ~LC_ALL_MASK) != 0 || name == NULL) {
		errno = EINVAL;
		return NULL;
	}
	if (!set_names(&made, mask, name)) {
		errno = ENOENT;
		return NULL;
	}
	if (result == NULL)
		result = malloc(sizeof *result);
	if (result != NULL)
		*result = made;
	return result;
}

locale_t
duplocale(locale_t l)
{
	locale_t copy = malloc(sizeof *copy);

	if (copy != NULL)
		*copy = l == LC_GLOBAL_LOCALE ? __global_locale : *l;
	return copy;
}

void
freelocale(locale_t l)
{
	free(l);
}

locale_t
uselocale(locale_t l)
{
	struct thread *self = __thread_self();
	locale_t old = self->locale == NULL ? LC_GLOBAL_LOCALE : self->locale;

	if (l != NULL)
		self->locale = l == LC_GLOBAL_LOCALE ? NULL : l;
	return old;
}
