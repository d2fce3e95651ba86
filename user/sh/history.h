/* The history of commands. */
#ifndef SH_HISTORY_H
#define SH_HISTORY_H

/* Take in what HISTFILE has, and keep it up to date from then on. */
void history_load(void);
/* Append a command, which may have several lines; blank ones are dropped. */
void history_add(const char *text);
/* Write the file anew if it has grown too long. */
void history_save(void);

/* Entries are numbered from 1; numbers stay while others are dropped. */
int history_first(void);
/* => returns: the number after the last one */
int history_end(void);
/* => returns: the entry, the history's own, or NULL */
const char *history_get(int number);

#endif
