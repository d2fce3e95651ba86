/* System V message queues. */
#ifndef IPC_SYSV_MSG_H
#define IPC_SYSV_MSG_H

#include "abi/msg.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct message;
struct text;

/* kernel.msgmax, msgmnb: bytes of a message, of a queue. [a] */
struct msg_limits {
	u64 max, queue;
};
extern struct msg_limits msg_limits;
/* kernel.msgmni, msg_next_id. */
extern u64 *const msg_queues_max;
extern s64 *const msg_next_id;

/* At boot. */
void msg_init(void);

/* msgget(2). */
long msg_get(s32 key, int flags);
/* msgsnd(2): m passes, whatever happens. => sleeps */
long msg_send(int id, struct message *m, int flags);
/* msgrcv(2): a message with a reference, for message_copy_out(). => sleeps */
long msg_receive(int id, size_t size, long type, int flags,
    struct message **out);

/* The commands of msgctl(2); how: as ipc_call(). => returns: the id */
long msg_stat(int id, unsigned how, struct msqid_ds *ds);
long msg_set(int id, struct msqid_ds *ds);
long msg_remove(int id);
/* usage: MSG_INFO. => returns: the highest index in use */
long msg_info(bool usage, struct msginfo *info);

/* The record of /proc/sysvipc/msg at t->at. */
void msg_show(struct text *t);

#endif
