/*
 * Changing owners: the common part of chown and chgrp.
 */
#ifndef USER_BIN_LIB_CHOWN_H
#define USER_BIN_LIB_CHOWN_H

#include <stdbool.h>
#include <sys/types.h>

/* The options that both know, for their help texts. */
#define CHOWN_OPTIONS                                                        \
	"  -c, --changes             say what is changed\n"                  \
	"  -f, --quiet               no messages about what fails\n"         \
	"  -h, --no-dereference      symbolic links themselves\n"            \
	"  -H                        with -R, follow links among operands\n" \
	"  -L                        with -R, follow all symbolic links\n"   \
	"  -P                        with -R, follow none (the default)\n"   \
	"  @r --reference=FILE       as FILE has them\n"                     \
	"  -R, --recursive           directories and what is in them\n"      \
	"  -v, --verbose             say what is done\n"

struct chown_options {
	bool changes, quiet, no_follow, recursive, verbose;
	bool has_reference;
	unsigned int walk_flags;
	uid_t uid; /* (uid_t)-1: as it is */
	gid_t gid;
};

/* Takes one of the options above. */
void chown_option(struct chown_options *options, int option);

/* Changes path, and what is below it; false after messages. */
bool chown_path(const char *path, const struct chown_options *options);

#endif
