/*
 * Facts of the locale: nl_langinfo, localeconv. All locales have the same but for
 * the name of the character set.
 */
#include <langinfo.h>
#include <limits.h>
#include <string.h>

#include "locale_internal.h"

#define CATEGORY(item) ((item) >> 16)
#define INDEX(item)    ((item)&0xffff)

static const char *const numeric[] = { ".", "" };

static const char *const dates[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri",
	"Sat", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
	"Saturday", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
	"Sep", "Oct", "Nov", "Dec", "January", "February", "March", "April",
	"May", "June", "July", "August", "September", "October", "November",
	"December", "AM", "PM", "%a %b %e %H:%M:%S %Y", "%m/%d/%y", "%H:%M:%S",
	"%I:%M:%S %p", "", "", "", "", "", "" };

static const char *const messages[] = { "^[yY]", "^[nN]", "", "" };

static const char *
pick(const char *const *table, size_t size, int index)
{
	return (size_t)index < size ? table[index] : "";
}

#define PICK(table, item) \
	pick(table, sizeof(table) / sizeof(table)[0], INDEX(item))

char *
nl_langinfo_l(nl_item item, locale_t l)
{
	const char *text = "";

	if (l == LC_GLOBAL_LOCALE)
		l = &__global_locale;
	if (item == CODESET)
		text = l->utf8 ? "UTF-8" : "ANSI_X3.4-1968";
	else if (item == CRNCYSTR)
		text = "-";
	else if (CATEGORY(item) == LC_NUMERIC)
		text = PICK(numeric, item);
	else if (CATEGORY(item) == LC_TIME)
		text = PICK(dates, item);
	else if (CATEGORY(item) == LC_MESSAGES)
		text = PICK(messages, item);
	return (char *)text;
}

char *
nl_langinfo(nl_item item)
{
	return nl_langinfo_l(item, __locale_current());
}

struct lconv *
localeconv(void)
{
	static char empty[] = "";
	static char point[] = ".";
	static struct lconv c = { point, empty, empty, empty, empty, empty,
		empty, empty, empty, empty, CHAR_MAX, CHAR_MAX, CHAR_MAX,
		CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX,
		CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX };

	return &c;
}
