/*
 * Descriptor tables: small integers to files.
 *
 * Shared between threads (CLONE_FILES) by reference; copied by fork.  Lookups
 * by the only thread that uses the table take neither the lock nor a
 * reference to the file (struct fdref hides which was the case).
 */
#ifndef FS_FDTABLE_H
#define FS_FDTABLE_H

#include "fs/file.h"
#include "sync/spinlock.h"

struct fdtable;

/* A new table with one reference: empty / with the same files as old.
 * => errors: -ENOMEM */
int fdtable_create(struct fdtable **out) __must_check;
int fdtable_copy(struct fdtable *old, struct fdtable **out) __must_check;
void fdtable_get(struct fdtable *t);
/* The last put closes all files. => sleeps */
void fdtable_put(struct fdtable *t);
/* How many tasks share it. */
int fdtable_users(const struct fdtable *t);

/* Closes what is marked close-on-exec (execve). => sleeps */
void fdtable_close_on_exec(struct fdtable *t);

/* A borrowed file of the current thread's table. fd_put() ends the borrowing.
 *   struct fdref r = fd_get(fd); if (!r.file) return -EBADF; ... fd_put(r); */
struct fdref {
	struct file *file; /* NULL: no such descriptor (or O_PATH, in fd_get) */
	bool counted;
};
struct fdref fd_get(int fd);	  /* not for O_PATH files */
struct fdref fd_get_path(int fd); /* O_PATH files too */
static inline void
fd_put(struct fdref r)
{
	if (r.counted)
		file_put(r.file);
}

/* Puts the file (one reference passes on success) at the lowest free number
 * >= min. => returns: the descriptor; -EMFILE */
int fd_install(struct file *f, int min, bool cloexec) __must_check;

/* For procfs: the file at fd of any table with a reference, or NULL; and the
 * next used number >= fd, or -1. */
struct file *fdtable_file_get(struct fdtable *t, int fd, bool *cloexec);
int fdtable_next(struct fdtable *t, int fd);

#endif
