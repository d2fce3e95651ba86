/*
 * <dlfcn.h>: programs are static and there are no shared objects to load. The program
 * itself can be opened, as POSIX allows; it exports no symbols.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>

/* What dlopen(NULL) gives: the program. */
static char program;
static __thread char message[128];
static __thread const char *pending;

void *
dlopen(const char *path, int mode)
{
	(void)mode;
	if (path == NULL)
		return &program;
	snprintf(message, sizeof message,
	    "%.64s: a static program cannot load shared objects", path);
	pending = message;
	return NULL;
}

void *
dlsym(void *restrict handle, const char *restrict name)
{
	(void)handle;
	snprintf(message, sizeof message,
	    "undefined symbol: %.64s (a static program exports none)", name);
	pending = message;
	return NULL;
}

void *
dlvsym(void *restrict handle, const char *restrict name,
    const char *restrict version)
{
	(void)version;
	return dlsym(handle, name);
}

int
dlclose(void *handle)
{
	if (handle == &program)
		return 0;
	pending = "not a handle of dlopen";
	return -1;
}

int
dladdr(const void *address, Dl_info *info)
{
	(void)address;
	(void)info;
	return 0;
}

char *
dlerror(void)
{
	const char *last = pending;

	pending = NULL;
	return (char *)last;
}
