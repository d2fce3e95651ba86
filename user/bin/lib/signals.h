/*
 * Names of signals.
 */
#ifndef USER_BIN_LIB_SIGNALS_H
#define USER_BIN_LIB_SIGNALS_H

/* "15", "TERM", "SIGTERM", "term", "RTMIN+1"; -1 if it is none. */
int signal_number(const char *text);

/* "TERM" for 15, "34" for what has no name; buffer has 16 bytes. */
const char *signal_name(int number, char *buffer);

/* Prints all names, as kill -l does. */
void signal_list(void);

#endif
