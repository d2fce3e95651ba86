/*
 * devpts: the file system of pseudo-terminals' names.
 *
 * Each mount of it is an instance of its own, with numbers and a ptmx of its own.
 */
#ifndef TTY_DEVPTS_H
#define TTY_DEVPTS_H

#include "fs/path.h"
#include "lib/compiler.h"
#include "lib/types.h"

struct inode;
struct superblock;
struct tty;

#define DEVPTS_MAJOR 136 /* of the terminals: Linux's UNIX98_PTY_SLAVE_MAJOR */
#define DEVPTS_COUNT 1048576 /* numbers that there could be */

/* Registers the type; at boot. */
void devpts_init(void);

/* kernel.pty.max (up to 2^31 - 1): how many there may be in all; and kernel.pty.nr: are. */
extern u32 devpts_limit; /* [a] */
extern u32 devpts_total; /* [a] */

/* The root of the instance that `opened`, a ptmx, belongs to: that it is of, or else what
 * is mounted on the "pts" beside it.  *out gets references.
 * => sleeps => errors: -ENODEV: there is none; of a lookup */
int devpts_find(const struct path *opened, struct path *out) __must_check;

/* The lowest number that is free.  Whoever has it keeps sb.
 * => errors: -ENOSPC: the limit, or max= of the instance; -ENOMEM */
int devpts_number_get(struct superblock *sb, u32 *number) __must_check;
void devpts_number_put(struct superblock *sb, u32 number);

/* Gives t, of that number, its node: a reference that the caller keeps until after
 * devpts_remove(), and t so long.  => sleeps => errors: -ENOMEM */
int devpts_add(struct superblock *sb, u32 number, struct tty *t,
    struct dentry **out) __must_check;
/* It has no name any more, and leads nowhere. => sleeps */
void devpts_remove(struct dentry *node, u32 number);

/* The terminal that a node names, with a reference.
 * => sleeps => errors: -EIO: it has gone, or the node is of another file system */
int devpts_tty(struct inode *inode, struct tty **out) __must_check;

#endif
