// needs: kernel/lib/parse.c
/*
 * Numbers from text.
 */
#include <string.h>

#include "abi/errno.h"
#include "lib/parse.h"
#include "tests/host/tap.h"

struct sample {
	const char *text;
	unsigned int base;
	int error;
	u64 value;
	const char *rest;
};

static const struct sample samples[] = {
	{ "0", 0, 0, 0, "" },
	{ "123abc", 0, 0, 123, "abc" },
	{ "0x1fG", 0, 0, 0x1f, "G" },
	{ "0x", 0, 0, 0, "x" },
	{ "0755", 0, 0, 0755, "" },
	{ "08", 0, 0, 0, "8" },
	{ "0XfF", 16, 0, 0xff, "" },
	{ "ff", 16, 0, 0xff, "" },
	{ "18446744073709551615", 10, 0, ~0UL, "" },
	{ "18446744073709551616", 10, -ERANGE, 7, NULL },
	{ "99999999999999999999999", 10, -ERANGE, 7, NULL },
	{ "10000000000000000", 16, -ERANGE, 7, NULL },
	{ "", 0, -EINVAL, 7, NULL },
	{ "-1", 0, -EINVAL, 7, NULL },
	{ " 1", 0, -EINVAL, 7, NULL },
};

static bool
matches(const struct sample *s)
{
	const char *cursor = s->text;
	u64 value = 7;
	int error = parse_u64(&cursor, s->base, &value);

	return error == s->error && value == s->value &&
	    !strcmp(cursor, error ? s->text : s->rest);
}

static u64
size_of(const char *text)
{
	u64 value;

	return parse_size(&text, &value) ? 12345 : value + (*text ? 1 : 0);
}

int
main(void)
{
	u64 value;

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		ok(matches(&samples[i]), samples[i].text);
	ok(parse_number("42\n", 10, 42, &value) == 0 && value == 42, "whole");
	ok(parse_number("42 ", 10, 42, &value) == -EINVAL, "rest");
	ok(parse_number("43", 10, 42, &value) == -ERANGE, "limit");
	ok(size_of("128M") == 128UL << 20 && size_of("1g") == 1UL << 30 &&
		size_of("7") == 7 && size_of("0x10k") == 16384,
	    "sizes");
	ok(size_of("16777216T") == 12345, "size overflow");
	return tap_done();
}
