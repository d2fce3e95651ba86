/* The step from the kernel to the first program. */
#ifndef START_H
#define START_H

#include "lib/compiler.h"
#include "lib/types.h"

/* Unpacks the initrd and runs init, as the command line says: the current
 * thread, process 1, has the program's registers when it returns.  Panics when
 * there is nothing to run. */
void start_init(void);

/* --- Between the files of it --- */

#define PATH_SIZE 256

struct file;

/* Runs one program, as the host asks (start_run.c). */
__noreturn void start_run(void);

/* Makes f descriptor fd of this process; f's reference passes. */
void start_take_descriptor(struct file *f, int fd);
/* Mounts a type without a source; makes the folder, and a failure is only told. */
void start_mount(const char *type, const char *path, mode_t mode,
    const char *options);
/* /dev, with the names that programs know their own descriptors by. */
void start_mount_dev(void);

/* What the host asks to be mounted, if it does; told: it waits to hear of failures
 * (start_mounts.c). */
void start_mounts(bool told);

/* The NUL-terminated strings of a file. */
struct strings {
	char *text;
	size_t size, n;
};

/* => errors: of open(2); -ENOMEM; then there is nothing to free */
int strings_read(const char *path, struct strings *s) __must_check;
/* The one at *at, which moves behind it. => returns: NULL: none is left */
const char *strings_next(const struct strings *s, size_t *at);

/* Mounts the file system that root= names, if it does, and makes it the root of this
 * process; panics when that fails. => returns: it does */
bool mount_named_root(void);

/* Moves the mount at that place over the root, and makes it the root and the working
 * directory of this process. */
int enter_root(const char *place) __must_check;

#endif
