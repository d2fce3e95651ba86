/*
 * Copying files and trees: the common part of cp, mv and install.
 */
#ifndef USER_BIN_LIB_COPY_H
#define USER_BIN_LIB_COPY_H

#include <stdbool.h>
#include <sys/stat.h>

enum copy_links {
	COPY_LINKS_AUTO,     /* as themselves when recursive, else followed */
	COPY_LINKS_NEVER,    /* -P: never follow */
	COPY_LINKS_OPERANDS, /* -H: follow those among the operands */
	COPY_LINKS_ALWAYS    /* -L */
};

enum copy_overwrite {
	COPY_OVERWRITE,
	COPY_ASK,       /* -i */
	COPY_NO_CLOBBER /* -n */
};

struct copy_options {
	bool recursive, force, verbose, update, one_device;
	bool preserve_mode, preserve_owner, preserve_times, preserve_links;
	bool preserve_xattr, require_xattr; /* say so where that fails */
	bool hard_link, symbolic_link, remove_destination, attributes_only;
	enum copy_links links;
	enum copy_overwrite overwrite;
};

/*
 * Copies source, a tree if so asked, to the name destination (not into it).
 * False after messages for what could not be copied.
 */
bool copy_path(const char *source, const char *destination,
    const struct copy_options *options);

/* May destination, as st says it is, be overwritten? Asks if need be. */
bool copy_may_overwrite(const char *destination, const struct stat *from,
    const struct stat *to, const struct copy_options *options);

/*
 * Where cp, mv and ln put things: in a directory (one of many operands, -t) or
 * at a name. Removes the target from the operands at argv[optind].
 */
struct copy_target {
	const char *path;
	bool is_directory;
};
struct copy_target copy_target(int *argc, char **argv, const char *into,
    bool no_directory);

/* The name in the target for a source; to be freed. */
char *copy_destination(const struct copy_target *target, const char *source);

#endif
