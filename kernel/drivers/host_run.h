/*
 * The kernel's side of `./breenix run`: the ports that carry a program's
 * descriptors, and how the run ends (docs/run-protocol.md).
 *
 * The init starter calls this, in the order of the functions below.
 */
#ifndef DRIVERS_HOST_RUN_H
#define DRIVERS_HOST_RUN_H

#include "lib/compiler.h"
#include "lib/types.h"

struct file;
struct tty;

/* Does the command line say "breenix.run=1"? */
bool host_run_active(void);

/* Gives the terminal the size that "breenix.winsize=" says. */
void host_set_winsize(struct tty *t);

/* Waits until the ports are known, and arranges for a panic to be told to the
 * host.  The terminal's size is that of "breenix.winsize=", and then what comes
 * through the port of that name.  => sleeps */
void host_run_init(void);

/* Opens what is to be descriptor 0, 1 or 2: its port, or the terminal when
 * "breenix.tty=" names it, or /dev/null when neither is there.  /dev is
 * mounted.  => sleeps => errors: of file_open() */
int host_run_open(unsigned fd, struct file **out) __must_check;

/* Opens the port for what the program made, to be written. => sleeps
 * => errors: -ENODEV: there is none; of file_open() */
int host_run_open_out(struct file **out) __must_check;

/* Are any of the descriptors the terminal? Then the program's session is to
 * get it as its controlling one, by opening it. */
bool host_run_has_tty(void);

/* Is there a port for the trace of system calls?  Writes to it, in order with
 * other writers.  => sleeps */
bool host_run_has_trace(void);
void host_run_trace(const char *s, size_t n);

/* A line for the host to know, before the status.  => sleeps */
__printf(1, 2) void host_run_tell(const char *format, ...);

/* Everything that was written has been taken by the host; then the status line,
 * then the machine ends.  status: one line, as docs/run-protocol.md has it.  => sleeps */
__noreturn void host_run_finish(const char *status);

#endif
