/*
 * Objects of System V IPC: segments, sets of semaphores, message queues.
 *
 * Each kind has a table, in which an object is found by its id or its key.  An id is
 * an index and how often the indexes have gone round, so that one that was removed
 * names nothing for long.
 *
 * The table has a reference to what is in it.  Who finds an object gets another,
 * takes its lock, and asks whether it has been removed meanwhile.
 */
#ifndef IPC_SYSV_IDS_H
#define IPC_SYSV_IDS_H

#include "abi/ipc.h"
#include "lib/bitmap.h"
#include "lib/radix.h"
#include "sched/mutex.h"
#include "sync/rcu_chain.h"
#include "sync/refcount.h"

struct user;

#define IPC_IDS     32768 /* indexes of a table (IPCMNI of Linux) */
#define IPC_BUCKETS 256

/* An object's own lock, of which nobody holds two: ipc_lock(). */
extern struct lock_role ipc_role;

struct ipc_object {
	struct refcount refs;
	struct rcu_head rcu;
	const struct ipc_kind *kind; /* [I] */
	struct rcu_link key_link;    /* [table lock] */
	s32 first_key;               /* [I] by which it is linked */
	s32 id;                      /* [I] once it is in its table */
	s32 key;                     /* [l]; [a] to others */
	struct user *user; /* [I] it is counted for; owned reference */
	u64 charged;       /* [I] bytes */

	struct mutex lock __aligned(64);
	uid_t uid LOCK_ROLE(ipc_role), cuid LOCK_ROLE(ipc_role);
	gid_t gid LOCK_ROLE(ipc_role), cgid LOCK_ROLE(ipc_role);
	u32 mode LOCK_ROLE(ipc_role); /* [a] to others */
	bool removed LOCK_ROLE(ipc_role);
};

static inline void
ipc_lock(struct ipc_object *o) ACQUIRE(ipc_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&o->lock);
}

static inline void
ipc_unlock(struct ipc_object *o) RELEASE(ipc_role)
NO_THREAD_SAFETY_ANALYSIS
{
	mutex_unlock(&o->lock);
}

static inline void
assert_ipc_locked(const struct ipc_object *o)
    ASSERT_CAPABILITY(ipc_role) NO_THREAD_SAFETY_ANALYSIS
{
	assert_mutex_held(&o->lock);
}

struct ipc_kind {
	struct ipc_table *table;
	/* Makes one and adds it. => returns: its id; -EEXIST: the key is taken */
	long (*create)(s32 key, int flags, u64 size);
	/* Is it as large as who asks for it by its key wants it?
	 * => errors: -EINVAL */
	int (*check)(const struct ipc_object *o, u64 size);
	/* Its memory. => any context, does not sleep */
	void (*free)(struct ipc_object *o);
};

struct ipc_table {
	struct mutex lock;
	struct radix_tree objects;          /* [lock]; RCU to others */
	struct rcu_link *keys[IPC_BUCKETS]; /* the same */
	u32 in_use OWN_LOCK(lock);
	s32 last OWN_LOCK(lock); /* the index that was given last */
	u32 rounds OWN_LOCK(lock);
	s64 next_id; /* [a] that the next is to have; -1: any */
	u64 limit;   /* [a] of objects */
	BITMAP(used, IPC_IDS) OWN_LOCK(lock);
};

#define IPC_TABLE(limit_)                                                \
	{                                                                \
		.objects = RADIX_TREE_INIT(&radix_slab_rcu), .last = -1, \
		.next_id = -1, .limit = (limit_),                        \
	}
/* At boot. */
void ipc_table_init(struct ipc_table *t);

/* --- Memory that users make the kernel keep --- */

/* Counts n bytes for a user, until they are given back. => returns: false: too many */
bool ipc_charge(struct user *u, u64 n) __must_check;
void ipc_uncharge(struct user *u, u64 n);

/* --- Life --- */

/* A new object, the current thread's, with one reference; it is counted as `size` bytes.
 * => errors: -ENOMEM: too many, and nothing has been done */
int ipc_object_init(struct ipc_object *o, const struct ipc_kind *kind, s32 key,
    int flags, u64 size) __must_check;
/* One that is in no table: not counted any more, freed with the last reference. */
void ipc_object_end(struct ipc_object *o);
/* Puts it into the table. => errors: -EEXIST: its key is there, -ENOSPC, -ENOMEM */
int ipc_object_add(struct ipc_object *o) __must_check REQUIRES(ipc_role);
/* Takes it out, and the table's reference with it: the caller has another. */
void ipc_object_remove(struct ipc_object *o) REQUIRES(ipc_role);
/* It is not to be found by its key any more. */
void ipc_object_hide(struct ipc_object *o) REQUIRES(ipc_role);
void ipc_object_put(struct ipc_object *o);

/* --- Finding; all with a reference --- */

/* NULL: -EINVAL.  by_index: whatever object has the index of that id now. */
struct ipc_object *ipc_find(struct ipc_table *t, int id, bool by_index);
/* The one of the lowest index >= *index, which is set to its, or NULL. */
struct ipc_object *ipc_next(struct ipc_table *t, u32 *index);
/* The highest index in use, 0 if none is; how many are. */
int ipc_highest(struct ipc_table *t);
u32 ipc_count(struct ipc_table *t);
/* msgget(2) and its like. */
long ipc_get(const struct ipc_kind *kind, s32 key, int flags, u64 size);

/* --- Rights --- */

#define IPC_READ  0444u
#define IPC_WRITE 0222u
#define IPC_EXEC  0111u

/* May the current thread do all of that?  (ipcperms() of Linux) */
bool ipc_allows(const struct ipc_object *o, unsigned want) REQUIRES(ipc_role);
void ipc_perm_get(const struct ipc_object *o, struct ipc_perm *p)
    REQUIRES(ipc_role);
/* IPC_SET. => errors: -EINVAL: no such owner */
int ipc_perm_set(struct ipc_object *o, const struct ipc_perm *p)
    __must_check REQUIRES(ipc_role);

/* Does something with an object of which one has the id: fn(o, arg), with its lock held.
 * how: IPC_READ and so on, which it must allow, or IPC_OWNER: owner and creator may;
 * IPC_BY_INDEX: as ipc_find().
 * => returns: what fn does; -EINVAL, -EIDRM, -EACCES, -EPERM */
#define IPC_OWNER    01000u
#define IPC_BY_INDEX 02000u
typedef long ipc_fn(struct ipc_object *o, void *arg);
long ipc_call(struct ipc_table *t, int id, unsigned how, ipc_fn *fn, void *arg);

/* --- What they note --- */

s64 ipc_now(void); /* seconds */
s32 ipc_pid(void); /* of the current process; 0: none */

/* --- Who waits --- */

/* A thread that waits until another has done for it what it wants, on its stack. */
struct ipc_sleeper {
	struct list node; /* by the object's lock: of those that wait there */
	struct thread *thread;
	s32 pid;
	int result; /* [a] IPC_WAITING, or what it was woken with */
};
#define IPC_WAITING 1

void ipc_sleeper_init(struct ipc_sleeper *s);
/* Takes it off its list, and lets it go on. => holds: the object's lock; s may be gone
 * after that */
void ipc_wake(struct ipc_sleeper *s, int result);
/* Sleeps until then. => holds: no lock
 * => returns: 0; -ERESTARTSYS, -ETIMEDOUT: it may be on its list yet */
int ipc_sleep(struct ipc_sleeper *s, ktime_t deadline);
/* After that, when it was woken: with what. */
static inline int
ipc_result(const struct ipc_sleeper *s)
{
	return load_acquire(&s->result);
}

#endif
