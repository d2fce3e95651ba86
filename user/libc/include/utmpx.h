#ifndef _UTMPX_H
#define _UTMPX_H

#include <bits/types.h>

__BEGIN_DECLS

typedef __pid_t pid_t;

#define EMPTY         0
#define RUN_LVL       1
#define BOOT_TIME     2
#define NEW_TIME      3
#define OLD_TIME      4
#define INIT_PROCESS  5
#define LOGIN_PROCESS 6
#define USER_PROCESS  7
#define DEAD_PROCESS  8
#define ACCOUNTING    9

#define UT_LINESIZE 32
#define UT_NAMESIZE 32
#define UT_HOSTSIZE 256

struct utmpx {
	short ut_type;
	pid_t ut_pid;
	char ut_line[UT_LINESIZE];
	char ut_id[4];
	char ut_user[UT_NAMESIZE];
	char ut_host[UT_HOSTSIZE];
	struct {
		short __e_termination;
		short __e_exit;
	} ut_exit;
	int ut_session;
	/* 32 bits, so that the file is the same for all programs. */
	struct {
		__int32_t tv_sec;
		__int32_t tv_usec;
	} ut_tv;
	__int32_t ut_addr_v6[4];
	char __unused[20];
};

void endutxent(void);
struct utmpx *getutxent(void);
struct utmpx *getutxid(const struct utmpx *);
struct utmpx *getutxline(const struct utmpx *);
struct utmpx *pututxline(const struct utmpx *);
void setutxent(void);
#if __GNU_VISIBLE
int utmpxname(const char *);
void updwtmpx(const char *, const struct utmpx *);
#endif

__END_DECLS

#endif
