/*
 * The files /etc/passwd, /etc/group and /etc/shadow: lines of fields with colons.
 *
 * Reading them is the same for all: a line is read into the caller's buffer, which
 * then holds the strings of the entry that `parse` makes of it. Lines that are no
 * entry are skipped.
 */
#ifndef LIBC_PWD_DATABASE_H
#define LIBC_PWD_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* => returns: 0, 1 for a line that is no entry, ERANGE if the buffer is too small */
typedef int db_parse(char *line, void *entry, char *buf, size_t size);
typedef bool db_wanted(const void *entry, const void *key);

/* An entry with a buffer of its own, for the functions that return a pointer. */
struct db {
	const char *path;
	db_parse *parse;
	FILE *stream;
	char *buf;
	size_t size;
};

/* The next entry. => returns: 0, ENOENT at the end, ERANGE, or another error */
int __db_next(FILE *stream, db_parse *parse, void *entry, char *buf,
    size_t size);
/* The entry of a file that is wanted; => returns: as above */
int __db_find(const char *path, db_parse *parse, db_wanted *wanted,
    const void *key, void *entry, char *buf, size_t size);

/* The same with a buffer that grows. => returns: entry, or NULL with errno */
void *__db_next_static(struct db *db, FILE *stream, void *entry);
void *__db_find_static(struct db *db, db_wanted *wanted, const void *key,
    void *entry);
void *__db_get(struct db *db, void *entry);
void __db_rewind(struct db *db);
void __db_close(struct db *db);

/* Cuts the next field off the line; => returns: NULL if there is none */
char *__db_field(char **line);
/* A field that is a number; an empty one is `missing`. */
bool __db_number(char **line, long missing, long *value);

#endif
