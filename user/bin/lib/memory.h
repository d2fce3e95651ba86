/*
 * Memory and strings that never fail: the program ends with a message instead.
 */
#ifndef USER_BIN_LIB_MEMORY_H
#define USER_BIN_LIB_MEMORY_H

#include <stddef.h>

void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xrealloc(void *old, size_t n, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
__attribute__((format(printf, 1, 2))) char *xasprintf(const char *format, ...);

/* "dir/name", with one slash between; to be freed. */
char *path_join(const char *dir, const char *name);

/* The last component of a path, without slashes behind it ("/" for "/"). */
char *path_base(const char *path);

/*
 * Makes room for one more element in array, which has n of them and room for
 * *capacity: array_grow(&list, n, &capacity, sizeof *list).
 */
void array_grow(void *array, size_t n, size_t *capacity, size_t size);

#endif
