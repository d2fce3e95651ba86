#ifndef _PWD_H
#define _PWD_H

#include <bits/types.h>

#define __need_size_t
#include <stddef.h>

#if __MISC_VISIBLE
#include <bits/file.h>
#endif

__BEGIN_DECLS

typedef __uid_t uid_t;
typedef __gid_t gid_t;

struct passwd {
	char *pw_name;
	char *pw_passwd;
	uid_t pw_uid;
	gid_t pw_gid;
	char *pw_gecos;
	char *pw_dir;
	char *pw_shell;
};

void endpwent(void);
struct passwd *getpwent(void);
struct passwd *getpwnam(const char *);
int getpwnam_r(const char *, struct passwd *, char *, size_t, struct passwd **);
struct passwd *getpwuid(uid_t);
int getpwuid_r(uid_t, struct passwd *, char *, size_t, struct passwd **);
void setpwent(void);

#if __MISC_VISIBLE
struct passwd *fgetpwent(FILE *);
int fgetpwent_r(FILE *, struct passwd *, char *, size_t, struct passwd **);
int getpwent_r(struct passwd *, char *, size_t, struct passwd **);
int putpwent(const struct passwd *, FILE *);
#endif

__END_DECLS

#endif
