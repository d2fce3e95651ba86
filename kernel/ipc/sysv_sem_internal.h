/* What the files of semaphores share with each other only. */
#ifndef IPC_SYSV_SEM_INTERNAL_H
#define IPC_SYSV_SEM_INTERNAL_H

#include "ipc/sysv_ids.h"
#include "ipc/sysv_sem.h"
#include "lib/rbtree.h"

struct sem_undo;

/* One semaphore; all of it by the lock of its set. */
struct sem {
	s32 value;
	s32 pid; /* who changed it last */
	/* Who waits for it, by struct sem_sleeper, the first to come first. */
	struct list zero; /* to be 0 */
	struct list more; /* to be larger */
	/* While sleepers are looked through (sysv_semop.c): */
	struct list *at; /* of zero or more: the next to look at */
	u32 next; /* its number + 1, or SEM_LAST; 0: it is not among them */
};
#define SEM_LAST UINT32_MAX

struct sem_set {
	struct ipc_object object;
	u32 n;                                   /* [I] */
	u32 changed LOCK_ROLE(ipc_role);         /* as sem.next: the first */
	u64 tickets LOCK_ROLE(ipc_role);         /* given to sleepers so far */
	s64 otime LOCK_ROLE(ipc_role);           /* of the last operation */
	s64 ctime LOCK_ROLE(ipc_role);           /* of the last semctl() */
	struct list undos LOCK_ROLE(ipc_role);   /* by sem_undo.set_node */
	struct list several LOCK_ROLE(ipc_role); /* sleepers with n > 1 */
	struct sem sems[];                       /* [object.lock] */
};

static inline struct sem_set *
sem_set_of(struct ipc_object *o)
{
	return container_of(o, struct sem_set, object);
}

/* A call that may have to wait. */
struct sem_sleeper {
	struct ipc_sleeper wait;  /* in the list of what stops it */
	struct list several_node; /* in sem_set.several */
	u64 ticket;
	const struct sembuf *ops; /* [I] */
	unsigned n;               /* [I] */
	unsigned stopped_by;      /* the first of ops that cannot be done */
	bool alters;              /* [I] */
	struct sem_undo *undo;    /* [I] NULL: none of them has SEM_UNDO */
};

extern struct ipc_table sem_table;

/* --- sysv_semop.c --- */

/* Does all of them, or nothing. => returns: 0; IPC_WAITING: .stopped_by is set; -EAGAIN,
 * -ERANGE */
int sem_try(struct sem_set *set, struct sem_sleeper *s)
    __must_check REQUIRES(ipc_role);
/* The semaphore has another value now: who may go on is to be looked for. */
void sem_changed(struct sem_set *set, u32 number) REQUIRES(ipc_role);
/* Looks for them, and lets them go on. => sleeps => returns: was there any? */
bool sem_settle(struct sem_set *set) REQUIRES(ipc_role);
/* The set has been removed. */
void sem_wake_all(struct sem_set *set) REQUIRES(ipc_role);

/* --- sysv_sem_undo.c: what a process has done to a set --- */

struct sem_undo_list;

struct sem_undo {
	struct rb_node node;        /* [list lock] by .set */
	struct list set_node;       /* [set lock] */
	struct sem_undo_list *list; /* [I] */
	struct sem_set *set;        /* [I] which removes it when it goes */
	struct user *user;          /* [I] it is counted for; owned reference */
	s16 adjust[];               /* [set lock] */
};

/* That of the current thread, made if there is none. => errors: -ENOMEM */
int sem_undo_get(struct sem_set *set, struct sem_undo **out)
    __must_check REQUIRES(ipc_role);
/* Nothing is to be undone to the semaphore any more. */
void sem_undo_forget(struct sem_set *set, u32 number) REQUIRES(ipc_role);
/* The same of all. */
void sem_undo_forget_all(struct sem_set *set) REQUIRES(ipc_role);
/* The set goes: with it what was to be undone to it. */
void sem_undo_end(struct sem_set *set) REQUIRES(ipc_role);

#endif
