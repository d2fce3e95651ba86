/*
 * Memory and strings. The standard names have their standard contracts; the
 * compiler too calls memcpy, memmove, memset and memcmp.
 */
#ifndef LIB_STRING_H
#define LIB_STRING_H

#include "lib/types.h"

void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *p, int byte, size_t n);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *what);

/*
 * Copy a string into `size` > 0 bytes, cut off if need be, always terminated.
 * => returns: the length copied
 * => errors: -E2BIG it was cut off
 */
ssize_t strscpy(char *dst, const char *src, size_t size);

/* A whole page, 4096 bytes; both page-aligned. */
void page_copy(void *dst, const void *src);
void page_zero(void *dst);
/* Copies a page that may be freed meanwhile; the caller can tell afterwards. */
void page_copy_unsure(void *dst, const void *src);

#endif
