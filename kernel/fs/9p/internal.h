/* Between the files of the 9p file system. */
#ifndef FS_9P_INTERNAL_H
#define FS_9P_INTERNAL_H

#include "fs/9p/calls.h"
#include "fs/9p/client.h"
#include "fs/dentry.h"
#include "fs/inode_table.h"
#include "vm/writeback.h"

struct p9_super {
	struct p9_client client;
	struct backing backing;
	bool shared;     /* [I] cache=open: others change the tree too */
	bool no_chown;   /* [a] the server does not let us give files away */
	u32 nreaders;    /* [a] inodes with a fid open for reading */
	u32 uid;         /* [I] access=, of the attach; -1: none was given */
	ktime_t timeout; /* [I] */
	u32 msize;       /* [I] as asked for */
	const char *aname, *uname; /* [I] owned */
	const char *transport;     /* [I] owned */
};

/*
 * An inode.  Its fids: `path` names it, and may be open for reading too; `reader` and
 * `writer` are open, or NULL.  The path's may have lost its meaning (stale), when
 * the name that it was found by was removed and there are others: `spare` is by another
 * that was seen, or NULL.
 */
struct p9_inode {
	struct inode inode;
	struct inode_entry entry;
	struct pagecache_device device;
	struct spinlock lock;               /* which fids */
	struct p9_fid *path OWN_LOCK(lock); /* NULL before it is published */
	struct p9_fid *spare OWN_LOCK(lock);
	struct p9_fid *reader OWN_LOCK(lock);
	struct p9_fid *writer OWN_LOCK(lock);
	bool path_is_open OWN_LOCK(lock);
	bool stale;                       /* [a] */
	bool nameless;                    /* [a] no name leads to it any more */
	struct mutex opening;             /* one opens its fids at a time */
	u32 nwriters;                     /* [a] files open for writing */
	u32 nopen OWN_LOCK(opening);      /* files */
	bool writer_reads OWN_LOCK(lock); /* too */
	bool written;                     /* [a] since the server was asked */
	u64 blocks;     /* [a] of 512 bytes, as the server said */
	s64 seen_mtime; /* [inode.lock] at the server, */
	u64 seen_size;  /* [inode.lock] what the pages are of */
	char *target;   /* [a] of a symlink, once it was read */
};

static inline struct p9_inode *
p9_inode(struct inode *inode)
{
	return container_of(inode, struct p9_inode, inode);
}

static inline struct p9_super *
p9_super(const struct superblock *sb)
{
	return sb->private;
}

static inline struct p9_client *
p9_client(const struct inode *inode)
{
	return &p9_super(inode->sb)->client;
}

enum p9_fid_kind {
	P9_PATH,
	P9_READER, /* or a writer that reads */
	P9_WRITER
};

/* One of its fids with a reference. => returns: NULL: it has none of those */
struct p9_fid *p9_inode_fid(struct inode *inode, enum p9_fid_kind kind);

/* Is the server's file by that fid this one?  *a: what it says of it.
 * => returns: 1, 0; -errno => sleeps */
int p9_leads_to(struct inode *inode, struct p9_fid *fid, struct p9_attr *a)
    __must_check;
/* As p9_inode_fid(P9_PATH), for a request that is about the file: a server that finds files
 * by names would do it to another that has the name now.  `changes`: it is asked, where others
 * change the tree too.
 * => sleeps => errors: -ESTALE: no name of it is known; -EINTR; the server's */
int p9_name_fid(struct inode *inode, bool changes, struct p9_fid **out)
    __must_check;

/* The inode of what `number` names, of which the server has said a; the number is its
 * fid from then on, or given up. => sleeps => errors: -ENOMEM, -EINTR, -EIO */
int p9_inode_get(struct superblock *sb, const struct p9_attr *a, u32 number,
    struct inode **out) __must_check;
/* Another name leads to it; the reference is the inode's. */
void p9_inode_add_name(struct inode *inode, struct p9_fid *fid);
/* Replaces what names it. */
void p9_inode_rename_fid(struct inode *inode, struct p9_fid *fid);
/* Takes over what the server has said, unless it is ours to say: pages of others'
 * contents are dropped. => holds: inode->lock */
void p9_inode_refresh(struct inode *inode, const struct p9_attr *a)
    REQUIRES(inode->lock);
void p9_inode_evict(struct inode *inode);

extern const struct inode_ops p9_dir_ops, p9_file_ops, p9_link_ops, p9_node_ops;
extern const struct file_ops p9_dir_file_ops, p9_regular_ops;
extern const struct pagecache_ops p9_page_ops;

/* dir.c */
int p9_revalidate(struct dentry *d);
/* node.c */
int p9_set_attributes(struct inode *inode, const struct attr *a);
void p9_get_attributes(struct inode *inode, struct kstat *st);
int p9_sync_inode(struct inode *inode, bool datasync);
int p9_truncate(struct inode *inode, u64 size);
/* xattr.c */
ssize_t p9_getxattr(struct inode *inode, const char *name, void *value,
    size_t size);
int p9_setxattr(struct inode *inode, const char *name, const void *value,
    size_t size, unsigned flags);
ssize_t p9_listxattr(struct inode *inode, char *list, size_t size);
/* file.c */
int p9_file_open(struct inode *inode, struct file *f);

#endif
