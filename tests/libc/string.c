/*
 * The string functions against ones that are too simple to be wrong, at all
 * alignments, with what they may read ending at a page that may not be touched.
 */
#include "tests/sys/tap.h"

#include <strings.h>

#define PAGE 4096
#define MAX  300

/* Two areas whose last byte is the last of a page before an unmapped one. */
static char *
area_end(int which)
{
	static char *ends[2];

	if (!ends[which]) {
		char *p = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED || mprotect(p + 2 * PAGE, PAGE, PROT_NONE))
			_exit(99);
		ends[which] = p + 2 * PAGE;
	}
	return ends[which];
}

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

static void
fill(char *p, size_t n, unsigned int seed)
{
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		p[i] = (char)(1 + (seed >> 16) % 255);
	}
}

/* The string of n bytes that ends at the page's end. */
static char *
string_at(int which, size_t n, size_t before_end)
{
	char *p = area_end(which) - before_end - n - 1;

	fill(p, n, (unsigned int)(n * 7 + before_end));
	p[n] = 0;
	return p;
}

static void
test_lengths(void)
{
	/* Not known to the compiler. */
	volatile size_t any = (size_t)-1;
	bool good = true;

	for (size_t n = 0; n < MAX; n++)
		for (size_t gap = 0; gap < 70; gap++) {
			char *s = string_at(0, n, gap);

			good &= strlen(s) == n;
			good &= strnlen(s, n + 5) == n;
			good &= strnlen(s, n / 2) == n / 2;
			good &= strnlen(s, any) == n;
			good &= memchr(s, 0, any) == s + n;
			good &= memchr(s, 0, any / 4) == s + n;
			good &= strnlen(s, n + 1000) == n;
			good &= rawmemchr(s, 0) == s + n;
		}
	ok(good, "strlen and strnlen measure strings up to a page's end");
}

static char *
simple_chr(const char *s, size_t n, int c)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == (char)c)
			return (char *)s + i;
	return NULL;
}

static char *
simple_rchr(const char *s, size_t n, int c)
{
	for (size_t i = n; i > 0; i--)
		if (s[i - 1] == (char)c)
			return (char *)s + i - 1;
	return NULL;
}

static void
test_search(void)
{
	bool good = true;

	for (size_t n = 0; n < 140; n++)
		for (size_t gap = 0; gap < 40; gap++) {
			char *s = string_at(0, n, gap);

			for (int c = 0; c < 256; c += 5) {
				good &= memchr(s, c, n) == simple_chr(s, n, c);
				good &= memrchr(s, c, n) ==
				    simple_rchr(s, n, c);
				good &= strchr(s, c) == simple_chr(s, n + 1, c);
				good &= strrchr(s, c) ==
				    simple_rchr(s, n + 1, c);
				good &= strchrnul(s, c) ==
				    (simple_chr(s, n, c) ?: s + n);
			}
		}
	ok(good, "memchr, strchr and their reverses find what is there");
	ok(memchr("abc", 'c', (size_t)-1) != NULL, "memchr of any size");
}

static int
simple_cmp(const unsigned char *a, const unsigned char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] - b[i];
	return 0;
}

static void
test_compare(void)
{
	bool good = true;

	for (size_t n = 0; n < 200; n++)
		for (size_t gap = 0; gap < 33; gap += 4) {
			char *a = string_at(0, n, 0), *b = string_at(1, n, gap);

			memcpy(b, a, n + 1);
			good &= memcmp(a, b, n) == 0 && strcmp(a, b) == 0;
			good &= strncmp(a, b, n + 9) == 0;
			for (size_t i = 0; i < n; i += 3) {
				int order;

				b[i] ^= 0x55;
				order = simple_cmp((unsigned char *)a,
				    (unsigned char *)b, n);
				good &= sign(memcmp(a, b, n)) == sign(order);
				if (b[i])
					good &= sign(strcmp(a, b)) ==
					    sign(order);
				good &= strncmp(a, b, i) == 0;
				good &= sign(strncmp(b, a, i + 1)) ==
				    -sign(a[i] - b[i] ? order : 0);
				b[i] ^= 0x55;
			}
			b[n / 2] = 0;
			good &= n / 2 == n || strcmp(a, b) > 0;
		}
	ok(good, "memcmp, strcmp and strncmp order unsigned bytes");
}

static void
test_copy(void)
{
	static char from[1000], to[1000], wanted[1000];
	bool good = true;

	fill(from, sizeof from, 5);
	for (size_t n = 0; n < 400; n += n < 70 ? 1 : 13)
		for (int x = 0; x < 20; x++)
			for (int y = 0; y < 20; y += 3) {
				memset(to, '#', sizeof to);
				memset(wanted, '#', sizeof wanted);
				for (size_t i = 0; i < n; i++)
					wanted[100 + x + (int)i] =
					    from[100 + y + (int)i];
				good &= memcpy(to + 100 + x, from + 100 + y,
					    n) == to + 100 + x;
				good &= memcmp(to, wanted, sizeof to) == 0;
			}
	ok(good, "memcpy copies what it should and nothing else");

	good = true;
	for (size_t n = 0; n < 300; n += n < 140 ? 1 : 7)
		for (int shift = -150; shift <= 150; shift += 1) {
			fill(to, sizeof to, 9);
			memcpy(from, to, sizeof to);
			for (size_t i = 0; i < n; i++)
				from[400 + shift + (int)i] = to[400 + i];
			memmove(to + 400 + shift, to + 400, n);
			good &= memcmp(to, from, sizeof to) == 0;
		}
	ok(good, "memmove copies between areas that overlap");
}

static void
test_large_copy(void)
{
	size_t size = 20 << 20;
	char *a = malloc(size), *b = malloc(size);

	fill(a, size, 3);
	for (size_t gap = 0; gap < 3; gap++) {
		memset(b, 0, size);
		memcpy(b + gap, a + 5, size - 10);
		ok(memcmp(b + gap, a + 5, size - 10) == 0 &&
			b[size - 10 + gap] == 0,
		    "memcpy of 20 MB at %zu", gap);
	}
	memcpy(b, a, size);
	memmove(b + 1, b, size - 1);
	ok(memcmp(b + 1, a, size - 1) == 0, "memmove of 20 MB up by one");
	memcpy(b, a, size);
	memmove(b, b + 1, size - 1);
	ok(memcmp(b, a + 1, size - 1) == 0, "memmove of 20 MB down by one");
	free(a);
	free(b);
}

static void
test_set(void)
{
	static char to[600], wanted[600];
	bool good = true;

	for (size_t n = 0; n < 300; n++)
		for (int x = 0; x < 20; x++) {
			memset(to, '.', sizeof to);
			for (size_t i = 0; i < sizeof wanted; i++)
				wanted[i] = i >= 50 + (size_t)x &&
					i < 50 + (size_t)x + n ?
				    (char)(n + 256) :
				    '.';
			memset(to + 50 + x, (int)n + 256, n);
			good &= memcmp(to, wanted, sizeof to) == 0;
		}
	ok(good, "memset fills what it should and nothing else");
}

static void
test_strings(void)
{
	char buffer[64], *end;

	memset(buffer, '#', sizeof buffer);
	ok(stpcpy(buffer, "abc") == buffer + 3 && buffer[4] == '#', "stpcpy");
	ok(strncpy(buffer, "x", 3) == buffer &&
		memcmp(buffer, "x\0\0\0#", 5) == 0,
	    "strncpy fills with zeros");
	ok(stpncpy(buffer, "abcdef", 3) == buffer + 3 && buffer[3] == 0,
	    "stpncpy cuts");
	strcpy(buffer, "ab");
	strcat(buffer, "cd");
	strncat(buffer, "efgh", 2);
	ok(strcmp(buffer, "abcdef") == 0, "strcat, strncat: %s", buffer);
	end = memccpy(buffer, "one,two", ',', 7);
	ok(end == buffer + 4 && memccpy(buffer, "abc", 'x', 3) == NULL,
	    "memccpy stops behind the byte");
	is(strspn("aabbc", "ab"), 4, "strspn");
	is(strcspn("hello, world", " ,"), 5, "strcspn");
	is(strcspn("hello", ""), 5, "strcspn of nothing");
	ok(strcmp(strpbrk("hello, world", "wo"), "o, world") == 0, "strpbrk");
	is(strcasecmp("HeLLo", "hEllO"), 0, "strcasecmp");
	ok(strncasecmp("abX", "ABy", 2) == 0 && strcasecmp("a", "B") < 0,
	    "strncasecmp");
	ok(strcmp(strcasestr("One Two", "tW"), "Two") == 0, "strcasestr");
	ok(strverscmp("x9", "x10") < 0 && strverscmp("01", "010") < 0 &&
		strverscmp("000", "00") < 0 && strverscmp("09", "0") < 0 &&
		strverscmp("a", "a") == 0,
	    "strverscmp");
	is(ffs(0x10), 5, "ffs");
	is(ffs(0), 0, "ffs of 0");
}

static void
test_tokens(void)
{
	char text[] = ",,one,,two,three", *state, *rest = text;
	char fields[] = "a,,b";

	ok(strcmp(strtok(text, ","), "one") == 0 &&
		strcmp(strtok(NULL, ","), "two") == 0 &&
		strcmp(strtok(NULL, ""), "three") == 0 &&
		strtok(NULL, ",") == NULL,
	    "strtok");
	strcpy(text, "x y");
	ok(strcmp(strtok_r(text, " ", &state), "x") == 0 &&
		strcmp(strtok_r(NULL, " ", &state), "y") == 0 &&
		strtok_r(NULL, " ", &state) == NULL,
	    "strtok_r");
	rest = fields;
	ok(strcmp(strsep(&rest, ","), "a") == 0 &&
		strcmp(strsep(&rest, ","), "") == 0 &&
		strcmp(strsep(&rest, ","), "b") == 0 && rest == NULL,
	    "strsep finds empty fields");
}

static char *
simple_str(const char *s, const char *wanted)
{
	size_t n = strlen(wanted);

	for (;; s++) {
		if (memcmp(s, wanted, n) == 0)
			return (char *)s;
		if (!*s)
			return NULL;
	}
}

static char
letter(unsigned int *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return "aab"[(*seed >> 20) % 3];
}

static void
test_strstr(void)
{
	static char text[PAGE], wanted[64];
	unsigned int seed = 1;
	bool good = true, good_memory = true;

	for (int i = 0; i < 30000; i++) {
		size_t n, size;

		/* Few letters, so that much repeats. */
		seed = seed * 1103515245 + 12345;
		n = (seed >> 8) % 120;
		for (size_t j = 0; j < n; j++)
			text[j] = letter(&seed);
		text[n] = 0;
		memset(text + n + 1, 'a', 64);
		size = (seed >> 5) % 12;
		for (size_t j = 0; j < size; j++)
			wanted[j] = letter(&seed);
		wanted[size] = 0;
		good &= strstr(text, wanted) == simple_str(text, wanted);
		good_memory &= memmem(text, n, wanted, size) ==
		    simple_str(text, wanted);
	}
	ok(good, "strstr finds the first of many that nearly match");
	ok(good_memory, "memmem as well");
	ok(memmem("a\0b", 3, "\0b", 2) != NULL, "memmem finds nulls");
}

int
main(void)
{
	test_lengths();
	test_search();
	test_compare();
	test_copy();
	test_large_copy();
	test_set();
	test_strings();
	test_tokens();
	test_strstr();
	return done();
}
