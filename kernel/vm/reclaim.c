/*
 * Reclaim: asks each layer with a cache to give something back.
 *
 * Shrinkers are added at boot and never removed.
 */
#include "vm/reclaim.h"

#include "abi/capability.h"
#include "cred/cred.h"
#include "lib/compiler.h"
#include "mm/reclaim.h"
#include "sched/sched.h"
#include "sched/thread.h"

#define OBJECTS_PER_PAGE 16

static struct shrinker *shrinkers; /* [I] after boot */

void
shrinker_add(struct shrinker *s)
{
	s->next = shrinkers;
	shrinkers = s;
}

/* Objects that are asked for at once, for a list is locked meanwhile; at least as many are
 * looked at. */
#define AT_ONCE 128

u64
reclaim_memory(u64 npages)
{
	u64 freed = 0;

	for (struct shrinker *s = shrinkers; s; s = s->next) {
		u64 left = max(npages, (u64)8) * OBJECTS_PER_PAGE;

		while (left) {
			u64 some = min(left, (u64)AT_ONCE);

			freed += s->shrink(some);
			left -= some;
		}
	}
	return freed;
}

u64
reclaim_thoroughly(void)
{
	u64 freed = 0;

	for (struct shrinker *s = shrinkers; s; s = s->next) {
		u64 left = 2 * s->count() / AT_ONCE + 2;

		while (left-- && !freed) {
			freed += s->shrink(AT_ONCE);
			sched_point();
		}
	}
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

void
reclaim_failed(void)
{
	if (current() && current()->process)
		atomic_or(&current()->work, WORK_NO_MEMORY);
}

/* Kernel threads, who is ending and so gives back more, and who may put things in
 * order. */
bool
reclaim_may_use_reserve(void)
{
	return !current()->process || thread_killed() ||
	    capable(CAP_SYS_RESOURCE);
}
