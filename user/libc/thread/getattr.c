/*
 * pthread_getattr_np: where the stack of a thread is. Garbage collectors ask.
 *
 * The first thread's stack is the kernel's: it ends behind the strings that the
 * auxiliary vector refers to, and may grow to its limit.
 */
#include <elf.h>
#include <sys/resource.h>

#include "pthread_impl.h"

#define STACK_MAX ((size_t)1 << 30)

/* The highest address known to be of the first stack, up to a whole page. */
static uintptr_t
first_stack_end(void)
{
	uintptr_t top = (uintptr_t)__auxv;
	uintptr_t name = __auxv_get(AT_EXECFN);

	for (char **e = __environ; e != NULL && *e != NULL; e++)
		if ((uintptr_t)*e > top && (uintptr_t)*e - top < STACK_MAX)
			top = (uintptr_t)*e;
	if (name > top)
		top = name;
	return (top + PAGE_SIZE_) & ~(PAGE_SIZE_ - 1);
}

static void
first_stack(struct attr *a)
{
	uintptr_t end = first_stack_end();
	unsigned long limit[2];

	a->stack_size = DEFAULT_STACK_SIZE;
	if (__syscall(SYS_getrlimit, RLIMIT_STACK, limit) == 0 &&
	    limit[0] < STACK_MAX)
		a->stack_size = limit[0] & ~(PAGE_SIZE_ - 1);
	a->stack = (void *)(end - a->stack_size);
}

int
pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
	struct thread *t = thread_of(thread);
	struct attr *a = (struct attr *)attributes;

	pthread_attr_init(attributes);
	a->detached = t->life == LIFE_DETACHED;
	a->guard_size = t->guard_size;
	if (t->stack == NULL) {
		first_stack(a);
	} else {
		a->stack = t->stack;
		a->stack_size = t->stack_size;
	}
	return 0;
}
