/*
 * Prints what wprintf, wscanf and streams of wide characters make of text that is
 * not ASCII, in UTF-8.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "random.h"

static const wchar_t *const some[] = { L"", L"a", L"äöü", L"日本語 text",
	L"\U0001f600!", L"plain ascii text" };
static const char *const bytes[] = { "", "a", "äöü", "日本語 text", "😀!",
	"plain ascii text" };

static void
show_wide(const char *what, int n, const wchar_t *text)
{
	printf("%s: %d", what, n);
	for (; *text; text++)
		printf(" %x", (unsigned int)*text);
	printf("\n");
}

static void
print_some(void)
{
	wchar_t wide[200], format[40];
	char narrow[400], narrow_format[40];
	unsigned int i = random_below(6), width = random_below(12);
	unsigned int precision = random_below(12);
	const char *flag = random_below(2) ? "-" : "";

	sprintf(narrow_format, "[%%%s%u.%uls|%%lc|%%ls]", flag, width,
	    precision);
	printf("%s %d: ", narrow_format,
	    snprintf(narrow, sizeof narrow, narrow_format, some[i], L'é',
		some[random_below(6)]));
	printf("%s\n", narrow);

	swprintf(format, 40, L"<%%%s%u.%us|%%%u.%uls|%%c|%%5d|%%g>", flag,
	    width, precision, width, precision);
	show_wide(narrow_format,
	    swprintf(wide, 200, format, bytes[i], some[i], 'x', 42, 1.5), wide);
	show_wide("short", swprintf(wide, 3 + i, L"%ls", some[3]) < 0, L"");
}

static void
scan_some(void)
{
	wchar_t first[64] = L"", second[64] = L"", *allocated = NULL;
	char narrow[64] = "";
	int number = -1, n;
	float real = -1;

	n = swscanf(L"äö 12 ü3.5日本", L"%ls %d%l[ü]%f%1s", first, &number,
	    second, &real, narrow);
	printf("%d %d %g %s\n", n, number, (double)real, narrow);
	show_wide("first", (int)wcslen(first), first);
	show_wide("second", (int)wcslen(second), second);
	n = sscanf("日本 ascii", "%ls %ls", first, second);
	show_wide("sscanf", n, first);
	n = sscanf("größe", "%3lc", first);
	first[3] = 0;
	show_wide("%3lc", n, first);
	n = sscanf("abc", "%mls", &allocated);
	show_wide("%mls", n, allocated);
	free(allocated);
}

static void
stream(void)
{
	FILE *f = tmpfile();
	wchar_t line[64];
	wint_t c;

	printf("%d", fwide(f, 0));
	for (int i = 0; i < 6; i++) {
		fputws(some[i], f);
		fputwc(L'\n', f);
	}
	fwprintf(f, L"%ls-%s-%d\n", L"é", "ö", 7);
	printf(" %d %ld\n", fwide(f, -1), ftell(f));
	rewind(f);
	c = fgetwc(f);
	ungetwc(L'日', f);
	printf("%x %x\n", c, fgetwc(f));
	while (fgetws(line, 6, f))
		show_wide("line", 0, line);
	printf("%d %d\n", feof(f), ferror(f));
	fclose(f);
}

static void
memory(void)
{
	wchar_t *text;
	size_t size;
	FILE *f = open_wmemstream(&text, &size);

	fwprintf(f, L"%ls %d", L"日本", 5);
	fflush(f);
	show_wide("memory", (int)size, text);
	fclose(f);
	free(text);
}

int
main(void)
{
	if (!setlocale(LC_ALL, "C.UTF-8"))
		return 1;
	for (int i = 0; i < 500; i++)
		print_some();
	scan_some();
	stream();
	memory();
	return 0;
}
