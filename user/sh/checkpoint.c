/*
 * Checkpoints: whoever goes on after an unwinding restores the shell to what it
 * was before. Memory, inputs, local variables and redirections are stacks, so their
 * depths say all. Positional parameters are their function call's to restore.
 */
#include "checkpoint.h"

#include "redir.h"
#include "shell.h"
#include "vars.h"

struct checkpoint
checkpoint_take(void)
{
	return (struct checkpoint){ .mark = arena_mark(&scratch),
		.input = input_current(),
		.command = shell.command,
		.scope_depth = scope_depth(),
		.redir_depth = redir_depth(),
		.trap_status = shell.trap_status,
		.loop_depth = shell.loop_depth,
		.function_depth = shell.function_depth,
		.function_line = shell.function_line };
}

void
checkpoint_restore(const struct checkpoint *checkpoint)
{
	redir_pop_to(checkpoint->redir_depth);
	scope_pop_to(checkpoint->scope_depth);
	input_close_to(checkpoint->input);
	arena_release(&scratch, checkpoint->mark);
	shell.command = checkpoint->command;
	shell.trap_status = checkpoint->trap_status;
	shell.loop_depth = checkpoint->loop_depth;
	shell.function_depth = checkpoint->function_depth;
	shell.function_line = checkpoint->function_line;
}
