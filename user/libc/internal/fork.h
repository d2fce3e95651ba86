/*
 * What happens around fork.
 */
#ifndef INTERNAL_FORK_H
#define INTERNAL_FORK_H

enum fork_phase {
	FORK_PREPARE,
	FORK_PARENT,
	FORK_CHILD,
};

/* Runs what pthread_atfork registered, and takes or frees the library's locks. */
void __fork_handlers(enum fork_phase phase) __attribute__((__weak__));

#endif
