/*
 * The lock of a stream: recursive, by thread.
 */
#include "lock.h"
#include "file.h"
#include "thread.h"

static bool
held_already(FILE *f)
{
	if (f->owner != __thread_self()->tid)
		return false;
	f->depth++;
	return true;
}

void
__file_lock(FILE *f)
{
	if (held_already(f))
		return;
	__lock(&f->lock);
	f->owner = __thread_self()->tid;
}

void
__file_unlock(FILE *f)
{
	if (f->depth > 0) {
		f->depth--;
		return;
	}
	f->owner = 0;
	__unlock(&f->lock);
}

weak_alias(__file_lock, flockfile);
weak_alias(__file_unlock, funlockfile);

int
ftrylockfile(FILE *f)
{
	int seen = LOCK_FREE;

	if (held_already(f))
		return 0;
	if (!__atomic_compare_exchange_n(&f->lock, &seen, LOCK_HELD, 0,
		__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return -1;
	f->owner = __thread_self()->tid;
	return 0;
}
