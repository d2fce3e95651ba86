// needs:
/*
 * The kernel's string functions, under other names, against the C library's.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "tests/host/tap.h"

#define memcpy  k_memcpy
#define memmove k_memmove
#define memset  k_memset
#define memcmp  k_memcmp
#define memchr  k_memchr
#define strlen  k_strlen
#define strnlen k_strnlen
#define strcmp  k_strcmp
#define strncmp k_strncmp
#define strchr  k_strchr
#define strrchr k_strrchr
#define strstr  k_strstr
#include "kernel/lib/string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef memchr
#undef strlen
#undef strnlen
#undef strcmp
#undef strncmp
#undef strchr
#undef strrchr
#undef strstr

#define MAX 300

static u8 ours[3 * MAX], theirs[3 * MAX];

static void
randomize(void *block, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((u8 *)block)[i] = tap_random() >> 32;
}

/* Every size and every overlap of up to MAX bytes each way. */
static bool
moves_agree(void)
{
	for (size_t n = 0; n < MAX; n++)
		for (size_t from = 0; from < 2 * MAX; from += 1 + from % 7) {
			randomize(ours, sizeof(ours));
			memcpy(theirs, ours, sizeof(ours));
			k_memmove(ours + MAX, ours + from, n);
			memmove(theirs + MAX, theirs + from, n);
			if (memcmp(ours, theirs, sizeof(ours)) != 0)
				return false;
		}
	return true;
}

static bool
copies_agree(void)
{
	u8 src[2 * MAX];

	randomize(src, sizeof(src));
	for (size_t n = 0; n < MAX; n++)
		for (size_t at = 0; at < 9; at++) {
			memset(ours, 1, sizeof(ours));
			memset(theirs, 1, sizeof(ours));
			k_memcpy(ours + at, src + n % 11, n);
			memcpy(theirs + at, src + n % 11, n);
			if (memcmp(ours, theirs, sizeof(ours)) != 0)
				return false;
		}
	return true;
}

static bool
fills_agree(void)
{
	for (size_t n = 0; n < MAX; n++)
		for (size_t at = 0; at < 9; at++) {
			memset(ours, 1, sizeof(ours));
			memset(theirs, 1, sizeof(ours));
			k_memset(ours + at, (int)(n * 13 - 200), n);
			memset(theirs + at, (int)(n * 13 - 200), n);
			if (memcmp(ours, theirs, sizeof(ours)) != 0)
				return false;
		}
	return true;
}

static int
sign(int x)
{
	return (x > 0) - (x < 0);
}

/* A string of few different characters, in memory of just its size. */
static char *
random_string(size_t len)
{
	char *s = malloc(len + 1);

	for (size_t i = 0; i < len; i++)
		s[i] = tap_random() >> 60 ? 'a' : (char)0xc3;
	s[len] = '\0';
	return s;
}

static bool
strings_agree_on(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t common = alen < blen ? alen : blen, n = tap_random() % 40;

	return k_strlen(a) == strlen(a) && k_strnlen(a, n) == strnlen(a, n) &&
	    sign(k_memcmp(a, b, common)) == sign(memcmp(a, b, common)) &&
	    sign(k_strcmp(a, b)) == sign(strcmp(a, b)) &&
	    sign(k_strncmp(a, b, n)) == sign(strncmp(a, b, n)) &&
	    k_memchr(a, 0xc3, alen) == memchr(a, 0xc3, alen) &&
	    k_strchr(a, (char)0xc3) == strchr(a, (char)0xc3) &&
	    k_strchr(a, 0) == strchr(a, 0) &&
	    k_strrchr(a, 'a') == strrchr(a, 'a') &&
	    k_strrchr(a, 0) == strrchr(a, 0) && k_strstr(a, b) == strstr(a, b);
}

static bool
strings_agree(void)
{
	bool same = true;

	for (int i = 0; i < 50000 && same; i++) {
		size_t alen = tap_random() % 40, blen = tap_random() % 40 / 3;
		char *a = random_string(alen), *b = random_string(blen);

		same = strings_agree_on(a, alen, b, blen);
		free(a);
		free(b);
	}
	return same;
}

static bool
pages_copy(void)
{
	static u8 a[4096], b[4096], zero[4096];
	bool copied;

	randomize(a, sizeof(a));
	page_copy(b, a);
	copied = memcmp(a, b, sizeof(a)) == 0;
	page_zero(a);
	return copied && memcmp(a, zero, sizeof(a)) == 0;
}

int
main(void)
{
	char buf[4];

	ok(copies_agree(), "memcpy");
	ok(moves_agree(), "memmove");
	ok(fills_agree(), "memset");
	ok(strings_agree(), "strings");
	ok(pages_copy(), "pages");
	ok(strscpy(buf, "abc", 4) == 3 && !strcmp(buf, "abc"), "strscpy fits");
	ok(strscpy(buf, "abcd", 4) == -E2BIG && !strcmp(buf, "abc"),
	    "strscpy cuts off");
	ok(strscpy(buf, "", 1) == 0 && !*buf, "strscpy of nothing");
	return tap_done();
}
