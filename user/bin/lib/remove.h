/*
 * Removing files and trees.
 */
#ifndef USER_BIN_LIB_REMOVE_H
#define USER_BIN_LIB_REMOVE_H

#include <stdbool.h>

struct remove_options {
	bool recursive;
	bool force;       /* no questions, and what is not there is fine */
	bool interactive; /* ask about everything */
	bool verbose;
	bool directories; /* empty ones, without recursive */
	bool one_device;
};

/* False after messages for what could not be removed. */
bool remove_path(const char *path, const struct remove_options *options);

#endif
