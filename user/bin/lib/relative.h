/*
 * Paths without symbolic links and dots, and from one place to another.
 */
#ifndef USER_BIN_LIB_RELATIVE_H
#define USER_BIN_LIB_RELATIVE_H

#include <stdbool.h>

enum canonical {
	CANONICAL_EXISTING, /* all components exist */
	CANONICAL_PARENT,   /* all but the last */
	CANONICAL_MISSING   /* none need to */
};

/*
 * The absolute path with symbolic links resolved (unless no_links), to be
 * freed; NULL with errno when a component that must exist does not.
 */
char *canonical_path(const char *path, enum canonical mode, bool no_links);

/* The way from base, a canonical directory, to path, canonical; to be freed. */
char *relative_between(const char *path, const char *base);

/* What a symbolic link with this name has to say to reach target. */
char *relative_path(const char *target, const char *link_name);

#endif
