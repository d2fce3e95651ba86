/* The folder that the shell is in. */
#ifndef SH_WORKDIR_H
#define SH_WORKDIR_H

/* Find out its name, and set PWD. */
void workdir_init(void);
/* => returns: its logical name, "" if it is not known */
const char *workdir_name(void);

#endif
