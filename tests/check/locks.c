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
	signal_lock(p);
	if (early)
		return false;
	p->exiting = true;
	signal_unlock(p);
	return true;
} /* FAULT */

/* The lock lies in another object: its role is not held, or another's is. */
u64 planted_without_role(struct thread *t);
u64
planted_without_role(struct thread *t)
{
	u64 pending = t->sigpending; /* FAULT */

	process_lock(t->process);
	pending |= t->sigpending; /* FAULT */
	process_unlock(t->process);
	signal_lock(t->process);
	pending |= t->sigpending;
	signal_unlock(t->process);
	return pending;
}

struct fdtable *planted_private(struct thread *t);
struct fdtable *
planted_private(struct thread *t)
{
	return t->fds; /* FAULT */
}
