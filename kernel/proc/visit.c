/*
 * Something for each process of a group, or for each there is.
 *
 * Their number is the users' choice and the tree lock is everybody's, so it is given
 * back after each BATCH.  Until then a mark stands in the list where the visit is.
 * What forks meanwhile must neither get away nor be met twice: a new process comes
 * right behind its maker, so that it is met if and only if its maker still will be.
 *
 * A visit holds its group, so that this is there until it has ended.
 */
#include "proc/visit.h"
#include "proc/jobs.h"
#include "sched/sched.h"

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

void
visit_enter(struct process *p, struct process *maker)
{
	p->all_node.process = p;
	list_add_head(maker ? &maker->all_node.list : &all, &p->all_node.list);
}
