/*
 * String functions outside ISO C under the names by which the library calls them.
 */
#ifndef INTERNAL_STRING_INTERNAL_H
#define INTERNAL_STRING_INTERNAL_H

#include <string.h>

char *__strchrnul(const char *s, int c);
char *__stpcpy(char *__restrict to, const char *__restrict from);
char *__stpncpy(char *__restrict to, const char *__restrict from, size_t n);
int __strerror_r(int error, char *to, size_t size);
char *__strtok_r(char *__restrict s, const char *__restrict separators,
    char **__restrict state);

#endif
