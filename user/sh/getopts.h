/* getopts: what an assignment to OPTIND does. */
#ifndef SH_GETOPTS_H
#define SH_GETOPTS_H

void getopts_note_optind(const char *value);

#endif
