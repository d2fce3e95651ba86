/*
 * Threads: creation, the kernel's own, the last reference.
 */
#include "sched/thread.h"

#include "abi/errno.h"
#include "abi/sched.h"
#include "lib/string.h"
#include "mm/kva.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "time/clock.h"

static struct slab_cache thread_cache = SLAB_CACHE("thread", struct thread);

struct thread *
thread_create(const char *name)
{
	struct thread *t = slab_zalloc(&thread_cache);
	u64 slack;

	if (!t)
		return NULL;
	t->arch.kstack = kstack_alloc();
	if (!t->arch.kstack) {
		slab_free(&thread_cache, t);
		return NULL;
	}
	ref_init(&t->refs, 1);
	t->state = THREAD_NEW;
	sched_inherit(t);
	slack = atomic_load(&current()->slack);
	t->slack = t->default_slack = slack ? slack : TIMER_SLACK;
	t->start_time = clock_monotonic();
	list_init(&t->process_node);
	list_init(&t->user_node.list);
	list_init(&t->sigqueue);
	strscpy(t->name, name, sizeof(t->name));
	return t;
}

void
thread_get(struct thread *t)
{
	ref_get(&t->refs);
}

static void
thread_free(struct rcu_head *h)
{
	slab_free(&thread_cache, container_of(h, struct thread, rcu));
}

void
thread_put(struct thread *t)
{
	if (!ref_put(&t->refs))
		return;
	process_thread_free(t);
	kfree(t->arch.fpu);
	kstack_free(t->arch.kstack);
	rcu_call(&t->rcu, thread_free);
}

static void
kthread_main(void *arg)
{
	struct thread *t = arg;

	t->entry(t->entry_arg);
	if (!current_vm())
		thread_exit();
	/* It has become process 1: on to its program. */
}

int
kthread_run_on(const char *name, void (*fn)(void *arg), void *arg,
    cpumask_t cpus)
{
	struct thread *t = thread_create(name);

	if (!t)
		return -ENOMEM;
	sched_init_kthread(t, cpus);
	t->entry = fn;
	t->entry_arg = arg;
	arch_thread_init(&t->arch, kthread_main, t);
	thread_start(t);
	thread_put(t);
	return 0;
}

int
kthread_run(const char *name, void (*fn)(void *arg), void *arg)
{
	return kthread_run_on(name, fn, arg, ~0UL);
}

void
thread_set_state(enum thread_state state)
{
	/* A full barrier: what the caller looks at next is read after it. */
	(void)atomic_xchg(&current()->state, state);
}

void
thread_exit(void)
{
	thread_set_state(THREAD_DEAD);
	schedule();
	panic("a dead thread ran");
}
