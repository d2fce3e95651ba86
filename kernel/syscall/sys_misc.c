/* The system as a whole: names, figures, the log, randomness, its end. */
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/random.h"
#include "abi/reboot.h"
#include "abi/sysinfo.h"
#include "abi/utsname.h"
#include "cred/cred.h"
#include "debug/log.h"
#include "debug/missing.h"
#include "lib/string.h"
#include "mm/page.h"
#include "mm/slab.h"
#include "proc/end.h"
#include "proc/process.h"
#include "proc/uts.h"
#include "sched/sched.h"
#include "syscall/handlers.h"
#include "time/clock.h"
#include "time/random.h"
#include "vm/pagecache.h"
#include "vm/usercopy.h"

long
sys_uname(struct utsname __user *buf)
{
	struct utsname u;

	uts_read(&u);
	return copy_to_user(buf, &u, sizeof(u));
}

static long
set_uts(enum uts_name which, const void __user *uname, int len)
{
	char name[UTS_LEN] = { 0 };

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (len < 0 || len >= UTS_LEN)
		return -EINVAL;
	if (copy_from_user(name, uname, (size_t)len))
		return -EFAULT;
	return uts_set(which, name);
}

long
sys_sethostname(const void __user *name, int len)
{
	return set_uts(UTS_HOST, name, len);
}

long
sys_setdomainname(const void __user *name, int len)
{
	return set_uts(UTS_DOMAIN, name, len);
}

long
sys_sysinfo(struct sysinfo __user *uinfo)
{
	struct sysinfo info = { 0 };
	struct page_stats st;
	u64 avg[3];

	page_stats_read(&st);
	sched_loadavg(avg);
	info.uptime = clock_monotonic() / NSEC_PER_SEC;
	for (int i = 0; i < 3; i++) /* 16 bits of fraction here */
		info.loads[i] = avg[i] << (16 - LOAD_SHIFT);
	info.totalram = st.total;
	info.freeram = st.free;
	info.sharedram = pagecache_total_memory();
	info.procs = (u16)thread_count();
	info.mem_unit = 4096;
	return copy_to_user(uinfo, &info, sizeof(info));
}

long
sys_getrandom(void __user *buf, size_t count, unsigned flags)
{
	u8 block[RANDOM_PIECE];
	size_t done = 0;

	if (flags & ~(unsigned)(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if ((flags & GRND_RANDOM) && (flags & GRND_INSECURE))
		return -EINVAL;
	count = min(count, (size_t)INT32_MAX);
	while (done < count) {
		size_t n = min(count - done, sizeof(block)), moved;

		random_bytes(block, n);
		moved = copy_to_user_partial((u8 __user *)buf + done, block, n);
		done += moved;
		if (moved < n)
			return done ? (long)done : -EFAULT;
		if (thread_interrupted())
			break;
		sched_point();
	}
	return (long)done;
}

/* --- The log (syslog(2)) ----------------------------------------------------------- */

static u64 log_cleared; /* [a] position that READ_ALL starts from */
static u64 log_next;    /* [a] position that READ goes on from */

/* Copies from *pos on, at most n bytes. */
static long
copy_log(u64 *pos, char __user *buf, size_t n)
{
	size_t done = 0;
	char block[256];

	while (done < n) {
		size_t got = log_read(pos, block, min(n - done, sizeof(block)));

		if (!got)
			break;
		if (copy_to_user(buf + done, block, got))
			return -EFAULT;
		done += got;
	}
	return (long)done;
}

/* The last n bytes of what was not cleared. */
static long
read_all(char __user *buf, int len, bool clear)
{
	/* First, so that it is not behind the end. */
	u64 pos = atomic_load(&log_cleared), first, end;
	long n;

	log_bounds(&first, &end);
	pos = max(first, pos);
	if (end - pos > (u64)len)
		pos = end - (u64)len;
	/* Begin with a whole line. */
	for (char c = pos > first ? 'x' : '\n'; c != '\n' && pos < end;)
		(void)log_read(&pos, &c, 1);
	n = copy_log(&pos, buf, (size_t)len);
	if (n >= 0 && clear)
		atomic_store(&log_cleared, end);
	return n;
}

/* --- What of the log the console shows --- */

#define NO_LEVEL (-1)

/* [a] What it showed before it was put off; NO_LEVEL: it was not. */
static int level_before = NO_LEVEL;

static long
set_level(int level)
{
	if (level < 1 || level > 8)
		return -EINVAL;
	atomic_store(&level_before, NO_LEVEL);
	log_set_console_level((enum log_level)(level - 1));
	return 0;
}

static void
console_off(void)
{
	int none = NO_LEVEL;

	(void)atomic_cas(&level_before, &none, (int)log_console_level());
	log_set_console_level(LOG_EMERG);
}

static void
console_on(void)
{
	int level = atomic_xchg(&level_before, NO_LEVEL);

	if (level != NO_LEVEL)
		log_set_console_level((enum log_level)level);
}

long
sys_syslog(int type, void __user *buf, int len)
{
	u64 first, end, pos;

	if (type != SYSLOG_ACTION_READ_ALL &&
	    type != SYSLOG_ACTION_SIZE_BUFFER && !capable(CAP_SYSLOG) &&
	    !capable(CAP_SYS_ADMIN))
		return -EPERM;
	log_bounds(&first, &end);
	switch (type) {
	case SYSLOG_ACTION_CLOSE:
	case SYSLOG_ACTION_OPEN:
		return 0;
	case SYSLOG_ACTION_READ:
	case SYSLOG_ACTION_READ_ALL:
	case SYSLOG_ACTION_READ_CLEAR:
		if (!buf || len < 0)
			return -EINVAL;
		if (!len)
			return 0;
		if (!user_range_ok(buf, (size_t)len))
			return -EFAULT;
		if (type != SYSLOG_ACTION_READ)
			return read_all(buf, len,
			    type == SYSLOG_ACTION_READ_CLEAR);
		pos = atomic_load(&log_next);
		len = (int)copy_log(&pos, buf, (size_t)len);
		atomic_store(&log_next, pos);
		return len;
	case SYSLOG_ACTION_CLEAR:
		atomic_store(&log_cleared, end);
		return 0;
	case SYSLOG_ACTION_CONSOLE_OFF:
		console_off();
		return 0;
	case SYSLOG_ACTION_CONSOLE_ON:
		console_on();
		return 0;
	case SYSLOG_ACTION_CONSOLE_LEVEL:
		return set_level(len);
	case SYSLOG_ACTION_SIZE_UNREAD:
		return (long)(end - max(first, atomic_load(&log_next)));
	case SYSLOG_ACTION_SIZE_BUFFER:
		return LOG_RING_SIZE;
	}
	return -EINVAL;
}

/* --- The end ---------------------------------------------------------------------------- */

long
sys_reboot(unsigned magic1, unsigned magic2, unsigned cmd, void __user *arg)
{
	(void)arg;
	if (!capable(CAP_SYS_BOOT))
		return -EPERM;
	if (magic1 != LINUX_REBOOT_MAGIC1 ||
	    (magic2 != LINUX_REBOOT_MAGIC2 && magic2 != LINUX_REBOOT_MAGIC2A &&
		magic2 != LINUX_REBOOT_MAGIC2B &&
		magic2 != LINUX_REBOOT_MAGIC2C))
		return -EINVAL;
	switch (cmd) {
	case LINUX_REBOOT_CMD_POWER_OFF:
		system_end(END_POWER_OFF);
	case LINUX_REBOOT_CMD_RESTART:
	case LINUX_REBOOT_CMD_RESTART2:
		system_end(END_RESTART);
	case LINUX_REBOOT_CMD_HALT:
		system_end(END_HALT);
	case LINUX_REBOOT_CMD_CAD_ON:
	case LINUX_REBOOT_CMD_CAD_OFF:
		return 0;
	}
	return missing(-EINVAL, "reboot", "command %#x", cmd);
}
