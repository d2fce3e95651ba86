/*
 * Groups, from /etc/group.
 */
#include <errno.h>
#include <grp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "database.h"

/* The list of members needs room for pointers behind the line. */
static int
parse(char *line, void *entry, char *buf, size_t size)
{
	struct group *g = entry;
	size_t shift = -(uintptr_t)buf % sizeof(char *), count = 0;
	char *members;
	long gid;

	g->gr_name = __db_field(&line);
	g->gr_passwd = __db_field(&line);
	if (!__db_number(&line, -1, &gid) || gid < 0)
		return 1;
	g->gr_gid = (gid_t)gid;
	members = __db_field(&line);
	if (members == NULL)
		return 1;
	g->gr_mem = (char **)(buf + shift);
	for (;;) {
		char *comma = strchr(members, ',');

		if (size < shift || size - shift < (count + 1) * sizeof(char *))
			return ERANGE;
		if (comma != NULL)
			*comma = '\0';
		if (*members != '\0')
			g->gr_mem[count++] = members;
		if (comma == NULL)
			break;
		members = comma + 1;
	}
	if (size - shift < (count + 1) * sizeof(char *))
		return ERANGE;
	g->gr_mem[count] = NULL;
	return 0;
}

static bool
has_name(const void *entry, const void *key)
{
	return strcmp(((const struct group *)entry)->gr_name, key) == 0;
}

static bool
has_gid(const void *entry, const void *key)
{
	return ((const struct group *)entry)->gr_gid == *(const gid_t *)key;
}

static struct db db = { .path = "/etc/group", .parse = parse };
static struct group shared;

static int
find(db_wanted *wanted, const void *key, struct group *g, char *buf,
    size_t size, struct group **result)
{
	int error = __db_find(db.path, parse, wanted, key, g, buf, size);

	*result = error == 0 ? g : NULL;
	return error == ENOENT ? 0 : error;
}

int
getgrnam_r(const char *name, struct group *g, char *buf, size_t size,
    struct group **result)
{
	return find(has_name, name, g, buf, size, result);
}

int
getgrgid_r(gid_t gid, struct group *g, char *buf, size_t size,
    struct group **result)
{
	return find(has_gid, &gid, g, buf, size, result);
}

struct group *
getgrnam(const char *name)
{
	return __db_find_static(&db, has_name, name, &shared);
}

struct group *
getgrgid(gid_t gid)
{
	return __db_find_static(&db, has_gid, &gid, &shared);
}

struct group *
getgrent(void)
{
	return __db_get(&db, &shared);
}

int
fgetgrent_r(FILE *stream, struct group *g, char *buf, size_t size,
    struct group **result)
{
	int error = __db_next(stream, parse, g, buf, size);

	*result = error == 0 ? g : NULL;
	return error;
}

int
getgrent_r(struct group *g, char *buf, size_t size, struct group **result)
{
	*result = NULL;
	if (db.stream == NULL)
		db.stream = fopen(db.path, "re");
	if (db.stream == NULL)
		return errno;
	return fgetgrent_r(db.stream, g, buf, size, result);
}

struct group *
fgetgrent(FILE *stream)
{
	return __db_next_static(&db, stream, &shared);
}

void
setgrent(void)
{
	__db_rewind(&db);
}

void
endgrent(void)
{
	__db_close(&db);
}

int
putgrent(const struct group *g, FILE *stream)
{
	if (fprintf(stream, "%s:%s:%u:", g->gr_name,
		g->gr_passwd == NULL ? "" : g->gr_passwd, g->gr_gid) < 0)
		return -1;
	for (char **member = g->gr_mem; member != NULL && *member != NULL;
	     member++)
		if (fprintf(stream, "%s%s", member == g->gr_mem ? "" : ",",
			*member) < 0)
			return -1;
	return putc('\n', stream) == EOF ? -1 : 0;
}
