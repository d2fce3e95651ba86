/*
 * Futexes, and the list of those that a thread holds when it dies.
 */
#ifndef ABI_FUTEX_H
#define ABI_FUTEX_H

#include "abi/types.h"

#define FUTEX_WAIT             0
#define FUTEX_WAKE             1
#define FUTEX_FD               2
#define FUTEX_REQUEUE          3
#define FUTEX_CMP_REQUEUE      4
#define FUTEX_WAKE_OP          5
#define FUTEX_LOCK_PI          6
#define FUTEX_UNLOCK_PI        7
#define FUTEX_TRYLOCK_PI       8
#define FUTEX_WAIT_BITSET      9
#define FUTEX_WAKE_BITSET      10
#define FUTEX_WAIT_REQUEUE_PI  11
#define FUTEX_CMP_REQUEUE_PI   12
#define FUTEX_LOCK_PI2         13
#define FUTEX_PRIVATE_FLAG     128
#define FUTEX_CLOCK_REALTIME   256
#define FUTEX_CMD_MASK         (~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME))
#define FUTEX_BITSET_MATCH_ANY 0xffffffffU

/* The word of a robust futex. */
#define FUTEX_WAITERS    0x80000000U
#define FUTEX_OWNER_DIED 0x40000000U
#define FUTEX_TID_MASK   0x3fffffffU

/* FUTEX_WAKE_OP: val3 is op << 28 | cmp << 24 | oparg << 12 | cmparg. */
#define FUTEX_OP_SET         0
#define FUTEX_OP_ADD         1
#define FUTEX_OP_OR          2
#define FUTEX_OP_ANDN        3
#define FUTEX_OP_XOR         4
#define FUTEX_OP_OPARG_SHIFT 8
#define FUTEX_OP_CMP_EQ      0
#define FUTEX_OP_CMP_NE      1
#define FUTEX_OP_CMP_LT      2
#define FUTEX_OP_CMP_LE      3
#define FUTEX_OP_CMP_GT      4
#define FUTEX_OP_CMP_GE      5

struct robust_list {
	struct robust_list __user
	    *next; /* bit 0: a priority-inheriting futex */
};

struct robust_list_head {
	struct robust_list list; /* circular */
	long futex_offset;       /* from an entry to its futex */
	struct robust_list __user *list_op_pending;
};
_Static_assert(sizeof(struct robust_list_head) == 24, "ABI");

/* A longer list is taken for a circle without an end. */
#define ROBUST_LIST_LIMIT 2048

#endif
