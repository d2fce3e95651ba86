#ifndef _SYS_SELECT_H
#define _SYS_SELECT_H

#include <bits/sigset.h>
#include <bits/timespec.h>
#include <bits/timeval.h>
#include <bits/types.h>

__BEGIN_DECLS

typedef __time_t time_t;
typedef __suseconds_t suseconds_t;

#define FD_SETSIZE 1024

typedef unsigned long __fd_mask;

typedef struct {
	__fd_mask fds_bits[FD_SETSIZE / 64];
} fd_set;

#define __FD_WORD(fd, set) ((set)->fds_bits[(unsigned)(fd) / 64])
#define __FD_BIT(fd)       (1UL << (unsigned)(fd) % 64)

#define FD_SET(fd, set)   ((void)(__FD_WORD(fd, set) |= __FD_BIT(fd)))
#define FD_CLR(fd, set)   ((void)(__FD_WORD(fd, set) &= ~__FD_BIT(fd)))
#define FD_ISSET(fd, set) ((__FD_WORD(fd, set) & __FD_BIT(fd)) != 0)
#define FD_ZERO(set)                                        \
	do {                                                \
		fd_set *__set = (set);                      \
		unsigned int __i;                           \
		for (__i = 0; __i < FD_SETSIZE / 64; __i++) \
			__set->fds_bits[__i] = 0;           \
	} while (0)

#if __MISC_VISIBLE
typedef __fd_mask fd_mask;
#define NFDBITS 64
#endif

int pselect(int, fd_set *__restrict, fd_set *__restrict, fd_set *__restrict,
    const struct timespec *__restrict, const sigset_t *__restrict);
int select(int, fd_set *__restrict, fd_set *__restrict, fd_set *__restrict,
    struct timeval *__restrict);

__END_DECLS

#endif
