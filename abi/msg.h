/* System V message queues. */
#ifndef ABI_MSG_H
#define ABI_MSG_H

#include "abi/ipc.h"

/* msgrcv */
#define MSG_NOERROR 010000
#define MSG_EXCEPT  020000
#define MSG_COPY    040000

/* msgctl */
#define MSG_STAT     11
#define MSG_INFO     12
#define MSG_STAT_ANY 13

struct msqid_ds {
	struct ipc_perm msg_perm;
	int64_t msg_stime, msg_rtime, msg_ctime;
	uint64_t msg_cbytes, msg_qnum, msg_qbytes;
	int32_t msg_lspid, msg_lrpid;
	uint64_t unused[2];
};
_Static_assert(sizeof(struct msqid_ds) == 120, "ABI");

struct msginfo {
	int32_t msgpool; /* MSG_INFO: queues */
	int32_t msgmap;  /* MSG_INFO: messages */
	int32_t msgmax, msgmnb, msgmni, msgssz;
	int32_t msgtql; /* MSG_INFO: bytes */
	uint16_t msgseg;
};
_Static_assert(sizeof(struct msginfo) == 32, "ABI");

/* What IPC_INFO says of limits that are none. */
#define MSGPOOL (32000 * 16384 / 1024)
#define MSGSSZ  16
#define MSGSEG  0xffff

#endif
