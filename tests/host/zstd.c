// needs: kernel/lib/zstd.c kernel/lib/zstd_huffman.c kernel/lib/fse.c kernel/lib/xxh64.c kernel/lib/history.c
/*
 * zstd_unpack against what the host's zstd makes, whole, cut off and damaged.
 */
#define _GNU_SOURCE
#include "lib/zstd.h"

#include "tests/host/unpack.h"

static struct zstd z;

static int
unpack_this(const void *data, size_t size, struct sink *sink, size_t *used)
{
	return zstd_unpack(&z, data, size, &memory, sink_write, sink, used);
}

static const char *const programs[] = {
	"zstd -q --fast=5",
	"zstd -q -1 --no-check",
	"zstd -q -3",
	"zstd -q -9 --no-content-size",
	"zstd -q -19",
	"zstd -q --ultra -22",
	"zstd -q --zstd=wlog=10,tlen=8 --no-content-size",
	"zstd -q --long=24",
};

static bool
skips_frames(void)
{
	static const u8 skippable[] = "\x5a\x2a\x4d\x18\x03\0\0\0abcnext";
	struct sink sink = { 0 };
	size_t used;

	memcpy(packed, skippable, sizeof(skippable));
	return unpack(sizeof(skippable), &sink, &used) == 0 && used == 11 &&
	    sink.size == 0 && unpack(10, &sink, &used) == -EINVAL &&
	    unpack(7, &sink, &used) == -EINVAL;
}

/* The header alone: a dictionary, a window of 3.75 TiB. */
static int
header(const char *bytes, size_t size)
{
	struct sink sink = { 0 };
	size_t used;

	memcpy(packed, "\x28\xb5\x2f\xfd", 4);
	memcpy(packed + 4, bytes, size);
	return unpack(4 + size, &sink, &used);
}

int
main(void)
{
	size_t len;

	test_programs(programs, ARRAY_SIZE(programs));
	make_plain(CODE);
	ok(cut_off_is_refused(5000, "zstd -q"), "cut off");
	ok(cut_off_is_refused(300000, "zstd -q -19"),
	    "cut off, of several blocks");
	ok(damage_is_refused(3000, "zstd -q -19", 10000), "damaged code");
	ok(damage_is_refused(300000, "zstd -q -1", 500), "damaged blocks");
	make_plain(NOISE);
	ok(damage_is_refused(500, "zstd -q", 3000), "damaged stored blocks");
	make_plain(WORDS);
	ok(damage_is_refused(5000, "zstd -q", 10000), "damaged words");
	ok(noise_ends(5000, "zstd -q --no-check", 6, 10000), "noise in words");
	make_plain(CODE);
	ok(noise_ends(20000, "zstd -q --no-check", 6, 10000), "noise in code");
	ok(memory_may_end(MAX_SIZE, "zstd -q"), "memory ends");
	ok(largest_request <= HISTORY_CHUNK,
	    "a window takes memory as it is filled");
	ok(skips_frames(), "frames to be skipped");
	ok(header("\x01\x58\x07\x01\0\0", 6) == -EOPNOTSUPP, "a dictionary");
	ok(header("\0\xff\x01\0\0", 5) == -ENOMEM, "a window of 3.75 TiB");
	ok(header("\x08\x58\x01\0\0", 5) == -EINVAL, "a reserved bit");
	ok(sink_error_is_passed_on("zstd -q"), "the sink's error");
	len = pack(100, "zstd -q");
	ok(zstd_is(packed, len) && !zstd_is("070701", 6) && !zstd_is(packed, 3),
	    "zstd_is");
	return tap_done();
}
