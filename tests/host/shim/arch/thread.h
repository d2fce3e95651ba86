/* For host tests of kernel code: a thread has no registers. */
#ifndef ARCH_THREAD_H
#define ARCH_THREAD_H

struct arch_thread {
	int nothing;
};

#endif
