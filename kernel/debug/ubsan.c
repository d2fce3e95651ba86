/*
 * The run time of -fsanitize=undefined, in debug builds.
 *
 * The compiler calls one of these where it has found undefined behaviour,
 * with a description of the place.  Each is a bug of the kernel's own: panic.
 * (Names and layouts: compiler-rt, ubsan_handlers.h.)
 */
#ifdef DEBUG

#include "lib/assert.h"

struct source_location {
	const char *file;
	u32 line, column;
};

/* Every description begins with its place. */
static __noreturn void
report(const void *data, const char *what)
{
	const struct source_location *at = data;

	panic("undefined behaviour: %s at %s:%u:%u", what, at->file, at->line,
	    at->column);
}

#define HANDLER(name, what, ...)                                     \
	void __ubsan_handle_##name(const void *data, ##__VA_ARGS__); \
	void __ubsan_handle_##name(const void *data, ##__VA_ARGS__)  \
	{                                                            \
		report(data, what);                                  \
	}

HANDLER(add_overflow, "addition overflows", unsigned long a __unused,
    unsigned long b __unused)
HANDLER(sub_overflow, "subtraction overflows", unsigned long a __unused,
    unsigned long b __unused)
HANDLER(mul_overflow, "multiplication overflows", unsigned long a __unused,
    unsigned long b __unused)
HANDLER(divrem_overflow, "division overflows", unsigned long a __unused,
    unsigned long b __unused)
HANDLER(negate_overflow, "negation overflows", unsigned long a __unused)
HANDLER(pointer_overflow, "pointer overflows", unsigned long a __unused,
    unsigned long b __unused)
HANDLER(shift_out_of_bounds, "shift out of bounds", unsigned long a __unused,
    unsigned long b __unused)
HANDLER(out_of_bounds, "index out of bounds", unsigned long a __unused)
HANDLER(type_mismatch_v1, "null or misaligned pointer",
    unsigned long a __unused)
HANDLER(load_invalid_value, "invalid value of a bool or enum",
    unsigned long a __unused)
HANDLER(vla_bound_not_positive, "array without elements",
    unsigned long a __unused)
HANDLER(builtin_unreachable, "unreachable code reached")
HANDLER(nonnull_arg, "null argument")
HANDLER(invalid_builtin, "invalid argument of a builtin")

#endif
