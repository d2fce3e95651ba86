/*
 * What the tests of unpackers share: data, the host's programs that pack them, and
 * ways to damage what those make.
 */
#ifndef TESTS_HOST_UNPACK_H
#define TESTS_HOST_UNPACK_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "abi/errno.h"
#include "lib/history.h"
#include "tests/host/tap.h"

#define MAX_SIZE (1 << 20)

struct sink {
	size_t size;
	int error;
};

/* Of the program under test. */
static int unpack_this(const void *data, size_t size, struct sink *sink,
    size_t *used);

static u8 plain[MAX_SIZE], unpacked[MAX_SIZE], packed[2 * MAX_SIZE];
static long allocations;       /* not freed yet */
static long fail_after = -1;   /* of more allocations; -1: none fails */
static size_t largest_request; /* of memory */

static void *
test_alloc(size_t size)
{
	if (size > largest_request)
		largest_request = size;
	if (fail_after == 0)
		return NULL;
	if (fail_after > 0)
		fail_after--;
	allocations++;
	return malloc(size);
}

static void
test_free(void *p)
{
	allocations -= p != NULL;
	free(p);
}

static const struct history_memory memory = { test_alloc, test_free };

static int
sink_write(void *context, const u8 *data, size_t size)
{
	struct sink *sink = context;

	if (sink->error || size > MAX_SIZE - sink->size)
		return sink->error ? sink->error : -ENOSPC;
	memcpy(unpacked + sink->size, data, size);
	sink->size += size;
	return 0;
}

enum kind {
	ZEROS,
	NOISE,
	WORDS,
	CODE,    /* this program */
	OPCODES, /* what a filter of x86 code takes for it, closely packed */
	NKINDS
};

static void
make_plain(enum kind kind)
{
	static const char *words[] = { "inode ", "dentry ", "page\n", "of ",
		"the ", "struct ", "return ", "x" };
	static const u8 opcodes[] = { 0xe8, 0xe9, 0, 0, 0xff, 0xff, 1, 0x80 };
	size_t at = 0;

	memset(plain, 0, sizeof(plain));
	while (kind == NOISE && at < MAX_SIZE)
		plain[at++] = tap_random() >> 40;
	while (kind == WORDS && at < MAX_SIZE - 8) {
		const char *word = words[(tap_random() >> 20) % 8];

		memcpy(plain + at, word, strlen(word));
		at += strlen(word);
	}
	while (kind == OPCODES && at < MAX_SIZE)
		plain[at++] = opcodes[(tap_random() >> 20) % 8];
	if (kind == CODE) {
		FILE *self = fopen("/proc/self/exe", "r");

		while (at < MAX_SIZE) {
			size_t n = fread(plain + at, 1, MAX_SIZE - at, self);

			if (n == 0)
				rewind(self);
			at += n;
		}
		fclose(self);
	}
}

/* => returns: the size of `size` bytes of plain[] packed by the host's program */
static size_t
pack(size_t size, const char *program)
{
	char name[] = "/tmp/unpack-test-XXXXXX", command[200];
	int fd = mkstemp(name);
	size_t len = 0, n;
	FILE *pipe;

	if (fd < 0 || write(fd, plain, size) != (ssize_t)size)
		abort();
	close(fd);
	snprintf(command, sizeof(command), "%s -c <%s", program, name);
	pipe = popen(command, "r");
	while ((n = fread(packed + len, 1, sizeof(packed) - len, pipe)) > 0)
		len += n;
	if (pclose(pipe))
		abort();
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
	error = unpack_this(copy, len, sink, used);
	free(copy);
	if (allocations != 0)
		abort();
	return error;
}

static bool
round_trip(size_t size, const char *program)
{
	struct sink sink = { 0 };
	size_t len = pack(size, program), used;

	memcpy(packed + len, "rest", 4);
	return unpack(len + 4, &sink, &used) == 0 && used == len &&
	    sink.size == size && memcmp(plain, unpacked, size) == 0;
}

static bool
all_sizes(const char *program)
{
	static const size_t sizes[] = { 0, 1, 5, 100, 256, 1024, 32767, 32768,
		32769, 65536, 131073, 300001, MAX_SIZE };

	for (int kind = 0; kind < NKINDS; kind++) {
		make_plain(kind);
		for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
			if (round_trip(sizes[i], program))
				continue;
			printf("# %zu bytes of kind %d\n", sizes[i], kind);
			return false;
		}
	}
	return true;
}

/* Each of the programs, which are the host's with options, packs all sizes. */
static void
test_programs(const char *const *programs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ok(all_sizes(programs[i]), programs[i]);
}

static bool
sink_error_is_passed_on(const char *program)
{
	struct sink refusing = { .error = -EINTR };
	size_t len = pack(100, program), used;

	return unpack(len, &refusing, &used) == -EINTR;
}

static bool
cut_off_is_refused(size_t size, const char *program)
{
	size_t len = pack(size, program), used;

	for (size_t cut = 0; cut < len; cut += 1 + cut / 500) {
		struct sink sink = { 0 };

		if (unpack(cut, &sink, &used) != -EINVAL)
			return false;
	}
	return true;
}

static bool
is_damage(int error)
{
	return error == -EINVAL || error == -ENOSPC || error == -ENOMEM ||
	    error == -EOPNOTSUPP;
}

/* A changed byte is noticed, or does not matter. */
static bool
damage_is_refused(size_t size, const char *program, int tries)
{
	size_t len = pack(size, program), used;

	for (int i = 0; i < tries; i++) {
		struct sink sink = { 0 };
		size_t at = (tap_random() >> 20) % len;
		u8 saved = packed[at];
		int error;

		packed[at] ^= 1 << (tap_random() >> 61);
		error = unpack(len, &sink, &used);
		packed[at] = saved;
		if (error ?
			!is_damage(error) :
			sink.size != size || memcmp(plain, unpacked, size) != 0)
			return false;
	}
	return true;
}

/* Noise in place of the bytes from `from` on neither hangs nor overruns. */
static bool
noise_ends(size_t size, const char *program, size_t from, int tries)
{
	size_t len = pack(size, program), used;
	u8 *saved = malloc(len);
	bool good = true;

	memcpy(saved, packed, len);
	for (int i = 0; i < tries && good; i++) {
		struct sink sink = { 0 };
		size_t start = from + (tap_random() >> 20) % (len - from);
		int error;

		memcpy(packed, saved, len);
		for (size_t at = start; at < len; at++)
			packed[at] = tap_random() >> 40;
		error = unpack(len, &sink, &used);
		good = !error || is_damage(error);
	}
	free(saved);
	return good;
}

/* Each allocation fails in turn.  Not all unpackers allocate. */
static inline bool
memory_may_end(size_t size, const char *program)
{
	size_t len = pack(size, program), used;

	for (long n = 0;; n++) {
		struct sink sink = { 0 };
		int error;

		fail_after = n;
		error = unpack(len, &sink, &used);
		fail_after = -1;
		if (error == 0)
			return n > 1;
		if (error != -ENOMEM)
			return false;
	}
}

#endif
