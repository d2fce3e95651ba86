/* Listing directories: what iterate() fills. */
#ifndef FS_READDIR_H
#define FS_READDIR_H

#include "lib/compiler.h"
#include "lib/types.h"

struct file;

/*
 * A file system's iterate() gives the entries from e->pos on: it calls
 * dir_emit() for each and sets e->pos behind it, until that says false.
 * e->pos is what d_off, telldir() and lseek() show: 0 the start, otherwise
 * whatever the file system likes that stays right when names come and go.
 */
struct dir_emitter {
	loff_t pos;
	/* => returns: false: full, e->pos stays before the entry */
	bool (*emit)(struct dir_emitter *e, const char *name, u32 len, u64 ino,
	    unsigned type);
};

/* type is a DT_* value; `next` the position after this entry. */
static inline bool
dir_emit(struct dir_emitter *e, const char *name, u32 len, u64 ino,
    unsigned type)
{
	return e->emit(e, name, len, ino, type);
}

/* iterate() with its directory locked, unless that is parallel: then the file system
 * lists it as well as it can. => errors: -EINTR: killed; -ENOENT: it was removed */
int file_iterate(struct file *f, struct dir_emitter *e) __must_check;

/* The two entries that every directory begins with, at positions 0 and 1;
 * afterwards e->pos >= 2. => returns: false: full */
bool dir_emit_dots(struct file *f, struct dir_emitter *e);

/* file_ops.seek of a directory whose positions are its file system's: any is fine, and there
 * is no end. */
loff_t dir_seek(struct file *f, loff_t offset, int whence);

/* getdents(2) and getdents64(2) into user memory.
 * => returns: bytes filled; 0: the end; -EINVAL: no room for one entry */
ssize_t file_getdents(struct file *f, void __user *buf, size_t size, bool is64);

#endif
