/*
 * Results of an interrupted system call that never reach the user: the signal
 * code turns each into a restart or -EINTR (the values are Linux's, which
 * strace shows).
 */
#ifndef SCHED_RESTART_H
#define SCHED_RESTART_H

#define ERESTARTSYS           512 /* restart if the handler has SA_RESTART */
#define ERESTARTNOINTR        513 /* always restart */
#define ERESTARTNOHAND        514 /* restart if there is no handler */
#define ERESTART_RESTARTBLOCK 516 /* restart by restart_syscall() */

#endif
