/*
 * Locales, as the library itself sees them.
 *
 * There are two kinds, which differ in LC_CTYPE only: characters are bytes, or
 * UTF-8. Each thread uses the global locale or, after uselocale, one of its own.
 */
#ifndef INTERNAL_LOCALE_INTERNAL_H
#define INTERNAL_LOCALE_INTERNAL_H

#include <locale.h>
#include <stdbool.h>

#include "thread.h"

#define LOCALE_CATEGORIES 6
#define LOCALE_NAME_MAX   32

struct __locale {
	bool utf8;
	char names[LOCALE_CATEGORIES][LOCALE_NAME_MAX];
};

extern struct __locale __global_locale;

static inline locale_t
__locale_current(void)
{
	locale_t own = __thread_self()->locale;

	return own == NULL ? &__global_locale : own;
}

/* Are characters UTF-8 here? */
static inline bool
__locale_is_utf8(void)
{
	return __locale_current()->utf8;
}

#endif
