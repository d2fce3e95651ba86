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
	LOCK_SLEEP
};

#ifdef DEBUG
void lockdep_acquire_class(enum lock_class class, const void *lock);
void lockdep_acquire_try_class(enum lock_class class, const void *lock);
void lockdep_release_class(enum lock_class class, const void *lock);
/* Panics when this CPU holds a spinlock: called before each sleep. */
void lockdep_assert_may_sleep(const char *where);
#define LOCKDEP_CLASS_MEMBER    enum lock_class class; /* [I] */
#define LOCKDEP_CLASS_INIT(c)   .class = (c)
#define lockdep_set_class(l, c) ((void)((l)->class = (c)))
#define lockdep_acquire(l)      lockdep_acquire_class((l)->class, (l))
#define lockdep_acquire_try(l)  lockdep_acquire_try_class((l)->class, (l))
#define lockdep_release(l)      lockdep_release_class((l)->class, (l))
#else
#define LOCKDEP_CLASS_MEMBER
#define LOCKDEP_CLASS_INIT(c)
#define lockdep_set_class(l, c)         ((void)(c))
#define lockdep_acquire(l)              ((void)(l))
#define lockdep_acquire_try(l)          ((void)(l))
#define lockdep_release(l)              ((void)(l))
#define lockdep_assert_may_sleep(where) ((void)0)
#endif

#endif
