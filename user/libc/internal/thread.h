/*
 * The thread control block, at %fs:0. The psABI fixes its first word, which points
 * at itself, and the compiler the stack protector's canary at 0x28. A thread's TLS
 * blocks lie right below it.
 */
#ifndef INTERNAL_THREAD_H
#define INTERNAL_THREAD_H

#include <bits/locale_t.h>
#include <stddef.h>
#include <stdint.h>

struct thread {
	struct thread *self;
	void *reserved[4];
	uintptr_t canary;
	int errno_value;
	int tid;
	locale_t locale; /* null: the global one */
};
_Static_assert(offsetof(struct thread, canary) == 0x28, "psABI");

static inline struct thread *
__thread_self(void)
{
	struct thread *self;

	__asm__("mov %%fs:0, %0" : "=r"(self));
	return self;
}

#endif
