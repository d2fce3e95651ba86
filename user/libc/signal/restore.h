#ifndef SIGNAL_RESTORE_H
#define SIGNAL_RESTORE_H

/* Where signal handlers return to; not to be called. */
void __restore_rt(void);

#endif
