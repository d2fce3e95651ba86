/* Caches that can be made smaller when frames run out. */
#ifndef VM_RECLAIM_H
#define VM_RECLAIM_H

#include "lib/types.h"

/* A layer's way to give memory back: frees about n objects.
 * => may run with locks held: takes its own by trylock only
 * => returns: how many */
struct shrinker {
	u64 (*shrink)(u64 n);
	/* Is what it has given back on its way still? May be NULL. */
	bool (*pending)(void);
	struct shrinker *next;
};
void shrinker_add(struct shrinker *s);

/* Will memory come soon that was given back? */
bool reclaim_pending(void);

#endif
