/* What the process layer asks of those above it, which fill these at boot. */
#ifndef PROC_HOOKS_H
#define PROC_HOOKS_H

/* The end of the system. */
struct end_hooks {
	/* Everything written to consoles is out. */
	void (*flush)(void);
	/* The one program that the host runs here has ended: tells it, and does
	 * not return.  NULL: the system was booted for itself. */
	void (*run_finished)(int wait_status);
};
extern const struct end_hooks *end_hooks;

#endif
