/* Terminals as open files. */
#ifndef TTY_TTY_FILE_H
#define TTY_TTY_FILE_H

#include "fs/file.h"
#include "lib/compiler.h"

struct inode;
struct tty;
struct tty_turn;
struct waitq;

/* f->private of an open terminal. */
struct tty_file {
	struct tty *tty; /* [I] owned reference */
	u32 generation;  /* [I] hang-ups of the terminal before the open */
	bool
	    console; /* [I] opened as /dev/console: no hang-up, no job control */
};

extern const struct file_ops tty_file_ops;

/* device_node.open of a class's terminals; f->private is the struct tty_class. */
int tty_file_open(struct inode *inode, struct file *f);

/* Has a hang-up come since f was opened? */
bool tty_file_hung_up(const struct tty_file *tf);

/* write(2) of a file that has turns; who waits for his does so in q.  part() sends n
 * bytes: => returns: how many were sent, or -errno when none
 * => returns: the same => errors: also -EAGAIN, -ERESTARTSYS, -EFAULT */
typedef ssize_t tty_part_fn(struct file *f, const u8 *s, size_t n);
ssize_t tty_write_in_turn(struct file *f, struct uio *from,
    struct tty_turn *turn, struct waitq *q, tty_part_fn *part) __must_check;

/* The ioctls (tty_ioctl.c); and those that a pseudo-terminal's master, f, makes of t as
 * its slave does. */
long tty_ioctl(struct file *f, unsigned cmd, unsigned long arg);
long tty_ioctl_master(struct tty *t, struct file *f, unsigned cmd,
    unsigned long arg);

/* Those of the modes (tty_modes.c). => returns: -ENOTTY: it is none of them */
long tty_modes_get(struct tty *t, unsigned cmd, void __user *arg);
/* => holds: nothing; may wait for output, as the command says */
long tty_modes_set(struct tty *t, unsigned cmd, const void __user *arg);
/* Is it one that tty_modes_set() knows, and a background job may not make? */
bool tty_modes_changes(unsigned cmd);

/* Adds /dev/tty and /dev/console. */
void tty_file_init(void);

#endif
