/*
 * Messages of System V's queues: a type and bytes, which never change.
 *
 * A message is its sender's, then the queue's, then its receiver's.  There is one
 * reference, but while somebody copies one that stays in the queue (MSG_COPY).
 *
 * Memory: its bytes are in pages of their own, so that a large one needs none that lie
 * side by side.  It is counted, with what the kernel needs for it, for the user who sent
 * it, until it is received.
 */
#include "ipc/sysv_message.h"

#include "abi/errno.h"
#include "cred/cred.h"
#include "cred/user.h"
#include "ipc/sysv_ids.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "vm/usercopy.h"

struct part {
	struct part *next;
	u8 bytes[];
};
#define PART_MAX  (PAGE_SIZE - sizeof(struct part))
#define FIRST_MAX (PAGE_SIZE - sizeof(struct message))

/* What is counted of a message: without what allocations are rounded up by. */
static size_t
cost(size_t size)
{
	return size + sizeof(struct message);
}

void
message_put(struct message *m)
{
	struct part *next;

	if (!ref_put(&m->refs))
		return;
	for (struct part *p = m->more; p; p = next) {
		next = p->next;
		kfree(p);
		sched_point();
	}
	ipc_uncharge(m->user, cost(m->size));
	user_put(m->user);
	kfree(m);
}

static int
add_parts(struct message *m, const u8 __user *text, size_t n)
{
	struct part **link = &m->more;

	while (n) {
		size_t step = min(n, PART_MAX);
		struct part *p = kmalloc(sizeof(*p) + step);

		if (!p)
			return -ENOMEM;
		p->next = NULL;
		*link = p;
		link = &p->next;
		if (copy_from_user(p->bytes, text, step))
			return -EFAULT;
		text += step;
		n -= step;
	}
	return 0;
}

int
message_create(long type, const void __user *text, size_t size,
    struct message **out)
{
	size_t first = min(size, FIRST_MAX);
	struct user *user = current_user();
	struct message *m;
	int err;

	if (!ipc_charge(user, cost(size)))
		return -ENOMEM;
	m = kmalloc(sizeof(*m) + first);
	if (!m) {
		ipc_uncharge(user, cost(size));
		return -ENOMEM;
	}
	user_get(user);
	ref_init(&m->refs, 1);
	list_init(&m->node);
	m->type = type;
	m->size = size;
	m->user = user;
	m->more = NULL;
	err = copy_from_user(m->bytes, text, first);
	if (!err)
		err = add_parts(m, (const u8 __user *)text + first,
		    size - first);
	if (err)
		message_put(m);
	else
		*out = m;
	return err;
}

long
message_copy_out(const struct message *m, long __user *type, void __user *text,
    size_t n)
{
	size_t all = min(n, m->size), step = min(all, FIRST_MAX), left;
	u8 __user *to = text;

	if (put_user(m->type, type) || copy_to_user(to, m->bytes, step))
		return -EFAULT;
	left = all - step;
	for (const struct part *p = m->more; left; p = p->next) {
		to += step;
		step = min(left, PART_MAX);
		if (copy_to_user(to, p->bytes, step))
			return -EFAULT;
		left -= step;
	}
	return (long)all;
}
