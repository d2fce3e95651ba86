/* Signals and traps. */
#ifndef SH_TRAP_H
#define SH_TRAP_H

#include <stdbool.h>

/* Learn which signals are ignored, and set the shell's own dispositions. */
void traps_init(void);
/* Interactive shells treat some signals in their own way. */
void traps_follow_options(void);
/* In a forked child: traps are gone, what was ignored is ignored. */
void traps_reset_in_child(void);
/* The same before an exec, in a process that shares the shell's memory. */
void traps_default_for_exec(void);

/* => returns: whether a trap is set, which an exec would lose */
bool traps_any(void);

/* A trap may be due; cheap to ask. */
extern volatile bool trap_pending;
/* Run what is due, or unwind if it is an interrupt of an interactive shell. */
void traps_run(void);
/* Run the EXIT trap, once. */
void traps_exit(void);
/* => returns: whether SIGINT came and has not been acted on; forget it */
bool interrupt_taken(void);
/* => returns: a signal that came and whose trap is yet to run, or 0 */
int trap_signal_due(void);

/* Names without "SIG". => returns: -1 if there is none */
int signal_number(const char *name);
const char *signal_name(int number);
#define NSIGNALS 65

#endif
