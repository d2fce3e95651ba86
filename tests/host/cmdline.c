// needs: kernel/lib/parse.c
/*
 * Words of the command line.
 */
#include <string.h>

#include "tests/host/tap.h"

#include "kernel/lib/cmdline.c"

int
main(void)
{
	static const char line[] = "  quiet console=tty0 seed=0x10 empty= "
				   "name=\"a b\" console=ttyS0,115200 quietly "
				   "-- seed=7 late";
	char value[8];
	s64 s;
	u64 n;

	ok(cmdline_has(line, "quiet"), "a word");
	ok(!cmdline_has(line, "quie") && !cmdline_has(line, "seed"),
	    "neither a part of one nor a key");
	ok(!cmdline_has(line, "late"), "none behind --");
	ok(cmdline_value(line, "console", value, sizeof(value)) &&
		!strcmp(value, "ttyS0,1"),
	    "the last value, cut");
	ok(cmdline_value(line, "empty", value, sizeof(value)) && !*value,
	    "an empty value");
	ok(cmdline_value(line, "name", value, sizeof(value)) &&
		!strcmp(value, "a b"),
	    "a quoted value");
	ok(!cmdline_value(line, "nam", value, sizeof(value)), "no such key");
	ok(cmdline_number(line, "seed", &n) && n == 16, "a number");
	ok(!cmdline_number(line, "name", &n), "not a number");
	ok(cmdline_signed("panic=-1", "panic", &s) && s == -1 &&
		cmdline_signed("panic=030", "panic", &s) && s == 24 &&
		cmdline_signed("panic=-9223372036854775807", "panic", &s) &&
		s == -INT64_MAX,
	    "a number with a sign");
	ok(!cmdline_signed("panic=-", "panic", &s) &&
		!cmdline_signed("panic=--1", "panic", &s) &&
		!cmdline_signed("panic=9223372036854775808", "panic", &s),
	    "a sign alone, two, a number that is too large");
	ok(!cmdline_has("", "x"), "an empty line");
	return tap_done();
}
