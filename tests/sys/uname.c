// covers: uname sysinfo sethostname setdomainname syslog reboot
/*
 * The machine as a whole: its name, its memory, its log, its end.
 */
#include "tests/sys/tap.h"
#include <sys/sysinfo.h>

static void
test_uname(void)
{
	struct utsname u;

	is(uname(&u), 0, "uname");
	ok(strcmp(u.sysname, "Linux") == 0, "sysname");
	ok(strcmp(u.machine, "x86_64") == 0, "machine");
	ok(u.release[0] >= '1' && u.release[0] <= '9', "release is a number");
	ok(u.version[0] != '\0', "version");
	is_errno(syscall(SYS_uname, UNMAPPED), EFAULT, "a bad pointer");
	is_errno(syscall(SYS_uname, KERNEL_ADDR), EFAULT, "a kernel pointer");
}

static void
test_sysinfo(void)
{
	struct sysinfo s;

	is(sysinfo(&s), 0, "sysinfo");
	ok(s.totalram > 0 && s.mem_unit > 0, "memory");
	ok(s.freeram > 0 && s.freeram <= s.totalram, "of which some is free");
	ok(s.procs >= 1, "processes");
	ok(s.uptime < 1000000000, "a time since the start");
	is_errno(syscall(SYS_sysinfo, UNMAPPED), EFAULT, "a bad pointer");
}

static void
as_nobody(void)
{
	is_errno(sethostname("x", 1), EPERM, "only root names the machine");
	is_errno(syscall(SYS_setdomainname, "x", 1), EPERM, "or the domain");
	is_errno(syscall(SYS_reboot, 0xfee1dead, 672274793, 0x1234567, NULL),
	    EPERM, "or ends it");
}

static void
test_names(void)
{
	struct utsname before, after;
	char longname[100];

	as_user(1000, 1000, as_nobody);
	if (geteuid() != 0)
		return;
	memset(longname, 'h', sizeof longname);
	is_errno(sethostname(longname, 65), EINVAL, "a name of 65");
	is_errno(sethostname(longname, (size_t)-1), EINVAL, "a negative one");
	is_errno(syscall(SYS_setdomainname, longname, 65), EINVAL, "a domain");
	is_errno(syscall(SYS_sethostname, UNMAPPED, 3), EFAULT, "a pointer");
	is_errno(syscall(SYS_setdomainname, UNMAPPED, 3), EFAULT, "a pointer");
	/* The host's name is not ours to change. */
	if (!on_breenix())
		return skip("not on a host");
	uname(&before);
	is(sethostname("testname", 8), 0, "sethostname");
	uname(&after);
	ok(strcmp(after.nodename, "testname") == 0, "is seen");
	is(syscall(SYS_setdomainname, "testdomain", 10), 0, "setdomainname");
	uname(&after);
	ok(strcmp(after.domainname, "testdomain") == 0, "is seen");
	is(sethostname(longname, 64), 0, "a name of 64");
	sethostname(before.nodename, strlen(before.nodename));
}

static void
test_syslog(void)
{
	static char buf[4096];
	long n;

	if (geteuid() != 0)
		return skip("the log may be for root only");
	is_errno(syscall(SYS_syslog, 99, buf, 10), EINVAL, "no such action");
	n = syscall(SYS_syslog, 3, buf, sizeof buf);
	ok(n > 0, "read the log");
	ok(n > 0 && buf[0] == '<', "each line has its level");
	ok(syscall(SYS_syslog, 10, NULL, 0) > 0, "its size");
	is_errno(syscall(SYS_syslog, 3, NULL, 10), EINVAL, "no buffer");
	is_errno(syscall(SYS_syslog, 3, buf, -1), EINVAL, "a negative size");
	is(syscall(SYS_syslog, 3, buf, 0), 0, "no room");
	is_errno(syscall(SYS_syslog, 8, NULL, 0), EINVAL, "no such level");
	is_errno(syscall(SYS_syslog, 8, NULL, 9), EINVAL, "nor this");
	if (!on_breenix())
		return;
	is(syscall(SYS_syslog, 6, NULL, 0), 0, "the console off");
	is(syscall(SYS_syslog, 6, NULL, 0), 0, "and off again");
	is(syscall(SYS_syslog, 7, NULL, 0), 0, "on");
	is(syscall(SYS_syslog, 8, NULL, 7), 0, "its level");
	ok(syscall(SYS_syslog, 9, NULL, 0) >= 0, "what was not read");
}

static void
test_reboot(void)
{
	if (geteuid() != 0)
		return skip("needs root");
	is_errno(syscall(SYS_reboot, 0, 672274793, 0, NULL), EINVAL,
	    "the first magic number");
	is_errno(syscall(SYS_reboot, 0xfee1dead, 0, 0, NULL), EINVAL,
	    "the second");
	is_errno(syscall(SYS_reboot, 0xfee1dead, 672274793, 0x77, NULL), EINVAL,
	    "no such command");
}

int
main(void)
{
	test_uname();
	test_sysinfo();
	test_names();
	test_syslog();
	test_reboot();
	return done();
}
