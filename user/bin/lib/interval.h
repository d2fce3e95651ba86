/*
 * Intervals of time as sleep and timeout take them.
 */
#ifndef USER_BIN_LIB_INTERVAL_H
#define USER_BIN_LIB_INTERVAL_H

#include <time.h>

/* "1.5", "2m", "infinity": seconds with s m h d. Ends if it is none. */
double interval_parse(const char *text);

/* The same as a timespec; what is too long is as long as can be. */
struct timespec interval_timespec(double seconds);

#endif
