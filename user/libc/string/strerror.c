/*
 * Messages for error numbers, from the kernel's own table.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "libc.h"
#include "string_internal.h"
#include "thread.h"

struct error {
	const char *name;
	const char *message;
};

/* The header's macros are the table's numbers. */
#define ERRNO(number, name, message) _Static_assert(name == (number), #name);
#include "abi/errno.def"
#undef ERRNO

static const struct error errors[] = {
	[0] = { "0", "Success" },
#define ERRNO(number, name, message) [number] = { #name, message },
#include "abi/errno.def"
#undef ERRNO
};

#define NERRORS ((int)(sizeof(errors) / sizeof(errors[0])))

static const struct error *
find(int error)
{
	if (error < 0 || error >= NERRORS || !errors[error].name)
		return NULL;
	return &errors[error];
}

const char *
strerrorname_np(int error)
{
	const struct error *e = find(error);

	return e ? e->name : NULL;
}

const char *
strerrordesc_np(int error)
{
	const struct error *e = find(error);

	return e ? e->message : NULL;
}

int
__strerror_r(int error, char *to, size_t size)
{
	const struct error *e = find(error);
	char unknown[40];
	const char *message = e ? e->message : unknown;

	if (!e)
		snprintf(unknown, sizeof(unknown), "Unknown error %d", error);
	if (size == 0 || strlen(message) >= size) {
		if (size > 0) {
			memcpy(to, message, size - 1);
			to[size - 1] = 0;
		}
		return ERANGE;
	}
	strcpy(to, message);
	return e ? 0 : EINVAL;
}

weak_alias(__strerror_r, strerror_r);
weak_alias(__strerror_r, __xpg_strerror_r);

/* Of a number without a message it is valid until the thread's next call. */
char *
strerror(int error)
{
	struct thread *self = __thread_self();
	const struct error *e = find(error);

	if (e)
		return (char *)e->message;
	__strerror_r(error, self->message, sizeof(self->message));
	return self->message;
}

char *
strerror_l(int error, locale_t locale)
{
	(void)locale;
	return strerror(error);
}
