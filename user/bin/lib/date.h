/*
 * Dates as people write them.
 */
#ifndef USER_BIN_LIB_DATE_H
#define USER_BIN_LIB_DATE_H

#include <stdbool.h>
#include <time.h>

/*
 * Reads "@SECONDS", "2024-05-06 07:08:09.5 +0200", "6 May 2024", "05/06/24",
 * "10:30pm", "tomorrow", "3 days ago", "next week", "last monday" and what
 * combines them, relative to now. False when something in it is not understood.
 */
bool date_parse(const char *text, struct timespec now, struct timespec *when);

/* strftime() with %N (nanoseconds, also %3N), and no limit; to be freed. */
char *date_format(const char *format, struct timespec when);

#endif
