/* epoll(7): a set of files that is told of their events. */
#ifndef IPC_EPOLL_H
#define IPC_EPOLL_H

#include "abi/poll.h"
#include "fs/file.h"

/* => errors: -ENOMEM */
int epoll_create_file(struct file **out) __must_check;

/* epoll_ctl(2); ev is in kernel memory, unused for EPOLL_CTL_DEL. */
int epoll_control(struct file *epf, int op, int fd, struct file *target,
    const struct epoll_event *ev);

/* epoll_wait(2): up to max events; deadline as in poll_files().
 * => returns: how many; -EINVAL (no epoll file, max), -EFAULT, -ERESTARTSYS */
int epoll_wait_events(struct file *epf, struct epoll_event __user *events,
    int max, ktime_t deadline);

/* fs.epoll.max_user_watches: items of all sets of a user. [a] */
extern u64 epoll_max_user_watches;

/* At boot. */
void epoll_init(void);

#endif
