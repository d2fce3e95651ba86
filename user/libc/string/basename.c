/*
 * Parts of paths: dirname, basename, and GNU's basename.
 */
#include <string.h>

/* After <string.h>, which has a macro of this name. */
#include <libgen.h>

/* The end of a path without the slashes that it ends in; the first one stays. */
static char *
trim(char *path, char *end)
{
	while (end > path + 1 && end[-1] == '/')
		end--;
	return end;
}

/* May change its argument. */
char *
basename(char *path)
{
	char *end, *slash;

	if (!path || !*path)
		return (char *)".";
	end = trim(path, path + strlen(path));
	if (end == path + 1 && *path == '/')
		return (char *)"/";
	*end = 0;
	slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

char *
dirname(char *path)
{
	char *end;

	if (!path || !*path)
		return (char *)".";
	end = trim(path, path + strlen(path));
	while (end > path && end[-1] != '/')
		end--;
	if (end == path)
		return (char *)".";
	*trim(path, end) = 0;
	return path;
}

char *
__gnu_basename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (char *)(slash ? slash + 1 : path);
}
