// needs: kernel/lib/inflate.c kernel/lib/crc32.c
/*
 * gunzip against what the host's gzip makes, whole, cut off and damaged.
 */
#define _GNU_SOURCE
#include "lib/inflate.h"

#include "tests/host/unpack.h"

#define HEADER_SIZE 10

static struct inflate z;

static int
unpack_this(const void *data, size_t size, struct sink *sink, size_t *used)
{
	return gunzip(&z, data, size, sink_write, sink, used);
}

static const char *const programs[] = {
	"gzip -1",
	"gzip -6",
	"gzip -9",
	/* The file's name in the header, which it has not from its input. */
	"named() { gzip -c \"$(readlink /proc/self/fd/0)\"; }; named",
};

int
main(void)
{
	size_t len;

	test_programs(programs, ARRAY_SIZE(programs));
	make_plain(WORDS);
	ok(cut_off_is_refused(5000, "gzip -9"), "cut off");
	ok(damage_is_refused(5000, "gzip -9", 5000), "damaged dynamic codes");
	ok(damage_is_refused(40, "gzip -9", 5000), "damaged fixed codes");
	ok(noise_ends(5000, "gzip -9", HEADER_SIZE, 20000), "noise");
	make_plain(NOISE);
	ok(damage_is_refused(500, "gzip -9", 5000), "damaged stored blocks");
	ok(sink_error_is_passed_on("gzip"), "the sink's error");
	len = pack(100, "gzip");
	ok(gzip_is(packed, len) && !gzip_is("070701", 6) && !gzip_is("", 0),
	    "gzip_is");
	return tap_done();
}
