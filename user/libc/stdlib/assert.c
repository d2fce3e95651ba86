/*
 * What a failed assertion does.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "libc.h"

extern char *__progname;

__noreturn void
__assert_fail(const char *expression, const char *file, int line,
    const char *function)
{
	fprintf(stderr, "%s%s%s:%d: %s%sAssertion `%s' failed.\n", __progname,
	    *__progname ? ": " : "", file, line, function ? function : "",
	    function ? ": " : "", expression);
	fflush(stderr);
	abort();
}
