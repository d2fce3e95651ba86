/*
 * System calls about processes: who they are, groups and sessions, waiting,
 * limits, scheduling.
 */
#include <sched.h>
#include <signal.h>
#include <sys/fsuid.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"

/* These cannot fail. */
CALL(pid_t, getpid, (void), SYS_getpid)
CALL(pid_t, getppid, (void), SYS_getppid)
CALL(pid_t, gettid, (void), SYS_gettid)
CALL(pid_t, getpgrp, (void), SYS_getpgrp)
CALL(uid_t, getuid, (void), SYS_getuid)
CALL(uid_t, geteuid, (void), SYS_geteuid)
CALL(gid_t, getgid, (void), SYS_getgid)
CALL(gid_t, getegid, (void), SYS_getegid)
CALL(int, setfsuid, (uid_t user), SYS_setfsuid, user)
CALL(int, setfsgid, (gid_t group), SYS_setfsgid, group)
CALL(mode_t, umask, (mode_t mask), SYS_umask, mask)
CALL(unsigned int, alarm, (unsigned int seconds), SYS_alarm, seconds)

CALL(pid_t, getpgid, (pid_t pid), SYS_getpgid, pid)
CALL(pid_t, getsid, (pid_t pid), SYS_getsid, pid)
CALL(int, setpgid, (pid_t pid, pid_t group), SYS_setpgid, pid, group)
CALL(int, setpgrp, (void), SYS_setpgid, 0, 0)
CALL(pid_t, setsid, (void), SYS_setsid)
CALL(int, getgroups, (int max, gid_t groups[]), SYS_getgroups, max, groups)
CALL(int, getresuid, (uid_t * real, uid_t *effective, uid_t *saved),
    SYS_getresuid, real, effective, saved)
CALL(int, getresgid, (gid_t * real, gid_t *effective, gid_t *saved),
    SYS_getresgid, real, effective, saved)

CALL_CP(pid_t, wait, (int *status), SYS_wait4, -1, status, 0, 0)
CALL_CP(pid_t, waitpid, (pid_t pid, int *status, int options), SYS_wait4, pid,
    status, options, 0)
CALL_CP(pid_t, wait3, (int *status, int options, struct rusage *usage),
    SYS_wait4, -1, status, options, usage)
CALL_CP(pid_t, wait4,
    (pid_t pid, int *status, int options, struct rusage *usage), SYS_wait4, pid,
    status, options, usage)
CALL_CP(int, waitid, (idtype_t type, id_t id, siginfo_t *info, int options),
    SYS_waitid, type, id, info, options, 0)
CALL_CP(int, pause, (void), SYS_pause)
CALL(int, kill, (pid_t pid, int sig), SYS_kill, pid, sig)
CALL(int, killpg, (pid_t group, int sig), SYS_kill, -group, sig)
CALL(int, tgkill, (pid_t process, pid_t thread, int sig), SYS_tgkill, process,
    thread, sig)

CALL(int, getrlimit, (int resource, struct rlimit *limit), SYS_prlimit64, 0,
    resource, NULL, limit)
CALL(int, setrlimit, (int resource, const struct rlimit *limit), SYS_prlimit64,
    0, resource, limit, NULL)
CALL(int, prlimit,
    (pid_t pid, int resource, const struct rlimit *new, struct rlimit *old),
    SYS_prlimit64, pid, resource, new, old)
CALL(int, getrusage, (int who, struct rusage *usage), SYS_getrusage, who, usage)
CALL(int, setpriority, (int which, id_t who, int priority), SYS_setpriority,
    which, who, priority)
CALL(clock_t, times, (struct tms * times), SYS_times, times)
CALL(int, getitimer, (int which, struct itimerval *now), SYS_getitimer, which,
    now)
CALL(int, setitimer,
    (int which, const struct itimerval *restrict new,
	struct itimerval *restrict old),
    SYS_setitimer, which, new, old)
CALL(int, personality, (unsigned long persona), SYS_personality, persona)
CALL(int, unshare, (int flags), SYS_unshare, flags)
CALL(int, setns, (int fd, int type), SYS_setns, fd, type)

CALL(int, sched_yield, (void), SYS_sched_yield)
CALL(int, sched_get_priority_max, (int policy), SYS_sched_get_priority_max,
    policy)
CALL(int, sched_get_priority_min, (int policy), SYS_sched_get_priority_min,
    policy)
CALL(int, sched_getparam, (pid_t pid, struct sched_param *param),
    SYS_sched_getparam, pid, param)
CALL(int, sched_setparam, (pid_t pid, const struct sched_param *param),
    SYS_sched_setparam, pid, param)
CALL(int, sched_getscheduler, (pid_t pid), SYS_sched_getscheduler, pid)
CALL(int, sched_setscheduler,
    (pid_t pid, int policy, const struct sched_param *param),
    SYS_sched_setscheduler, pid, policy, param)
CALL(int, sched_rr_get_interval, (pid_t pid, struct timespec *interval),
    SYS_sched_rr_get_interval, pid, interval)
CALL(int, sched_setaffinity, (pid_t pid, size_t size, const cpu_set_t *set),
    SYS_sched_setaffinity, pid, size, set)
CALL(int, getcpu, (unsigned int *cpu, unsigned int *node), SYS_getcpu, cpu,
    node, 0)
