/*
 * Something for each process of a group, or for each there is; or for each thread.
 *
 * Their number is the users' choice and the tree lock is everybody's, so it is given
 * back after each BATCH.  Until then a mark stands in the list where the visit is.
 * What forks meanwhile must neither get away nor be met twice: a new process comes
 * right behind its maker, so that it is met if and only if its maker still will be.
 *
 * A visit holds its group, so that this is there until it has ended.
 *
 * Threads stand in the order in which they came to their process.  A visit of them holds
 * the one where it is; has that left meanwhile, it goes on behind those that came
 * before.
 */
#include "proc/visit.h"
#include "proc/jobs.h"
#include "sched/sched.h"
#include "sched/thread.h"

#define BATCH 32

static struct list all LOCK_ROLE(tree_role) = LIST_INIT(all);

/* The first process behind a place of a list, or NULL. */
static struct visit_node *
next_process(struct list *members, struct list *place) REQUIRES(tree_role)
{
	while (place->next != members) {
		struct visit_node *n = container_of(place->next,
		    struct visit_node, list);

		if (n->process)
			return n;
		place = &n->list;
	}
	return NULL;
}

/* Lets others have the tree. => returns: as next_process(), of n then */
static __noinline struct visit_node *
pause(struct list *members, struct visit_node *n, struct visit_node *mark)
    REQUIRES(tree_role)
{
	list_add_head(&n->list, &mark->list);
	tree_unlock();
	sched_point();
	tree_lock();
	n = next_process(members, &mark->list);
	list_remove(&mark->list);
	return n;
}

static void
visit(struct list *members, visit_fn *each, void *arg) REQUIRES(tree_role)
{
	struct visit_node mark = { .process = NULL };
	struct visit_node *n = next_process(members, members);

	for (unsigned count = 1; n; count++) {
		each(n->process, arg);
		n = count % BATCH ? next_process(members, &n->list) :
				    pause(members, n, &mark);
	}
}

void
processes_visit(visit_fn *each, void *arg)
{
	tree_lock();
	visit(&all, each, arg);
	tree_unlock();
}

void
pgrp_visit_held(struct pgrp *g, visit_fn *each, void *arg)
{
	visit(&g->members, each, arg);
}

void
pgrp_visit(pid_t pgid, visit_fn *each, void *arg)
{
	struct pgrp *g;

	tree_lock();
	g = pgrp_find(pgid);
	if (g) {
		pgrp_hold(g);
		pgrp_visit_held(g, each, arg);
		pgrp_drop(g);
	}
	tree_unlock();
}

/* --- Threads ---------------------------------------------------------------------- */

static struct thread *
thread_at(struct process *p, struct list *place) REQUIRES(process_role)
{
	return place == &p->threads ?
	    NULL :
	    list_entry(place, struct thread, process_node);
}

/* The first that came after t, or NULL. */
static struct thread *
thread_behind(struct process *p, struct thread *t) REQUIRES(process_role)
{
	struct list *place = t->process_node.next;

	if (!list_empty(&t->process_node))
		return thread_at(p, place);
	for (place = p->threads.next; place != &p->threads; place = place->next)
		if (thread_at(p, place)->order > t->order)
			break;
	return thread_at(p, place);
}

/* Lets others have the process.  => returns: the thread behind t then, or NULL */
static struct thread *
pause_at(struct process *p, struct thread *t)
    REQUIRES(signal_role, process_role)
{
	struct thread *next;

	thread_get(t);
	process_unlock(p);
	signal_unlock(p);
	sched_point();
	signal_lock(p);
	process_lock(p);
	next = thread_behind(p, t);
	thread_put(t);
	return next;
}

void
process_visit_threads(struct process *p, thread_visit_fn *each, void *arg)
{
	struct thread *t, *next;

	signal_lock(p);
	process_lock(p);
	t = thread_at(p, p->threads.next);
	for (unsigned count = 1; t; count++, t = next) {
		each(p, t, arg);
		next = count % BATCH ? thread_behind(p, t) : pause_at(p, t);
	}
	process_unlock(p);
	signal_unlock(p);
}

/* Of a process that has few. */
static void
visit_threads(struct process *p, thread_visit_fn *each, void *arg)
    REQUIRES(tree_role)
{
	struct thread *t;

	process_lock(p);
	list_for_each(t, &p->threads, process_node)
		each(p, t, arg);
	process_unlock(p);
}

/* Of one that has many, without the tree. => returns: as next_process(), of n then */
static struct visit_node *
visit_many_threads(struct list *members, struct visit_node *n,
    thread_visit_fn *each, void *arg) REQUIRES(tree_role)
{
	struct visit_node mark = { .process = NULL };
	struct process *p = n->process;

	list_add_head(&n->list, &mark.list);
	process_get(p);
	tree_unlock();
	process_visit_threads(p, each, arg);
	process_put(p);
	sched_point();
	tree_lock();
	n = next_process(members, &mark.list);
	list_remove(&mark.list);
	return n;
}

static void
visit_all_threads(struct list *members, thread_visit_fn *each, void *arg)
    REQUIRES(tree_role)
{
	struct visit_node mark = { .process = NULL };
	struct visit_node *n = next_process(members, members);
	unsigned count = 0;

	while (n) {
		unsigned nthreads = atomic_load(&n->process->nthreads);

		if (nthreads > BATCH) {
			n = visit_many_threads(members, n, each, arg);
			continue;
		}
		visit_threads(n->process, each, arg);
		count += max(nthreads, 1U);
		if (count < BATCH) {
			n = next_process(members, &n->list);
			continue;
		}
		count = 0;
		n = pause(members, n, &mark);
	}
}

void
pgrp_visit_threads(pid_t pgid, thread_visit_fn *each, void *arg)
{
	struct pgrp *g;

	tree_lock();
	g = pgrp_find(pgid);
	if (g) {
		pgrp_hold(g);
		visit_all_threads(&g->members, each, arg);
		pgrp_drop(g);
	}
	tree_unlock();
}

void
visit_enter(struct process *p, struct process *maker)
{
	p->all_node.process = p;
	list_add_head(maker ? &maker->all_node.list : &all, &p->all_node.list);
}
