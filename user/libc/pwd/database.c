/*
 * Reading files of entries: see database.h.
 */
#include "database.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MIN  1024
#define SIZE_MAX_ ((size_t)1 << 24)

char *
__db_field(char **line)
{
	char *start = *line, *colon;

	if (start == NULL)
		return NULL;
	colon = strchr(start, ':');
	*line = colon == NULL ? NULL : colon + 1;
	if (colon != NULL)
		*colon = '\0';
	return start;
}

bool
__db_number(char **line, long missing, long *value)
{
	char *field = __db_field(line), *end;

	if (field == NULL)
		return false;
	if (*field == '\0') {
		*value = missing;
		return true;
	}
	*value = strtol(field, &end, 10);
	return *end == '\0';
}

/* A line without its newline. => returns: 0, ENOENT at the end, ERANGE */
static int
read_line(FILE *stream, char *buf, size_t size)
{
	size_t n;

	if (size < 2)
		return ERANGE;
	if (size > SIZE_MAX_)
		size = SIZE_MAX_;
	errno = 0;
	if (fgets(buf, (int)size, stream) == NULL)
		return errno != 0 && ferror(stream) ? errno : ENOENT;
	n = strlen(buf);
	if (n > 0 && buf[n - 1] == '\n')
		buf[n - 1] = '\0';
	else if (n + 1 == size)
		return ERANGE;
	return 0;
}

/* On ERANGE the stream stands where the entry begins, for another attempt. */
int
__db_next(FILE *stream, db_parse *parse, void *entry, char *buf, size_t size)
{
	for (;;) {
		off_t start = ftello(stream);
		int error = read_line(stream, buf, size);

		if (error == 0) {
			size_t used = strlen(buf) + 1;

			/* Comments, and what NIS would read. */
			if (buf[0] == '\0' || buf[0] == '#' || buf[0] == '+' ||
			    buf[0] == '-')
				continue;
			error = parse(buf, entry, buf + used, size - used);
			if (error == 1)
				continue;
		}
		if (error == ERANGE)
			fseeko(stream, start, SEEK_SET);
		return error;
	}
}

int
__db_find(const char *path, db_parse *parse, db_wanted *wanted, const void *key,
    void *entry, char *buf, size_t size)
{
	FILE *stream = fopen(path, "re");
	int error;

	if (stream == NULL)
		return errno == ENOTDIR ? ENOENT : errno;
	do
		error = __db_next(stream, parse, entry, buf, size);
	while (error == 0 && !wanted(entry, key));
	fclose(stream);
	return error;
}

static bool
grow(struct db *db)
{
	size_t size = db->size == 0 ? SIZE_MIN : db->size * 2;
	char *buf = size > SIZE_MAX_ ? NULL : realloc(db->buf, size);

	if (buf == NULL) {
		errno = ENOMEM;
		return false;
	}
	db->buf = buf;
	db->size = size;
	return true;
}

/* What is not there is no error: errno stays as it was. */
static void *
result(int error, int saved_errno, void *entry)
{
	errno = error == 0 || error == ENOENT ? saved_errno : error;
	return error == 0 ? entry : NULL;
}

void *
__db_next_static(struct db *db, FILE *stream, void *entry)
{
	int saved_errno = errno, error;

	if (db->size == 0 && !grow(db))
		return NULL;
	while ((error = __db_next(stream, db->parse, entry, db->buf,
		    db->size)) == ERANGE)
		if (!grow(db))
			return NULL;
	return result(error, saved_errno, entry);
}

void *
__db_find_static(struct db *db, db_wanted *wanted, const void *key, void *entry)
{
	int saved_errno = errno, error;

	if (db->size == 0 && !grow(db))
		return NULL;
	while ((error = __db_find(db->path, db->parse, wanted, key, entry,
		    db->buf, db->size)) == ERANGE)
		if (!grow(db))
			return NULL;
	return result(error, saved_errno, entry);
}

void *
__db_get(struct db *db, void *entry)
{
	if (db->stream == NULL)
		db->stream = fopen(db->path, "re");
	return db->stream == NULL ? NULL :
				    __db_next_static(db, db->stream, entry);
}

void
__db_rewind(struct db *db)
{
	if (db->stream != NULL)
		rewind(db->stream);
}

void
__db_close(struct db *db)
{
	if (db->stream != NULL)
		fclose(db->stream);
	db->stream = NULL;
}
