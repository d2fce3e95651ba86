/* What the process layer asks of those above it, which fill these at boot. */
#ifndef PROC_HOOKS_H
#define PROC_HOOKS_H

/* The end of the system. */
struct end_hooks {
	/* Everything written to consoles is out. */
	void (*flush)(void);
};
extern const struct end_hooks *end_hooks;

#endif
