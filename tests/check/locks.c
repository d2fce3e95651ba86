/* Faults that make check has to see: each line marked so is one, no other is. */
#include "fs/fdtable.h"
#include "proc/process.h"

u32 planted_unlocked(struct fdtable *t);
u32
planted_unlocked(struct fdtable *t)
{
	u32 size = t->size; /* FAULT */

	spin_lock(&t->lock);
	size += t->size;
	spin_unlock(&t->lock);
	return size + t->lowest; /* FAULT */
}

bool planted_left_locked(struct process *p, bool early);
bool
planted_left_locked(struct process *p, bool early)
{
	spin_lock(&p->siglock);
	if (early)
		return false;
	p->exiting = true;
	spin_unlock(&p->siglock);
	return true;
} /* FAULT */

struct fdtable *planted_private(struct thread *t);
struct fdtable *
planted_private(struct thread *t)
{
	return t->fds; /* FAULT */
}
