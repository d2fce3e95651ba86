/*
 * Shared memory by name: files on a file system in memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FOLDER "/dev/shm/"

/* /name, one component. => returns: false with errno set */
static bool
make_path(char path[NAME_MAX + sizeof(FOLDER)], const char *name)
{
	while (*name == '/')
		name++;
	if (!*name || strchr(name, '/') || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0) {
		errno = EINVAL;
		return false;
	}
	if (strlen(name) > NAME_MAX) {
		errno = ENAMETOOLONG;
		return false;
	}
	strcpy(path, FOLDER);
	strcat(path, name);
	return true;
}

int
shm_open(const char *name, int flags, mode_t mode)
{
	char path[NAME_MAX + sizeof(FOLDER)];

	if (!make_path(path, name))
		return -1;
	return open(path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);
}

int
shm_unlink(const char *name)
{
	char path[NAME_MAX + sizeof(FOLDER)];

	return make_path(path, name) ? unlink(path) : -1;
}
