#ifndef _SHADOW_H
#define _SHADOW_H

#include <features.h>

#define __need_size_t
#include <stddef.h>

#include <bits/file.h>

__BEGIN_DECLS

#define SHADOW "/etc/shadow"

struct spwd {
	char *sp_namp;
	char *sp_pwdp;
	long sp_lstchg;
	long sp_min;
	long sp_max;
	long sp_warn;
	long sp_inact;
	long sp_expire;
	unsigned long sp_flag;
};

void endspent(void);
struct spwd *fgetspent(FILE *);
struct spwd *getspent(void);
struct spwd *getspnam(const char *);
int getspnam_r(const char *, struct spwd *, char *, size_t, struct spwd **);
int lckpwdf(void);
int putspent(const struct spwd *, FILE *);
void setspent(void);
struct spwd *sgetspent(const char *);
int ulckpwdf(void);

__END_DECLS

#endif
