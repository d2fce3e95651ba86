/*
 * Functions that are system calls and nothing more, as rows of tables:
 *
 *	CALL(type, name, (parameters), SYS_name, arguments...)
 *	CALL_CP(...)	the same, for a cancellation point
 */
#ifndef INTERNAL_CALLS_H
#define INTERNAL_CALLS_H

#include "libc.h"
#include "syscall.h"

#define CALL(type, name, parameters, ...)                         \
	type name parameters                                      \
	{                                                         \
		return (type)syscall_ret(__syscall(__VA_ARGS__)); \
	}

#define CALL_CP(type, name, parameters, ...)                         \
	type name parameters                                         \
	{                                                            \
		return (type)syscall_ret(__syscall_cp(__VA_ARGS__)); \
	}

#endif
