/*
 * The tables of pids and the tree of processes.
 *
 * One spinlock, held for a few instructions at a time, over everything that
 * says who is related to whom.  Numbers are looked up without it, in RCU sections;
 * what is not found so is looked up once more with it, since one that changes its
 * number (execve() by another than the first thread) makes others miss some.
 *
 * Numbers are given out upwards and wrap at PID_MAX.  One is free when nothing
 * uses it: no thread, from pid_alloc() on; no process, until it is waited for; no
 * group and no session, which are there for terminals too.  uses[] counts that.
 */
#include "abi/errno.h"
#include "lib/assert.h"
#include "lib/bitmap.h"
#include "mm/page.h"
#include "proc/internal.h"
#include "proc/jobs.h"
#include "proc/pidfd.h"
#include "proc/process.h"
#include "proc/visit.h"
#include "sync/rcu_chain.h"

#define PID_MAX      32768
#define PID_RESERVED 300 /* where numbers start after a wrap, as on Linux */
#define HASH_SIZE    1024

struct process *init_process;

static struct {
	struct spinlock lock;
	struct rcu_link *processes[HASH_SIZE]; /* changed under the lock */
	struct rcu_link *threads[HASH_SIZE];
	/* By a thread, a process, a session, a group and one of before that
	 * a terminal holds; while it is new. */
	u8 uses[PID_MAX] LOCK_ROLE(tree_role);
	/* Those with uses, and those that are processes'. */
	BITMAP(used, PID_MAX) LOCK_ROLE(tree_role);
	BITMAP(pids, PID_MAX) LOCK_ROLE(tree_role);
	pid_t last LOCK_ROLE(tree_role);
	u32 nthreads LOCK_ROLE(tree_role);
	u64 forks LOCK_ROLE(tree_role);
	u64 adoptions LOCK_ROLE(tree_role);
} tree = { .lock = SPINLOCK_INIT(LC_PIDS) };

void
tree_lock(void) NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&tree.lock);
}

void
tree_unlock(void) NO_THREAD_SAFETY_ANALYSIS
{
	spin_unlock(&tree.lock);
}

static struct rcu_link **
bucket(struct rcu_link **table, pid_t id)
{
	return &table[(unsigned)id % HASH_SIZE];
}

struct process *
process_peek(pid_t pid)
{
	struct process *p;

	rcu_chain_for_each(p, bucket(tree.processes, pid),
	    hash_link) if (p->pid == pid) return p;
	return NULL;
}

/* => holds: the same */
static struct thread *
find_thread(pid_t tid)
{
	struct thread *t;

	rcu_chain_for_each(t, bucket(tree.threads, tid),
	    pid_link) if (atomic_load(&t->tid) == tid) return t;
	return NULL;
}

struct process *
process_find_locked(pid_t pid)
{
	return process_peek(pid);
}

struct thread *
thread_find_locked(pid_t tid)
{
	return find_thread(tid);
}

struct process *
process_find(pid_t pid)
{
	struct process *p;

	rcu_section_begin();
	p = process_peek(pid);
	if (p && !ref_get_unless_zero(&p->refs))
		p = NULL;
	rcu_section_end();
	if (p)
		return p;
	tree_lock();
	p = process_find_locked(pid);
	if (p)
		process_get(p);
	tree_unlock();
	return p;
}

struct thread *
thread_find(pid_t tid)
{
	struct thread *t;

	rcu_section_begin();
	t = find_thread(tid);
	if (t && !ref_get_unless_zero(&t->refs))
		t = NULL;
	rcu_section_end();
	if (t)
		return t;
	tree_lock();
	t = thread_find_locked(tid);
	if (t)
		thread_get(t);
	tree_unlock();
	return t;
}

struct process *
process_find_any(pid_t id)
{
	struct process *p = process_find(id);
	struct thread *t = p ? NULL : thread_find(id);

	if (t) {
		p = t->process;
		process_get(p);
		thread_put(t);
	}
	return p;
}

static bool
is_locked(pid_t id, enum pid_kind kind) REQUIRES(tree_role)
{
	switch (kind) {
	case PID_ANY:
		return id > 0 && id < PID_MAX && tree.uses[id];
	case PID_THREAD:
		return thread_find_locked(id);
	case PID_PROCESS:
		return process_find_locked(id);
	case PID_GROUP:
		return pgrp_find(id);
	}
	return false;
}

bool
pid_is(pid_t id, enum pid_kind kind)
{
	bool is;

	tree_lock();
	is = is_locked(id, kind);
	tree_unlock();
	return is;
}

void
pid_use(pid_t id)
{
	assert(id > 0 && id < PID_MAX && tree.uses[id] < UINT8_MAX);
	tree.uses[id]++;
	bitmap_set(tree.used, (size_t)id);
}

void
pid_unuse(pid_t id)
{
	assert(id > 0 && id < PID_MAX && tree.uses[id]);
	if (!--tree.uses[id])
		bitmap_clear(tree.used, (size_t)id);
}

int
pid_alloc(pid_t *out)
{
	int err = -EAGAIN;
	size_t id;

	tree_lock();
	id = bitmap_find_clear(tree.used, PID_MAX, (size_t)tree.last + 1);
	if (id == PID_MAX)
		id = bitmap_find_clear(tree.used, PID_MAX, PID_RESERVED);
	if (id < PID_MAX) {
		pid_use((pid_t)id);
		atomic_store(&tree.last, (pid_t)id);
		*out = (pid_t)id;
		err = 0;
	}
	tree_unlock();
	return err;
}

void
pid_cancel(pid_t pid)
{
	tree_lock();
	pid_unuse(pid);
	tree_unlock();
}

/* --- Parents and children --------------------------------------------------------- */

void
process_adopt(struct process *p, struct process *parent)
{
	rcu_set(&p->parent, parent);
	list_add_tail(&parent->children, &p->sibling);
	p->order = tree.adoptions++;
}

void
process_abandon(struct process *p)
{
	process_no_news(p);
	list_remove(&p->sibling);
}

static bool
is_older(const struct rb_node *a, const struct rb_node *b) REQUIRES(tree_role)
{
	return rb_entry(a, struct process, news_node)->order <
	    rb_entry(b, struct process, news_node)->order;
}

void
process_has_news(struct process *p)
{
	if (p->has_news || !p->parent)
		return;
	p->has_news = true;
	rb_insert(&p->parent->news, &p->news_node, is_older);
}

void
process_no_news(struct process *p)
{
	if (!p->has_news)
		return;
	p->has_news = false;
	rb_erase(&p->parent->news, &p->news_node);
}

/* --- The tables --------------------------------------------------------------------- */

void
process_link(struct process *p, struct process *parent, struct process *maker)
{
	rcu_chain_add(bucket(tree.processes, p->pid), &p->hash_link);
	visit_enter(p, maker);
	if (parent)
		process_adopt(p, parent);
	pid_use(p->pid);
	bitmap_set(tree.pids, (size_t)p->pid);
	process_get(p);
}

void
process_unlink(struct process *p)
{
	rcu_chain_remove(bucket(tree.processes, p->pid), &p->hash_link);
	list_remove(&p->all_node.list);
	if (unlikely(p->pidref))
		pidref_forget(p->pidref);
	process_abandon(p);
	pid_unuse(p->pid);
	bitmap_clear(tree.pids, (size_t)p->pid);
	pgrp_leave(p);
}

void
thread_link(struct thread *t)
{
	rcu_chain_add(bucket(tree.threads, t->tid), &t->pid_link);
	atomic_add_own(&tree.nthreads, 1);
	atomic_add_own(&tree.forks, 1);
}

void
thread_set_tid(struct thread *t, pid_t tid)
{
	rcu_chain_remove(bucket(tree.threads, t->tid), &t->pid_link);
	pid_unuse(t->tid);
	atomic_store(&t->tid, tid);
	pid_use(t->tid);
	rcu_chain_add(bucket(tree.threads, t->tid), &t->pid_link);
}

void
thread_unlink(struct thread *t)
{
	rcu_chain_remove(bucket(tree.threads, t->tid), &t->pid_link);
	pid_unuse(t->tid);
	atomic_add_own(&tree.nthreads, -1);
}

struct process *
process_next(pid_t pid)
{
	struct process *p = NULL;
	size_t next;

	if (pid < 0)
		return NULL;
	tree_lock();
	next = bitmap_find_set(tree.pids, PID_MAX, (size_t)pid);
	if (next < PID_MAX) {
		p = process_find_locked((pid_t)next);
		process_get(p);
	}
	tree_unlock();
	return p;
}

/* Of p's threads the one behind t, NULL: the first; or NULL. */
static struct thread *
thread_behind(struct process *p, struct thread *t) REQUIRES(process_role)
{
	struct list *next = t ? t->process_node.next : p->threads.next;

	return next == &p->threads ?
	    NULL :
	    list_entry(next, struct thread, process_node);
}

/* The one with the lowest tid above; when `tid` has ended meanwhile. */
static struct thread *
thread_above(struct process *p, pid_t tid) REQUIRES(process_role)
{
	struct thread *t, *best = NULL;

	list_for_each(t, &p->threads, process_node)
		if (t->tid > tid && (!best || t->tid < best->tid))
			best = t;
	return best;
}

struct thread *
process_thread_after(struct process *p, pid_t tid)
{
	struct thread *at = tid ? thread_find(tid) : NULL, *t;

	process_lock(p);
	if (!tid || (at && at->process == p && !list_empty(&at->process_node)))
		t = thread_behind(p, at);
	else
		t = thread_above(p, tid);
	if (t)
		thread_get(t);
	process_unlock(p);
	if (at)
		thread_put(at);
	return t;
}

unsigned
thread_count(void)
{
	return atomic_load(&tree.nthreads);
}

pid_t
pid_last(void)
{
	return atomic_load(&tree.last);
}

u64
forks_total(void)
{
	return atomic_load(&tree.forks);
}

unsigned
thread_limit(void)
{
	/* An eighth of memory for kernel stacks and what goes with them. */
	return (unsigned)clamp(page_total() / 8 / 6, (u64)64,
	    (u64)PID_MAX - PID_RESERVED);
}
