/*
 * Memory and strings, with general registers only.
 *
 * Blocks below 64 bytes are moved as two runs of words, one from the front and one
 * from the back, which overlap as far as the size is not a multiple. All words are
 * loaded before any is stored, so that the same code serves memmove. Larger blocks
 * use `rep movsq` and `rep stosq`, with the last 8 bytes apart. The bytewise `rep`
 * is never used: the emulator executes it 30 times slower than that by words.
 *
 * The compiler may see through a loop and replace it with a call of memcpy, memset
 * or strlen: within those functions that would be endless. So the memory functions
 * have no plain loop that stores, and `barrier` stands where one could be taken for
 * another function.
 */
#include "lib/string.h"

#include "abi/errno.h"
#include "lib/compiler.h"
#include "lib/kasan.h"

#define PAGE_WORDS (4096 / 8)
#define ONES       0x0101010101010101UL

/* A number at any address: in one instruction, on this architecture. */
#define LOAD_STORE(type)                                    \
	static inline type load_##type(const u8 *p)         \
	{                                                   \
		type value;                                 \
                                                            \
		__builtin_memcpy(&value, p, sizeof(value)); \
		return value;                               \
	}                                                   \
	static inline void store_##type(u8 *p, type value)  \
	{                                                   \
		__builtin_memcpy(p, &value, sizeof(value)); \
	}

LOAD_STORE(u16)
LOAD_STORE(u32)
LOAD_STORE(u64)

/* 16 bytes at each end. => 16 <= n <= 32 */
static inline void
move_16_to_32(u8 *dst, const u8 *src, size_t n)
{
	u64 a = load_u64(src), b = load_u64(src + 8);
	u64 c = load_u64(src + n - 16), d = load_u64(src + n - 8);

	store_u64(dst, a);
	store_u64(dst + 8, b);
	store_u64(dst + n - 16, c);
	store_u64(dst + n - 8, d);
}

/* => 32 < n < 64 */
static inline void
move_32_to_63(u8 *dst, const u8 *src, size_t n)
{
	u64 a = load_u64(src), b = load_u64(src + 8);
	u64 c = load_u64(src + 16), d = load_u64(src + 24);
	u64 e = load_u64(src + n - 32), f = load_u64(src + n - 24);
	u64 g = load_u64(src + n - 16), h = load_u64(src + n - 8);

	store_u64(dst, a);
	store_u64(dst + 8, b);
	store_u64(dst + 16, c);
	store_u64(dst + 24, d);
	store_u64(dst + n - 32, e);
	store_u64(dst + n - 24, f);
	store_u64(dst + n - 16, g);
	store_u64(dst + n - 8, h);
}

/* => n < 64; the blocks may overlap */
static inline void
move_small(u8 *dst, const u8 *src, size_t n)
{
	if (n > 32) {
		move_32_to_63(dst, src, n);
	} else if (n >= 16) {
		move_16_to_32(dst, src, n);
	} else if (n >= 8) {
		u64 head = load_u64(src), tail = load_u64(src + n - 8);

		store_u64(dst, head);
		store_u64(dst + n - 8, tail);
	} else if (n >= 4) {
		u32 head = load_u32(src), tail = load_u32(src + n - 4);

		store_u32(dst, head);
		store_u32(dst + n - 4, tail);
	} else if (n >= 2) {
		u16 head = load_u16(src), tail = load_u16(src + n - 2);

		store_u16(dst, head);
		store_u16(dst + n - 2, tail);
	} else if (n == 1) {
		*dst = *src;
	}
}

static inline void
copy_words_unchecked(void *dst, const void *src, size_t nwords)
{
	__asm__ volatile("rep movsq"
			 : "+D"(dst), "+S"(src), "+c"(nwords)
			 :
			 : "memory");
}

static inline void
copy_words(void *dst, const void *src, size_t nwords)
{
	kasan_check(src, nwords * 8, false);
	kasan_check(dst, nwords * 8, true);
	copy_words_unchecked(dst, src, nwords);
}

static inline void
fill_words(void *dst, u64 word, size_t nwords)
{
	kasan_check(dst, nwords * 8, true);
	__asm__ volatile("rep stosq"
			 : "+D"(dst), "+c"(nwords)
			 : "a"(word)
			 : "memory");
}

/* From the front. => n >= 64; dst may overlap a src that lies behind it */
static inline void
move_forward(u8 *dst, const u8 *src, size_t n)
{
	u64 tail = load_u64(src + n - 8);

	copy_words(dst, src, n / 8);
	store_u64(dst + n - 8, tail);
}

/* From the back. => dst may overlap a src that lies before it */
static void
move_backward(u8 *dst, const u8 *src, size_t n)
{
	while (n >= 32) {
		n -= 32;
		move_16_to_32(dst + n, src + n, 32);
		barrier();
	}
	move_small(dst, src, n);
}

void *
memcpy(void *restrict dst, const void *restrict src, size_t n)
{
	if (n < 64)
		move_small(dst, src, n);
	else
		move_forward(dst, src, n);
	return dst;
}

void *
memmove(void *dst, const void *src, size_t n)
{
	if (n < 64)
		move_small(dst, src, n);
	else if ((uintptr_t)dst - (uintptr_t)src >= n)
		move_forward(dst, src, n);
	else
		move_backward(dst, src, n);
	return dst;
}

/* => n < 64 */
static inline void
fill_small(u8 *dst, u64 word, size_t n)
{
	if (n >= 8) {
		for (size_t i = 0; i + 8 < n; i += 8) {
			store_u64(dst + i, word);
			barrier();
		}
		store_u64(dst + n - 8, word);
	} else if (n >= 4) {
		store_u32(dst, word);
		store_u32(dst + n - 4, word);
	} else if (n >= 2) {
		store_u16(dst, word);
		store_u16(dst + n - 2, word);
	} else if (n == 1) {
		*dst = word;
	}
}

void *
memset(void *dst, int byte, size_t n)
{
	u64 word = (u8)byte * ONES;

	if (n < 64) {
		fill_small(dst, word, n);
	} else {
		fill_words(dst, word, n / 8);
		store_u64((u8 *)dst + n - 8, word);
	}
	return dst;
}

void
page_copy(void *dst, const void *src)
{
	copy_words(dst, src, PAGE_WORDS);
}

void
page_copy_unsure(void *dst, const void *src)
{
	kasan_check(dst, PAGE_WORDS * 8, true);
	copy_words_unchecked(dst, src, PAGE_WORDS);
}

void
page_zero(void *dst)
{
	fill_words(dst, 0, PAGE_WORDS);
}

int
memcmp(const void *a, const void *b, size_t n)
{
	const u8 *p = a, *q = b;

	for (; n >= 8; p += 8, q += 8, n -= 8) {
		u64 x = load_u64(p), y = load_u64(q);

		/* The first byte in memory decides: make it the highest. */
		if (x != y)
			return __builtin_bswap64(x) < __builtin_bswap64(y) ?
			    -1 :
			    1;
	}
	for (; n > 0; p++, q++, n--)
		if (*p != *q)
			return *p - *q;
	return 0;
}

/* Whether a byte of `word` is 0. */
static inline bool
has_zero(u64 word)
{
	return (word - ONES) & ~word & (ONES << 7);
}

void *
memchr(const void *block, int byte, size_t n)
{
	const u8 *p = block;
	u64 pattern = (u8)byte * ONES;

	for (; n >= 8 && !has_zero(load_u64(p) ^ pattern); n -= 8)
		p += 8;
	for (; n > 0; p++, n--)
		if (*p == (u8)byte)
			return (void *)p;
	return NULL;
}

size_t
strlen(const char *s)
{
	const char *p = s;

	while (*p) {
		p++;
		barrier();
	}
	return p - s;
}

size_t
strnlen(const char *s, size_t max)
{
	const char *end = s;

	while (max > 0 && *end) {
		end++;
		max--;
	}
	return end - s;
}

int
strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a - (u8)*b;
}

int
strncmp(const char *a, const char *b, size_t n)
{
	for (; n > 0; a++, b++, n--)
		if (*a != *b || !*a)
			return (u8)*a - (u8)*b;
	return 0;
}

char *
strchr(const char *s, int c)
{
	while (*s && *s != (char)c)
		s++;
	return *s == (char)c ? (char *)s : NULL;
}

char *
strrchr(const char *s, int c)
{
	const char *found = NULL;

	do {
		if (*s == (char)c)
			found = s;
	} while (*s++);
	return (char *)found;
}

char *
strstr(const char *s, const char *what)
{
	size_t len = strlen(what);

	while (strncmp(s, what, len) != 0)
		if (!*s++)
			return NULL;
	return (char *)s;
}

ssize_t
strscpy(char *dst, const char *src, size_t size)
{
	size_t len = strnlen(src, size);
	bool fits = len < size;

	if (!fits)
		len = size - 1;
	memcpy(dst, src, len);
	dst[len] = '\0';
	return fits ? (ssize_t)len : -E2BIG;
}
