/* Errors: messages, and unwinding to whoever goes on after them. */
#ifndef SH_ERROR_H
#define SH_ERROR_H

#include <stdbool.h>

enum unwind {
	UNWIND_NONE,
	UNWIND_ERROR,     /* a shell error; `shell.status` says which */
	UNWIND_INTERRUPT, /* SIGINT, in an interactive shell */
	UNWIND_EXIT,      /* the shell ends with `shell.status` */
};

/* "sh: LINE: COMMAND: message" to standard error. */
void sh_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same, then set $? to 2 and unwind. */
_Noreturn void sh_error(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
/* The same with another status. */
_Noreturn void sh_error_status(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Unwind without a word. */
_Noreturn void unwind(enum unwind why);

/* Run fn(arg).
 * => returns: UNWIND_NONE, or why fn was left; the rest of the shell's state is
 *    then as the unwinding left it: see checkpoint.h */
enum unwind protect(void (*fn)(void *), void *arg);

/* Raise an error if the stack is nearly used up. Every function that recurses on
 * what a script nests calls it. */
void check_stack(void);

#endif
