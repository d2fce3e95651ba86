/*
 * What each user has, in all its processes: counts with limits.
 *
 * A user is there while credentials, or something that is counted, refer to it.
 * Credentials refer to the one of their real uid.  Who makes something that is
 * counted keeps a reference to the user for as long as it exists: the count is
 * given back where it was taken, whoever the process is by then.
 */
#ifndef CRED_USER_H
#define CRED_USER_H

#include "lib/compiler.h"
#include "lib/list.h"
#include "lib/types.h"
#include "mm/percpu.h"
#include "sync/refcount.h"
#include "sync/spinlock.h"

struct thread;
struct thread_node;

/*
 * What is counted for a user.  Here is the place for whatever else his calls can
 * make that no other limit bounds: docs/memory.md has the table of what bounds what.
 * To come, each with what will hold it: sockets' buffers, pseudo-terminals.
 */
enum user_kind {
	USER_THREADS, /* RLIMIT_NPROC */
	USER_SIGNALS, /* details of queued signals, timers: RLIMIT_SIGPENDING */
	USER_PIPE_PAGES,  /* room of pipes: fs.pipe-user-pages-soft, -hard */
	USER_EPOLL_ITEMS, /* fs.epoll.max_user_watches */
	USER_FILE_LOCKS, /* a share of memory (fs/locks.c); those that are set */
	USER_ACL_BYTES,  /* a share of memory (fs/acl.c); bytes */
	USER_IPC_UNITS,  /* the same (ipc/sysv_ids.c); IPC_UNIT bytes each */
	USER_SHM_PAGES,  /* of segments: half of memory (ipc/sysv_shm.c) */
	USER_SHM_LOCKED, /* pages by SHM_LOCK: RLIMIT_MEMLOCK */
	USER_KINDS
};

struct user {
	struct refcount refs;
	uid_t uid;         /* [I] */
	struct user *next; /* [users lock] in its bucket */
	struct spinlock lock;
	struct list threads OWN_LOCK(lock); /* by user_node, and marks */
	struct cpucount count[USER_KINDS];
	/* By the lock of proc/oom.c: what all its processes have, in pages, as
	 * the choice of this number found it. */
	u64 oom_pages, oom_choice;
};

extern struct user root_user;

/* The user of a uid, with a reference, or NULL: no memory. */
struct user *user_find(uid_t uid) __must_check;
void user_get(struct user *u);
void user_put(struct user *u);

/* The current thread's, borrowed; any thread's with a reference. */
struct user *current_user(void);
struct user *thread_user_get(const struct thread *t);

/* t, counted in USER_THREADS, is one of the user's, until it is not.  One that is new
 * comes right behind its maker, the current thread, if that is of the same user. */
void user_enter_thread(struct user *u, struct thread *t);
void user_leave_thread(struct user *u, struct thread *t);
/* Walks them: each with a reference, then NULL.  A zeroed mark is the beginning; it
 * stands in the list until the end. */
struct thread *user_next_thread(struct user *u, struct thread_node *mark);

/* Counts n more, if not more than limit are there then.
 * => returns: false: not counted */
bool user_charge(struct user *u, enum user_kind kind, u64 n, u64 limit)
    __must_check;
void user_uncharge(struct user *u, enum user_kind kind, u64 n);
u64 user_count(struct user *u, enum user_kind kind);
/* Is there more than that?  Cheap far below. */
bool user_exceeds(struct user *u, enum user_kind kind, u64 limit);

/* Has the user more threads than the current process's RLIMIT_NPROC? */
bool user_exceeds_nproc(struct user *u);

/* The spare references of t, which has others from now on. */
void user_give_spares_back(struct thread *t, struct user *u);

/* Sets up root's. => once, at boot, before anything is counted */
void user_init(void);

#endif
