/* What the files of shared memory share with each other only. */
#ifndef IPC_SYSV_SHM_INTERNAL_H
#define IPC_SYSV_SHM_INTERNAL_H

#include "arch/layout.h"
#include "ipc/sysv_ids.h"
#include "ipc/sysv_shm.h"
#include "vm/pagecache.h"

struct file;

extern struct ipc_table shm_table;
extern u64 shm_total_pages; /* [a] that all segments may have */

/* The private data of a segment's file. */
struct store {
	struct pagecache cache;
	u64 size;           /* [I] bytes */
	u64 charged;        /* [a] pages */
	struct user *user;  /* [I] for whom; owned reference */
	struct segment *of; /* [I] there while an area shows the file */
	bool goes;          /* [a] with its last area */
};

struct segment {
	struct ipc_object object;
	u64 size;                              /* [I] bytes */
	struct file *file LOCK_ROLE(ipc_role); /* owned; NULL: destroyed */
	u64 nattch LOCK_ROLE(ipc_role);        /* areas, and calls of shmat() */
	u64 maker LOCK_ROLE(ipc_role);         /* 0: has ended */
	s64 atime LOCK_ROLE(ipc_role), dtime LOCK_ROLE(ipc_role),
	    ctime LOCK_ROLE(ipc_role);
	s32 cpid LOCK_ROLE(ipc_role), lpid LOCK_ROLE(ipc_role);
	/* Who has it locked (SHM_LOCK), owned; NULL: nobody. */
	struct user *locker LOCK_ROLE(ipc_role);
};

static inline struct segment *
segment_of(struct ipc_object *o)
{
	return container_of(o, struct segment, object);
}

static inline u64
npages_of(u64 size)
{
	return size / PAGE_SIZE + (size % PAGE_SIZE != 0);
}

/* What is given back when the lock is not held any more, by segment_bury(). */
struct remains {
	struct file *file;
	struct user *locker;
	u64 npages;
};
void segment_bury(const struct remains *r);
/* SHM_UNLOCK, if it is locked. */
void segment_unlock(struct segment *seg, struct remains *r) REQUIRES(ipc_role);
/* => needs: no area shows it */
void segment_destroy(struct segment *seg, struct remains *r) REQUIRES(ipc_role);

#endif
