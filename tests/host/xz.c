// needs: kernel/lib/xz.c kernel/lib/lzma.c kernel/lib/history.c kernel/lib/bcj_x86.c kernel/lib/crc32.c kernel/lib/crc64.c
/*
 * xz_unpack against what the host's xz makes, whole, cut off and damaged.
 */
#define _GNU_SOURCE
#include "lib/xz.h"

#include "tests/host/unpack.h"

static struct xz z;

static int
unpack_this(const void *data, size_t size, struct sink *sink, size_t *used)
{
	return xz_unpack(&z, data, size, &memory, sink_write, sink, used);
}

static const char *const programs[] = {
	"xz -0", "xz -3 --check=none", "xz -6 --check=crc32",
	"xz -9e --check=sha256", "xz --x86 --lzma2=preset=6",
	"xz --x86=start=4096 --lzma2=preset=1 --check=crc32",
	"xz --lzma2=dict=4KiB,lc=0,lp=4,pb=0",
	"xz --lzma2=dict=12KiB,lc=4,lp=0,pb=4,nice=5",
	"xz --lzma2=dict=96KiB,lc=1,lp=2,pb=3,mf=hc3,mode=fast",
	"xz -T2 --block-size=70000", /* blocks with their sizes in the header */
};

static bool
is_unsupported(const char *program)
{
	struct sink sink = { 0 };
	size_t len = pack(1000, program), used;

	return unpack(len, &sink, &used) == -EOPNOTSUPP && sink.size == 0;
}

int
main(void)
{
	size_t len;

	test_programs(programs, ARRAY_SIZE(programs));
	make_plain(CODE);
	ok(cut_off_is_refused(5000, "xz"), "cut off");
	ok(cut_off_is_refused(100000, "xz -T2 --block-size=30000"),
	    "cut off, of several blocks");
	ok(damage_is_refused(3000, "xz --x86 --lzma2", 5000), "damaged code");
	ok(damage_is_refused(100000, "xz --check=crc32 --block-size=30000",
	       500),
	    "damaged blocks");
	make_plain(NOISE);
	ok(damage_is_refused(500, "xz", 3000), "damaged stored pieces");
	make_plain(WORDS);
	ok(damage_is_refused(5000, "xz", 3000), "damaged words");
	ok(noise_ends(5000, "xz --check=none", 24, 3000), "noise");
	ok(memory_may_end(MAX_SIZE, "xz -6 --block-size=400000"),
	    "memory ends");
	ok(memory_may_end(200000, "xz -9") && largest_request <= HISTORY_CHUNK,
	    "a dictionary of 64 MiB takes memory as it is filled");
	ok(is_unsupported("xz --delta=dist=4 --lzma2") &&
		is_unsupported("xz --arm --lzma2"),
	    "other filters");
	ok(sink_error_is_passed_on("xz"), "the sink's error");
	len = pack(100, "xz");
	ok(xz_is(packed, len) && !xz_is("070701", 6) && !xz_is(packed, 5),
	    "xz_is");
	return tap_done();
}
