/*
 * Access control lists that a file system keeps elsewhere (kernel/fs/iotest/): asked for
 * when they first matter, forgotten with their inode, and asked for again, by several at
 * once, by who is killed meanwhile, and while another changes them.
 */
#include "tests/stress/iotest.h"
#include <sys/xattr.h>

#define ACCESS "system.posix_acl_access"
#define USER   1001

struct entry {
	unsigned short tag, perm;
	unsigned id;
};

struct list {
	unsigned version;
	struct entry e[5];
};

static struct list
list_of(unsigned user, unsigned mask)
{
	return (struct list){ 2,
		{ { 1, 6, -1U }, { 2, (unsigned short)user, USER },
		    { 4, 0, -1U }, { 16, (unsigned short)mask, -1U },
		    { 32, 0, -1U } } };
}

static int
set_list(unsigned user, unsigned mask)
{
	struct list l = list_of(user, mask);

	return setxattr(DIR "/f4", ACCESS, &l, sizeof l, 0);
}

static void
forget_inodes(void)
{
	sync();
	drop_caches("2");
}

static bool
user_may(int how)
{
	pid_t pid = fork();

	if (pid == 0) {
		become_user(USER, USER);
		_exit(access(DIR "/links/l4", how) != 0);
	}
	return wait_for(pid) == 0;
}

static void
kept(void)
{
	struct list l = list_of(6, 4), got;
	struct stat st;
	long reads;

	is(set_list(6, 4), 0, "a list");
	is(setxattr(DIR "/f4", "user.a", "abc", 3, 0), 0, "an attribute");
	ok(user_may(R_OK) && !user_may(W_OK), "the list counts");
	reads = get("inodereads");
	forget_inodes();
	ok(user_may(R_OK) && !user_may(W_OK), "and when it was forgotten");
	ok(get("inodereads") > reads, "with its inode");
	forget_inodes();
	is(getxattr(DIR "/f4", ACCESS, &got, sizeof got), (long)sizeof got,
	    "it is read");
	ok(memcmp(&l, &got, sizeof l) == 0, "as it was set");
	is(getxattr(DIR "/f4", "user.a", NULL, 0), 3, "the other, too");
	is(stat(DIR "/f4", &st) < 0 ? 0 : st.st_mode & 07777, 0640, "the mode");
	forget_inodes();
	is(set_list(4, 6), 0, "another, of one that nobody looked at");
	ok(user_may(R_OK) && !user_may(W_OK), "counts");
	is(chmod(DIR "/f4", 0600), 0, "without a mask");
	ok(!user_may(R_OK), "it does not");
	forget_inodes();
	ok(!user_may(R_OK), "nor later");
	is(removexattr(DIR "/f4", ACCESS), 0, "it goes");
	is(chmod(DIR "/f4", 0644), 0, "the mode is all");
	ok(user_may(R_OK), "that counts");
	forget_inodes();
	ok(user_may(R_OK), "of what has no list");
	is(user_may(R_OK), true, "and that is known");
}

/* --- Who waits for it --- */

static void
ask(int fd)
{
	(void)fd;
	become_user(USER, USER);
	_exit(access(DIR "/f4", R_OK) != 0);
}

static void
asked_together(void)
{
	pid_t pid[3];

	is(set_list(4, 4), 0, "a list");
	forget_inodes();
	(void)set_list(4, 4);
	forget_inodes();
	is(access(DIR "/f4", F_OK), 0, "its inode is there");
	set("stall=1\n");
	for (int i = 0; i < 3; i++)
		pid[i] = start(ask, -1);
	ok(becomes("stalled", 3), "three ask");
	kill(pid[0], SIGKILL);
	ok(ends_soon(pid[0]), "one is killed");
	set("stall=0\n");
	is(wait_for(pid[1]), 0, "the others are answered");
	is(wait_for(pid[2]), 0, "both");
}

/* --- While it changes --- */

static volatile bool *stop;

static void
look(int fd)
{
	long n = 0;

	(void)fd;
	become_user(USER, USER);
	while (!*stop && n >= 0)
		n = access(DIR "/f4", R_OK) == 0 &&
			access(DIR "/links/l4", W_OK) < 0 && errno == EACCES ?
		    n + 1 :
		    -1;
	_exit(n <= 0);
}

static void
change(int fd)
{
	bool good = true;

	(void)fd;
	while (!*stop && good)
		good = set_list(4, 6) == 0 && set_list(6, 4) == 0 &&
		    chmod(DIR "/f4", 0750) == 0 && chmod(DIR "/f4", 0740) == 0;
	_exit(!good);
}

static void
forget_often(int fd)
{
	(void)fd;
	while (!*stop)
		forget_inodes();
	_exit(0);
}

static void
changed(void)
{
	void (*const fn[])(int) = { look, look, change, forget_often };
	pid_t pid[4];

	set_list(6, 4);
	for (int i = 0; i < 4; i++)
		pid[i] = start(fn[i], -1);
	sleep(3);
	*stop = true;
	for (int i = 0; i < 4; i++)
		is(wait_for(pid[i]), 0, "who looks, changes, forgets");
}

int
main(void)
{
	if (!mount_iotest(NULL))
		return done();
	stop = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	run_part(kept);
	run_part(asked_together);
	run_part(changed);
	return umount_iotest();
}
