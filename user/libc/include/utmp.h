#ifndef _UTMP_H
#define _UTMP_H

#include <utmpx.h>

__BEGIN_DECLS

#define utmp       utmpx
#define ut_name    ut_user
#define ut_time    ut_tv.tv_sec
#define ut_addr    ut_addr_v6[0]
#define _PATH_UTMP "/run/utmp"
#define _PATH_WTMP "/var/log/wtmp"
#define UTMP_FILE  _PATH_UTMP
#define WTMP_FILE  _PATH_WTMP

void endutent(void);
struct utmp *getutent(void);
struct utmp *getutid(const struct utmp *);
struct utmp *getutline(const struct utmp *);
int login_tty(int);
struct utmp *pututline(const struct utmp *);
void setutent(void);
void updwtmp(const char *, const struct utmp *);
int utmpname(const char *);

__END_DECLS

#endif
