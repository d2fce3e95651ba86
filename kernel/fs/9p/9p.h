/* The file system "9p". */
#ifndef FS_9P_9P_H
#define FS_9P_9P_H

/* Registers the type; at boot. */
void p9_init(void);
/* Registers the transport "fd". */
void p9_fd_init(void);

#endif
