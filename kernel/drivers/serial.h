/* The first serial port: the early console, and the terminal ttyS0. */
#ifndef DRIVERS_SERIAL_H
#define DRIVERS_SERIAL_H

/* Finds the port and makes it show the log, unless the command line names
 * another console only.  => once, as early in boot as there is a log; needs
 * neither interrupts nor memory */
void serial_early_init(void);

/* Makes it a terminal.  => once, when interrupts and devices work */
void serial_init(void);

#endif
