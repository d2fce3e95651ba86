/* The shell that a user types to. */
#ifndef SH_INTERACTIVE_H
#define SH_INTERACTIVE_H

/* Read commands from the terminal, or whatever standard input is, and run them
 * until the end. */
void interactive_run(void);
/* The shell ends: keep what it should remember. */
void interactive_end(void);

#endif
