// needs:
/*
 * The kernel's snprintf against the C library's, on random formats.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tests/host/tap.h"

#define snprintf  k_snprintf
#define vsnprintf k_vsnprintf
#include "kernel/lib/fmt.c"
#undef snprintf
#undef vsnprintf

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-security"

static int
pick(int n)
{
	return (tap_random() >> 20) % n;
}

static u64
random_value(void)
{
	static const u64 special[] = { 0, 1, 9, 10, INT_MAX, UINT_MAX, LONG_MAX,
		ULONG_MAX, (u64)INT_MIN, (u64)LONG_MIN };

	return pick(2) ? special[pick(10)] : tap_random() >> pick(64);
}

/* Flags, width, precision and length of a conversion. */
static void
random_spec(char *format, const char *lengths[], int nlengths, char conversion)
{
	char *f = format;

	*f++ = '[';
	*f++ = '%';
	for (const char *flag = "-+ 0#"; *flag; flag++)
		if (pick(3) == 0)
			*f++ = *flag;
	if (pick(2))
		f += sprintf(f, "%d", 1 + pick(30));
	if (pick(2))
		f += sprintf(f, ".%d", pick(30));
	sprintf(f, "%s%c]", lengths[pick(nlengths)], conversion);
}

static bool
agree(size_t size, const char *format, u64 value)
{
	char ours[200] = "", theirs[200] = "";
	int our_len = k_snprintf(ours, size, format, value);
	int their_len = snprintf(theirs, size, format, value);

	if (our_len == their_len && strcmp(ours, theirs) == 0)
		return true;
	printf("# %s of %#lx: %d \"%s\", not %d \"%s\"\n", format, value,
	    our_len, ours, their_len, theirs);
	return false;
}

static bool
integers_agree(void)
{
	const char *lengths[] = { "", "hh", "h", "l", "ll", "z", "t" };
	char format[40];

	for (int i = 0; i < 300000; i++) {
		random_spec(format, lengths, 7, "diuxXo"[pick(6)]);
		if (!agree(1 + pick(60), format, random_value()))
			return false;
	}
	return true;
}

static bool
strings_agree(void)
{
	const char *lengths[] = { "" }, *words[] = { "", "a", "hello world" };
	char format[40];

	for (int i = 0; i < 20000; i++) {
		random_spec(format, lengths, 1, 's');
		if (!agree(1 + pick(60), format, (uintptr_t)words[pick(3)]))
			return false;
		random_spec(format, lengths, 1, 'c');
		if (!agree(1 + pick(60), format, 'a' + pick(26)))
			return false;
	}
	return true;
}

static bool
digits_agree(void)
{
	char ours[64], theirs[64];

	for (int i = 0; i < 100000; i++) {
		u64 value = random_value();
		int width = pick(21);

		ours[fmt_decimal(ours, value, width)] = 0;
		snprintf(theirs, sizeof(theirs), "%*lu", width, value);
		if (strcmp(ours, theirs))
			return false;
		width = pick(17);
		ours[fmt_hex(ours, value, width)] = 0;
		snprintf(theirs, sizeof(theirs), "%0*lx", width, value);
		if (strcmp(ours, theirs))
			return false;
	}
	return true;
}

int
main(void)
{
	static const char *volatile nothing[1]; /* hidden from gcc */
	char buf[64];

	ok(integers_agree(), "integers");
	ok(strings_agree(), "strings and characters");
	ok(digits_agree(), "digits alone");
	ok(k_snprintf(NULL, 0, "%d", 12345) == 5, "length only");
	k_snprintf(buf, sizeof(buf), "%*d|%-*d|%.*s|%%", 4, 7, -3, 8, 2, "abc");
	ok(!strcmp(buf, "   7|8  |ab|%"), "width and precision as arguments");
	k_snprintf(buf, sizeof(buf), "%p %016p", (void *)0x1f, (void *)0x20);
	ok(!strcmp(buf, "0x1f 0x00000000000020"), "pointers");
	ok(scnprintf(buf, 4, "%s", "abcdef") == 3 && !strcmp(buf, "abc"),
	    "scnprintf counts what is there");
	k_snprintf(buf, sizeof(buf), "%s %y %", *nothing);
	ok(!strcmp(buf, "(null) %y "), "bad formats show");
	return tap_done();
}
