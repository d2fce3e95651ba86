/*
 * Reading folders.
 *
 * The kernel's records are struct dirent's as they are; only the fixed size of
 * d_name differs, so that what readdir returns must not be copied as a whole
 * struct beyond d_reclen.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "abi/dirent.h"
#include "libc.h"
#include "lock.h"

_Static_assert(offsetof(struct dirent, d_type) ==
	offsetof(struct linux_dirent64, d_type),
    "ABI");
_Static_assert(offsetof(struct dirent, d_name) ==
	offsetof(struct linux_dirent64, d_name),
    "ABI");

struct __dir {
	volatile int lock;
	int fd;
	long offset; /* of the next record, for telldir */
	size_t next, end;
	_Alignas(8) char records[32768];
};

static DIR *
dir_new(int fd)
{
	DIR *dir = malloc(sizeof(*dir));

	if (!dir)
		return NULL;
	dir->lock = LOCK_FREE;
	dir->fd = fd;
	dir->offset = 0;
	dir->next = dir->end = 0;
	return dir;
}

DIR *
opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;

	if (fd < 0)
		return NULL;
	dir = dir_new(fd);
	if (!dir)
		__syscall(SYS_close, fd);
	return dir;
}

DIR *
fdopendir(int fd)
{
	struct stat st;
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fstat(fd, &st))
		return NULL;
	if (flags & O_PATH) {
		errno = EBADF;
		return NULL;
	}
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return NULL;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return dir_new(fd);
}

int
closedir(DIR *dir)
{
	int fd = dir->fd;

	free(dir);
	return (int)syscall_ret(__syscall(SYS_close, fd));
}

int
dirfd(DIR *dir)
{
	return dir->fd;
}

ssize_t
getdents64(int fd, void *to, size_t size)
{
	return syscall_ret(__syscall(SYS_getdents64, fd, to, size));
}

/* The next record, in the stream's memory. */
static struct dirent *
next_record(DIR *dir)
{
	struct dirent *entry;

	if (dir->next == dir->end) {
		long n = __syscall(SYS_getdents64, dir->fd, dir->records,
		    sizeof(dir->records));

		/* A folder that was removed while open has ended. */
		if (n < 0 && n != -ENOENT)
			syscall_ret(n);
		if (n <= 0)
			return NULL;
		dir->next = 0;
		dir->end = (size_t)n;
	}
	entry = (struct dirent *)(dir->records + dir->next);
	dir->next += entry->d_reclen;
	dir->offset = entry->d_off;
	return entry;
}

struct dirent *
readdir(DIR *dir)
{
	struct dirent *entry;

	__lock(&dir->lock);
	entry = next_record(dir);
	__unlock(&dir->lock);
	return entry;
}

int
readdir_r(DIR *restrict dir, struct dirent *restrict to,
    struct dirent **restrict result)
{
	int saved_errno = errno, error;
	struct dirent *entry;

	__lock(&dir->lock);
	errno = 0;
	entry = next_record(dir);
	error = errno;
	errno = saved_errno;
	if (entry)
		memcpy(to, entry, entry->d_reclen);
	__unlock(&dir->lock);
	*result = entry ? to : NULL;
	return error;
}

void
seekdir(DIR *dir, long offset)
{
	__lock(&dir->lock);
	__syscall(SYS_lseek, dir->fd, offset, SEEK_SET);
	dir->offset = offset;
	dir->next = dir->end = 0;
	__unlock(&dir->lock);
}

void
rewinddir(DIR *dir)
{
	seekdir(dir, 0);
}

long
telldir(DIR *dir)
{
	return dir->offset;
}
