/*
 * The parts of find: an expression is parsed (expression.c) into a tree of struct
 * test, whose leaves are tests (tests.c) and actions (actions.c, printf.c), and run
 * for each file of a walk (../find.c).
 */
#ifndef FIND_FIND_H
#define FIND_FIND_H

#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "../lib/walk.h"

struct test {
	bool (*run)(struct test *test, const struct walk_item *item);
	struct test *left, *right;
	char *text;
	char sign; /* + - or 0 */
	double number;
	double unit;
	mode_t mode;
	char which, other; /* a c m B of times */
	struct timespec time;
	dev_t dev;
	ino_t ino;
	regex_t regex;
	char **command;
	size_t ncommand;
	char **batch; /* of -exec ... + */
	size_t nbatch, capacity, chars;
	FILE *file;
};

/* What there is once: the options, which count for the whole walk, and its state. */
struct find {
	unsigned int walk_flags;
	bool depth, has_action;
	int max_depth, min_depth;
	struct timespec now;
	char **arg; /* the next word of the expression */
	bool prune; /* do not enter this directory */
	bool stop;  /* the walk ends */
	int status;
};

extern struct find find;

/* --- expression.c --- */

struct test *find_test_new(bool (*run)(struct test *, const struct walk_item *),
    struct test *left, struct test *right);
/* The next word, which the option needs. */
char *find_argument(const char *option);
/* A whole expression, up to what cannot belong to it. */
struct test *find_parse(void);
bool find_true(struct test *t, const struct walk_item *item);
bool find_and(struct test *t, const struct walk_item *item);

/* --- tests.c --- */

/* Makes t the test of that name, with its argument. => returns: false: none is */
bool find_set_test(struct test *t, const char *name);
/* which: a c m, of the last access, change, modification */
struct timespec find_time_of(const struct stat *st, char which);

/* --- actions.c --- */

/* => returns: NULL: no action is called so */
struct test *find_parse_action(const char *name);
bool find_print(struct test *t, const struct walk_item *item);
/* Runs what -exec ... + still holds. */
void find_flush_batches(struct test *t);

/* --- printf.c --- */

bool find_printf(struct test *t, const struct walk_item *item);

#endif
