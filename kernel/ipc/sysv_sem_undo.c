/*
 * SEM_UNDO: what is done to semaphores when a process ends.
 *
 * A thread has a list, which it may share with others (CLONE_SYSVSEM: threads of a
 * process do).  In the list is an entry for each set that they changed with SEM_UNDO:
 * by how much each semaphore is to be changed when the last of them has left.  A set
 * knows its entries too: it takes them along when it is removed, and SETVAL and
 * SETALL clear them.
 *
 * Adding may not wait at the end: a value stays between 0 and SEMVMX (as on Linux).
 *
 * Locking: an entry is in its set's list by the set's lock, and in its list's tree
 * by the list's, which comes after that.  Who leaves last goes from the tree to the
 * set, against the order: under the tree's lock he takes a reference to the set, which
 * the entry keeps from going, then locks both in order and looks again.  So whoever
 * of the two is first, the end of the set or that of the process, frees the entry;
 * and the list is freed under no lock by him who found it empty under its lock.
 *
 * Memory: an entry is counted for the user who made it; then ENOMEM.
 */
#include "abi/errno.h"
#include "abi/sched.h"
#include "cred/user.h"
#include "ipc/sysv_sem_internal.h"
#include "lib/string.h"
#include "mm/slab.h"
#include "proc/hooks.h"
#include "sched/sched.h"
#include "sched/thread.h"

#define LOOK_EACH 256 /* semaphores between looks at the scheduler */

struct sem_undo_list {
	struct refcount refs; /* threads */
	struct spinlock lock;
	struct rb_tree entries OWN_LOCK(lock); /* sem_undo, by address of set */
};

/* --- The list of a thread --- */

static struct sem_undo_list *
own_list(void)
{
	struct thread *t = current();

	if (!t->sem_undo) {
		t->sem_undo = kzalloc(sizeof(struct sem_undo_list));
		if (!t->sem_undo)
			return NULL;
		ref_init(&t->sem_undo->refs, 1);
		spin_init(&t->sem_undo->lock, LC_SEM_UNDO);
	}
	return t->sem_undo;
}

int
thread_shares_undo(struct thread *t, u64 flags)
{
	struct sem_undo_list *list;

	if (!(flags & CLONE_SYSVSEM))
		return 0;
	list = own_list();
	if (!list)
		return -ENOMEM;
	ref_get(&list->refs);
	t->sem_undo = list;
	return 0;
}

/* --- Entries --- */

static size_t
size_of(const struct sem_set *set)
{
	return sizeof(struct sem_undo) + set->n * sizeof(s16);
}

static bool
before(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct sem_undo, node)->set <
	    rb_entry(b, struct sem_undo, node)->set;
}

static struct sem_undo *
find(struct sem_undo_list *list, const struct sem_set *set) REQUIRES(list->lock)
{
	struct rb_node *n = list->entries.root;

	while (n) {
		struct sem_undo *u = rb_entry(n, struct sem_undo, node);

		if (u->set == set)
			return u;
		n = n->child[set > u->set];
	}
	return NULL;
}

static int
make(struct sem_undo_list *list, struct sem_set *set, struct sem_undo **out)
    REQUIRES(ipc_role)
{
	struct user *user = current_user();
	struct sem_undo *u;

	if (!ipc_charge(user, size_of(set)))
		return -ENOMEM;
	u = kzalloc(size_of(set));
	if (!u) {
		ipc_uncharge(user, size_of(set));
		return -ENOMEM;
	}
	user_get(user);
	u->user = user;
	u->list = list;
	u->set = set;
	list_add_tail(&set->undos, &u->set_node);
	spin_lock(&list->lock);
	rb_insert(&list->entries, &u->node, before);
	spin_unlock(&list->lock);
	*out = u;
	return 0;
}

int
sem_undo_get(struct sem_set *set, struct sem_undo **out)
{
	struct sem_undo_list *list = own_list();

	if (!list)
		return -ENOMEM;
	spin_lock(&list->lock);
	*out = find(list, set);
	spin_unlock(&list->lock);
	return *out ? 0 : make(list, set, out);
}

/* It is in no tree and no list any more. */
static void
end(const struct sem_set *set, struct sem_undo *u)
{
	ipc_uncharge(u->user, size_of(set));
	user_put(u->user);
	kfree(u);
}

void
sem_undo_forget(struct sem_set *set, u32 number)
{
	struct sem_undo *u;

	list_for_each(u, &set->undos, set_node) {
		u->adjust[number] = 0;
		sched_point();
	}
}

void
sem_undo_forget_all(struct sem_set *set)
{
	struct sem_undo *u;

	list_for_each(u, &set->undos, set_node) {
		memset(u->adjust, 0, set->n * sizeof(s16));
		sched_point();
	}
}

void
sem_undo_end(struct sem_set *set)
{
	struct sem_undo *u, *next;

	list_for_each_safe(u, next, &set->undos, set_node) {
		spin_lock(&u->list->lock);
		rb_erase(&u->list->entries, &u->node);
		spin_unlock(&u->list->lock);
		end(set, u);
		sched_point();
	}
	list_init(&set->undos);
}

/* --- The end of a process --- */

static void
apply(struct sem_set *set, const struct sem_undo *u) REQUIRES(ipc_role)
{
	s32 pid = ipc_pid();

	for (u32 i = 0; i < set->n; i++) {
		struct sem *sem = &set->sems[i];

		if (u->adjust[i]) {
			sem->value += u->adjust[i];
			sem->value = clamp(sem->value, 0, SEMVMX);
			sem->pid = pid;
			sem_changed(set, i);
		}
		if (i % LOOK_EACH == 0)
			sched_point();
	}
	(void)sem_settle(set);
	set->otime = ipc_now();
}

/* A set to which something is to be undone, with a reference; NULL: none is left. */
static struct sem_set *
next_set(struct sem_undo_list *list)
{
	struct sem_set *set = NULL;

	spin_lock(&list->lock);
	if (!rb_empty(&list->entries)) {
		set = rb_entry(list->entries.root, struct sem_undo, node)->set;
		ref_get(&set->object.refs);
	}
	spin_unlock(&list->lock);
	return set;
}

static void
undo(struct sem_undo_list *list, struct sem_set *set)
{
	struct sem_undo *u;

	ipc_lock(&set->object);
	spin_lock(&list->lock);
	u = find(list, set);
	if (u)
		rb_erase(&list->entries, &u->node);
	spin_unlock(&list->lock);
	if (u) {
		apply(set, u);
		list_remove(&u->set_node);
		end(set, u);
	}
	ipc_unlock(&set->object);
}

static void
put_list(struct sem_undo_list *list)
{
	struct sem_set *set;

	if (!list || !ref_put(&list->refs))
		return;
	while ((set = next_set(list))) {
		undo(list, set);
		ipc_object_put(&set->object);
		sched_point();
	}
	kfree(list);
}

void
thread_drops_undo(struct thread *t)
{
	struct sem_undo_list *list = t->sem_undo;

	t->sem_undo = NULL;
	put_list(list);
}
