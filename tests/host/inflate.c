// needs: kernel/lib/inflate.c kernel/lib/crc32.c
/*
 * gunzip against what the host's gzip makes, whole, cut off and damaged.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "abi/errno.h"
#include "lib/inflate.h"
#include "tests/host/tap.h"

#define MAX_SIZE (1 << 20)

struct sink {
	u8 *data;
	size_t size;
	int error;
};

static u8 plain[MAX_SIZE], unpacked[MAX_SIZE], packed[2 * MAX_SIZE];
static struct inflate z;

static int
sink_write(void *context, const u8 *data, size_t size)
{
	struct sink *sink = context;

	if (sink->error || size > MAX_SIZE - sink->size)
		return sink->error ? sink->error : -ENOSPC;
	memcpy(sink->data + sink->size, data, size);
	sink->size += size;
	return 0;
}

/* => returns: the size of `size` bytes of plain[] packed by the host's gzip */
static size_t
pack(size_t size, const char *options)
{
	char name[] = "/tmp/inflate-test-XXXXXX", command[100];
	int fd = mkstemp(name);
	size_t len = 0, n;
	FILE *pipe;

	if (fd < 0 || write(fd, plain, size) != (ssize_t)size)
		abort();
	close(fd);
	snprintf(command, sizeof(command), "gzip %s -c %s", options, name);
	pipe = popen(command, "r");
	while ((n = fread(packed + len, 1, sizeof(packed) - len, pipe)) > 0)
		len += n;
	pclose(pipe);
	unlink(name);
	return len;
}

/* From memory of just that size, so that reading past it is noticed. */
static int
unpack(size_t len, struct sink *sink, size_t *used)
{
	u8 *copy = malloc(len + !len);
	int error;

	memcpy(copy, packed, len);
	error = gunzip(&z, copy, len, sink_write, sink, used);
	free(copy);
	return error;
}

static bool
round_trip(size_t size, const char *options)
{
	struct sink sink = { .data = unpacked };
	size_t len = pack(size, options), used;

	memcpy(packed + len, "rest", 4);
	return unpack(len + 4, &sink, &used) == 0 && used == len &&
	    sink.size == size && memcmp(plain, unpacked, size) == 0;
}

enum kind {
	ZEROS,
	NOISE,
	WORDS,
	NKINDS
};

static void
make_plain(enum kind kind)
{
	static const char *words[] = { "inode ", "dentry ", "page\n", "of ",
		"the ", "struct ", "return ", "x" };
	size_t at = 0;

	memset(plain, 0, sizeof(plain));
	while (kind == NOISE && at < MAX_SIZE)
		plain[at++] = tap_random() >> 40;
	while (kind == WORDS && at < MAX_SIZE - 8) {
		const char *word = words[(tap_random() >> 20) % 8];

		memcpy(plain + at, word, strlen(word));
		at += strlen(word);
	}
}

static bool
all_sizes(const char *options)
{
	static const size_t sizes[] = { 0, 1, 2, 100, 32767, 32768, 32769,
		65536, 300001, MAX_SIZE };

	for (int kind = 0; kind < NKINDS; kind++) {
		make_plain(kind);
		for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
			if (!round_trip(sizes[i], options))
				return false;
	}
	return true;
}

static bool
cut_off_is_refused(void)
{
	size_t len = pack(5000, "-9"), used;

	for (size_t cut = 0; cut < len; cut++) {
		struct sink sink = { .data = unpacked };

		if (unpack(cut, &sink, &used) != -EINVAL)
			return false;
	}
	return true;
}

/* A changed byte behind the header is noticed, or does not matter. */
static bool
damage_is_refused(size_t size, const char *options, int tries)
{
	size_t len = pack(size, options), used;

	for (int i = 0; i < tries; i++) {
		struct sink sink = { .data = unpacked };
		size_t at = 10 + (tap_random() >> 20) % (len - 10);
		u8 saved = packed[at];
		int error;

		packed[at] ^= 1 << (tap_random() >> 61);
		error = unpack(len, &sink, &used);
		packed[at] = saved;
		if (error == 0 &&
		    (sink.size != size || memcmp(plain, unpacked, size) != 0))
			return false;
		if (error != 0 && error != -EINVAL && error != -ENOSPC)
			return false;
	}
	return true;
}

/* Random bits after a valid header neither hang nor overrun. */
static void
noise_ends(void)
{
	size_t used;

	pack(0, "-n");
	for (int i = 0; i < 20000; i++) {
		struct sink sink = { .data = unpacked };

		for (int at = 10; at < 200; at++)
			packed[at] = tap_random() >> 40;
		(void)!unpack(200, &sink, &used);
	}
}

int
main(void)
{
	struct sink refusing = { .error = -ENOMEM };
	size_t len, used;

	ok(all_sizes("-1"), "gzip -1");
	ok(all_sizes("-6"), "gzip -6");
	ok(all_sizes("-9 -n"), "gzip -9, no name in the header");
	make_plain(WORDS);
	ok(cut_off_is_refused(), "cut off");
	ok(damage_is_refused(5000, "-9", 5000), "damaged dynamic codes");
	ok(damage_is_refused(40, "-9", 5000), "damaged fixed codes");
	make_plain(NOISE);
	ok(damage_is_refused(500, "-9", 5000), "damaged stored blocks");
	noise_ends();
	ok(true, "noise");
	len = pack(100, "-9");
	ok(unpack(len, &refusing, &used) == -ENOMEM, "the sink's error");
	ok(gzip_is(packed, len) && !gzip_is("070701", 6) && !gzip_is("", 0),
	    "gzip_is");
	return tap_done();
}
