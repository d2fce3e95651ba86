/*
 * Message catalogues: there are none, so that every message is as the program has it.
 */
#include <errno.h>
#include <nl_types.h>

nl_catd
catopen(const char *name, int flag)
{
	(void)name;
	(void)flag;
	errno = ENOENT;
	return (nl_catd)-1;
}

char *
catgets(nl_catd catalog, int set, int message, const char *fallback)
{
	(void)catalog;
	(void)set;
	(void)message;
	return (char *)fallback;
}

int
catclose(nl_catd catalog)
{
	(void)catalog;
	errno = EBADF;
	return -1;
}
