/* Advisory locks: fcntl(F_SETLK ...), their open-file form, and flock(2). */
#ifndef FS_LOCKS_H
#define FS_LOCKS_H

#include "abi/fcntl.h"
#include "lib/list.h"
#include "lib/types.h"

struct fdtable;
struct file;
struct inode;

/* Once, at boot: how many locks a user may have. */
void locks_init(u64 npages);

/* fcntl(2) F_GETLK, F_SETLK, F_SETLKW and F_OFD_*: l is in kernel memory and
 * is filled for F_GETLK. => sleeps */
int file_lock_range(struct file *f, unsigned cmd, struct flock *l);

/* flock(2). => sleeps */
int file_lock_whole(struct file *f, unsigned op);

/* A descriptor of f in that table was closed: the byte-range locks of the
 * table's owners on the inode go. */
void file_locks_closed(struct file *f, const struct fdtable *table);

/* The last reference to f goes: so do flock() and open-file locks. */
void file_locks_released(struct file *f);

/* The inode goes. */
void flock_context_free(struct inode *inode);

/* /proc/locks: a walk over all locks, whose place in the list is kept by a mark
 * there. */
struct locks_entry {
	struct list node;
	bool is_mark;
};
struct locks_walk {
	struct locks_entry mark;
	u64 count;
};
#define LOCKS_LINE_MAX 160

void locks_walk_begin(struct locks_walk *w);
/* Formats as many lines as fit. => returns: their length, 0: the end */
size_t locks_walk_next(struct locks_walk *w, char *buf, size_t size);
void locks_walk_end(struct locks_walk *w);

#endif
