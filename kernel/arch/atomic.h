/*
 * Atomic operations on 32- and 64-bit words.
 *
 * The read-modify-write operations are full barriers (SDM 3A 8.2.3.9).
 * load_acquire() and store_release() are in lib/compiler.h.
 */
#ifndef ARCH_ATOMIC_H
#define ARCH_ATOMIC_H

#include "lib/compiler.h"
#include "lib/types.h"

#define atomic_load(p)     __atomic_load_n((p), __ATOMIC_RELAXED)
#define atomic_store(p, v) __atomic_store_n((p), (v), __ATOMIC_RELAXED)
#define atomic_xchg(p, v)  __atomic_exchange_n((p), (v), __ATOMIC_SEQ_CST)

/* The value before the operation. */
#define atomic_fetch_add(p, v) __atomic_fetch_add((p), (v), __ATOMIC_SEQ_CST)
#define atomic_fetch_sub(p, v) __atomic_fetch_sub((p), (v), __ATOMIC_SEQ_CST)
#define atomic_fetch_or(p, v)  __atomic_fetch_or((p), (v), __ATOMIC_SEQ_CST)
#define atomic_fetch_and(p, v) __atomic_fetch_and((p), (v), __ATOMIC_SEQ_CST)

/* The same where the old value does not matter. */
#define atomic_add(p, v) ((void)atomic_fetch_add((p), (v)))
#define atomic_sub(p, v) ((void)atomic_fetch_sub((p), (v)))
#define atomic_or(p, v)  ((void)atomic_fetch_or((p), (v)))
#define atomic_and(p, v) ((void)atomic_fetch_and((p), (v)))

/* Adds to what only the caller may change, and others read at any time. */
#define atomic_add_own(p, v) atomic_store((p), *(p) + (v))

/* True when *p was *expected and is now v; else *expected is what *p was. */
#define atomic_cas(p, expected, v)                               \
	__atomic_compare_exchange_n((p), (expected), (v), false, \
	    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

/* A full barrier between all accesses before and all after. */
#define memory_barrier() __atomic_thread_fence(__ATOMIC_SEQ_CST)
/* One between loads before and all after; no instruction. */
#define read_barrier() __atomic_thread_fence(__ATOMIC_ACQUIRE)

#endif
