/*
 * Running the command that an operand list names: env, nice, nohup, timeout ...
 */
#ifndef USER_BIN_LIB_RUN_H
#define USER_BIN_LIB_RUN_H

/*
 * Becomes the command, found in PATH. Does not return: what cannot be run ends
 * with 126, what is not found with 127, after a message.
 */
__attribute__((noreturn)) void run_command(char **argv);

/* What run_command() ends with for an errno of exec. */
int run_failure_status(int error);

/* The exit status a shell would show for a wait status. */
int run_status(int wait_status);

#endif
