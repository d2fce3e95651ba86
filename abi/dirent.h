/*
 * Directory entries, as getdents and getdents64 return them.
 */
#ifndef ABI_DIRENT_H
#define ABI_DIRENT_H

#include "abi/types.h"

struct linux_dirent64 {
	uint64_t d_ino;
	int64_t d_off; /* the cookie of the next entry */
	uint16_t d_reclen;
	uint8_t d_type;
	char d_name[];
};
_Static_assert(offsetof(struct linux_dirent64, d_name) == 19, "ABI");

/* The type is in the last byte of the record, after the name. */
struct linux_dirent {
	unsigned long d_ino;
	unsigned long d_off;
	uint16_t d_reclen;
	char d_name[];
};
_Static_assert(offsetof(struct linux_dirent, d_name) == 18, "ABI");

/* (st_mode & S_IFMT) >> 12 */
#define DT_UNKNOWN 0
#define DT_FIFO    1
#define DT_CHR     2
#define DT_DIR     4
#define DT_BLK     6
#define DT_REG     8
#define DT_LNK     10
#define DT_SOCK    12

#endif
