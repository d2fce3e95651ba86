/* The page of numbers that the kernel shares with the vDSO's code. */
#ifndef VDSO_VDSO_DATA_H
#define VDSO_VDSO_DATA_H

#include "lib/types.h"

/* ns of the monotonic clock = (tsc - base) * mult >> VDSO_SHIFT.  base and mult
 * never change, and the offset is one word: no reader has to look twice. */
#define VDSO_SHIFT 32

struct vdso_data {
	u64 base, mult;
	s64 realtime_offset; /* [a] ns to add for the wall clock */
};

#endif
