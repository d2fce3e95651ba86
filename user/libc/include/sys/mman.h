#ifndef _SYS_MMAN_H
#define _SYS_MMAN_H

#include <bits/types.h>

#define __need_size_t
#include <stddef.h>

#include <abi/mman.h>

__BEGIN_DECLS

typedef __mode_t mode_t;
typedef __off_t off_t;

#define MAP_FILE   0
#define MAP_FAILED ((void *)-1)

#define MAP_HUGE_SHIFT 26
#define MAP_HUGE_MASK  0x3f
#define MAP_HUGE_2MB   (21U << MAP_HUGE_SHIFT)
#define MAP_HUGE_1GB   (30U << MAP_HUGE_SHIFT)

#define POSIX_MADV_NORMAL     0
#define POSIX_MADV_RANDOM     1
#define POSIX_MADV_SEQUENTIAL 2
#define POSIX_MADV_WILLNEED   3
#define POSIX_MADV_DONTNEED   4

int mlock(const void *, size_t);
int mlockall(int);
void *mmap(void *, size_t, int, int, int, off_t);
int mprotect(void *, size_t, int);
int msync(void *, size_t, int);
int munlock(const void *, size_t);
int munlockall(void);
int munmap(void *, size_t);
int posix_madvise(void *, size_t, int);
int shm_open(const char *, int, mode_t);
int shm_unlink(const char *);

#if __MISC_VISIBLE
int madvise(void *, size_t, int);
int mincore(void *, size_t, unsigned char *);
#endif

#if __GNU_VISIBLE
#define MFD_CLOEXEC       1U
#define MFD_ALLOW_SEALING 2U
#define MFD_HUGETLB       4U
#define MFD_NOEXEC_SEAL   8U
#define MFD_EXEC          16U
int memfd_create(const char *, unsigned int);
int mlock2(const void *, size_t, unsigned int);
void *mremap(void *, size_t, size_t, int, ...);
int remap_file_pages(void *, size_t, int, size_t, int);
#endif

#if __LFS64_VISIBLE
#define mmap64 mmap
#endif

__END_DECLS

#endif
