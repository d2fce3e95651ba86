/*
 * Files as operands of filters.
 */
#ifndef USER_BIN_LIB_INPUT_H
#define USER_BIN_LIB_INPUT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/*
 * Opens an operand for reading; "-" is standard input. NULL after a message.
 */
FILE *input_open(const char *name);

/* Closes what input_open() gave; false after a message for a read error. */
bool input_close(FILE *file, const char *name);

/* The same for descriptors; -1 after a message. */
int input_open_fd(const char *name);
void input_close_fd(int fd);

/*
 * Calls function for each operand from argv[optind] on, or for standard input
 * when there is none; gives 1 if one could not be read, else 0.
 */
int input_each(int argc, char **argv,
    void (*function)(FILE *file, const char *name));

/* Writes it all, or says so and ends with usage_status. */
void output_all(int fd, const void *data, size_t length);

/* read(), again when a signal came between. */
ssize_t input_read(int fd, void *data, size_t length);

#endif
