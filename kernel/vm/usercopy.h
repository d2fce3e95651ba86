/*
 * Copies between kernel and user memory: the only code that touches what a
 * user pointer names.
 *
 * Every range is checked to lie in user space; a page that is not there is
 * faulted in; what cannot be gives -EFAULT.  => sleeps; holds: no spinlock,
 * and no vmspace lock.
 */
#ifndef VM_USERCOPY_H
#define VM_USERCOPY_H

#include "arch/layout.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct page;

/* => returns: 0, or -EFAULT with the destination undefined past the fault */
int copy_from_user(void *dst, const void __user *src, size_t n) __must_check;
int copy_to_user(void __user *dst, const void *src, size_t n) __must_check;

/* Copy as much as can be. => returns: bytes copied, less than n at a fault */
size_t copy_from_user_partial(void *dst, const void __user *src, size_t n)
    __must_check;
size_t copy_to_user_partial(void __user *dst, const void *src, size_t n)
    __must_check;

/* The same from pages, of which there are enough, at `offset` in the first. */
size_t copy_pages_to_user(void __user *dst, struct page *const *pages,
    size_t offset, size_t n) __must_check;

size_t clear_user_partial(void __user *dst, size_t n) __must_check;

/* Atomically: if *p is *expected, *p = desired; *expected becomes what *p was.
 * => errors: -EFAULT */
int user_cmpxchg(u32 __user *p, u32 *expected, u32 desired) __must_check;

/* Copies a string of at most size bytes, its NUL included.
 * => returns: its length without the NUL, -EFAULT, or -ENAMETOOLONG when no
 * NUL came in size bytes */
ssize_t strncpy_from_user(char *dst, const char __user *src, size_t size)
    __must_check;

/* One value: get_user(int_var, uptr), put_user(value, uptr). => 0 or -EFAULT
 * Words have functions of their own, a third as long as a copy of any size. */
#define get_user(var, uptr)                             \
	(sizeof(var) == 8 ? get_user8(&(var), (uptr)) : \
		sizeof(var) == 4 ?                      \
			    get_user4(&(var), (uptr)) : \
			    copy_from_user(&(var), (uptr), sizeof(var)))
#define put_user(value, uptr)                                      \
	({                                                         \
		typeof(value) put_v_ = (value);                    \
		sizeof(put_v_) == 8 ?                              \
		    put_user8(&put_v_, (uptr)) :                   \
		    sizeof(put_v_) == 4 ?                          \
		    put_user4(&put_v_, (uptr)) :                   \
		    copy_to_user((uptr), &put_v_, sizeof(put_v_)); \
	})
int get_user4(void *dst, const void __user *src) __must_check;
int get_user8(void *dst, const void __user *src) __must_check;
int put_user4(const void *src, void __user *dst) __must_check;
int put_user8(const void *src, void __user *dst) __must_check;

/* Copies a 16-bit member of each of n structures to the same member of the user's,
 * and nothing else. size: of a structure. => errors: -EFAULT */
int copy_members_to_user(void __user *dst, const void *src, size_t size,
    size_t n) __must_check;

/* A structure that grows: the user's is `size` bytes, the kernel's `known`; what one
 * has more than the other must be, or is, 0.
 * => errors: -EFAULT, -E2BIG: something beyond `known` is not 0 */
int copy_struct_from_user(void *dst, size_t known, const void __user *src,
    size_t size) __must_check;

/* May [p, p + n) be user memory at all?  Says nothing of what is mapped. */
static inline bool
user_range_ok(const void __user *p, size_t n)
{
	vaddr_t start = (vaddr_t)p;

	return start <= USER_END && n <= USER_END - start;
}

#endif
