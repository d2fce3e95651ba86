/*
 * The attributes of posix_spawn: plain values.
 */
#include <errno.h>
#include <sched.h>
#include <spawn.h>

#define KNOWN_FLAGS 0xff

int
posix_spawnattr_init(posix_spawnattr_t *a)
{
	*a = (posix_spawnattr_t){ 0 };
	return 0;
}

int
posix_spawnattr_destroy(posix_spawnattr_t *a)
{
	(void)a;
	return 0;
}

int
posix_spawnattr_setflags(posix_spawnattr_t *a, short flags)
{
	if (flags & ~KNOWN_FLAGS)
		return EINVAL;
	a->__flags = flags;
	return 0;
}

int
posix_spawnattr_getflags(const posix_spawnattr_t *restrict a,
    short *restrict flags)
{
	*flags = a->__flags;
	return 0;
}

int
posix_spawnattr_setpgroup(posix_spawnattr_t *a, pid_t group)
{
	a->__pgroup = group;
	return 0;
}

int
posix_spawnattr_getpgroup(const posix_spawnattr_t *restrict a,
    pid_t *restrict group)
{
	*group = a->__pgroup;
	return 0;
}

int
posix_spawnattr_setsigdefault(posix_spawnattr_t *restrict a,
    const sigset_t *restrict set)
{
	a->__default = *set;
	return 0;
}

int
posix_spawnattr_getsigdefault(const posix_spawnattr_t *restrict a,
    sigset_t *restrict set)
{
	*set = a->__default;
	return 0;
}

int
posix_spawnattr_setsigmask(posix_spawnattr_t *restrict a,
    const sigset_t *restrict set)
{
	a->__mask = *set;
	return 0;
}

int
posix_spawnattr_getsigmask(const posix_spawnattr_t *restrict a,
    sigset_t *restrict set)
{
	*set = a->__mask;
	return 0;
}

int
posix_spawnattr_setschedparam(posix_spawnattr_t *restrict a,
    const struct sched_param *restrict param)
{
	a->__priority = param->sched_priority;
	return 0;
}

int
posix_spawnattr_getschedparam(const posix_spawnattr_t *restrict a,
    struct sched_param *restrict param)
{
	param->sched_priority = a->__priority;
	return 0;
}

int
posix_spawnattr_setschedpolicy(posix_spawnattr_t *a, int policy)
{
	a->__policy = policy;
	return 0;
}

int
posix_spawnattr_getschedpolicy(const posix_spawnattr_t *restrict a,
    int *restrict policy)
{
	*policy = a->__policy;
	return 0;
}
