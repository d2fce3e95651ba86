/*
 * Reading cpio archives of the kind "newc", as an initrd is one.
 */
#ifndef LIB_CPIO_H
#define LIB_CPIO_H

#include "lib/compiler.h"
#include "lib/types.h"

struct cpio_reader {
	const u8 *start, *next, *end;
};

/* Pointers are into the archive. */
struct cpio_entry {
	const char
	    *name; /* terminated; as stored, perhaps with ./ or / before it */
	const u8 *data; /* of a symbolic link: its target, not terminated */
	u32 size;
	u32 ino;
	u32 mode;
	u32 uid, gid;
	u32 nlink;
	u32 mtime;
	u32 dev_major, dev_minor;   /* with ino: which entries are one file */
	u32 rdev_major, rdev_minor; /* of a device node */
};

static inline void
cpio_init(struct cpio_reader *reader, const void *archive, size_t size)
{
	reader->start = reader->next = archive;
	reader->end = reader->next + size;
}

/*
 * The next entry. Archives may follow each other, with nulls between them.
 * => returns: 1, or 0 at the end
 * => errors: -EINVAL the archive is damaged
 */
int __must_check cpio_next(struct cpio_reader *reader,
    struct cpio_entry *entry);

#endif
