#ifndef _SYS_IPC_H
#define _SYS_IPC_H

#include <bits/types.h>

__BEGIN_DECLS

typedef __key_t key_t;

struct ipc_perm {
	key_t __key;
	__uid_t uid;
	__gid_t gid;
	__uid_t cuid;
	__gid_t cgid;
	__mode_t mode;
	unsigned short __seq;
	unsigned short __padding;
	unsigned long __reserved[2];
};

#define IPC_CREAT   01000
#define IPC_EXCL    02000
#define IPC_NOWAIT  04000
#define IPC_RMID    0
#define IPC_SET     1
#define IPC_STAT    2
#define IPC_INFO    3
#define IPC_PRIVATE ((key_t)0)

key_t ftok(const char *, int);

__END_DECLS

#endif
