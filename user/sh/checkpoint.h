/* What an unwinding leaves behind, and how to be rid of it. */
#ifndef SH_CHECKPOINT_H
#define SH_CHECKPOINT_H

#include "input.h"
#include "mem.h"

struct checkpoint {
	struct arena_mark mark;
	struct input *input;
	const char *command;
	int scope_depth;
	int redir_depth;
	int trap_status;
	int loop_depth;
	int function_depth;
	int function_line;
};

struct checkpoint checkpoint_take(void);
/* Give back all that was taken since. */
void checkpoint_restore(const struct checkpoint *checkpoint);

#endif
