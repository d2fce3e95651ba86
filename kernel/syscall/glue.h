/* Connects layers that do not know each other. */
#ifndef SYSCALL_GLUE_H
#define SYSCALL_GLUE_H

/* Fills the hooks of tty/ and proc/. => once, at boot */
void glue_init(void);

#endif
