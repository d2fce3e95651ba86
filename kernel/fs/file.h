/*
 * struct file: what a descriptor names.  One ops table for everything: files,
 * directories, pipes, terminals, devices, epoll sets.
 *
 * A file is reference-counted: by descriptors, by mappings of it, and by
 * calls in progress.  The last put calls release().
 */
#ifndef FS_FILE_H
#define FS_FILE_H

#include "abi/fcntl.h"
#include "abi/poll.h"
#include "fs/path.h"
#include "lib/types.h"
#include "sched/mutex.h"
#include "sync/rcu.h"
#include "sync/refcount.h"
#include "vm/uio.h"

struct cred;
struct dir_emitter;
struct epoll_item;
struct fdtable;
struct file;
struct inode;
struct poll_table;
struct text;
struct vm_area;

/* What a file lends of its bytes: kernel memory to read from. */
#define LOAN_PAGES 16
struct file_loan {
	struct iovec iov[LOAN_PAGES];
	struct page *pages[LOAN_PAGES]; /* references; NULL: zeroes */
	unsigned npages;
};

#define FILE_SPLICED_FROM 1u
#define FILE_SPLICED_TO   2u

struct file_ops {
	/* Read at or write to *pos and advance it; files without a position
	 * ignore pos.  NULL: -EINVAL.
	 * => returns: bytes moved, or -errno */
	ssize_t (*read)(struct file *f, struct uio *to, loff_t *pos);
	ssize_t (*write)(struct file *f, struct uio *from, loff_t *pos);
	/* Instead of a read, without a copy: lends at most n > 0 bytes, which
	 * may change meanwhile as the file does.  NULL: it cannot.
	 * => returns: bytes, of whole segments, or -errno: nothing lent */
	ssize_t (*lend)(struct file *f, loff_t pos, size_t n,
	    struct file_loan *loan);
	/* NULL: -ESPIPE, but see FMODE_STAYS.
	 * => returns: the new position, which the caller sets;
	 * or -errno => holds: f->pos_lock */
	loff_t (*seek)(struct file *f, loff_t offset, int whence);
	/* The POLL* bits that hold now; registers on the wait queues whose wake
	 * may change them (see fs/poll.h).  NULL: always readable, writable */
	unsigned (*poll)(struct file *f, struct poll_table *pt);
	/* NULL: -ENOTTY. */
	long (*ioctl)(struct file *f, unsigned cmd, unsigned long arg);
	/* Checks and prepares an area that maps this file; the area's cache is
	 * the inode's.  NULL: -ENODEV. */
	int (*mmap)(struct file *f, struct vm_area *area);
	/* There is one area more, but for what mmap() knows, or fewer, of those that it
	 * has marked VM_COUNTED.  NULL: it marks none. => sleeps; holds: vm->lock */
	void (*areas)(struct file *f, bool more);
	/* NULL: -ENOTDIR. */
	int (*iterate)(struct file *f, struct dir_emitter *e);
	/* NULL: -EINVAL. */
	int (*fsync)(struct file *f, bool datasync);
	/* Pages of memory that are there for as long as the file is open; NULL:
	 * few. => holds: spinlocks, maybe */
	u64 (*pages)(const struct file *f);
	/* One descriptor was closed. May be NULL.
	 * => errors: of what it has to write, for close() to tell */
	int (*flush)(struct file *f);
	/* The last reference is gone. May be NULL. */
	void (*release)(struct file *f);
	/* Adds to what /proc/PID/fdinfo shows. May be NULL. */
	void (*show)(struct file *f, struct text *t);
	/* FILE_SPLICED_*: what splice(2) does with one that is not regular. */
	unsigned spliced;
};

struct file {
	struct refcount refs;
	u32 flags;                  /* [a] O_*: file_flags() */
	u32 mode;                   /* [I] FMODE_* */
	const struct file_ops *ops; /* [I] */
	struct path path;           /* [I] name and mount; owned references */
	struct inode *inode;   /* [I] path.dentry's inode, borrowed from it */
	struct cred *cred;     /* [I] of the opener; owned reference */
	struct mutex pos_lock; /* serializes use of pos (POSIX XSH 2.9.7) */
	loff_t pos OWN_LOCK(pos_lock);
	void *private;             /* [I] the implementation's */
	struct watchers *watchers; /* [a] epoll sets that watch: ipc/epoll.c */
	u64 owner;                 /* [a] F_SETOWN: F_OWNER_* << 32 | number */
	bool was_shared; /* [a] freed after a grace period: fdtable.c */
	/* Of a file with a device: */
	u32 write_err,
	    sync_err;   /* [a] places in errseqs, the cache's and the super
				  * block's */
	u64 ahead_next; /* [a] what is read ahead begins here, pages */
	u32 ahead_size; /* [a] and is so much */
	struct rcu_head rcu;
} __aligned(64);

#define FMODE_READ   1u
#define FMODE_WRITE  2u
#define FMODE_EXEC   4u  /* opened for execve(): denies writers */
#define FMODE_PATH   8u  /* O_PATH: names a place, cannot be read */
#define FMODE_POS    16u /* regular or directory: pos_lock guards pos */
#define FMODE_WRITER 32u /* counted in inode->writers and mount->writers */
#define FMODE_STAYS  64u /* no position: lseek() does nothing */

static inline void
file_get(struct file *f)
{
	ref_get(&f->refs);
}

/* O_* as F_GETFL shows them; fcntl() may change them at any time. */
static inline u32
file_flags(const struct file *f)
{
	return READ_ONCE(f->flags);
}

void file_release(struct file *f);

/* => sleeps, when it is the last */
static inline void
file_put(struct file *f)
{
	if (ref_put(&f->refs))
		file_release(f);
}

/* fs.file-max: how many may be open, but for CAP_SYS_ADMIN; how many are. */
extern u64 file_max; /* [a] */
u64 file_count(void);

/* A file with one reference that is open at p (whose references are taken over
 * on success); flags are O_* as F_GETFL shows them, mode FMODE_*.
 * => errors: -ENOMEM, -ENFILE: fs.file-max */
int file_alloc(const struct path *p, u32 flags, u32 mode,
    const struct file_ops *ops, struct file **out) __must_check;

/* The same in two steps, for open(2), which may create the file in between:
 * room; giving that back; and what file_alloc() does with it. */
int file_prepare(struct file **out) __must_check;
void file_unprepare(struct file *f);
void file_begin(struct file *f, const struct path *p, u32 flags, u32 mode,
    const struct file_ops *ops);

/* A file without a name: its own kind of object. `name` is what
 * /proc/PID/fd shows after "anon_inode:". => errors: -ENOMEM */
int file_create_anon(const char *name, const struct file_ops *ops,
    void *private, u32 flags, u32 mode, struct file **out) __must_check;

/* Pages of memory that the end of f would free, but for its own objects. */
static inline u64
file_pages(const struct file *f)
{
	return f->ops->pages ? f->ops->pages(f) : 0;
}

/* A descriptor of f in `table` was closed: ends the process's locks, tells
 * the implementation, drops the reference. => sleeps => errors: see flush() */
int file_close(struct file *f, const struct fdtable *table);

/* Reads into kernel memory at pos (exec, the initramfs).
 * => returns: bytes read, fewer at the end of file; -errno */
ssize_t file_read_kernel(struct file *f, void *buf, size_t n, loff_t pos);

/* Opens a path for the kernel itself with the current credentials: flags as
 * open(2).  For execve: checks that it is a regular executable file and holds
 * writers off (-ETXTBSY) until file_put(). */
int file_open(const char *path, int flags, mode_t mode, struct file **out)
    __must_check;
int file_open_exec(int dirfd, const char *path, int at_flags, struct file **out)
    __must_check;

/* open(2) of a place at hand: for a file system that stands on others. */
int file_open_path(const struct path *p, int flags, struct file **out)
    __must_check;

/* Are the flags of open(2) ones that go together? => errors: -EINVAL */
int file_check_flags(int flags) __must_check;

/* openat(2), with the path in kernel memory. */
int file_open_at(int dirfd, const char *path, int flags, mode_t mode,
    struct file **out) __must_check;

/* Moves bytes at *pos, checks of read(2) and write(2) included.
 * => returns: bytes moved, or -errno */
ssize_t file_read(struct file *f, struct uio *to, loff_t *pos);
ssize_t file_write(struct file *f, struct uio *from, loff_t *pos);

/* The same at the file's own position. */
ssize_t file_read_next(struct file *f, struct uio *to);
ssize_t file_write_next(struct file *f, struct uio *from);

/* As file_read(), of a file that lends: until file_return(). */
ssize_t file_borrow(struct file *f, loff_t pos, size_t n,
    struct file_loan *loan);
void file_return(struct file_loan *loan);

/* That position, under its lock. => sleeps */
loff_t file_pos_get(struct file *f);
void file_pos_set(struct file *f, loff_t pos);

/* The POLL* bits that hold; see fs/poll.h. */
static inline unsigned
file_poll(struct file *f, struct poll_table *pt)
{
	if (!f->ops->poll)
		return POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
	return f->ops->poll(f, pt);
}

#endif
