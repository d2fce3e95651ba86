/* Advisory locks: fcntl(F_SETLK ...), their open-file form, and flock(2). */
#ifndef FS_LOCKS_H
#define FS_LOCKS_H

#include "abi/fcntl.h"
#include "lib/types.h"

struct fdtable;
struct file;
struct inode;
struct text;

/* Once, at boot: how many locks a user may have. */
void locks_init(u64 npages);

/* fcntl(2) F_GETLK, F_SETLK, F_SETLKW and F_OFD_*: l is in kernel memory and
 * is filled for F_GETLK. => sleeps */
int file_lock_range(struct file *f, unsigned cmd, struct flock *l);

/* flock(2): type is F_*LCK. => sleeps */
int file_lock_whole(struct file *f, int type, bool wait);

/* A descriptor of f in that table was closed: the byte-range locks of the
 * table's owners on the inode go. */
void file_locks_closed(struct file *f, const struct fdtable *table);

/* The last reference to f goes: so do flock() and open-file locks. */
void file_locks_released(struct file *f);

/* The inode goes. */
void flock_context_free(struct inode *inode);

/* A line of /proc/locks: of the lock with the lowest number >= t->at. */
void file_lock_show(struct text *t);

#endif
