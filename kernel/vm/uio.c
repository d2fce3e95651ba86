/* Vectors of user or kernel memory for reads and writes. */
#include "vm/uio.h"

#include "abi/errno.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "vm/usercopy.h"

#define IOV_MAX 1024
#define RW_MAX  0x7ffff000UL /* Linux's MAX_RW_COUNT */

void
uio_init_kernel(struct uio *u, void *base, size_t n)
{
	*u = (struct uio){ .base = (void __user *)(vaddr_t)base,
		.seg = n,
		.resid = n,
		.kernel = true };
}

void
uio_init_kernel_iovec(struct uio *u, const struct iovec *iov, size_t n)
{
	*u = (struct uio){ .base = iov[0].iov_base,
		.seg = iov[0].iov_len,
		.resid = n,
		.iov = iov + 1,
		.kernel = true };
}

/* Checks lengths as Linux's import_iovec(); cuts the total at RW_MAX.
 * => returns: total bytes or -EINVAL, -EFAULT */
static ssize_t
check_iovec(struct iovec *iov, size_t n)
{
	size_t total = 0;

	for (size_t i = 0; i < n; i++) {
		if ((ssize_t)iov[i].iov_len < 0)
			return -EINVAL;
		if (!user_range_ok(iov[i].iov_base, iov[i].iov_len))
			return -EFAULT;
		iov[i].iov_len = min((size_t)iov[i].iov_len, RW_MAX - total);
		total += iov[i].iov_len;
	}
	return (ssize_t)total;
}

ssize_t
uio_init_iovec(struct uio *u, const struct iovec __user *uiov, size_t n,
    struct iovec *fast, struct iovec **heap)
{
	struct iovec *iov = fast;
	ssize_t total;

	*heap = NULL;
	if (n > IOV_MAX)
		return -EINVAL;
	if (n > UIO_FASTIOV) {
		iov = *heap = kmalloc(n * sizeof(*iov));
		if (!iov)
			return -ENOMEM;
	}
	if (copy_from_user(iov, uiov, n * sizeof(*iov)))
		total = -EFAULT;
	else
		total = check_iovec(iov, n);
	if (total < 0) {
		kfree(*heap);
		*heap = NULL;
		return total;
	}
	*u = (struct uio){ .resid = (size_t)total, .iov = iov };
	if (n) {
		u->base = iov[0].iov_base;
		u->seg = iov[0].iov_len;
		u->iov = iov + 1;
	}
	return total;
}

/* The current segment is at least one byte long, unless nothing is left. */
static inline void
next_segment(struct uio *u)
{
	while (!u->seg && u->resid) {
		u->base = u->iov->iov_base;
		u->seg = u->iov->iov_len;
		u->iov++;
	}
}

static inline void
advance(struct uio *u, size_t n)
{
	u->base = (char __user *)u->base + n;
	u->seg -= n;
	u->resid -= n;
}

void
uio_skip(struct uio *u, size_t n)
{
	while (n) {
		size_t step;

		next_segment(u);
		step = min(n, u->seg);
		advance(u, step);
		n -= step;
	}
}

enum direction {
	OUT,
	IN,
	ZERO
};

/* n <= u->seg */
static inline size_t
move_piece(struct uio *u, char *mem, size_t n, enum direction dir)
{
	void *k = (void *)(vaddr_t)u->base;

	if (u->kernel) {
		if (dir == OUT)
			memcpy(k, mem, n);
		else if (dir == IN)
			memcpy(mem, k, n);
		else
			memset(k, 0, n);
		return n;
	}
	if (dir == OUT)
		return copy_to_user_partial(u->base, mem, n);
	if (dir == IN)
		return copy_from_user_partial(mem, u->base, n);
	return clear_user_partial(u->base, n);
}

static __noinline size_t
move(struct uio *u, char *mem, size_t n, enum direction dir)
{
	size_t done = 0;

	while (done < n) {
		size_t step, moved;

		next_segment(u);
		step = min(n - done, u->seg);
		moved = move_piece(u, mem + done, step, dir);
		advance(u, moved);
		done += moved;
		if (moved < step)
			break;
	}
	return done;
}

/* Is all of it in the current segment, in user memory?  Nearly always, and 30
 * instructions shorter then. */
static inline bool
is_simple(const struct uio *u, size_t n)
{
	return likely(n <= u->seg && !u->kernel);
}

size_t
uio_copy_out(struct uio *u, const void *src, size_t n)
{
	if (!is_simple(u, n))
		return move(u, (char *)src, n, OUT);
	n = copy_to_user_partial(u->base, src, n);
	advance(u, n);
	return n;
}

size_t
uio_copy_pages_out(struct uio *u, struct page *const *pages, size_t offset,
    size_t n)
{
	size_t done = 0;

	if (is_simple(u, n)) {
		done = copy_pages_to_user(u->base, pages, offset, n);
		advance(u, done);
		return done;
	}
	for (; done < n; pages++, offset = 0) {
		size_t part = min(n - done, PAGE_SIZE - offset), moved;

		moved = uio_copy_out(u, (char *)page_address(*pages) + offset,
		    part);
		done += moved;
		if (moved < part)
			break;
	}
	return done;
}

size_t
uio_copy_in(struct uio *u, void *dst, size_t n)
{
	if (!is_simple(u, n))
		return move(u, dst, n, IN);
	n = copy_from_user_partial(dst, u->base, n);
	advance(u, n);
	return n;
}

size_t
uio_zero_out(struct uio *u, size_t n)
{
	if (!is_simple(u, n))
		return move(u, NULL, n, ZERO);
	n = clear_user_partial(u->base, n);
	advance(u, n);
	return n;
}
