// needs: kernel/lib/cpio.c
/*
 * The cpio reader on archives made here, whole, joined, cut off and damaged.
 */
#include <stdlib.h>
#include <string.h>

#include "abi/errno.h"
#include "lib/cpio.h"
#include "tests/host/tap.h"

static u8 archive[4096];
static size_t len;

static void
append(const void *data, size_t size)
{
	memcpy(archive + len, data, size);
	len += size;
	while (len % 4)
		archive[len++] = 0;
}

static void
append_entry(const char *name, unsigned int mode, const char *data)
{
	char header[111];

	snprintf(header, sizeof(header),
	    "070701%08x%08x%08X%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 7,
	    mode, 0xABC, 100, 1, 1234567, (unsigned int)strlen(data), 8, 1, 5,
	    6, (unsigned int)strlen(name) + 1, 0);
	memcpy(archive + len, header, 110);
	len += 110;
	append(name, strlen(name) + 1);
	append(data, strlen(data));
}

static void
make_archive(void)
{
	len = 0;
	append_entry("bin", 040755, "");
	append_entry("bin/sh", 0100755, "#!hello");
	append_entry("a", 0120777, "bin/sh");
	append_entry("TRAILER!!!", 0, "");
	len += 300;
	append_entry("second", 0100644, "x");
}

/* Read what is there, from memory of just that size. => returns: entries */
static int
count_entries(size_t size, int *error)
{
	u8 *copy = malloc(size + !size);
	struct cpio_reader reader;
	struct cpio_entry entry;
	int n = 0;

	memcpy(copy, archive, size);
	cpio_init(&reader, copy, size);
	while ((*error = cpio_next(&reader, &entry)) > 0) {
		volatile u8 last = entry.size ? entry.data[entry.size - 1] : 0;

		(void)last;
		n += strlen(entry.name) > 0;
	}
	free(copy);
	return n;
}

static void
test_entry(void)
{
	struct cpio_reader reader;
	struct cpio_entry e;

	make_archive();
	cpio_init(&reader, archive, len);
	ok(cpio_next(&reader, &e) == 1 && !strcmp(e.name, "bin") && !e.size,
	    "a directory");
	ok(cpio_next(&reader, &e) == 1 && !strcmp(e.name, "bin/sh") &&
		e.size == 7 && !memcmp(e.data, "#!hello", 7),
	    "a file");
	ok(e.ino == 7 && e.mode == 0100755 && e.uid == 0xabc && e.gid == 100 &&
		e.nlink == 1 && e.mtime == 1234567 && e.dev_major == 8 &&
		e.dev_minor == 1 && e.rdev_major == 5 && e.rdev_minor == 6,
	    "its numbers");
	ok(cpio_next(&reader, &e) == 1 && !strcmp(e.name, "a"), "a link");
	ok(cpio_next(&reader, &e) == 1 && !strcmp(e.name, "second"),
	    "a second archive");
	ok(cpio_next(&reader, &e) == 0 && cpio_next(&reader, &e) == 0, "end");
}

/* Cut off anywhere, it yields a part and then the end or an error. */
static bool
cut_off_ends(void)
{
	int error;

	for (size_t size = 0; size <= len; size++)
		if (count_entries(size, &error) > 4 ||
		    (error != 0 && error != -EINVAL))
			return false;
	return true;
}

static bool
damage_ends(void)
{
	int error;

	for (int i = 0; i < 50000; i++) {
		size_t at = (tap_random() >> 20) % len;
		u8 saved = archive[at];

		archive[at] = "0f\0g8"[(tap_random() >> 20) % 5];
		count_entries(len, &error);
		archive[at] = saved;
		if (error != 0 && error != -EINVAL)
			return false;
	}
	return true;
}

int
main(void)
{
	int error;

	test_entry();
	ok(cut_off_ends(), "cut off");
	ok(damage_ends(), "damaged");
	memcpy(archive + 94, "ffffffff", 8);
	ok(count_entries(len, &error) == 0 && error == -EINVAL,
	    "a name longer than the archive");
	make_archive();
	memcpy(archive + 94, "00000000", 8);
	ok(count_entries(len, &error) == 0 && error == -EINVAL,
	    "a name without a null");
	memcpy(archive, "070707", 6);
	ok(count_entries(len, &error) == 0 && error == -EINVAL,
	    "another format");
	return tap_done();
}
