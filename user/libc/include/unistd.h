#ifndef _UNISTD_H
#define _UNISTD_H

#include <bits/types.h>

#define __need_NULL
#define __need_size_t
#include <stddef.h>

#include <bits/confname.h>

__BEGIN_DECLS

typedef __gid_t gid_t;
typedef long intptr_t;
typedef __off_t off_t;
typedef __pid_t pid_t;
typedef __ssize_t ssize_t;
typedef __uid_t uid_t;
typedef __useconds_t useconds_t;

#define STDIN_FILENO  0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

#define F_ULOCK 0
#define F_LOCK  1
#define F_TLOCK 2
#define F_TEST  3

#define _POSIX_VERSION  200809L
#define _POSIX2_VERSION 200809L
#if __XSI_VISIBLE
#define _XOPEN_VERSION          700
#define _XOPEN_UNIX             1
#define _XOPEN_ENH_I18N         1
#define _XOPEN_CRYPT            (-1)
#define _XOPEN_SHM              (-1)
#define _XOPEN_REALTIME         (-1)
#define _XOPEN_REALTIME_THREADS (-1)
#define _XOPEN_LEGACY           (-1)
#define _XOPEN_STREAMS          (-1)
#define _XOPEN_UUCP             (-1)
#endif

/* Options: a positive value is there, 0 asks sysconf, -1 is not there. */
#define _POSIX_ADVISORY_INFO              200809L
#define _POSIX_ASYNCHRONOUS_IO            (-1)
#define _POSIX_BARRIERS                   200809L
#define _POSIX_CHOWN_RESTRICTED           0
#define _POSIX_CLOCK_SELECTION            200809L
#define _POSIX_CPUTIME                    200809L
#define _POSIX_FSYNC                      200809L
#define _POSIX_IPV6                       (-1)
#define _POSIX_JOB_CONTROL                1
#define _POSIX_MAPPED_FILES               200809L
#define _POSIX_MEMLOCK                    200809L
#define _POSIX_MEMLOCK_RANGE              200809L
#define _POSIX_MEMORY_PROTECTION          200809L
#define _POSIX_MESSAGE_PASSING            (-1)
#define _POSIX_MONOTONIC_CLOCK            0
#define _POSIX_NO_TRUNC                   1
#define _POSIX_PRIORITIZED_IO             (-1)
#define _POSIX_PRIORITY_SCHEDULING        200809L
#define _POSIX_RAW_SOCKETS                (-1)
#define _POSIX_READER_WRITER_LOCKS        200809L
#define _POSIX_REALTIME_SIGNALS           200809L
#define _POSIX_REGEXP                     1
#define _POSIX_SAVED_IDS                  1
#define _POSIX_SEMAPHORES                 200809L
#define _POSIX_SHARED_MEMORY_OBJECTS      200809L
#define _POSIX_SHELL                      1
#define _POSIX_SPAWN                      200809L
#define _POSIX_SPIN_LOCKS                 200809L
#define _POSIX_SPORADIC_SERVER            (-1)
#define _POSIX_SYNCHRONIZED_IO            200809L
#define _POSIX_THREAD_ATTR_STACKADDR      200809L
#define _POSIX_THREAD_ATTR_STACKSIZE      200809L
#define _POSIX_THREAD_CPUTIME             200809L
#define _POSIX_THREAD_PRIO_INHERIT        (-1)
#define _POSIX_THREAD_PRIO_PROTECT        (-1)
#define _POSIX_THREAD_PRIORITY_SCHEDULING 200809L
#define _POSIX_THREAD_PROCESS_SHARED      200809L
#define _POSIX_THREAD_SAFE_FUNCTIONS      200809L
#define _POSIX_THREAD_SPORADIC_SERVER     (-1)
#define _POSIX_THREADS                    200809L
#define _POSIX_TIMEOUTS                   200809L
#define _POSIX_TIMERS                     200809L
#define _POSIX_TRACE                      (-1)
#define _POSIX_TYPED_MEMORY_OBJECTS       (-1)
#define _POSIX_VDISABLE                   '\0'
#define _POSIX_V6_LP64_OFF64              1
#define _POSIX_V7_ILP32_OFF32             (-1)
#define _POSIX_V7_ILP32_OFFBIG            (-1)
#define _POSIX_V7_LP64_OFF64              1
#define _POSIX_V7_LPBIG_OFFBIG            (-1)
#define _POSIX2_C_BIND                    200809L
#define _POSIX2_C_DEV                     (-1)
#define _POSIX2_CHAR_TERM                 (-1)
#define _POSIX2_FORT_RUN                  (-1)
#define _POSIX2_LOCALEDEF                 (-1)
#define _POSIX2_SW_DEV                    (-1)
#define _POSIX2_UPE                       (-1)

extern char *optarg;
extern int opterr, optind, optopt;
extern char **__environ;

__noreturn void _exit(int);
int access(const char *, int);
unsigned int alarm(unsigned int);
int chdir(const char *);
int chown(const char *, uid_t, gid_t);
int close(int);
size_t confstr(int, char *, size_t);
int dup(int);
int dup2(int, int);
int execl(const char *, const char *, ...);
int execle(const char *, const char *, ...);
int execlp(const char *, const char *, ...);
int execv(const char *, char *const[]);
int execve(const char *, char *const[], char *const[]);
int execvp(const char *, char *const[]);
int faccessat(int, const char *, int, int);
int fchdir(int);
int fchown(int, uid_t, gid_t);
int fchownat(int, const char *, uid_t, gid_t, int);
int fdatasync(int);
int fexecve(int, char *const[], char *const[]);
pid_t _Fork(void);
pid_t fork(void);
long fpathconf(int, int);
int fsync(int);
int ftruncate(int, off_t);
char *getcwd(char *, size_t);
gid_t getegid(void);
uid_t geteuid(void);
gid_t getgid(void);
int getgroups(int, gid_t[]);
int gethostname(char *, size_t);
char *getlogin(void);
int getlogin_r(char *, size_t);
int getopt(int, char *const[], const char *);
pid_t getpgid(pid_t);
pid_t getpgrp(void);
pid_t getpid(void);
pid_t getppid(void);
pid_t getsid(pid_t);
uid_t getuid(void);
int isatty(int);
int lchown(const char *, uid_t, gid_t);
int link(const char *, const char *);
int linkat(int, const char *, int, const char *, int);
off_t lseek(int, off_t, int);
long pathconf(const char *, int);
int pause(void);
int pipe(int[2]);
ssize_t pread(int, void *, size_t, off_t);
ssize_t pwrite(int, const void *, size_t, off_t);
ssize_t read(int, void *, size_t);
ssize_t readlink(const char *__restrict, char *__restrict, size_t);
ssize_t readlinkat(int, const char *__restrict, char *__restrict, size_t);
int rmdir(const char *);
int setegid(gid_t);
int seteuid(uid_t);
int setgid(gid_t);
int setpgid(pid_t, pid_t);
pid_t setsid(void);
int setuid(uid_t);
unsigned int sleep(unsigned int);
int symlink(const char *, const char *);
int symlinkat(const char *, int, const char *);
long sysconf(int);
pid_t tcgetpgrp(int);
int tcsetpgrp(int, pid_t);
int truncate(const char *, off_t);
char *ttyname(int);
int ttyname_r(int, char *, size_t);
int unlink(const char *);
int unlinkat(int, const char *, int);
ssize_t write(int, const void *, size_t);

#if __XSI_VISIBLE
char *crypt(const char *, const char *);
long gethostid(void);
int lockf(int, int, off_t);
int nice(int);
int setpgrp(void);
int setregid(gid_t, gid_t);
int setreuid(uid_t, uid_t);
void swab(const void *__restrict, void *__restrict, ssize_t);
void sync(void);
useconds_t ualarm(useconds_t, useconds_t);
int usleep(useconds_t);
pid_t vfork(void);
#endif

#if __MISC_VISIBLE
#define L_SET  0
#define L_INCR 1
#define L_XTND 2

int acct(const char *);
int brk(void *);
int chroot(const char *);
void closefrom(int);
int close_range(unsigned int, unsigned int, int);
int daemon(int, int);
int getdomainname(char *, size_t);
int getdtablesize(void);
int getentropy(void *, size_t);
int getpagesize(void);
char *getpass(const char *);
char *getwd(char *);
int issetugid(void);
void *sbrk(intptr_t);
int setdomainname(const char *, size_t);
int setgroups(size_t, const gid_t *);
int sethostid(long);
int sethostname(const char *, size_t);
long syscall(long, ...);
int vhangup(void);
#endif

#if __GNU_VISIBLE
#define SEEK_DATA           3
#define SEEK_HOLE           4
#define CLOSE_RANGE_UNSHARE 2
#define CLOSE_RANGE_CLOEXEC 4
#ifndef TEMP_FAILURE_RETRY
#define TEMP_FAILURE_RETRY(expression)                     \
	(__extension__({                                   \
		long __result;                             \
		do                                         \
			__result = (long)(expression);     \
		while (__result == -1L && errno == EINTR); \
		__result;                                  \
	}))
#endif

extern char **environ;

ssize_t copy_file_range(int, off_t *, int, off_t *, size_t, unsigned int);
char *ctermid(char *);
int dup3(int, int, int);
int eaccess(const char *, int);
int euidaccess(const char *, int);
int execveat(int, const char *, char *const[], char *const[], int);
int execvpe(const char *, char *const[], char *const[]);
char *get_current_dir_name(void);
int getresgid(gid_t *, gid_t *, gid_t *);
int getresuid(uid_t *, uid_t *, uid_t *);
pid_t gettid(void);
int group_member(gid_t);
int pipe2(int[2], int);
int setresgid(gid_t, gid_t, gid_t);
int setresuid(uid_t, uid_t, uid_t);
int syncfs(int);
#endif

#if __LFS64_VISIBLE
#define lseek64     lseek
#define pread64     pread
#define pwrite64    pwrite
#define truncate64  truncate
#define ftruncate64 ftruncate
#define lockf64     lockf
#endif

__END_DECLS

#endif
