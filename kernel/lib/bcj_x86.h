/*
 * The x86 filter of xz.
 */
#ifndef LIB_BCJ_X86_H
#define LIB_BCJ_X86_H

#include "lib/types.h"

struct bcj_x86 {
	u32 address; /* of the next byte */
	u32 recent;  /* see bcj_x86.c */
};

/*
 * Undo the filter in place.
 * => returns: how many bytes are done; the last few are to come again with what
 *    follows them, or stay as they are at the end
 */
size_t bcj_x86_undo(struct bcj_x86 *f, u8 *p, size_t n);

#endif
