/*
 * struct uio: where the bytes of one read or write go to or come from.
 *
 * read(), readv(), pread() and the kernel's own reads of files all hand the
 * same object down; an implementation moves bytes with uio_copy_*() and never
 * sees whether they are user memory.
 */
#ifndef VM_UIO_H
#define VM_UIO_H

#include "abi/uio.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct page;

struct uio {
	void __user *base;       /* current segment: where the next byte is */
	size_t seg;              /* bytes left in the current segment */
	size_t resid;            /* bytes left in all */
	const struct iovec *iov; /* the segments after it (kernel copy) */
	bool kernel;             /* base is kernel memory */
	bool append;             /* a write goes to the end (RWF_APPEND) */
};

static inline void
uio_init_user(struct uio *u, void __user *base, size_t n)
{
	*u = (struct uio){ .base = base, .seg = n, .resid = n };
}

void uio_init_kernel(struct uio *u, void *base, size_t n);

/* Segments of kernel memory, n bytes in all, at least one. */
void uio_init_kernel_iovec(struct uio *u, const struct iovec *iov, size_t n);

/* Copies in a user's iovec array of n entries.  *heap is NULL or to be given
 * to kfree() at the end; `fast` has room for UIO_FASTIOV entries.
 * => returns: total bytes; -EINVAL (count or length out of range), -EFAULT,
 * -ENOMEM */
#define UIO_FASTIOV 8
ssize_t uio_init_iovec(struct uio *u, const struct iovec __user *uiov, size_t n,
    struct iovec *fast, struct iovec **heap) __must_check;

/* Moves n <= resid bytes out to, or in from, the uio.
 * => returns: bytes moved; fewer than n only at a fault */
size_t uio_copy_out(struct uio *u, const void *src, size_t n) __must_check;
size_t uio_copy_in(struct uio *u, void *dst, size_t n) __must_check;
/* The same from pages, of which there are enough, at `offset` in the first. */
size_t uio_copy_pages_out(struct uio *u, struct page *const *pages,
    size_t offset, size_t n) __must_check;
size_t uio_zero_out(struct uio *u, size_t n) __must_check;
/* Skips n <= resid bytes. */
void uio_skip(struct uio *u, size_t n);

#endif
