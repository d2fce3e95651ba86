/*
 * Making the list of actions on descriptors.
 */
#include "actions.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int
posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
	actions->__actions = NULL;
	return 0;
}

int
posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
	struct action *action = actions->__actions;

	while (action) {
		struct action *next = action->next;

		free(action);
		action = next;
	}
	actions->__actions = NULL;
	return 0;
}

/* Puts a copy at the end of the list. => returns: 0 or an error number */
static int
add(posix_spawn_file_actions_t *actions, const struct action *model,
    const char *path)
{
	struct action **last = (struct action **)&actions->__actions;
	size_t path_size = path ? strlen(path) + 1 : 0;
	struct action *action;

	if (model->fd < 0)
		return EBADF;
	action = malloc(sizeof(*action) + path_size);
	if (!action)
		return ENOMEM;
	*action = *model;
	memcpy(action->path, path, path_size);
	while (*last)
		last = &(*last)->next;
	*last = action;
	return 0;
}

int
posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
	return add(actions, &(struct action){ .kind = ACTION_CLOSE, .fd = fd },
	    NULL);
}

int
posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions,
    int fd)
{
	return add(actions,
	    &(struct action){ .kind = ACTION_CLOSE_FROM, .fd = fd }, NULL);
}

int
posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int from,
    int to)
{
	if (from < 0)
		return EBADF;
	return add(actions,
	    &(struct action){ .kind = ACTION_DUP2, .fd = to, .from = from },
	    NULL);
}

int
posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions,
    int fd, const char *restrict path, int flags, mode_t mode)
{
	return add(actions,
	    &(struct action){
		.kind = ACTION_OPEN, .fd = fd, .flags = flags, .mode = mode },
	    path);
}

int
posix_spawn_file_actions_addchdir_np(
    posix_spawn_file_actions_t *restrict actions, const char *restrict path)
{
	return add(actions, &(struct action){ .kind = ACTION_CHDIR }, path);
}

int
posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions,
    int fd)
{
	return add(actions, &(struct action){ .kind = ACTION_FCHDIR, .fd = fd },
	    NULL);
}
