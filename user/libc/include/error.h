#ifndef _ERROR_H
#define _ERROR_H

#include <features.h>

__BEGIN_DECLS

extern unsigned int error_message_count;
extern int error_one_per_line;
extern void (*error_print_progname)(void);

void error(int, int, const char *, ...) __printflike(3, 4);
void error_at_line(int, int, const char *, unsigned int, const char *, ...)
    __printflike(5, 6);

__END_DECLS

#endif
