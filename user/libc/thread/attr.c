/*
 * Attributes of threads.
 *
 * Scheduling is inherited unless asked otherwise, each thread competes with those
 * of all processes, and a stack that the program gives has no guard but its own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pthread_impl.h"

static struct attr *
attr_of(pthread_attr_t *a)
{
	return (struct attr *)a;
}

static const struct attr *
const_attr_of(const pthread_attr_t *a)
{
	return (const struct attr *)a;
}

int
pthread_attr_init(pthread_attr_t *a)
{
	memset(a, 0, sizeof *a);
	attr_of(a)->guard_size = PAGE_SIZE_;
	return 0;
}

int
pthread_attr_destroy(pthread_attr_t *a)
{
	free(attr_of(a)->affinity);
	attr_of(a)->affinity = NULL;
	return 0;
}

int
pthread_attr_getdetachstate(const pthread_attr_t *a, int *detached)
{
	*detached = const_attr_of(a)->detached;
	return 0;
}

int
pthread_attr_setdetachstate(pthread_attr_t *a, int detached)
{
	if (detached != PTHREAD_CREATE_JOINABLE &&
	    detached != PTHREAD_CREATE_DETACHED)
		return EINVAL;
	attr_of(a)->detached = (unsigned char)detached;
	return 0;
}

int
pthread_attr_getguardsize(const pthread_attr_t *restrict a,
    size_t *restrict size)
{
	*size = const_attr_of(a)->guard_size;
	return 0;
}

int
pthread_attr_setguardsize(pthread_attr_t *a, size_t size)
{
	attr_of(a)->guard_size = size;
	attr_of(a)->no_guard = size == 0;
	return 0;
}

int
pthread_attr_getinheritsched(const pthread_attr_t *restrict a,
    int *restrict inherit)
{
	*inherit = const_attr_of(a)->explicit_sched;
	return 0;
}

int
pthread_attr_setinheritsched(pthread_attr_t *a, int inherit)
{
	if (inherit != PTHREAD_INHERIT_SCHED &&
	    inherit != PTHREAD_EXPLICIT_SCHED)
		return EINVAL;
	attr_of(a)->explicit_sched = (unsigned char)inherit;
	return 0;
}

int
pthread_attr_getschedparam(const pthread_attr_t *restrict a,
    struct sched_param *restrict param)
{
	param->sched_priority = const_attr_of(a)->priority;
	return 0;
}

int
pthread_attr_setschedparam(pthread_attr_t *restrict a,
    const struct sched_param *restrict param)
{
	attr_of(a)->priority = param->sched_priority;
	return 0;
}

int
pthread_attr_getschedpolicy(const pthread_attr_t *restrict a,
    int *restrict policy)
{
	*policy = const_attr_of(a)->policy;
	return 0;
}

int
pthread_attr_setschedpolicy(pthread_attr_t *a, int policy)
{
	if (policy != SCHED_OTHER && policy != SCHED_FIFO && policy != SCHED_RR)
		return EINVAL;
	attr_of(a)->policy = policy;
	return 0;
}

int
pthread_attr_getscope(const pthread_attr_t *restrict a, int *restrict scope)
{
	*scope = const_attr_of(a)->scope;
	return 0;
}

int
pthread_attr_setscope(pthread_attr_t *a, int scope)
{
	(void)a;
	if (scope == PTHREAD_SCOPE_SYSTEM)
		return 0;
	return scope == PTHREAD_SCOPE_PROCESS ? ENOTSUP : EINVAL;
}

int
pthread_attr_getstacksize(const pthread_attr_t *restrict a,
    size_t *restrict size)
{
	size_t n = const_attr_of(a)->stack_size;

	*size = n == 0 ? DEFAULT_STACK_SIZE : n;
	return 0;
}

int
pthread_attr_setstacksize(pthread_attr_t *a, size_t size)
{
	if (size < MIN_STACK_SIZE)
		return EINVAL;
	attr_of(a)->stack_size = size;
	return 0;
}

int
pthread_attr_getstack(const pthread_attr_t *restrict a, void **restrict stack,
    size_t *restrict size)
{
	*stack = const_attr_of(a)->stack;
	return pthread_attr_getstacksize(a, size);
}

int
pthread_attr_setstack(pthread_attr_t *a, void *stack, size_t size)
{
	if (size < MIN_STACK_SIZE)
		return EINVAL;
	attr_of(a)->stack = stack;
	attr_of(a)->stack_size = size;
	return 0;
}

/* Of old: the address is that of the upper end. */
int
pthread_attr_getstackaddr(const pthread_attr_t *restrict a, void **restrict end)
{
	const struct attr *attr = const_attr_of(a);

	*end = attr->stack == NULL ? NULL :
				     (char *)attr->stack + attr->stack_size;
	return 0;
}

int
pthread_attr_setstackaddr(pthread_attr_t *a, void *end)
{
	struct attr *attr = attr_of(a);

	if (attr->stack_size == 0)
		attr->stack_size = DEFAULT_STACK_SIZE;
	attr->stack = (char *)end - attr->stack_size;
	return 0;
}

int
pthread_attr_getaffinity_np(const pthread_attr_t *a, size_t size,
    cpu_set_t *set)
{
	const struct attr *attr = const_attr_of(a);

	if (attr->affinity == NULL) {
		memset(set, 0xff, size);
		return 0;
	}
	if (size < attr->affinity_size)
		return EINVAL;
	memset(set, 0, size);
	memcpy(set, attr->affinity, attr->affinity_size);
	return 0;
}

int
pthread_attr_setaffinity_np(pthread_attr_t *a, size_t size,
    const cpu_set_t *set)
{
	struct attr *attr = attr_of(a);
	cpu_set_t *copy = NULL;

	if (set != NULL && size != 0) {
		copy = malloc(size);
		if (copy == NULL)
			return ENOMEM;
		memcpy(copy, set, size);
	}
	free(attr->affinity);
	attr->affinity = copy;
	attr->affinity_size = copy == NULL ? 0 : size;
	return 0;
}

/* The defaults are fixed. */
int
pthread_getattr_default_np(pthread_attr_t *a)
{
	return pthread_attr_init(a);
}

int
pthread_setattr_default_np(const pthread_attr_t *a)
{
	(void)a;
	return ENOTSUP;
}
