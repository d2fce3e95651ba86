/*
 * gettext's interface. There are no translations: every message is as the program
 * has it, and of two forms the singular stands for one.
 */
#include <errno.h>
#include <libintl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static char *domain;

char *
gettext(const char *message)
{
	return (char *)message;
}

char *
dgettext(const char *name, const char *message)
{
	(void)name;
	return (char *)message;
}

char *
dcgettext(const char *name, const char *message, int category)
{
	(void)name;
	(void)category;
	return (char *)message;
}

char *
ngettext(const char *one, const char *many, unsigned long n)
{
	return (char *)(n == 1 ? one : many);
}

char *
dngettext(const char *name, const char *one, const char *many, unsigned long n)
{
	(void)name;
	return ngettext(one, many, n);
}

char *
dcngettext(const char *name, const char *one, const char *many, unsigned long n,
    int category)
{
	(void)name;
	(void)category;
	return ngettext(one, many, n);
}

/* The present domain; without a name it is only asked for. */
char *
textdomain(const char *name)
{
	static char standard[] = "messages";

	if (name != NULL) {
		char *copy = *name == '\0' ? NULL : strdup(name);

		if (copy == NULL && *name != '\0')
			return NULL;
		free(domain);
		domain = copy;
	}
	return domain == NULL ? standard : domain;
}

char *
bindtextdomain(const char *name, const char *folder)
{
	if (name == NULL || *name == '\0') {
		errno = EINVAL;
		return NULL;
	}
	return (char *)(folder == NULL ? "/usr/share/locale" : folder);
}

char *
bind_textdomain_codeset(const char *name, const char *codeset)
{
	(void)name;
	return (char *)codeset;
}
