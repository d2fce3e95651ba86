/* What built-ins need of running simple commands. */
#ifndef SH_SIMPLE_H
#define SH_SIMPLE_H

/*
 * Look at the words of `command`.
 * => returns: how many words stand before the command to run, or 0 if none is to
 *    be run: `command -v` and -V
 */
int command_operands(char **words);

#endif
