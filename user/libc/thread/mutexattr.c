/*
 * Attributes of mutexes: the kind word that pthread_mutex_init copies.
 */
#include <errno.h>

#include "pthread_impl.h"

int
pthread_mutexattr_init(pthread_mutexattr_t *a)
{
	a->__align = 0;
	return 0;
}

int
pthread_mutexattr_destroy(pthread_mutexattr_t *a)
{
	(void)a;
	return 0;
}

int
pthread_mutexattr_gettype(const pthread_mutexattr_t *restrict a,
    int *restrict type)
{
	*type = a->__align & KIND_MASK;
	return 0;
}

int
pthread_mutexattr_settype(pthread_mutexattr_t *a, int type)
{
	if (type < 0 || type > PTHREAD_MUTEX_ADAPTIVE_NP)
		return EINVAL;
	if (type == PTHREAD_MUTEX_ADAPTIVE_NP)
		type = PTHREAD_MUTEX_NORMAL;
	a->__align = (a->__align & ~KIND_MASK) | type;
	return 0;
}

int
pthread_mutexattr_getpshared(const pthread_mutexattr_t *restrict a,
    int *restrict shared)
{
	*shared = (a->__align & KIND_SHARED) != 0;
	return 0;
}

int
pthread_mutexattr_setpshared(pthread_mutexattr_t *a, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE &&
	    shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	a->__align = (a->__align & ~KIND_SHARED) | (shared ? KIND_SHARED : 0);
	return 0;
}

int
pthread_mutexattr_getrobust(const pthread_mutexattr_t *restrict a,
    int *restrict robust)
{
	*robust = (a->__align & KIND_ROBUST) != 0;
	return 0;
}

int
pthread_mutexattr_setrobust(pthread_mutexattr_t *a, int robust)
{
	if (robust != PTHREAD_MUTEX_STALLED && robust != PTHREAD_MUTEX_ROBUST)
		return EINVAL;
	a->__align = (a->__align & ~KIND_ROBUST) | (robust ? KIND_ROBUST : 0);
	return 0;
}

weak_alias(pthread_mutexattr_getrobust, pthread_mutexattr_getrobust_np);
weak_alias(pthread_mutexattr_setrobust, pthread_mutexattr_setrobust_np);

int
pthread_mutexattr_getprotocol(const pthread_mutexattr_t *restrict a,
    int *restrict protocol)
{
	(void)a;
	*protocol = PTHREAD_PRIO_NONE;
	return 0;
}

int
pthread_mutexattr_setprotocol(pthread_mutexattr_t *a, int protocol)
{
	(void)a;
	if (protocol == PTHREAD_PRIO_NONE)
		return 0;
	return protocol == PTHREAD_PRIO_INHERIT ||
		protocol == PTHREAD_PRIO_PROTECT ?
	    ENOTSUP :
	    EINVAL;
}

int
pthread_mutexattr_getprioceiling(const pthread_mutexattr_t *restrict a,
    int *restrict ceiling)
{
	(void)a;
	*ceiling = 1;
	return 0;
}

int
pthread_mutexattr_setprioceiling(pthread_mutexattr_t *a, int ceiling)
{
	(void)a;
	(void)ceiling;
	return ENOTSUP;
}
