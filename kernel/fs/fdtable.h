/*
 * Descriptor tables: small integers to files.
 *
 * Shared between threads (CLONE_FILES) by reference; copied by fork.  Lookups take
 * no lock; by the only thread that uses the table no reference to the file either
 * (struct fdref hides which was the case).
 */
#ifndef FS_FDTABLE_H
#define FS_FDTABLE_H

#include "fs/file.h"
#include "sched/thread.h"
#include "sync/spinlock.h"

#define FDTABLE_INLINE 64
#define FDTABLE_MAX    (512 * 1024) /* descriptors; the arrays are kmalloc()ed */

/* fs.nr_open: no table grows beyond, and no RLIMIT_NOFILE. [a] */
#define NR_OPEN_MIN 64
extern u64 nr_open;

/* Changed under the lock; read without it by the only user, and in RCU sections:
 * the size first, then the arrays, which are at least as large. */
struct fdtable {
	struct refcount refs;
	u32 size OWN_LOCK(lock); /* entries of files, a multiple of 64 */
	struct file **files OWN_LOCK(lock); /* NULL: free, or reserved */
	u64 *cloexec OWN_LOCK(lock);
	u64 *used OWN_LOCK(lock); /* a bit for each number in use */

	struct spinlock lock __aligned(64);
	u32 lowest OWN_LOCK(lock); /* all below are used */
	u64 inline_used, inline_cloexec;

	struct file *inline_files[FDTABLE_INLINE] __aligned(64);
} __aligned(64);

/* A new table with one reference: empty / with the same files as old.
 * => errors: -ENOMEM */
int fdtable_create(struct fdtable **out) __must_check;
int fdtable_copy(struct fdtable *old, struct fdtable **out) __must_check;
void fdtable_get(struct fdtable *t);
/* The last put closes all files. => sleeps */
void fdtable_put(struct fdtable *t);
/* How many threads share it: nobody else ever has a reference. */
int fdtable_users(const struct fdtable *t);

/* Closes what is marked close-on-exec (execve). => sleeps */
void fdtable_close_on_exec(struct fdtable *t);

/* A borrowed file of the current thread's table. fd_put() ends the borrowing.
 *   struct fdref r = fd_get(fd); if (!r.file) return -EBADF; ... fd_put(r); */
struct fdref {
	struct file *file; /* NULL: no such descriptor (or O_PATH, in fd_get) */
	bool counted;
};

struct fdref fd_get_shared(int fd);

/* O_PATH files too. */
static inline struct fdref
fd_get_path(int fd)
{
	struct fdtable *t = current_fds();

	if (unlikely(ref_read(&t->refs) != 1))
		return fd_get_shared(fd);
	spin_unshared(&t->lock);
	if (unlikely((u32)fd >= t->size))
		return (struct fdref){ NULL, false };
	return (struct fdref){ t->files[fd], false };
}

static inline void fd_put(struct fdref r);

/* Not for O_PATH files. */
static inline struct fdref
fd_get(int fd)
{
	struct fdref r = fd_get_path(fd);

	if (r.file && unlikely(r.file->mode & FMODE_PATH)) {
		fd_put(r);
		return (struct fdref){ NULL, false };
	}
	return r;
}

static inline void
fd_put(struct fdref r)
{
	if (unlikely(r.counted))
		file_put(r.file);
}

/* Puts the file (one reference passes on success) at the lowest free number
 * >= min. => returns: the descriptor; -EMFILE */
int fd_install(struct file *f, int min, bool cloexec) __must_check;

/* The same for who has nothing else to do with f: its reference passes in any case. */
int fd_install_or_put(struct file *f, int min, bool cloexec) __must_check;

/* The same in steps: takes a number, and later gives it a file or back. */
int fd_reserve(int min, bool cloexec) __must_check;
void fd_fill(int fd, struct file *f);
void fd_cancel(int fd);

/* close(2), dup3(2): closes newfd first if it is open. => errors: -EBADF,
 * -EBUSY, -EMFILE */
int fd_close(int fd);
int fd_dup_to(int oldfd, int newfd, bool cloexec);

/* Closes or marks [first, last]. */
void fd_close_range(unsigned first, unsigned last);
void fd_cloexec_range(unsigned first, unsigned last);

/* The close-on-exec mark. => returns: 0, 1 or -EBADF */
int fd_get_cloexec(int fd);
int fd_set_cloexec(int fd, bool on);

/* The file at fd of any table with a reference, or NULL; and the
 * next used number >= fd, or -1. */
struct file *fdtable_file_get(struct fdtable *t, int fd, bool *cloexec);
int fdtable_next(struct fdtable *t, int fd);

/* Adds the pages that some of the files from fd on keep (file_pages()), and their own
 * objects'. => returns: where to go on, or -1 */
int fdtable_add_pages(struct fdtable *t, int fd, u64 *npages);

#endif
