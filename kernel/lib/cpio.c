/*
 * The cpio format "newc" (SVR4): a header of 110 characters, the name with its
 * null, the data; name and data each end at a multiple of 4 from the start of the
 * archive. A header is the magic number 070701 and 13 numbers of 8 hexadecimal
 * digits. The entry TRAILER!!! ends an archive; the Linux kernel reads on, and so
 * do we, since distributions put several archives into one initrd.
 *
 * The archive is hostile input: every length is compared with what is left before
 * a pointer moves, and an entry's name is known to be terminated.
 */
#include "lib/cpio.h"

#include "abi/errno.h"
#include "lib/string.h"

#define HEADER_SIZE 110
#define MAGIC_SIZE  6
#define FIELD_SIZE  8

/* The numbers of the header, in order. */
enum field {
	INO,
	MODE,
	UID,
	GID,
	NLINK,
	MTIME,
	FILESIZE,
	DEV_MAJOR,
	DEV_MINOR,
	RDEV_MAJOR,
	RDEV_MINOR,
	NAMESIZE,
	CHECK,
	NFIELDS
};

static int __must_check
hex_digit(u8 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -EINVAL;
}

static int __must_check
parse_header(const u8 *header, u32 fields[NFIELDS])
{
	const u8 *p = header + MAGIC_SIZE;

	/* 070702 has checksums, which nobody computes. */
	if (memcmp(header, "070701", MAGIC_SIZE) != 0 &&
	    memcmp(header, "070702", MAGIC_SIZE) != 0)
		return -EINVAL;
	for (int i = 0; i < NFIELDS; i++) {
		fields[i] = 0;
		for (int n = 0; n < FIELD_SIZE; n++) {
			int digit = hex_digit(*p++);

			if (digit < 0)
				return -EINVAL;
			fields[i] = fields[i] << 4 | digit;
		}
	}
	return 0;
}

/*
 * Move over `size` bytes and the padding after them. The last entry's padding may
 * be missing.
 * => returns: where the bytes are, or null if there are not as many
 */
static const u8 *
take(struct cpio_reader *reader, size_t size)
{
	const u8 *taken = reader->next;
	size_t left = reader->end - taken;
	size_t after;

	if (size > left)
		return NULL;
	after = ALIGN_UP((size_t)(taken - reader->start) + size, 4);
	reader->next = reader->start +
	    min(after, (size_t)(reader->end - reader->start));
	return taken;
}

static void
skip_nulls(struct cpio_reader *reader)
{
	while (reader->next < reader->end && *reader->next == 0)
		reader->next++;
}

/* One entry, the trailer included. */
static int __must_check
read_entry(struct cpio_reader *reader, struct cpio_entry *entry)
{
	const u8 *header = reader->next, *name, *data;
	u32 fields[NFIELDS];

	if (reader->end - header < HEADER_SIZE || parse_header(header, fields))
		return -EINVAL;
	reader->next += HEADER_SIZE;
	name = take(reader, fields[NAMESIZE]);
	if (!name || fields[NAMESIZE] == 0 || name[fields[NAMESIZE] - 1] != 0)
		return -EINVAL;
	data = take(reader, fields[FILESIZE]);
	if (!data)
		return -EINVAL;
	*entry = (struct cpio_entry){
		.name = (const char *)name,
		.data = data,
		.size = fields[FILESIZE],
		.ino = fields[INO],
		.mode = fields[MODE],
		.uid = fields[UID],
		.gid = fields[GID],
		.nlink = fields[NLINK],
		.mtime = fields[MTIME],
		.dev_major = fields[DEV_MAJOR],
		.dev_minor = fields[DEV_MINOR],
		.rdev_major = fields[RDEV_MAJOR],
		.rdev_minor = fields[RDEV_MINOR],
	};
	return 0;
}

int
cpio_next(struct cpio_reader *reader, struct cpio_entry *entry)
{
	struct cpio_entry found;

	do {
		skip_nulls(reader);
		if (reader->next == reader->end)
			return 0;
		/* Each archive is aligned from its own start. */
		if (!IS_ALIGNED(reader->next - reader->start, 4))
			reader->start = reader->next;
		if (read_entry(reader, &found))
			return -EINVAL;
	} while (strcmp(found.name, "TRAILER!!!") == 0);
	*entry = found;
	return 1;
}
