/* Caches that can be made smaller when frames run out. */
#ifndef VM_RECLAIM_H
#define VM_RECLAIM_H

#include "lib/types.h"

/* A layer's way to give memory back: frees about n objects.
 * => may run with locks held: takes its own by trylock only
 * => returns: how many */
struct shrinker {
	u64 (*shrink)(u64 n);
	/* How many it could look at. */
	u64 (*count)(void);
	/* Is what it has given back on its way still? May be NULL. */
	bool (*pending)(void);
	struct shrinker *next;
};
void shrinker_add(struct shrinker *s);

/* Asks the layers until one gives something back, or they have looked at all they have:
 * what was used lately is spared at first. => sleeps; locks may be held
 * => returns: how many objects */
u64 reclaim_thoroughly(void);

/* Will memory come soon that was given back? */
bool reclaim_pending(void);

#endif
