/* The order of two locks of one class, where an address does not show it. */
#ifndef SYNC_LOCKPAIRS_H
#define SYNC_LOCKPAIRS_H

#include "sync/lockdep.h"

#ifdef DEBUG
/* `inner` is taken while `outer` is held.
 * => returns: false: it was the other way round before */
bool lockpairs_take(enum lock_class class, const void *outer, const void *inner)
    __must_check;
/* The lock is a new one. */
void lockpairs_drop(const void *lock);
/* What stood for the order of the class has changed. */
void lockpairs_forget(enum lock_class class);
#else
#define lockpairs_forget(class) ((void)(class))
#endif

#endif
