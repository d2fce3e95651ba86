#ifndef _GRP_H
#define _GRP_H

#include <bits/types.h>

#define __need_size_t
#include <stddef.h>

#if __MISC_VISIBLE
#include <bits/file.h>
#endif

__BEGIN_DECLS

typedef __gid_t gid_t;

struct group {
	char *gr_name;
	char *gr_passwd;
	gid_t gr_gid;
	char **gr_mem;
};

void endgrent(void);
struct group *getgrent(void);
struct group *getgrgid(gid_t);
int getgrgid_r(gid_t, struct group *, char *, size_t, struct group **);
struct group *getgrnam(const char *);
int getgrnam_r(const char *, struct group *, char *, size_t, struct group **);
void setgrent(void);

#if __MISC_VISIBLE
struct group *fgetgrent(FILE *);
int fgetgrent_r(FILE *, struct group *, char *, size_t, struct group **);
int getgrent_r(struct group *, char *, size_t, struct group **);
int getgrouplist(const char *, gid_t, gid_t *, int *);
int initgroups(const char *, gid_t);
int putgrent(const struct group *, FILE *);
int setgroups(size_t, const gid_t *);
#endif

__END_DECLS

#endif
