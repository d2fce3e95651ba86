/*
 * What a spawned process does to its descriptors: a list, in order.
 */
#ifndef SPAWN_ACTIONS_H
#define SPAWN_ACTIONS_H

#include <spawn.h>
#include <stddef.h>

enum action_kind {
	ACTION_CLOSE,
	ACTION_CLOSE_FROM,
	ACTION_DUP2,
	ACTION_OPEN,
	ACTION_CHDIR,
	ACTION_FCHDIR,
};

struct action {
	struct action *next;
	enum action_kind kind;
	int fd;
	int from; /* of ACTION_DUP2 */
	int flags;
	mode_t mode;
	char path[];
};

static inline const struct action *
first_action(const posix_spawn_file_actions_t *actions)
{
	return actions ? actions->__actions : NULL;
}

#endif
