/*
 * What files need of higher layers, which define these functions.
 */
#ifndef FS_HOOKS_H
#define FS_HOOKS_H

#include "lib/types.h"

struct file;
struct inode;

/* Sends a signal to the current process: SIGPIPE, SIGXFSZ. (signal) */
void fs_send_signal(int sig);

/* The current thread's process id, for l_pid of locks. (proc) */
pid_t fs_current_pid(void);

/* Opens a fifo: sets f->ops and f->private. (ipc/pipe.c) */
int fs_fifo_open(struct inode *inode, struct file *f);

/* A file that epoll sets watch is released. (ipc/epoll.c) */
void fs_epoll_release(struct file *f);

#endif
