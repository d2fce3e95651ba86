/*
 * What the library makes of characters: classes, case and width of all of them, and
 * conversions of random bytes, whole and in pieces. Printed as checksums a block, so
 * that the output of two libraries can be compared.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

static uint64_t state = 88172645463325252u;

static unsigned int
number(unsigned int below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned int)(state >> 20) % below;
}

static unsigned int
describe(wint_t c)
{
	unsigned int bits = 0;

	bits = bits << 1 | (iswalnum(c) != 0);
	bits = bits << 1 | (iswalpha(c) != 0);
	bits = bits << 1 | (iswblank(c) != 0);
	bits = bits << 1 | (iswcntrl(c) != 0);
	bits = bits << 1 | (iswdigit(c) != 0);
	bits = bits << 1 | (iswgraph(c) != 0);
	bits = bits << 1 | (iswlower(c) != 0);
	bits = bits << 1 | (iswprint(c) != 0);
	bits = bits << 1 | (iswpunct(c) != 0);
	bits = bits << 1 | (iswspace(c) != 0);
	bits = bits << 1 | (iswupper(c) != 0);
	bits = bits << 1 | (iswxdigit(c) != 0);
	return bits << 2 | (unsigned int)(wcwidth((wchar_t)c) + 1);
}

static void
characters(void)
{
	for (wint_t block = 0; block < 0x110000; block += 256) {
		unsigned int sum = 0;

		for (wint_t c = block; c < block + 256; c++)
			sum = sum * 31 + describe(c) + towupper(c) * 7 +
			    towlower(c) * 13;
		printf("%#x %u\n", block, sum);
	}
}

static size_t
random_bytes(char *s, size_t max)
{
	size_t n = number((unsigned int)max);

	for (size_t i = 0; i < n; i++) {
		/* No leading byte after which some continuations are bad. */
		static const unsigned char likely[] = { 'a', 0xc3, 0xa9, 0xe2,
			0x82, 0xac, 0xf1, 0x9f, 0x98, 0x80, 0xff, 0xc0 };

		s[i] = (char)(number(4) == 0 ? number(0xdf) + 1 :
					       likely[number(12)]);
	}
	s[n] = '\0';
	return n;
}

static void
pieces(const char *s, size_t n)
{
	mbstate_t st = { 0 };
	size_t at = 0;

	while (at <= n) {
		size_t room = 1 + number(4);
		wchar_t c = 0;
		size_t used;

		if (room > n + 1 - at)
			room = n + 1 - at;
		errno = 0;
		used = mbrtowc(&c, s + at, room, &st);
		printf(" %zd", (ssize_t)used);
		if (used == (size_t)-1) {
			printf("!%d", errno == EILSEQ);
			memset(&st, 0, sizeof st);
			at++;
		} else if (used == (size_t)-2) {
			at += room;
		} else {
			printf(":%x", (unsigned)c);
			if (c == 0)
				break;
			at += used;
		}
	}
	printf(" init %d\n", mbsinit(&st) != 0);
}

static void
conversions(void)
{
	for (int i = 0; i < 3000; i++) {
		char bytes[64], back[64];
		const char *from = bytes;
		wchar_t wide[64];
		const wchar_t *wfrom = wide;
		mbstate_t st = { 0 };
		size_t n = random_bytes(bytes, 12), limit = number(14), r;

		pieces(bytes, n);
		r = mbsnrtowcs(wide, &from, n, limit, &st);
		printf("%zd %td", (ssize_t)r, from ? from - bytes : -1);
		if (r != (size_t)-1 && r < 63) {
			wide[r] = 0;
			r = wcsnrtombs(back, &wfrom, 64, number(14), NULL);
			printf(" %zd %td", (ssize_t)r,
			    wfrom ? wfrom - wide : -1);
		}
		r = mbstowcs(NULL, bytes, 0);
		/* The host's mbtowc has a state. */
		mblen(NULL, 0);
		mbtowc(NULL, NULL, 0);
		printf(" %zd %d %d\n", (ssize_t)r, mblen(bytes, n),
		    mbtowc(wide, bytes, 3));
	}
	for (wint_t c = 0; c < 0x110000; c += 97) {
		char b[8] = "";
		size_t n = wcrtomb(b, (wchar_t)c, NULL);

		printf("%x %zd %02x%02x\n", c, (ssize_t)n, (unsigned char)b[0],
		    (unsigned char)b[1]);
	}
}

static void
random_wide(wchar_t *s, size_t max)
{
	size_t n = number((unsigned int)max);

	for (size_t i = 0; i < n; i++)
		s[i] = L"aabAB\u00e9\u00c9"[number(7)];
	s[n] = 0;
}

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

static void
strings(void)
{
	for (int i = 0; i < 3000; i++) {
		wchar_t a[64], b[64], c[200] = L"", *rest, *token;
		const wchar_t *found;
		size_t n = number(12);

		random_wide(a, 20);
		random_wide(b, 4);
		found = wcsstr(a, b);
		printf("%td %d %d %d %zu %zu", found ? found - a : -1,
		    sign(wcscmp(a, b)), sign(wcsncmp(a, b, n)),
		    sign(wcscasecmp(a, b)), wcsspn(a, b), wcscspn(a, b));
		wcsncpy(c, a, n);
		wcsncat(c, b, n);
		printf(" %ls %zu", c, wcsnlen(c, n));
		found = wcsrchr(a, L'b');
		printf(" %td", found ? found - a : -1);
		for (token = wcstok(a, b, &rest); token;
		     token = wcstok(NULL, b, &rest))
			printf(" [%ls]", token);
		printf("\n");
	}
}

static void
numbers(void)
{
	static const wchar_t *const texts[] = { L" 12x", L"-0x1fz", L"077", L"",
		L"z", L"99999999999999999999", L"\u00e9 1", L"1.5e3q", L"inf",
		L"  -nan(1)", L"0x1p4!" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		wchar_t *end;

		errno = 0;
		printf("%ld", wcstol(texts[i], &end, 0));
		printf(" %td %d", end - texts[i], errno);
		printf(" %g", wcstod(texts[i], &end));
		printf(" %td\n", end - texts[i]);
	}
}

int
main(int argc, char **argv)
{
	printf("%s\n", setlocale(LC_ALL, argc > 1 ? argv[1] : "C.UTF-8"));
	characters();
	conversions();
	strings();
	numbers();
	return 0;
}
