/* Futexes: sleeping on a word of user memory (futex(2)). */
#ifndef IPC_FUTEX_H
#define IPC_FUTEX_H

#include "lib/compiler.h"
#include "lib/types.h"

/* Absolute ns: monotonic (or KTIME_FOREVER), or of the wall clock. */
struct futex_deadline {
	s64 at;
	bool wall;
};

/* => returns: 0 woken; -EAGAIN the word is not val; -ETIMEDOUT; -EFAULT;
 * -ERESTARTSYS */
long futex_wait(u32 __user *uaddr, bool private, u32 val, u32 bitset,
    const struct futex_deadline *until);
/* => returns: how many were woken; -EFAULT */
long futex_wake(u32 __user *uaddr, bool private, int nwake, u32 bitset);
/* cmp NULL: FUTEX_REQUEUE. => returns: woken + moved; -EAGAIN, -EFAULT */
long futex_requeue(u32 __user *from, u32 __user *to, bool private, int nwake,
    int nmove, const u32 *cmp);
long futex_wake_op(u32 __user *a, u32 __user *b, bool private, int nwake_a,
    int nwake_b, u32 op);

/* Once, at boot. */
void futex_init(void);

#endif
