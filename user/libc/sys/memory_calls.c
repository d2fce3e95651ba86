/*
 * System calls about the address space.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/mman.h>

#include "calls.h"

CALL(int, munmap, (void *start, size_t size), SYS_munmap, start, size)
CALL(int, mprotect, (void *start, size_t size, int prot), SYS_mprotect, start,
    size, prot)
CALL_CP(int, msync, (void *start, size_t size, int flags), SYS_msync, start,
    size, flags)
CALL(int, madvise, (void *start, size_t size, int advice), SYS_madvise, start,
    size, advice)
CALL(int, mincore, (void *start, size_t size, unsigned char *vector),
    SYS_mincore, start, size, vector)
CALL(int, mlock, (const void *start, size_t size), SYS_mlock, start, size)
CALL(int, mlock2, (const void *start, size_t size, unsigned int flags),
    SYS_mlock2, start, size, flags)
CALL(int, munlock, (const void *start, size_t size), SYS_munlock, start, size)
CALL(int, mlockall, (int flags), SYS_mlockall, flags)
CALL(int, munlockall, (void), SYS_munlockall)
CALL(int, memfd_create, (const char *name, unsigned int flags),
    SYS_memfd_create, name, flags)
CALL(int, remap_file_pages,
    (void *start, size_t size, int prot, size_t page, int flags),
    SYS_remap_file_pages, start, size, prot, page, flags)

void *
mmap(void *start, size_t size, int prot, int flags, int fd, off_t offset)
{
	/* A size no difference of pointers can hold. */
	if (size > PTRDIFF_MAX) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return (void *)syscall_ret(__syscall(SYS_mmap, start, size, prot, flags,
	    fd, offset));
}

void *
mremap(void *old, size_t old_size, size_t size, int flags, ...)
{
	va_list args;
	void *new;

	va_start(args, flags);
	new = flags &MREMAP_FIXED ? va_arg(args, void *) : NULL;
	va_end(args);
	return (void *)syscall_ret(__syscall(SYS_mremap, old, old_size, size,
	    flags, new));
}

/* What is only advice cannot do harm: dropping pages would. */
int
posix_madvise(void *start, size_t size, int advice)
{
	if (advice == POSIX_MADV_DONTNEED)
		return 0;
	return (int)-__syscall(SYS_madvise, start, size, advice);
}
