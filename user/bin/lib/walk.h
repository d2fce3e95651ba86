/*
 * Walking a tree of files.
 */
#ifndef USER_BIN_LIB_WALK_H
#define USER_BIN_LIB_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

enum walk_event {
	WALK_FILE,        /* anything but a directory */
	WALK_DIRECTORY,   /* before what is in it */
	WALK_LEAVE,       /* after what is in it */
	WALK_CANNOT_STAT, /* error says why; st is not valid */
	WALK_CANNOT_READ, /* a directory; WALK_LEAVE follows */
	WALK_LOOP         /* a directory that is one of its own parents */
};

struct walk_item {
	enum walk_event event;
	const char *path; /* operand/.../name */
	const char *name;
	int depth; /* 0 for the operand */
	int error; /* an errno */
	struct stat st;
};

enum walk_next {
	WALK_ON,
	WALK_SKIP /* of WALK_DIRECTORY: not into it, and no WALK_LEAVE */
};

typedef enum walk_next walk_visit(const struct walk_item *item, void *context);

enum {
	WALK_FOLLOW_OPERAND = 1, /* if it is a symbolic link */
	WALK_FOLLOW = 2,         /* symbolic links anywhere */
	WALK_ONE_DEVICE = 4,     /* report mount points, but stay outside */
	WALK_SORTED = 8          /* names in the order of strcmp() */
};

/* Calls visit for the operand and, if it is a directory, all that is below. */
void walk(const char *operand, unsigned int flags, walk_visit *visit,
    void *context);

/*
 * The names in a directory without . and .., to be freed with names_free(); NULL
 * when it cannot be read, with errno set. A NULL ends the list.
 */
char **names_read(const char *directory, bool sorted);
void names_free(char **names);

#endif
