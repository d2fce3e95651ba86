/*
 * What operations cost beside many things: an init word growth=THING,THING...
 * or growth=all runs them instead of the rows.
 */
#ifndef BENCH_GROWTH_H
#define BENCH_GROWTH_H

#include "bench/bench.h"
#include <stddef.h>

#define THING(name, few, many) void grow_##name(long n);
#define OP(thing, name, unit, bound)
#define SLOWER(thing, name, times)
#include "things.def"
#undef THING
#undef OP
#undef SLOWER

/* Runs them all, or those in the list. */
void growth_run(const char *list);

/* Ends what bench_start() began: that was the operation, so many times. */
void grow_stop(const char *operation, long times);

/* One of n, another each time. */
long grow_pick(long n);

/* The entries of a folder, or the lines of a file, read to the end. */
long grow_list(const char *folder);
long grow_read(const char *path);

/* Makes n children that live until grow_release(). */
pid_t *grow_make_children(long n);
void grow_release(void);

/* Makes n threads, which end with the process. */
void grow_make_threads(long n, void *(*body)(void *));

#endif
