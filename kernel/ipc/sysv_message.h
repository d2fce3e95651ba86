/* A message of System V's queues. */
#ifndef IPC_SYSV_MESSAGE_H
#define IPC_SYSV_MESSAGE_H

#include "lib/list.h"
#include "sync/refcount.h"

struct part;
struct user;

struct message {
	struct list node; /* in its queue, by its lock */
	struct refcount refs;
	long type;         /* [I] as all that follows */
	size_t size;       /* bytes of text */
	struct user *user; /* it is counted for; owned reference */
	struct part *more; /* of text; NULL: that is all */
	u8 bytes[];
};

/* A message of the caller's bytes. => errors: -EFAULT, -ENOMEM */
int message_create(long type, const void __user *text, size_t size,
    struct message **out) __must_check;
/* Its type, and the first n bytes of it, or all. => returns: bytes, or -EFAULT */
long message_copy_out(const struct message *m, long __user *type,
    void __user *text, size_t n);
void message_put(struct message *m);

#endif
