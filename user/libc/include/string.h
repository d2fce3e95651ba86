#ifndef _STRING_H
#define _STRING_H

#include <features.h>

#define __need_NULL
#define __need_size_t
#include <stddef.h>

#include <bits/locale_t.h>

__BEGIN_DECLS

void *memchr(const void *, int, size_t);
int memcmp(const void *, const void *, size_t);
void *memcpy(void *__restrict, const void *__restrict, size_t);
void *memmove(void *, const void *, size_t);
void *memset(void *, int, size_t);
char *strcat(char *__restrict, const char *__restrict);
char *strchr(const char *, int);
int strcmp(const char *, const char *);
int strcoll(const char *, const char *);
char *strcpy(char *__restrict, const char *__restrict);
size_t strcspn(const char *, const char *);
char *strerror(int);
size_t strlen(const char *);
char *strncat(char *__restrict, const char *__restrict, size_t);
int strncmp(const char *, const char *, size_t);
char *strncpy(char *__restrict, const char *__restrict, size_t);
char *strpbrk(const char *, const char *);
char *strrchr(const char *, int);
size_t strspn(const char *, const char *);
char *strstr(const char *, const char *);
char *strtok(char *__restrict, const char *__restrict);
size_t strxfrm(char *__restrict, const char *__restrict, size_t);

#if __POSIX_VISIBLE || __ISO_C_VISIBLE >= 202311L
void *memccpy(void *__restrict, const void *__restrict, int, size_t);
char *strdup(const char *);
char *strndup(const char *, size_t);
#endif

#if __POSIX_VISIBLE
char *stpcpy(char *__restrict, const char *__restrict);
char *stpncpy(char *__restrict, const char *__restrict, size_t);
int strcoll_l(const char *, const char *, locale_t);
char *strerror_l(int, locale_t);
int strerror_r(int, char *, size_t);
size_t strnlen(const char *, size_t);
char *strsignal(int);
char *strtok_r(char *__restrict, const char *__restrict, char **__restrict);
size_t strxfrm_l(char *__restrict, const char *__restrict, size_t, locale_t);
#endif

#if __MISC_VISIBLE
#include <strings.h>

void explicit_bzero(void *, size_t);
void *memmem(const void *, size_t, const void *, size_t);
size_t strlcat(char *__restrict, const char *__restrict, size_t);
size_t strlcpy(char *__restrict, const char *__restrict, size_t);
char *strsep(char **__restrict, const char *__restrict);
#endif
#if __MISC_VISIBLE || __ISO_C_VISIBLE >= 202311L
void *memset_explicit(void *, int, size_t);
#endif

#if __GNU_VISIBLE
void *mempcpy(void *__restrict, const void *__restrict, size_t);
void *memrchr(const void *, int, size_t);
void *rawmemchr(const void *, int);
const char *sigabbrev_np(int);
const char *sigdescr_np(int);
char *strcasestr(const char *, const char *);
char *strchrnul(const char *, int);
const char *strerrordesc_np(int);
const char *strerrorname_np(int);
int strverscmp(const char *, const char *);
#ifndef basename
/* Unlike that of <libgen.h>, it leaves its argument alone. */
char *__gnu_basename(const char *);
#define basename __gnu_basename
#endif
#if defined(__GNUC__)
#define strdupa(string)                                                  \
	(__extension__({                                                 \
		const char *__old = (string);                            \
		size_t __size = strlen(__old) + 1;                       \
		(char *)memcpy(__builtin_alloca(__size), __old, __size); \
	}))
#define strndupa(string, max)                                   \
	(__extension__({                                        \
		const char *__old = (string);                   \
		size_t __size = strnlen(__old, (max)) + 1;      \
		char *__new = (char *)__builtin_alloca(__size); \
		__new[__size - 1] = '\0';                       \
		(char *)memcpy(__new, __old, __size - 1);       \
	}))
#endif
#endif

__END_DECLS

#endif
