/*
 * Reclaim: asks each layer with a cache to give something back.
 *
 * Shrinkers are added at boot and never removed.
 */
#include "vm/reclaim.h"

#include "lib/compiler.h"
#include "mm/reclaim.h"

#define OBJECTS_PER_PAGE 16

static struct shrinker *shrinkers; /* [I] after boot */

void
shrinker_add(struct shrinker *s)
{
	s->next = shrinkers;
	shrinkers = s;
}

u64
reclaim_memory(u64 npages)
{
	u64 freed = 0;

	for (struct shrinker *s = shrinkers; s; s = s->next)
		freed += s->shrink(max(npages, (u64)8) * OBJECTS_PER_PAGE);
	return freed;
}

bool
reclaim_pending(void)
{
	for (struct shrinker *s = shrinkers; s; s = s->next)
		if (s->pending && s->pending())
			return true;
	return false;
}
