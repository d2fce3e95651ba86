#include "interactive.h"
#include "builtins.h"
void
interactive_run(void)
{
}
void
interactive_end(void)
{
}
int
builtin_fc(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 0;
}
int
builtin_history(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 0;
}
