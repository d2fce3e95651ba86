/*
 * From the kernel's entry to main.
 *
 * The order matters: first the thread pointer, since errno and the stack
 * protector's canary are relative to it (so nothing here is compiled with a stack
 * protector), then the constructors, which may use all of the library, then main.
 * What main returns is exit's argument.
 */
#include <stdlib.h>

#include "libc.h"
#include "start.h"

char **__environ;
weak_alias(__environ, environ);
weak_alias(__environ, _environ);

const unsigned long *__auxv;
bool __threaded;

char *program_invocation_name;
char *program_invocation_short_name;
weak_alias(program_invocation_name, __progname_full);
weak_alias(program_invocation_short_name, __progname);

static void
set_program_name(char *path)
{
	program_invocation_name = program_invocation_short_name = path;
	for (; *path; path++)
		if (*path == '/')
			program_invocation_short_name = path + 1;
}

static void
run_constructors(int argc, char **argv)
{
	init_function **f;

	for (f = __preinit_array_start; f < __preinit_array_end; f++)
		(*f)(argc, argv, __environ);
	_init();
	for (f = __init_array_start; f < __init_array_end; f++)
		(*f)(argc, argv, __environ);
}

__noreturn void
__libc_start(long *stack)
{
	int argc = (int)*stack;
	char **argv = (char **)(stack + 1);
	char **end;

	__environ = argv + argc + 1;
	for (end = __environ; *end; end++)
		;
	__auxv = (const unsigned long *)(end + 1);
	__tls_start();
	set_program_name(argc > 0 ? argv[0] : (char[]){ 0 });
	run_constructors(argc, argv);
	exit(main(argc, argv, __environ));
}
