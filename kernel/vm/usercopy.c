/*
 * Copies between kernel and user memory.
 *
 * A user page that is not mapped faults inside the copy; the fault handler
 * brings it in as for the user's own access, or sends the copy to its fixup.
 */
#include "vm/usercopy.h"

#include "abi/errno.h"
#include "arch/layout.h"
#include "arch/uaccess.h"
#include "debug/fault.h"
#include "lib/kasan.h"
#include "lib/string.h"
#include "mm/page.h"
#include "sync/lockdep.h"

/* The one place where a user pointer becomes an address the kernel uses. */
static inline void *
raw(const void __user *p)
{
	return (void *)(vaddr_t)p;
}

size_t
copy_from_user_partial(void *dst, const void __user *src, size_t n)
{
	size_t left;

	lockdep_might_fault();
	if (unlikely(!user_range_ok(src, n)) || fault_point("copy_from_user"))
		return 0;
	kasan_check(dst, n, true);
	user_access_begin();
	left = user_copy(dst, raw(src), n);
	user_access_end();
	return n - left;
}

size_t
copy_to_user_partial(void __user *dst, const void *src, size_t n)
{
	size_t left;

	lockdep_might_fault();
	if (unlikely(!user_range_ok(dst, n)) || fault_point("copy_to_user"))
		return 0;
	kasan_check(src, n, false);
	user_access_begin();
	left = user_copy(raw(dst), src, n);
	user_access_end();
	return n - left;
}

size_t
copy_pages_to_user(void __user *dst, struct page *const *pages, size_t offset,
    size_t n)
{
	size_t done = 0, left = 0;

	lockdep_might_fault();
	if (unlikely(!user_range_ok(dst, n)) || fault_point("copy_to_user"))
		return 0;
	user_access_begin();
	for (; done < n && likely(!left); pages++, offset = 0) {
		const char *from = (char *)page_address(*pages) + offset;
		size_t part = min(n - done, PAGE_SIZE - offset);

		kasan_check(from, part, false);
		left = user_copy((char *)raw(dst) + done, from, part);
		done += part;
	}
	user_access_end();
	return done - left;
}

int
copy_from_user(void *dst, const void __user *src, size_t n)
{
	return copy_from_user_partial(dst, src, n) == n ? 0 : -EFAULT;
}

int
copy_to_user(void __user *dst, const void *src, size_t n)
{
	return copy_to_user_partial(dst, src, n) == n ? 0 : -EFAULT;
}

size_t
clear_user_partial(void __user *dst, size_t n)
{
	size_t left;

	lockdep_might_fault();
	if (unlikely(!user_range_ok(dst, n)) || fault_point("clear_user"))
		return 0;
	user_access_begin();
	left = user_clear(raw(dst), n);
	user_access_end();
	return n - left;
}

/* One word, whose size the caller knows. */
#define WORD_ACCESS(size, type)                                      \
	int get_user##size(void *dst, const void __user *src)        \
	{                                                            \
		bool ok;                                             \
                                                                     \
		lockdep_might_fault();                               \
		if (unlikely(!user_range_ok(src, size)) ||           \
		    fault_point("copy_from_user"))                   \
			return -EFAULT;                              \
		user_access_begin();                                 \
		ok = user_read##size((type *)dst, raw(src));         \
		user_access_end();                                   \
		return likely(ok) ? 0 : -EFAULT;                     \
	}                                                            \
	int put_user##size(const void *src, void __user *dst)        \
	{                                                            \
		bool ok;                                             \
                                                                     \
		lockdep_might_fault();                               \
		if (unlikely(!user_range_ok(dst, size)) ||           \
		    fault_point("copy_to_user"))                     \
			return -EFAULT;                              \
		user_access_begin();                                 \
		ok = user_write##size(raw(dst), *(const type *)src); \
		user_access_end();                                   \
		return likely(ok) ? 0 : -EFAULT;                     \
	}
WORD_ACCESS(4, u32)
WORD_ACCESS(8, u64)

int
copy_members_to_user(void __user *dst, const void *src, size_t size, size_t n)
{
	char *to = raw(dst);
	const char *from = src;
	bool ok = true;

	lockdep_might_fault();
	if (unlikely(!user_range_ok(dst, n * size)) ||
	    fault_point("copy_to_user"))
		return -EFAULT;
	user_access_begin();
	for (; n && ok; n--, to += size, from += size)
		ok = user_write2(to, *(const u16 *)from);
	user_access_end();
	return likely(ok) ? 0 : -EFAULT;
}

/* The zero bytes of x as high bits: the lowest is right, those above it may be
 * wrong.  (Mycroft's test) */
static inline u64
zero_bytes(u64 x)
{
	return (x - 0x0101010101010101) & ~x & 0x8080808080808080;
}

/* May a word be read at p?  Not across the end of a page, behind which there
 * may be none while the string ends before. */
static inline bool
word_in_page(const u8 *p)
{
	return (vaddr_t)p % PAGE_SIZE <= PAGE_SIZE - 8;
}

/* The rest of strncpy_from_user(), from byte i on; the last page's last bytes,
 * and up to the exact byte of a fault. */
static size_t
copy_bytes(char *dst, const u8 *from, size_t i, size_t max, bool *ended)
{
	u8 byte;

	for (; i < max && user_read1(&byte, from + i); i++) {
		dst[i] = (char)byte;
		if (!byte) {
			*ended = true;
			break;
		}
		if (word_in_page(from + i + 1) && max - i > 8) {
			i++;
			break;
		}
	}
	return i;
}

/* By words as far as that goes: 9 instructions each, for a path of 13 bytes 60
 * instead of 230 by bytes. */
static size_t
copy_words(char *dst, const u8 *from, size_t i, size_t max, bool *ended)
{
	u64 word, end;

	for (; max - i >= 8 && word_in_page(from + i); i += 8) {
		if (!user_read8(&word, from + i))
			break;
		__builtin_memcpy(dst + i, &word, 8);
		end = zero_bytes(word);
		if (end) {
			*ended = true;
			return i + (size_t)__builtin_ctzl(end) / 8;
		}
	}
	return i;
}

ssize_t
strncpy_from_user(char *dst, const char __user *src, size_t size)
{
	const u8 *from = raw(src);
	size_t max, i = 0, before;
	bool ended = false;

	lockdep_might_fault();
	if (unlikely((vaddr_t)from >= USER_END))
		return -EFAULT;
	max = min(size, USER_END - (vaddr_t)from);
	user_access_begin();
	do {
		i = copy_words(dst, from, i, max, &ended);
		before = i;
		if (likely(ended))
			break;
		i = copy_bytes(dst, from, i, max, &ended);
	} while (i != before && i < max && !ended);
	user_access_end();
	if (likely(ended))
		return (ssize_t)i;
	return i == size ? -ENAMETOOLONG : -EFAULT;
}

int
user_cmpxchg(u32 __user *p, u32 *expected, u32 desired)
{
	long err;

	lockdep_might_fault();
	if (!user_range_ok(p, sizeof(*expected)))
		return -EFAULT;
	user_access_begin();
	err = user_cmpxchg4(raw(p), expected, desired);
	user_access_end();
	return err ? -EFAULT : 0;
}

static int
check_zero(const u8 __user *p, size_t n)
{
	for (; n; n--, p++) {
		u8 byte;

		if (get_user(byte, p))
			return -EFAULT;
		if (byte)
			return -E2BIG;
	}
	return 0;
}

int
copy_struct_from_user(void *dst, size_t known, const void __user *src,
    size_t size)
{
	size_t n = min(size, known);
	int err = check_zero((const u8 __user *)src + n, size - n);

	if (err)
		return err;
	memset(dst, 0, known);
	return copy_from_user(dst, src, n);
}
