/*
 * Scattered reads and gathered writes.
 */
#ifndef ABI_UIO_H
#define ABI_UIO_H

#include "abi/types.h"

struct iovec {
	void __user *iov_base;
	size_t iov_len;
};
_Static_assert(sizeof(struct iovec) == 16, "ABI");

/* preadv2, pwritev2 */
#define RWF_HIPRI  0x01
#define RWF_DSYNC  0x02
#define RWF_SYNC   0x04
#define RWF_NOWAIT 0x08
#define RWF_APPEND 0x10

#endif
