/* The lock checker: each planted violation is reported, and what keeps the rules
 * is not. */
#ifdef DEBUG

#include "sync/lockdep.h"

#include "abi/errno.h"
#include "arch/layout.h"
#include "debug/ktest.h"
#include "mm/slab.h"
#include "sched/mutex.h"
#include "sched/sched.h"
#include "sync/lockpairs.h"
#include "sync/spinlock.h"
#include "time/clock.h"
#include "time/timer.h"
#include "vm/usercopy.h"

static struct mutex pipe[2], tty, inode;
static struct rwlock space;
static struct spinlock spin = SPINLOCK_INIT(LC_PROCESS);
static struct spinlock slab = SPINLOCK_INIT(LC_SLAB);
static struct spinlock driver = SPINLOCK_INIT(LC_DRIVER);

static void
in_order(void) NO_THREAD_SAFETY_ANALYSIS
{
	irqflags_t flags;

	mutex_lock(&inode);
	mutex_lock(&pipe[0]);
	mutex_lock(&pipe[1]);
	read_lock(&space);
	spin_lock(&spin);
	kfree(kmalloc(16));
	flags = spin_lock_irqsave(&driver);
	spin_unlock_irqrestore(&driver, flags);
	spin_unlock(&spin);
	read_unlock(&space);
	mutex_unlock(&pipe[1]);
	mutex_unlock(&pipe[0]);
	mutex_unlock(&inode);
}

static void
sleeping_out_of_order(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&tty);
	mutex_lock(&inode);
	mutex_unlock(&inode);
	mutex_unlock(&tty);
}

static void
addresses_out_of_order(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&pipe[1]);
	mutex_lock(&pipe[0]);
	mutex_unlock(&pipe[0]);
	mutex_unlock(&pipe[1]);
}

/* An order that no address shows: this one, until it changes. */
static struct mutex dir[2];

static void
one_then_other(struct mutex *a, struct mutex *b) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(a);
	mutex_lock(b);
	mutex_unlock(b);
	mutex_unlock(a);
}

static void
downwards(void)
{
	one_then_other(&dir[1], &dir[0]);
}

static void
upwards(void)
{
	one_then_other(&dir[0], &dir[1]);
}

static void
held_across_a_sleep(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&tty);
	check(!sched_sleep_until(clock_monotonic() + NSEC_PER_MSEC, false));
	mutex_lock(&inode);
	mutex_unlock(&inode);
	mutex_unlock(&tty);
}

static void
a_try_is_no_order(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&tty);
	if (mutex_trylock(&inode))
		mutex_unlock(&inode);
	mutex_unlock(&tty);
}

static void
sleeping_under_spinlock(void) NO_THREAD_SAFETY_ANALYSIS
{
	spin_lock(&spin);
	mutex_lock(&tty);
	mutex_unlock(&tty);
	spin_unlock(&spin);
}

static void
irq_lock_with_interrupts_on(void)
{
	spin_lock(&driver);
	spin_unlock(&driver);
}

static bool fired;

static void
spin_in_interrupt(struct timer *t)
{
	(void)t;
	spin_lock(&spin);
	spin_unlock(&spin);
	lockdep_might_alloc();
	atomic_store(&fired, true);
}

static void
plain_lock_in_interrupt(void)
{
	struct timer t;

	fired = false;
	timer_init(&t, spin_in_interrupt);
	timer_arm(&t, clock_monotonic());
	while (!atomic_load(&fired))
		check(!sched_sleep_until(clock_monotonic() + NSEC_PER_MSEC,
		    false));
	timer_cancel(&t);
}

static void
allocation_under_slab(void)
{
	void *p;

	spin_lock(&slab);
	p = kmalloc(16);
	spin_unlock(&slab);
	kfree(p);
}

static void
copy_under_spinlock(void)
{
	u32 value;

	spin_lock(&spin);
	check(get_user4(&value, (const void __user *)USER_END) == -EFAULT);
	spin_unlock(&spin);
}

static void
copy_under_space(void) NO_THREAD_SAFETY_ANALYSIS
{
	u32 value;

	read_lock(&space);
	check(get_user4(&value, (const void __user *)USER_END) == -EFAULT);
	read_unlock(&space);
}

/* The gate is of no interest here. */
static void
upwards_gated(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&dir[0]);
	mutex_lock_gated(&dir[1]);
	mutex_unlock(&dir[1]);
	mutex_unlock(&dir[0]);
}

/* It is one for locks of a class only. */
static void
out_of_order_gated(void) NO_THREAD_SAFETY_ANALYSIS
{
	mutex_lock(&pipe[0]);
	mutex_lock_gated(&inode);
	mutex_unlock(&inode);
	mutex_unlock(&pipe[0]);
}

KTEST(lockdep_finds_violations)
{
	mutex_init(&inode, LC_INODE);
	mutex_init(&tty, LC_TTY);
	mutex_init(&pipe[0], LC_PIPE);
	mutex_init(&pipe[1], LC_PIPE);
	rwlock_init(&space, LC_VMSPACE);
	check(lockdep_catch(in_order) == 0);
	check(lockdep_catch(a_try_is_no_order) == 0);
	check(lockdep_catch(sleeping_out_of_order) == 1);
	check(lockdep_catch(addresses_out_of_order) == 1);
	check(lockdep_catch(held_across_a_sleep) == 1);
	mutex_init(&dir[0], LC_INODE);
	mutex_init(&dir[1], LC_INODE);
	check(lockdep_catch(downwards) == 0);
	check(lockdep_catch(upwards) == 1);
	check(lockdep_catch(upwards_gated) == 0);
	check(lockdep_catch(out_of_order_gated) == 1);
	lockpairs_forget(LC_INODE);
	check(lockdep_catch(upwards) == 0);
	check(lockdep_catch(downwards) == 1);
	mutex_init(&dir[0], LC_INODE);
	check(lockdep_catch(downwards) == 0);
	check(lockdep_catch(sleeping_under_spinlock) >= 1);
	/* When it is taken and when it is released. */
	check(lockdep_catch(irq_lock_with_interrupts_on) == 2);
	check(lockdep_catch(plain_lock_in_interrupt) >= 2);
	check(lockdep_catch(allocation_under_slab) >= 1);
	check(lockdep_catch(copy_under_spinlock) == 1);
	check(lockdep_catch(copy_under_space) == 1);
}

#endif
