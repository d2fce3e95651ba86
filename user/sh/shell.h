/* What every part of the shell may ask about the shell as a whole. */
#ifndef SH_SHELL_H
#define SH_SHELL_H

#include <stdbool.h>
#include <sys/types.h>

/* What leaves commands without running them (break, continue, return). */
enum skip {
	SKIP_NONE,
	SKIP_BREAK,
	SKIP_CONTINUE,
	SKIP_RETURN
};

struct params {
	char **args; /* $1 is args[0]; NULL-terminated */
	int count;
	char **owned; /* the malloc'ed array if `set` made it */
	int optind;   /* getopts: index of the next argument, from 1 */
	int optoff;   /* and the place within it, -1 for its start */
};

struct shell {
	const char *arg0;    /* $0 */
	const char *command; /* the built-in that messages name, or NULL */
	int line;            /* of the command that runs, for messages */
	int function_line;   /* where the running function begins, or 0 */
	int status;          /* $? */
	int trap_status;     /* $? before the running trap, or -1 */
	int substitution;    /* status of the last command substitution */
	pid_t pid;           /* $$ */
	pid_t background;    /* $! */
	bool child;          /* a forked copy of the shell */
	enum skip skip;
	int skip_count; /* loops that break and continue still leave */
	int loop_depth; /* loops around the running command */
	int function_depth;
	struct params params;
};

extern struct shell shell;

#endif
