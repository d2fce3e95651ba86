/* Between the files of iotest. */
#ifndef FS_IOTEST_INTERNAL_H
#define FS_IOTEST_INTERNAL_H

#include "fs/inode_table.h"
#include "sched/mutex.h"
#include "sched/waitq.h"
#include "vm/writeback.h"

#define NFILES     10
#define FILE_PAGES 8192 /* 32 MiB */

struct xattr_store;

/* What the device has of a file. */
struct store {
	struct mutex lock;
	u64 size OWN_LOCK(lock);
	u32 names
	    OWN_LOCK(lock); /* a bit for each directory that has one for it */
	u32 perm;           /* [a] of the mode */
	struct xattr_store *xattrs;                    /* [a] NULL: none, yet */
	struct page *pages[FILE_PAGES] OWN_LOCK(lock); /* NULL: zeroes */
};

/* Settings and counts, by the name that the control file gives them. */
enum setting {
	DELAY,
	REORDER,
	HOLD,
	EARLY,
	SHORT,
	FAIL_READ,
	FAIL_WRITE,
	ROOM,
	INODE_DELAY,
	FAIL_INODE,
	STALL,
	ASK,
	REUSED,
	REREAD,
	READS, /* from here on counts */
	WRITES,
	MKWRITES,
	READ_RUNS, /* requests of several pages */
	WRITE_RUNS,
	PENDING,
	INODE_READS,
	EVICTIONS,
	STALLED,
	SETTINGS
};

struct iotest {
	struct backing backing;
	struct spinlock lock;
	struct list queue OWN_LOCK(lock); /* of struct request */
	struct waitq wake;                /* the thread */
	bool stop, ended;                 /* [a] */
	const struct pagecache_ops *ops;  /* [I] */
	s64 value[SETTINGS];              /* [a] */
	struct store store[NFILES];
};

struct iotest_inode {
	struct inode inode;
	struct inode_entry entry;
	struct pagecache_device device;
	struct store *store; /* [I] NULL: no regular file */
};

static inline struct iotest_inode *
iotest_inode(struct inode *inode)
{
	return container_of(inode, struct iotest_inode, inode);
}

/* Takes one of a setting that counts down. => returns: false: none is left */
bool iotest_take(struct iotest *t, enum setting s);
/* Waits while STALL says so. => errors: -EINTR: killed */
int iotest_stall(struct iotest *t) __must_check;

/* device.c */
extern const struct pagecache_ops iotest_run_ops, iotest_single_ops;
/* => errors: -ENOMEM */
int iotest_device_start(struct iotest *t) __must_check;
void iotest_device_stop(struct iotest *t);

/* files.c */
void iotest_file_init(struct iotest *t, struct inode *inode, struct store *s)
    REQUIRES(inode->lock);
void iotest_store_size(struct inode *inode);
/* The device forgets what it has from a size on. */
void iotest_store_cut(struct store *s, u64 size) REQUIRES(s->lock);
/* And all that it has of its attributes. */
void iotest_store_strip(struct store *s);

/* control.c */
void iotest_control_init(struct inode *inode);

/* names.c */
int iotest_root(struct superblock *sb, struct inode **out) __must_check;
int iotest_revalidate(struct dentry *d);

#endif
