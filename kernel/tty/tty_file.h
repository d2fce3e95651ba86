/* Terminals as open files. */
#ifndef TTY_TTY_FILE_H
#define TTY_TTY_FILE_H

#include "fs/file.h"
#include "lib/compiler.h"

struct inode;
struct tty;

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

/* The ioctls (tty_ioctl.c). */
long tty_ioctl(struct file *f, unsigned cmd, unsigned long arg);

/* Adds /dev/tty and /dev/console. */
void tty_file_init(void);

#endif
