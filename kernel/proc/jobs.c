/*
 * Sessions and process groups: see jobs.h.
 *
 * Whether a group is orphaned is not looked for but counted: those of its members that
 * link it to the session (pgrp.nlinks).  What changes that takes a process out of the
 * count first and puts it in again afterwards: its own group or parent, its end.
 *
 * When a parent changes its group, all its children's links may change.  Those that were
 * with it in the old group, its kin, are counted (process.nkin) and now link that,
 * unless it left the session; they stand first among its children, so that only the
 * others are looked at.
 */
#include "proc/jobs.h"
#include "abi/errno.h"
#include "abi/signal.h"
#include "mm/slab.h"
#include "proc/internal.h"
#include "proc/visit.h"
#include "signal/signal.h"

#define HASH_SIZE 256

/* Those of the first process, until it calls setsid(). */
static struct session first_session = { .ngroups = 1 };
static struct pgrp first_group = { .session = &first_session,
	.members = LIST_INIT(first_group.members),
	.refs = 1 };

static struct list groups[HASH_SIZE] LOCK_ROLE(tree_role);

static struct slab_cache session_cache = SLAB_CACHE("session", struct session);
static struct slab_cache pgrp_cache = SLAB_CACHE("pgrp", struct pgrp);

/* --- Groups ---------------------------------------------------------------------- */

static struct list *
bucket(pid_t id) REQUIRES(tree_role)
{
	return &groups[(unsigned)id % HASH_SIZE];
}

void
jobs_init(void)
{
	role_unshared(&tree_role);
	for (unsigned i = 0; i < HASH_SIZE; i++)
		list_init(&groups[i]);
	list_add_tail(bucket(0), &first_group.hash_node);
}

struct pgrp *
pgrp_find(pid_t id)
{
	struct pgrp *g;

	list_for_each(g, bucket(id), hash_node)
		if (g->id == id && g->nmembers)
			return g;
	return NULL;
}

/* One of the session that has no members and that somebody holds. */
static struct pgrp *
find_empty(const struct session *s, pid_t id) REQUIRES(tree_role)
{
	struct pgrp *g;

	list_for_each(g, bucket(id), hash_node)
		if (g->id == id && g->session == s)
			return g;
	return NULL;
}

static void
session_free(struct rcu_head *h)
{
	slab_free(&session_cache, container_of(h, struct session, rcu));
}

static void
pgrp_free(struct rcu_head *h)
{
	slab_free(&pgrp_cache, container_of(h, struct pgrp, rcu));
}

/* The group, which has no members yet, comes into being. */
static void
pgrp_begin(struct pgrp *g, struct session *s, pid_t id) REQUIRES(tree_role)
{
	g->id = id;
	g->session = s;
	s->ngroups++;
	list_init(&g->members);
	list_add_tail(bucket(id), &g->hash_node);
	pid_use(id);
}

/* Nobody holds it any more. */
static void
pgrp_end(struct pgrp *g) REQUIRES(tree_role)
{
	struct session *s = g->session;

	list_remove(&g->hash_node);
	pid_unuse(g->id);
	rcu_call(&g->rcu, pgrp_free);
	if (--s->ngroups)
		return;
	assert(!s->tty);
	pid_unuse(s->id);
	rcu_call(&s->rcu, session_free);
}

/* --- Members --------------------------------------------------------------------- */

static bool
links(const struct process *p) REQUIRES(tree_role)
{
	const struct process *parent = p->parent;

	return !p->ends && parent && parent != init_process &&
	    parent->pgrp != p->pgrp &&
	    parent->pgrp->session == p->pgrp->session;
}

static bool
is_kin(const struct process *p) REQUIRES(tree_role)
{
	return p->parent && p->parent->pgrp == p->pgrp;
}

bool
pgrp_count_out(struct process *p)
{
	bool linked = links(p);

	p->pgrp->nlinks -= linked;
	if (is_kin(p) && !p->ends)
		p->parent->nkin--;
	return linked;
}

void
pgrp_count_in(struct process *p)
{
	bool kin = is_kin(p);

	p->pgrp->nlinks += links(p);
	if (kin && !p->ends)
		p->parent->nkin++;
	if (!p->parent)
		return;
	list_remove(&p->sibling);
	if (kin)
		list_add_head(&p->parent->children, &p->sibling);
	else
		list_add_tail(&p->parent->children, &p->sibling);
}

void
pgrp_hold(struct pgrp *g)
{
	g->refs++;
}

void
pgrp_drop(struct pgrp *g)
{
	if (!--g->refs)
		pgrp_end(g);
}

/* behind: a member, or the list's head. */
static void
join(struct process *p, struct pgrp *g, struct list *behind) REQUIRES(tree_role)
{
	pgrp_hold(g);
	g->nmembers++;
	p->pgrp_node.process = p;
	list_add_head(behind, &p->pgrp_node.list);
	rcu_set(&p->pgrp, g);
	pgrp_count_in(p);
}

void
pgrp_join(struct process *p, struct process *maker)
{
	p->tty_count = maker ? maker->tty_count : 0;
	struct pgrp *g = maker ? maker->pgrp : &first_group;

	join(p, g, maker ? &maker->pgrp_node.list : &g->members);
}

/* p is no member any more; its hold of the group is the caller's. */
static void
part(struct process *p, struct pgrp *g) REQUIRES(tree_role)
{
	list_remove(&p->pgrp_node.list);
	g->nmembers--;
}

void
pgrp_leave(struct process *p)
{
	struct pgrp *g = p->pgrp;

	part(p, g);
	rcu_set(&p->pgrp, NULL);
	pgrp_drop(g);
}

/* A child that was not p's kin in `old`, now that p is in another group. */
static void
move_other(struct process *p, struct process *child, const struct pgrp *old,
    struct list *kin) REQUIRES(tree_role)
{
	struct pgrp *g = child->pgrp;
	bool was_link = !child->ends && p != init_process &&
	    g->session == old->session;

	if (g == p->pgrp) {
		p->nkin += !child->ends;
		list_move_tail(kin, &child->sibling);
	}
	if (g == p->pgrp || g->session != p->pgrp->session)
		g->nlinks -= was_link;
}

/* p has moved from `old` to another group. */
static void
move_children(struct process *p, struct pgrp *old) REQUIRES(tree_role)
{
	struct list *place = p->children.prev, kin = LIST_INIT(kin);
	struct process *child;

	if (p != init_process && p->pgrp->session == old->session)
		old->nlinks += p->nkin;
	p->nkin = 0;
	while (place != &p->children) {
		child = list_entry(place, struct process, sibling);
		if (child->pgrp == old)
			break;
		place = place->prev;
		move_other(p, child, old, &kin);
	}
	/* To the front. */
	list_splice_tail(&kin, &p->children);
	list_splice_tail(&p->children, &kin);
}

/* To another group, which does not end by that. */
static void
move(struct process *p, struct pgrp *g) REQUIRES(tree_role)
{
	struct pgrp *old = p->pgrp;

	(void)pgrp_count_out(p);
	part(p, old);
	join(p, g, &g->members);
	move_children(p, old);
	pgrp_drop(old);
}

bool
pgrp_is_orphaned(const struct pgrp *g)
{
	return !g->nlinks;
}

static void
look_for_stopped(struct process *p, void *arg) REQUIRES(tree_role)
{
	bool *found = arg;

	signal_lock(p);
	*found |= !p->zombie && (p->stopped || p->nstopping);
	signal_unlock(p);
}

void
pgrp_hang_up(struct pgrp *g)
{
	bool stopped = false;

	tree_lock();
	pgrp_visit_held(g, look_for_stopped, &stopped);
	if (stopped) {
		signal_send_pgrp(g, SIGHUP);
		signal_send_pgrp(g, SIGCONT);
	}
	pgrp_drop(g);
	tree_unlock();
}

/* --- Questions --------------------------------------------------------------------- */

pid_t
process_pgid(const struct process *p)
{
	const struct pgrp *g;
	pid_t id;

	rcu_section_begin();
	g = rcu_read(&p->pgrp);
	id = g ? g->id : 0;
	rcu_section_end();
	return id;
}

pid_t
process_sid(const struct process *p)
{
	const struct pgrp *g;
	pid_t id;

	rcu_section_begin();
	g = rcu_read(&p->pgrp);
	id = g ? g->session->id : 0;
	rcu_section_end();
	return id;
}

bool
process_is_orphaned(void)
{
	bool orphaned;

	tree_lock();
	orphaned = pgrp_is_orphaned(current_process()->pgrp);
	tree_unlock();
	return orphaned;
}

/* --- setpgid(2) and setsid(2) -------------------------------------------------------- */

/* May p go to a group of this number?  *g: that, or NULL: it is to be made. */
static long
may_join(struct process *p, pid_t pgid, struct pgrp **g) REQUIRES(tree_role)
{
	struct process *me = current_process();

	if (p != me && p->parent != me)
		return -ESRCH;
	if (p != me && p->pgrp->session != me->pgrp->session)
		return -EPERM;
	if (p != me && p->has_execed)
		return -EACCES;
	if (p->session_leader)
		return -EPERM;
	*g = pgrp_find(pgid);
	if (*g ? (*g)->session != me->pgrp->session : pgid != p->pid)
		return -EPERM;
	return 0;
}

/* => returns: 0: *spare is used if it was needed */
static long
setpgid_locked(pid_t pid, pid_t pgid, struct pgrp **spare) REQUIRES(tree_role)
{
	struct process *p = process_find_locked(pid);
	struct pgrp *g;
	long err;

	if (!p) /* it may be a thread, not its process */
		return thread_find_locked(pid) ? -EINVAL : -ESRCH;
	err = may_join(p, pgid, &g);
	if (err)
		return err;
	if (!g)
		g = find_empty(p->pgrp->session, pgid);
	if (!g) {
		g = *spare;
		*spare = NULL;
		pgrp_begin(g, p->pgrp->session, pgid);
	}
	if (g != p->pgrp)
		move(p, g);
	return 0;
}

long
process_setpgid(pid_t pid, pid_t pgid)
{
	struct pgrp *spare;
	long err;

	if (!pid)
		pid = current_process()->pid;
	if (!pgid)
		pgid = pid;
	if (pgid < 0)
		return -EINVAL;
	spare = slab_zalloc(&pgrp_cache);
	if (!spare)
		return -ENOMEM;
	tree_lock();
	err = setpgid_locked(pid, pgid, &spare);
	tree_unlock();
	if (spare)
		slab_free(&pgrp_cache, spare);
	return err;
}

long
process_setsid(void)
{
	struct process *me = current_process();
	struct session *s = slab_zalloc(&session_cache);
	struct pgrp *g = slab_zalloc(&pgrp_cache);
	long err = s && g ? 0 : -ENOMEM;

	tree_lock();
	if (!err && (me->session_leader || pgrp_find(me->pid)))
		err = -EPERM;
	if (!err) {
		s->id = me->pid;
		pid_use(s->id);
		pgrp_begin(g, s, me->pid);
		atomic_store(&me->session_leader, true);
		WRITE_ONCE(me->tty_count, 0);
		move(me, g);
	}
	tree_unlock();
	if (err && s)
		slab_free(&session_cache, s);
	if (err && g)
		slab_free(&pgrp_cache, g);
	return err ? err : me->pid;
}
