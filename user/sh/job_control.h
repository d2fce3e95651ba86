/* Job control: what the parts of jobs share. */
#ifndef SH_JOB_CONTROL_H
#define SH_JOB_CONTROL_H

#include <stdbool.h>
#include <sys/types.h>

/* => returns: whether jobs are process groups with a terminal between them */
bool job_control(void);
/* => returns: the shell's own descriptor of the terminal, or -1 */
int job_terminal(void);
void job_terminal_give(pid_t group);
/* In a child: job control is the parent's. */
void job_control_lost(void);

#endif
