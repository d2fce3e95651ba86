/*
 * Passwords and their ages, from /etc/shadow. Empty numbers are -1.
 */
#include <errno.h>
#include <fcntl.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "database.h"
#include "lock.h"

#define LOCK_FILE "/etc/.pwd.lock"

static int
parse(char *line, void *entry, char *buf, size_t size)
{
	struct spwd *s = entry;
	long flag = -1;

	(void)buf;
	(void)size;
	s->sp_namp = __db_field(&line);
	s->sp_pwdp = __db_field(&line);
	if (!__db_number(&line, -1, &s->sp_lstchg) ||
	    !__db_number(&line, -1, &s->sp_min) ||
	    !__db_number(&line, -1, &s->sp_max))
		return 1;
	/* Old files end here. */
	s->sp_warn = s->sp_inact = s->sp_expire = -1;
	if (line != NULL &&
	    (!__db_number(&line, -1, &s->sp_warn) ||
		!__db_number(&line, -1, &s->sp_inact) ||
		!__db_number(&line, -1, &s->sp_expire) ||
		!__db_number(&line, -1, &flag)))
		return 1;
	s->sp_flag = (unsigned long)flag;
	return 0;
}

static bool
has_name(const void *entry, const void *key)
{
	return strcmp(((const struct spwd *)entry)->sp_namp, key) == 0;
}

static struct db db = { .path = SHADOW, .parse = parse };
static struct spwd shared;

int
getspnam_r(const char *name, struct spwd *s, char *buf, size_t size,
    struct spwd **result)
{
	int error = __db_find(SHADOW, parse, has_name, name, s, buf, size);

	*result = error == 0 ? s : NULL;
	return error == ENOENT ? 0 : error;
}

struct spwd *
getspnam(const char *name)
{
	return __db_find_static(&db, has_name, name, &shared);
}

struct spwd *
getspent(void)
{
	return __db_get(&db, &shared);
}

struct spwd *
fgetspent(FILE *stream)
{
	return __db_next_static(&db, stream, &shared);
}

struct spwd *
sgetspent(const char *text)
{
	static char *copy;

	free(copy);
	copy = strdup(text);
	return copy != NULL && parse(copy, &shared, NULL, 0) == 0 ? &shared :
								    NULL;
}

void
setspent(void)
{
	__db_rewind(&db);
}

void
endspent(void)
{
	__db_close(&db);
}

static int
put_number(long value, const char *end, FILE *stream)
{
	return value == -1 ? fputs(end, stream) :
			     fprintf(stream, "%ld%s", value, end);
}

int
putspent(const struct spwd *s, FILE *stream)
{
	if (fprintf(stream, "%s:%s:", s->sp_namp,
		s->sp_pwdp == NULL ? "" : s->sp_pwdp) < 0 ||
	    put_number(s->sp_lstchg, ":", stream) < 0 ||
	    put_number(s->sp_min, ":", stream) < 0 ||
	    put_number(s->sp_max, ":", stream) < 0 ||
	    put_number(s->sp_warn, ":", stream) < 0 ||
	    put_number(s->sp_inact, ":", stream) < 0 ||
	    put_number(s->sp_expire, ":", stream) < 0 ||
	    put_number((long)s->sp_flag, "\n", stream) < 0)
		return -1;
	return 0;
}

/* A lock between programs that change the files. */
static int lock_fd = -1;

int
lckpwdf(void)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (lock_fd >= 0)
		return -1;
	lock_fd = open(LOCK_FILE, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (lock_fd < 0)
		return -1;
	if (fcntl(lock_fd, F_SETLKW, &range) == 0)
		return 0;
	ulckpwdf();
	return -1;
}

int
ulckpwdf(void)
{
	int result;

	if (lock_fd < 0)
		return -1;
	result = close(lock_fd);
	lock_fd = -1;
	return result;
}
