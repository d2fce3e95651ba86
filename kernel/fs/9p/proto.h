/*
 * 9P2000.L as spoken by QEMU, diod and Linux (Linux: include/net/9p/9p.h; diod:
 * protocol.md): types of T-messages, of which the answer's is one more, and flags.
 */
#ifndef FS_9P_PROTO_H
#define FS_9P_PROTO_H

enum p9_type {
	P9_RLERROR = 7,
	P9_TSTATFS = 8,
	P9_TLOPEN = 12,
	P9_TLCREATE = 14,
	P9_TSYMLINK = 16,
	P9_TMKNOD = 18,
	P9_TREADLINK = 22,
	P9_TGETATTR = 24,
	P9_TSETATTR = 26,
	P9_TXATTRWALK = 30,
	P9_TXATTRCREATE = 32,
	P9_TREADDIR = 40,
	P9_TFSYNC = 50,
	P9_TLINK = 70,
	P9_TMKDIR = 72,
	P9_TRENAMEAT = 74,
	P9_TUNLINKAT = 76,
	P9_TVERSION = 100,
	P9_TATTACH = 104,
	P9_TWALK = 110,
	P9_TREAD = 116,
	P9_TWRITE = 118,
	P9_TCLUNK = 120,
};

#define P9_VERSION   "9P2000.L"
#define P9_MAX_ERRNO 133 /* EHWPOISON, Linux's last */
#define P9_WALK_MOST 16  /* names in one Twalk */
#define P9_IO_HEADER \
	24 /* what msize counts of a Tread or Twrite besides its data */
#define P9_MSIZE_MIN 4096

/* Tgetattr and Rgetattr. */
#define P9_GETATTR_BASIC 0x7ffUL
#define P9_GETATTR_BTIME 0x800UL

/* Tsetattr. */
#define P9_SETATTR_MODE      0x1u
#define P9_SETATTR_UID       0x2u
#define P9_SETATTR_GID       0x4u
#define P9_SETATTR_SIZE      0x8u
#define P9_SETATTR_ATIME     0x10u
#define P9_SETATTR_MTIME     0x20u
#define P9_SETATTR_CTIME     0x40u
#define P9_SETATTR_ATIME_SET 0x80u
#define P9_SETATTR_MTIME_SET 0x100u

#define P9_UNLINK_DIR 0x200u /* Tunlinkat: AT_REMOVEDIR */

#endif
