/*
 * The lock-order checker of debug builds.
 *
 * Every lock has a class, a row of sync/lockorder.def.  A CPU (for spinlocks)
 * or a thread (for sleeping locks) may take a lock only when its class comes
 * after that of each lock it holds.  In other builds all of this is nothing.
 */
#ifndef SYNC_LOCKDEP_H
#define SYNC_LOCKDEP_H

#include "lib/assert.h"
#include "lib/compiler.h"
#include "lib/types.h"

enum lock_class {
#define LOCK(name, kind, same, protects) LC_##name,
#include "sync/lockorder.def"
#undef LOCK
	LC_COUNT
};

enum lock_kind {
	LOCK_SPIN,
	LOCK_IRQ, /* a spinlock that interrupt handlers take */
	LOCK_SLEEP
};

#ifdef DEBUG
#define LOCKDEP_MAX_HELD 16

/* The locks that a CPU or a thread holds, in the order it took them. */
struct lockdep_held {
	unsigned n;
	struct {
		enum lock_class class;
		const void *lock;
	} at[LOCKDEP_MAX_HELD];
};

void lockdep_acquire_class(enum lock_class class, const void *lock);
void lockdep_acquire_try_class(enum lock_class class, const void *lock);
/* The order of the class's own locks counts for nothing. */
void lockdep_acquire_gated_class(enum lock_class class, const void *lock);
void lockdep_release_class(enum lock_class class, const void *lock);
/* Panics when this CPU holds a spinlock: called before each sleep. */
void lockdep_assert_may_sleep(const char *where);
/* Panics when this thread holds any lock: at the end of `where`. */
void lockdep_assert_none(const char *where);
/* An allocation takes locks and may reclaim memory; a user copy may fault and
 * sleep.  Panics where the locks held do not allow that, even if this one does
 * neither. */
void lockdep_might_alloc(void);
void lockdep_might_fault(void);
/* From here on this CPU runs the thread whose sleeping locks these are. */
void lockdep_switch_held(struct lockdep_held *held);
/* A lock comes into being. */
void lockdep_new(enum lock_class class, const void *lock);
/* Runs fn(), which is to be caught. => returns: how many reports it gave */
unsigned lockdep_catch(void (*fn)(void));
#define LOCKDEP_CLASS_MEMBER     enum lock_class class; /* [I] */
#define LOCKDEP_CLASS_INIT(c)    .class = (c)
#define LOCKDEP_THREAD_MEMBER    struct lockdep_held held_locks;
#define lockdep_set_class(l, c)  ((l)->class = (c), lockdep_new((c), (l)))
#define lockdep_acquire(l)       lockdep_acquire_class((l)->class, (l))
#define lockdep_acquire_try(l)   lockdep_acquire_try_class((l)->class, (l))
#define lockdep_acquire_gated(l) lockdep_acquire_gated_class((l)->class, (l))
#define lockdep_release(l)       lockdep_release_class((l)->class, (l))
#define lockdep_switch(t)        lockdep_switch_held(&(t)->held_locks)
#else
#define LOCKDEP_CLASS_MEMBER
#define LOCKDEP_CLASS_INIT(c)
#define LOCKDEP_THREAD_MEMBER
#define lockdep_set_class(l, c)         ((void)(c))
#define lockdep_acquire(l)              ((void)(l))
#define lockdep_acquire_try(l)          ((void)(l))
#define lockdep_acquire_gated(l)        ((void)(l))
#define lockdep_release(l)              ((void)(l))
#define lockdep_assert_may_sleep(where) ((void)0)
#define lockdep_assert_none(where)      ((void)0)
#define lockdep_might_alloc()           ((void)0)
#define lockdep_might_fault()           ((void)0)
#define lockdep_switch(t)               ((void)(t))
#endif

#endif
