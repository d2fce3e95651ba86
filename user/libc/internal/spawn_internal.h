#ifndef INTERNAL_SPAWN_INTERNAL_H
#define INTERNAL_SPAWN_INTERNAL_H

/* clone(2) with a function for the child (sched/clone.S). */
int __clone(int (*function)(void *), void *stack, int flags, void *argument,
    ...);

#endif
