#ifndef INTERNAL_SPAWN_INTERNAL_H
#define INTERNAL_SPAWN_INTERNAL_H

#include <spawn.h>

/* clone(2) with a function for the child (sched/clone.S). */
int __clone(int (*function)(void *), void *stack, int flags, void *argument,
    ...);

int __posix_spawn(pid_t *pid, const char *path,
    const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attributes, char *const argv[],
    char *const environment[]);

#endif
