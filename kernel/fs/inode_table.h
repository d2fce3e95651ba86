/*
 * The table of inodes by (superblock, number), for file systems that read theirs from
 * somewhere: an inode is in memory once, however many names lead to it, and stays for a
 * while when the last of them is forgotten.
 *
 * A file system takes part by super_ops.entry, and looks its inodes up by
 * inode_table_get():
 *
 *	made, INODE_NEW     who made it reads it; others wait
 *	  -> inode_table_publish() -> INODE_LIVE
 *	  -> inode_table_fail()    -> not in the table; who waits gets the error
 *	last inode_put():   stays, unused, until memory or its mount goes;
 *	                    of a file without names at once:
 *	  -> INODE_EVICTING   written, given back, freed; who looks it up waits
 *
 * A server may give the number to another file: inode_table_forget().
 */
#ifndef FS_INODE_TABLE_H
#define FS_INODE_TABLE_H

#include "fs/inode.h"
#include "sync/rcu_chain.h"

extern struct lock_role inode_lru_role;    /* the list of unused ones */
extern struct lock_role inode_bucket_role; /* a bucket's lock: its inodes */

enum inode_state {
	INODE_ALONE, /* not in the table, and not filled */
	INODE_NEW,
	INODE_LIVE,
	INODE_FORGOTTEN, /* as INODE_LIVE, but not in the table any more */
	INODE_EVICTING,
	INODE_FAILED, /* as INODE_ALONE: it could not be read */
};

/* What an inode of the table has besides; the file system keeps it as long as the
 * inode. */
struct inode_entry {
	struct rcu_link link; /* [bucket] */
	struct inode *inode;  /* [I] */
	u32 state;            /* enum inode_state [bucket to write] */
	int err;              /* INODE_FAILED: why; before that is seen */
	bool used;            /* [a] found since the list's hand passed */
	bool listed;          /* on the list [LRU to write; bucket too, off] */
	struct list lru LOCK_ROLE(inode_lru_role);
	struct list super_node LOCK_ROLE(super_inodes_role);
};

/* The inode of that number, with a reference.  *fresh: a new one with the number and
 * nothing else, of mode 0: the caller fills it and calls inode_table_publish(), or
 * inode_table_fail().
 * => sleeps => errors: -ENOMEM; -EINTR: killed; what who read it said */
int inode_table_get(struct superblock *sb, u64 ino, struct inode **out,
    bool *fresh) __must_check;
/* It is complete. */
void inode_table_publish(struct inode *inode);
/* It could not be read; drops the caller's reference. */
void inode_table_fail(struct inode *inode, int err);

/* Puts a complete inode in that was made, not read, with its number in inode->ino;
 * waits for one that had the number before.
 * => sleeps => errors: -EINTR: killed; -EEXIST: somebody has the number */
int inode_table_insert(struct inode *inode) __must_check;

/* The number is another file's now: who looks it up finds none, while those who have this
 * inode go on with it, until the last reference goes.  Again: nothing.
 * => holds: a reference */
void inode_table_forget(struct inode *inode);

/* inode_put() of one that has an entry. => sleeps */
void inode_table_put(struct inode *inode);

/* Takes a reference, unless it is going. => any thread context */
bool inode_table_hold(struct inode *inode) __must_check;

/* --- For superblocks --- */

/* Once, at boot. */
void inode_table_init(void);
/* A superblock comes. => errors: -ENOMEM */
int inode_table_start(struct superblock *sb) __must_check;
/* One that takes part goes (sb->dying): evicts its inodes, which nobody looks up any more,
 * and waits for others who do. => sleeps */
void inode_table_end(struct superblock *sb);
/* For inode_evict(): may the file system be asked what to give back? */
bool inode_table_is_filled(const struct inode *inode);
/* For inode_evict(), last: afterwards the superblock may go. */
void inode_table_remove(struct inode *inode);

/* --- When memory is short --- */

/* Evicts up to n unused inodes that need no writing.
 * => sleeps; holds: no fs lock => returns: how many */
u64 inode_shrink(u64 n);
/* The same for the allocator, whatever locks its caller holds: a worker evicts what
 * it takes out.  Looks at 4n + 64 at most, with a spinlock held.
 * => returns: how many it took */
u64 inode_reclaim(u64 n);
/* How many there are. */
u64 inode_unused(void);
/* Is memory of those still to come? */
bool inode_reclaims(void);

/* How many are in the table of sb. */
u64 inode_table_count(struct superblock *sb);

#endif
