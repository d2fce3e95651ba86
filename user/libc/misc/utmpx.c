/*
 * Who is logged in: the records of /run/utmp.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <utmp.h>
#include <utmpx.h>

#include "libc.h"

_Static_assert(sizeof(struct utmpx) == 384, "ABI");

static int fd = -1;
static char *path;
static struct utmpx current;

static int
open_file(void)
{
	const char *name = path != NULL ? path : _PATH_UTMP;

	if (fd < 0)
		fd = open(name, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		fd = open(name, O_RDONLY | O_CLOEXEC);
	return fd >= 0;
}

void
setutxent(void)
{
	if (open_file())
		lseek(fd, 0, SEEK_SET);
}

void
endutxent(void)
{
	if (fd >= 0)
		close(fd);
	fd = -1;
}

struct utmpx *
getutxent(void)
{
	if (!open_file() ||
	    read(fd, &current, sizeof current) != (ssize_t)sizeof current)
		return NULL;
	return &current;
}

static int
is_process(int type)
{
	return type >= INIT_PROCESS && type <= DEAD_PROCESS;
}

static int
same_id(const struct utmpx *a, const struct utmpx *b)
{
	if (is_process(b->ut_type))
		return is_process(a->ut_type) &&
		    memcmp(a->ut_id, b->ut_id, sizeof a->ut_id) == 0;
	return a->ut_type == b->ut_type;
}

struct utmpx *
getutxid(const struct utmpx *wanted)
{
	struct utmpx *u;

	while ((u = getutxent()) != NULL && !same_id(u, wanted))
		;
	return u;
}

struct utmpx *
getutxline(const struct utmpx *wanted)
{
	struct utmpx *u;

	while ((u = getutxent()) != NULL)
		if ((u->ut_type == USER_PROCESS ||
			u->ut_type == LOGIN_PROCESS) &&
		    strncmp(u->ut_line, wanted->ut_line, UT_LINESIZE) == 0)
			break;
	return u;
}

/* Over the record with the same id, or at the end. */
struct utmpx *
pututxline(const struct utmpx *new)
{
	static struct utmpx written;
	off_t at;
	ssize_t n;

	written = *new;
	if (!open_file())
		return NULL;
	flock(fd, LOCK_EX);
	setutxent();
	if (getutxid(&written) != NULL)
		at = lseek(fd, -(off_t)sizeof written, SEEK_CUR);
	else
		at = lseek(fd, 0, SEEK_END);
	n = at < 0 ? -1 : write(fd, &written, sizeof written);
	flock(fd, LOCK_UN);
	return n == (ssize_t)sizeof written ? &written : NULL;
}

int
utmpxname(const char *name)
{
	char *copy = strdup(name);

	if (copy == NULL)
		return -1;
	endutxent();
	free(path);
	path = copy;
	return 0;
}

void
updwtmpx(const char *name, const struct utmpx *u)
{
	int log = open(name, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (log < 0)
		return;
	if (write(log, u, sizeof *u) != (ssize_t)sizeof *u)
		errno = EIO;
	close(log);
}

/* The names of old. */
weak_alias(setutxent, setutent);
weak_alias(endutxent, endutent);
weak_alias(getutxent, getutent);
weak_alias(getutxid, getutid);
weak_alias(getutxline, getutline);
weak_alias(pututxline, pututline);
weak_alias(utmpxname, utmpname);
weak_alias(updwtmpx, updwtmp);
