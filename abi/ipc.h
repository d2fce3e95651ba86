/* System V IPC: what its three kinds have in common. */
#ifndef ABI_IPC_H
#define ABI_IPC_H

#include "abi/types.h"

#define IPC_CREAT  01000
#define IPC_EXCL   02000
#define IPC_NOWAIT 04000

#define IPC_PRIVATE 0

#define IPC_RMID 0
#define IPC_SET  1
#define IPC_STAT 2
#define IPC_INFO 3

struct ipc_perm {
	int32_t key;
	uint32_t uid, gid, cuid, cgid;
	uint32_t mode;
	uint16_t seq;
	uint16_t pad;
	uint64_t unused[2];
};
_Static_assert(sizeof(struct ipc_perm) == 48, "ABI");

#endif
