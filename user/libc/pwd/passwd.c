/*
 * Users, from /etc/passwd.
 */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "database.h"

static int
parse(char *line, void *entry, char *buf, size_t size)
{
	struct passwd *p = entry;
	long uid, gid;

	(void)buf;
	(void)size;
	p->pw_name = __db_field(&line);
	p->pw_passwd = __db_field(&line);
	if (!__db_number(&line, -1, &uid) || !__db_number(&line, -1, &gid) ||
	    uid < 0 || gid < 0)
		return 1;
	p->pw_uid = (uid_t)uid;
	p->pw_gid = (gid_t)gid;
	p->pw_gecos = __db_field(&line);
	p->pw_dir = __db_field(&line);
	p->pw_shell = __db_field(&line);
	return p->pw_shell == NULL ? 1 : 0;
}

static bool
has_name(const void *entry, const void *key)
{
	return strcmp(((const struct passwd *)entry)->pw_name, key) == 0;
}

static bool
has_uid(const void *entry, const void *key)
{
	return ((const struct passwd *)entry)->pw_uid == *(const uid_t *)key;
}

static struct db db = { .path = "/etc/passwd", .parse = parse };
static struct passwd shared;

static int
find(db_wanted *wanted, const void *key, struct passwd *p, char *buf,
    size_t size, struct passwd **result)
{
	int error = __db_find(db.path, parse, wanted, key, p, buf, size);

	*result = error == 0 ? p : NULL;
	return error == ENOENT ? 0 : error;
}

int
getpwnam_r(const char *name, struct passwd *p, char *buf, size_t size,
    struct passwd **result)
{
	return find(has_name, name, p, buf, size, result);
}

int
getpwuid_r(uid_t uid, struct passwd *p, char *buf, size_t size,
    struct passwd **result)
{
	return find(has_uid, &uid, p, buf, size, result);
}

struct passwd *
getpwnam(const char *name)
{
	return __db_find_static(&db, has_name, name, &shared);
}

struct passwd *
getpwuid(uid_t uid)
{
	return __db_find_static(&db, has_uid, &uid, &shared);
}

struct passwd *
getpwent(void)
{
	return __db_get(&db, &shared);
}

int
fgetpwent_r(FILE *stream, struct passwd *p, char *buf, size_t size,
    struct passwd **result)
{
	int error = __db_next(stream, parse, p, buf, size);

	*result = error == 0 ? p : NULL;
	return error;
}

int
getpwent_r(struct passwd *p, char *buf, size_t size, struct passwd **result)
{
	*result = NULL;
	if (db.stream == NULL)
		db.stream = fopen(db.path, "re");
	if (db.stream == NULL)
		return errno;
	return fgetpwent_r(db.stream, p, buf, size, result);
}

struct passwd *
fgetpwent(FILE *stream)
{
	return __db_next_static(&db, stream, &shared);
}

void
setpwent(void)
{
	__db_rewind(&db);
}

void
endpwent(void)
{
	__db_close(&db);
}

static const char *
text(const char *s)
{
	return s == NULL ? "" : s;
}

int
putpwent(const struct passwd *p, FILE *stream)
{
	return fprintf(stream, "%s:%s:%u:%u:%s:%s:%s\n", p->pw_name,
		   text(p->pw_passwd), p->pw_uid, p->pw_gid, text(p->pw_gecos),
		   text(p->pw_dir), text(p->pw_shell)) < 0 ?
	    -1 :
	    0;
}
