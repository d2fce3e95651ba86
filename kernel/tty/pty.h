/* Pseudo-terminals: terminals whose device is a program. */
#ifndef TTY_PTY_H
#define TTY_PTY_H

/* Adds /dev/ptmx and the terminals' device numbers; at boot. */
void pty_init(void);

#endif
