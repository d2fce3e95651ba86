/*
 * Named semaphores: a sem_t in a file /dev/shm/sem.NAME that each user maps.
 *
 * A new one is written to a file of another name and then linked to its own, so
 * that nobody sees it half made. Opening a semaphore twice in a process has to give
 * the same address, for which there is a list of what is open, by inode.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lock.h"

#define PREFIX "/dev/shm/sem."
#define TRIES  100

struct open_sem {
	struct open_sem *next;
	sem_t *sem;
	dev_t dev;
	ino_t ino;
	int references;
};

static struct {
	volatile int lock;
	struct open_sem *list;
} opened;

/* => returns: false and errno for a name that is none */
static bool
make_path(char *path, size_t size, const char *name)
{
	while (*name == '/')
		name++;
	if (*name == '\0' || strchr(name, '/') != NULL) {
		errno = EINVAL;
		return false;
	}
	if (strlen(name) > NAME_MAX - 4) {
		errno = ENAMETOOLONG;
		return false;
	}
	snprintf(path, size, PREFIX "%s", name);
	return true;
}

/* The semaphore of an open file; => holds: opened.lock */
static sem_t *
map_file(int fd)
{
	struct open_sem *o;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return SEM_FAILED;
	for (o = opened.list; o != NULL; o = o->next) {
		if (o->ino == st.st_ino && o->dev == st.st_dev) {
			o->references++;
			return o->sem;
		}
	}
	if (st.st_size < (off_t)sizeof(sem_t)) {
		errno = EINVAL;
		return SEM_FAILED;
	}
	o = malloc(sizeof *o);
	if (o == NULL)
		return SEM_FAILED;
	o->sem = mmap(NULL, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	if (o->sem == MAP_FAILED) {
		free(o);
		return SEM_FAILED;
	}
	o->dev = st.st_dev;
	o->ino = st.st_ino;
	o->references = 1;
	o->next = opened.list;
	opened.list = o;
	return o->sem;
}

/* A file of a name of its own with a semaphore in it. => returns: fd or -1 */
static int
make_file(char *path, mode_t mode, unsigned int value)
{
	sem_t sem;
	int fd;

	if (sem_init(&sem, 1, value) < 0)
		return -1;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (write(fd, &sem, sizeof sem) == (ssize_t)sizeof sem &&
	    fchmod(fd, mode) == 0)
		return fd;
	unlink(path);
	close(fd);
	return -1;
}

static mode_t
present_umask(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return mask;
}

/* => returns: an fd, or -1 with EEXIST if somebody was faster */
static int
create(const char *path, mode_t mode, unsigned int value)
{
	char temporary[] = "/dev/shm/.sem-XXXXXX";
	int fd = make_file(temporary, mode & ~present_umask(), value);
	int error;

	if (fd < 0)
		return -1;
	error = link(temporary, path) < 0 ? errno : 0;
	unlink(temporary);
	if (error == 0)
		return fd;
	close(fd);
	errno = error;
	return -1;
}

static int
open_or_create(const char *path, int flags, mode_t mode, unsigned int value)
{
	for (int i = 0; i < TRIES; i++) {
		int fd = -1;

		if (!(flags & O_CREAT) || !(flags & O_EXCL)) {
			fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
			if (fd >= 0 || errno != ENOENT || !(flags & O_CREAT))
				return fd;
		}
		fd = create(path, mode, value);
		if (fd >= 0 || errno != EEXIST || (flags & O_EXCL))
			return fd;
	}
	errno = EAGAIN;
	return -1;
}

sem_t *
sem_open(const char *name, int flags, ...)
{
	char path[sizeof PREFIX + NAME_MAX];
	unsigned int value = 0;
	mode_t mode = 0;
	sem_t *sem;
	int fd;

	if (flags & O_CREAT) {
		va_list args;

		va_start(args, flags);
		mode = va_arg(args, mode_t);
		value = va_arg(args, unsigned int);
		va_end(args);
	}
	if (!make_path(path, sizeof path, name))
		return SEM_FAILED;
	fd = open_or_create(path, flags, mode, value);
	if (fd < 0)
		return SEM_FAILED;
	__lock(&opened.lock);
	sem = map_file(fd);
	__unlock(&opened.lock);
	close(fd);
	return sem;
}

int
sem_close(sem_t *sem)
{
	struct open_sem **link, *o;

	__lock(&opened.lock);
	for (link = &opened.list; *link != NULL; link = &(*link)->next)
		if ((*link)->sem == sem)
			break;
	o = *link;
	if (o != NULL && --o->references == 0) {
		*link = o->next;
		munmap(o->sem, sizeof *o->sem);
		free(o);
	}
	__unlock(&opened.lock);
	if (o == NULL) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}

int
sem_unlink(const char *name)
{
	char path[sizeof PREFIX + NAME_MAX];

	return make_path(path, sizeof path, name) ? unlink(path) : -1;
}
