/*
 * /proc/sys: settings.  Some only tell what is so.
 */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "cred/cred.h"
#include "fs/dentry.h"
#include "fs/fdtable.h"
#include "fs/file.h"
#include "fs/inode_table.h"
#include "fs/mount.h"
#include "ipc/epoll.h"
#include "ipc/pipe.h"
#include "ipc/sysv_msg.h"
#include "ipc/sysv_sem.h"
#include "ipc/sysv_shm.h"
#include "lib/parse.h"
#include "lib/string.h"
#include "proc/process.h"
#include "proc/uts.h"
#include "procfs/show.h"
#include "sched/sched.h"
#include "time/random.h"
#include "tty/devpts.h"
#include "vm/pagelru.h"
#include "vm/vmspace.h"
#include "vm/writeback.h"

#define PID_MAX       32768
#define MAP_COUNT_MAX 65530
#define ENTROPY_BITS  256

/* A file that shows one number. */
#define NUMBER(name, value)                                      \
	int name##_show(struct text *t, const struct subject *s) \
	{                                                        \
		(void)s;                                         \
		text_printf(t, "%lu\n", (u64)(value));           \
		return 0;                                        \
	}

NUMBER(cap_last_cap, CAP_LAST_CAP)
NUMBER(ngroups_max, NGROUPS_MAX)
NUMBER(pid_max, PID_MAX)
NUMBER(randomize_va_space, 2)
NUMBER(threads_max, thread_limit())
NUMBER(entropy, ENTROPY_BITS)
NUMBER(min_free_kbytes, page_reserve() * (PAGE_SIZE / 1024))
NUMBER(mmap_min_addr, USER_MIN)
NUMBER(overcommit, 0)

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The first word of what was written, a number of any base; as on Linux, what follows
 * it does not count. */
static int
first_number(const char *text, u64 least, u64 most, u64 *value)
{
	u64 number;

	while (is_blank(*text))
		text++;
	if (parse_u64(&text, 0, &number) || (*text && !is_blank(*text)) ||
	    number < least || number > most)
		return -EINVAL;
	*value = number;
	return 0;
}

static void
nothing(void)
{
}

/* A number that the owner of the file may change, between least and most. */
#define SETTING(name, variable, least, most) \
	SETTING_TOLD(name, variable, least, most, nothing)

/* The same, and `changed` is called then. */
#define SETTING_TOLD(name, variable, least, most, changed)                    \
	NUMBER(name, atomic_load(&(variable)))                                \
	int name##_store(const char *text, size_t n, const struct subject *s) \
	{                                                                     \
		u64 value;                                                    \
		int err = first_number(text, (least), (most), &value);        \
                                                                              \
		(void)n;                                                      \
		(void)s;                                                      \
		if (err)                                                      \
			return err;                                           \
		atomic_store(&(variable), value);                             \
		changed();                                                    \
		return 0;                                                     \
	}

SETTING(file_max, file_max, 0, INT64_MAX)
SETTING(nr_open, nr_open, NR_OPEN_MIN, FDTABLE_MAX)
SETTING(max_map_count, vm_max_areas, 0, INT32_MAX)
SETTING(mount_max, mount_max, 1, INT32_MAX)
SETTING(pipe_pages_soft, pipe_limits.user_pages_soft, 0, INT64_MAX)
SETTING(pipe_pages_hard, pipe_limits.user_pages_hard, 0, INT64_MAX)
SETTING(dirty_background, dirty_limits.background_ratio, 0, 100)
SETTING(dirty_ratio, dirty_limits.ratio, 0, 100)
SETTING_TOLD(dirty_expire, dirty_limits.expire_cs, 0, INT32_MAX,
    dirty_limits_changed)
SETTING_TOLD(dirty_interval, dirty_limits.interval_cs, 0, INT32_MAX,
    dirty_limits_changed)
SETTING(pty_max, devpts_limit, 0, INT32_MAX)
NUMBER(pty_nr, atomic_load(&devpts_total))
SETTING(epoll_watches, epoll_max_user_watches, 0, INT64_MAX)
NUMBER(pipe_max_size, atomic_load(&pipe_limits.max_size))

int
pipe_max_size_store(const char *text, size_t n, const struct subject *s)
{
	u64 value;
	int err = first_number(text, 0, 1UL << 31, &value);

	(void)n;
	(void)s;
	if (!err)
		atomic_store(&pipe_limits.max_size, pipe_capacity(value));
	return err;
}

/* --- System V IPC --- */

#define IPC_IDS_MAX 32768

SETTING(msgmax, msg_limits.max, 0, INT32_MAX)
SETTING(msgmnb, msg_limits.queue, 0, INT32_MAX)
SETTING(msgmni, *msg_queues_max, 0, IPC_IDS_MAX)
SETTING(shmall, shm_limits.all, 0, UINT64_MAX)
SETTING(shmmax, shm_limits.max, 0, UINT64_MAX)
SETTING(shmmni, *shm_segments_max, 0, IPC_IDS_MAX)
SETTING_TOLD(shm_forced, shm_rmid_forced, 0, 1, shm_rmid_changed)

/* The id that the next object is to have; -1: any.  That cannot be written. */
#define NEXT_ID(name, next)                                                   \
	int name##_show(struct text *t, const struct subject *s)              \
	{                                                                     \
		(void)s;                                                      \
		text_printf(t, "%ld\n", atomic_load(next));                   \
		return 0;                                                     \
	}                                                                     \
	int name##_store(const char *text, size_t n, const struct subject *s) \
	{                                                                     \
		u64 value;                                                    \
		int err = first_number(text, 0, INT32_MAX, &value);           \
                                                                              \
		(void)n;                                                      \
		(void)s;                                                      \
		if (!err)                                                     \
			atomic_store(next, (s64)value);                       \
		return err;                                                   \
	}
NEXT_ID(msg_next, msg_next_id)
NEXT_ID(sem_next, sem_next_id)
NEXT_ID(shm_next, shm_next_id)

int
sem_limits_show(struct text *t, const struct subject *s)
{
	(void)s;
	text_printf(t, "%lu\t%lu\t%lu\t%lu\n", sem_limit(SEM_MSL),
	    sem_limit(SEM_MNS), sem_limit(SEM_OPM), sem_limit(SEM_MNI));
	return 0;
}

/* As many of them as there are in the line. */
int
sem_limits_store(const char *text, size_t n, const struct subject *s)
{
	u64 limits[SEM_LIMITS];
	int err = 0;

	(void)n;
	(void)s;
	for (unsigned i = 0; i < SEM_LIMITS; i++)
		limits[i] = sem_limit(i);
	for (unsigned i = 0; i < SEM_LIMITS && !err; i++) {
		while (is_blank(*text))
			text++;
		if (!*text && i)
			break;
		err = first_number(text, 0, INT32_MAX, &limits[i]);
		while (*text && !is_blank(*text))
			text++;
	}
	return err ? err : sem_limits_set(limits);
}

/* --- What may be forgotten --- */

#define DROP_STEP 64

NUMBER(drop_caches, 0)

/* 1: pages of files, 2: names and inodes, 3: all; 4 says nothing about it in the log. */
int
drop_caches_store(const char *text, size_t n, const struct subject *s)
{
	u64 what;
	int err = first_number(text, 1, 7, &what);

	(void)n;
	(void)s;
	while (!err && what & 1 && pagelru_shrink(DROP_STEP, false))
		sched_point();
	while (!err && what & 2 && dentry_shrink(DROP_STEP))
		sched_point();
	while (!err && what & 2 && inode_shrink(DROP_STEP))
		sched_point();
	return err;
}

/* --- Real-time threads: their share of a period, and their slice --- */

NUMBER(rt_period, atomic_load(&rt_limits.period_ns) / NSEC_PER_USEC)
NUMBER(rr_timeslice,
    atomic_load(&rt_limits.rr_ticks) * (SCHED_TICK_NS / NSEC_PER_MSEC))

int
rt_runtime_show(struct text *t, const struct subject *s)
{
	u64 ns = atomic_load(&rt_limits.runtime_ns);

	(void)s;
	text_printf(t, "%ld\n",
	    ns == UINT64_MAX ? -1L : (long)(ns / NSEC_PER_USEC));
	return 0;
}

int
rt_period_store(const char *text, size_t n, const struct subject *s)
{
	u64 us, runtime = atomic_load(&rt_limits.runtime_ns);
	int err = first_number(text, 1, INT32_MAX, &us);

	(void)n;
	(void)s;
	if (err)
		return err;
	if (runtime != UINT64_MAX && runtime > us * NSEC_PER_USEC)
		return -EINVAL;
	atomic_store(&rt_limits.period_ns, us * NSEC_PER_USEC);
	return 0;
}

/* -1: all of it. */
int
rt_runtime_store(const char *text, size_t n, const struct subject *s)
{
	u64 us, period = atomic_load(&rt_limits.period_ns);
	bool all = n >= 2 && !memcmp(text, "-1", 2);
	int err = first_number(text + (all ? 1 : 0), 0, period / NSEC_PER_USEC,
	    &us);

	(void)s;
	if (err || (all && us != 1))
		return -EINVAL;
	atomic_store(&rt_limits.runtime_ns,
	    all ? UINT64_MAX : us * NSEC_PER_USEC);
	return 0;
}

/* 0: what it is at boot. */
int
rr_timeslice_store(const char *text, size_t n, const struct subject *s)
{
	u64 ms, tick = SCHED_TICK_NS / NSEC_PER_MSEC;
	int err = first_number(text, 0, INT32_MAX, &ms);

	(void)n;
	(void)s;
	if (!err)
		atomic_store(&rt_limits.rr_ticks,
		    ms ? (u32)clamp(ms / tick, 1UL, 255UL) : RR_TICKS);
	return err;
}

int
file_nr_show(struct text *t, const struct subject *s)
{
	(void)s;
	text_printf(t, "%lu\t0\t%lu\n", file_count(), atomic_load(&file_max));
	return 0;
}

/* One of the names of the system. */
#define NAME(name, member)                                       \
	int name##_show(struct text *t, const struct subject *s) \
	{                                                        \
		struct utsname u;                                \
                                                                 \
		(void)s;                                         \
		uts_read(&u);                                    \
		text_printf(t, "%s\n", u.member);                \
		return 0;                                        \
	}

NAME(hostname, nodename)
NAME(domainname, domainname)
NAME(osrelease, release)
NAME(ostype, sysname)
NAME(osversion, version)

/* Sets a name to the first line of what was written. */
static int
set_name(enum uts_name which, const char *text, size_t n)
{
	const char *end = memchr(text, '\n', n);
	char name[UTS_LEN] = "";

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	n = end ? (size_t)(end - text) : n;
	memcpy(name, text, min(n, sizeof(name) - 1));
	return uts_set(which, name);
}

int
hostname_store(const char *text, size_t n, const struct subject *s)
{
	(void)s;
	return set_name(UTS_HOST, text, n);
}

int
domainname_store(const char *text, size_t n, const struct subject *s)
{
	(void)s;
	return set_name(UTS_DOMAIN, text, n);
}

/* --- Random names --- */

/* A version 4 UUID (RFC 4122, 4.4). */
static void
show_uuid(struct text *t, const u8 r[16])
{
	for (unsigned i = 0; i < 16; i++) {
		u8 byte = i == 6 ? (r[i] & 0x0f) | 0x40 :
		    i == 8       ? (r[i] & 0x3f) | 0x80 :
				   r[i];

		text_printf(t, "%s%02x",
		    i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", byte);
	}
	text_string(t, "\n");
}

int
uuid_show(struct text *t, const struct subject *s)
{
	u8 bytes[16];

	(void)s;
	random_bytes(bytes, sizeof(bytes));
	show_uuid(t, bytes);
	return 0;
}

/* Made when first asked for, then always the same. */
int
boot_id_show(struct text *t, const struct subject *s)
{
	static u64 id[2]; /* [a] 0: not made yet */

	(void)s;
	for (unsigned i = 0; i < 2; i++) {
		u64 none = 0;

		(void)atomic_cas(&id[i], &none, random_u64() | 1UL << 60);
	}
	show_uuid(t, (const u8 *)id);
	return 0;
}
