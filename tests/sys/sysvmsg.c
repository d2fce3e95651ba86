// covers: msgget msgsnd msgrcv msgctl
/*
 * System V message queues: who gets which message, who waits, who may what.
 */
#include "tests/sys/sysv.h"
#include <sys/msg.h>
#include <sys/resource.h>

#ifndef MSG_COPY
#define MSG_COPY 040000
#endif
#ifndef MSG_STAT_ANY
#define MSG_STAT_ANY 13
#endif

enum {
	LARGE = 8192
};

static struct message {
	long type;
	char text[LARGE + 1];
} m;

static int id;

static int
new_queue(void)
{
	return msgget(IPC_PRIVATE, IPC_CREAT | 0600);
}

static void
end(int q)
{
	msgctl(q, IPC_RMID, NULL);
}

static struct msqid_ds
stat_of(int q)
{
	struct msqid_ds ds;

	memset(&ds, 0xff, sizeof ds);
	if (msgctl(q, IPC_STAT, &ds) < 0)
		memset(&ds, 0xff, sizeof ds);
	return ds;
}

static int
post(int q, long type, const char *text, int flags)
{
	m.type = type;
	strcpy(m.text, text);
	return msgsnd(q, &m, strlen(text), flags);
}

/* The text of what is received, or the name of the error. */
static const char *
take(int q, long type, int flags)
{
	ssize_t n;

	memset(&m, 0, sizeof m);
	n = msgrcv(q, &m, LARGE, type, flags | IPC_NOWAIT);
	if (n < 0)
		return errno == ENOMSG ? "ENOMSG" : strerror(errno);
	m.text[n] = '\0';
	return m.text;
}

#define takes(q, type, flags, wanted, ...)                       \
	({                                                       \
		const char *t_ = take((q), (type), (flags));     \
		if (!ok(strcmp(t_, (wanted)) == 0, __VA_ARGS__)) \
			diag("got %s", t_);                      \
	})

/* Room for so many bytes and messages. */
static void
set_room(int q, unsigned long bytes)
{
	struct msqid_ds ds = stat_of(q);

	ds.msg_qbytes = bytes;
	msgctl(q, IPC_SET, &ds);
}

/* --- msgget, msgctl -------------------------------------------------------------------- */

static void
test_get(void)
{
	int a, b;

	is_errno(msgget(KEY, 0600), ENOENT, "no such key");
	a = works(msgget(KEY, IPC_CREAT | IPC_EXCL | 0640), "a queue");
	is(msgget(KEY, 0600), a, "by its key");
	is(msgget(KEY, IPC_CREAT), a, "it is there already");
	is_errno(msgget(KEY, IPC_CREAT | IPC_EXCL), EEXIST, "IPC_EXCL");
	b = works(msgget(IPC_PRIVATE, 0), "private");
	ok(a != b, "is another");
	is(msgctl(b, IPC_RMID, NULL), 0, "remove");
	is_errno(msgctl(b, IPC_RMID, NULL), EINVAL, "once");
	is_errno(msgctl(-1, IPC_RMID, NULL), EINVAL, "an impossible id");
	is_errno(msgctl(a, 99, NULL), EINVAL, "an unknown command");
	is_errno(msgctl(a, -1, NULL), EINVAL, "another");
	is_errno(msgctl(a, IPC_STAT | 0x100, (void *)&m), EINVAL,
	    "IPC_64 is no more");
	end(a);
	is_errno(msgget(KEY, 0), ENOENT, "the key is free");
}

static void
test_stat(void)
{
	int q = msgget(KEY, IPC_CREAT | 01640);
	struct msqid_ds ds = stat_of(q), other;

	is(ds.msg_perm.__key, KEY, "key");
	is(ds.msg_perm.uid, 0, "owner");
	is(ds.msg_perm.mode, 0640, "mode");
	is((unsigned short)ds.msg_perm.__seq, q >> 15, "sequence");
	is(ds.msg_stime, 0, "nothing sent");
	is(ds.msg_rtime, 0, "nor received");
	ok(is_recent(ds.msg_ctime), "made now");
	is(ds.msg_qnum, 0, "no message");
	is(ds.msg_cbytes, 0, "of no bytes");
	is(ds.msg_qbytes, 16384, "there is room");
	is(ds.msg_lspid, 0, "nobody has sent");
	is(ds.msg_lrpid, 0, "nor received");
	is_errno(msgctl(q, IPC_STAT, UNMAPPED), EFAULT, "to nowhere");
	is_errno(msgctl(q ^ 1 << 15, IPC_STAT, &ds), EINVAL,
	    "the index alone is not the id");
	is(msgctl(q & 0x7fff, MSG_STAT, &other), q, "but for MSG_STAT");
	is(other.msg_qbytes, 16384, "which says what it is");
	is(msgctl(q & 0x7fff, MSG_STAT_ANY, &other), q, "and MSG_STAT_ANY");
	is_errno(msgctl(0x7fff, MSG_STAT, &other), EINVAL,
	    "an index without one");
	is(post(q, 5, "hello", 0), 0, "send");
	ds = stat_of(q);
	is(ds.msg_qnum, 1, "one message");
	is(ds.msg_cbytes, 5, "of five bytes");
	is(ds.msg_lspid, getpid(), "by this process");
	ok(is_recent(ds.msg_stime), "now");
	takes(q, 0, 0, "hello", "receive");
	is(m.type, 5, "with its type");
	ds = stat_of(q);
	is(ds.msg_qnum, 0, "no message");
	is(ds.msg_cbytes, 0, "of no bytes");
	is(ds.msg_lrpid, getpid(), "this process has it");
	ok(is_recent(ds.msg_rtime), "since now");
	ds.msg_perm.uid = USER;
	ds.msg_perm.gid = OTHER;
	ds.msg_perm.mode = 07604;
	ds.msg_qbytes = 100;
	ds.msg_qnum = 3;
	next_second();
	is(msgctl(q, IPC_SET, &ds), 0, "IPC_SET");
	other = stat_of(q);
	is(other.msg_perm.uid, USER, "owner");
	is(other.msg_perm.gid, OTHER, "group");
	is(other.msg_perm.mode, 0604, "mode");
	is(other.msg_qbytes, 100, "room");
	is(other.msg_qnum, 0, "nothing else");
	ok(other.msg_ctime > ds.msg_ctime, "a time of that");
	is_errno(msgctl(q, IPC_SET, UNMAPPED), EFAULT, "from nowhere");
	ds.msg_perm.uid = (uid_t)-1;
	is_errno(msgctl(q, IPC_SET, &ds), EINVAL, "no such user");
	end(q);
}

static void
test_info(void)
{
	struct msginfo i;
	int q = new_queue();

	works(msgctl(0, IPC_INFO, (void *)&i), "IPC_INFO");
	is(i.msgmni, 32000, "queues");
	is(i.msgmax, 8192, "bytes of a message");
	is(i.msgmnb, 16384, "of a queue");
	is(i.msgpool, 512000, "msgpool");
	is(i.msgmap, 16384, "msgmap");
	is(i.msgtql, 16384, "msgtql");
	is(i.msgssz, 16, "msgssz");
	is(i.msgseg, 0xffff, "msgseg");
	post(q, 1, "four", 0);
	post(q, 1, "sixsix", 0);
	is(msgctl(0, MSG_INFO, (void *)&i), q & 0x7fff, "the highest index");
	is(i.msgpool, 1, "one queue");
	is(i.msgmap, 2, "of two messages");
	is(i.msgtql, 10, "of ten bytes");
	is_errno(msgctl(0, MSG_INFO, UNMAPPED), EFAULT, "to nowhere");
	end(q);
	msgctl(0, MSG_INFO, (void *)&i);
	is(i.msgmap, 0, "they have gone");
}

/* --- msgsnd, msgrcv -------------------------------------------------------------------- */

static void
test_send(void)
{
	int q = new_queue();
	char *edge = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(edge + PAGE, PAGE);
	m.type = 1;
	is_errno(msgsnd(q, &m, LARGE + 1, 0), EINVAL, "too long");
	is_errno(msgsnd(q, &m, -1UL, 0), EINVAL, "much");
	is_errno(msgsnd(-1, &m, 1, 0), EINVAL, "no id");
	is_errno(msgsnd(q + 1, &m, 1, 0), EINVAL, "another id");
	is_errno(msgsnd(-1, UNMAPPED, 1, 0), EFAULT, "from nowhere");
	m.type = 0;
	is_errno(msgsnd(q, &m, 1, 0), EINVAL, "no type");
	m.type = -1;
	is_errno(msgsnd(q, &m, 1, 0), EINVAL, "nor that");
	memset(edge + PAGE - 16, 1, 16);
	is_errno(msgsnd(q, edge + PAGE - 16, 9, 0), EFAULT,
	    "more than there is");
	is_errno(msgsnd(q + 1, edge + PAGE - 16, 9, 0), EFAULT,
	    "that comes before the id");
	is(msgsnd(q, edge + PAGE - 16, 8, 0), 0, "all that there is");
	is_errno(msgrcv(q, edge + PAGE - 15, 8, 0, 0), EFAULT,
	    "no room for it");
	is(stat_of(q).msg_qnum, 0, "it is lost");
	is(post(q, 1, "", 0), 0, "nothing");
	takes(q, 0, 0, "", "is received");
	for (int i = 0; i < LARGE; i++)
		m.text[i] = (char)(i * 7 + i / 256);
	m.type = LONG_MAX;
	is(msgsnd(q, &m, LARGE, 0), 0, "the longest");
	memset(&m, 0, sizeof m);
	is(msgrcv(q, &m, LARGE, 0, 0), LARGE, "is received");
	is(m.type, LONG_MAX, "of the highest type");
	for (int i = 0; i < LARGE; i++)
		if (m.text[i] != (char)(i * 7 + i / 256)) {
			ok(false, "byte %d", i);
			break;
		}
	munmap(edge, PAGE);
	end(q);
}

static void
test_receive(void)
{
	int q = new_queue();

	is_errno(msgrcv(-1, &m, 1, 0, 0), EINVAL, "no id");
	is_errno(msgrcv(q + 1, &m, 1, 0, 0), EINVAL, "another id");
	is_errno(msgrcv(q, &m, -1UL, 0, 0), EINVAL, "no size");
	takes(q, 0, 0, "ENOMSG", "nothing is there");
	post(q, 3, "three", 0);
	post(q, 1, "one", 0);
	post(q, 2, "two", 0);
	post(q, 1, "another", 0);
	takes(q, 4, 0, "ENOMSG", "not of that type");
	takes(q, 2, 0, "two", "a type");
	takes(q, 2, 0, "ENOMSG", "once");
	takes(q, 3, MSG_EXCEPT, "one", "another type");
	takes(q, 0, 0, "three", "the first");
	takes(q, 0, 0, "another", "the next");
	post(q, 5, "five", 0);
	post(q, 3, "three", 0);
	post(q, 4, "four", 0);
	post(q, 3, "three too", 0);
	takes(q, -2, 0, "ENOMSG", "none so low");
	takes(q, -4, 0, "three", "the lowest");
	takes(q, -4, 0, "three too", "of these the first");
	takes(q, -4, 0, "four", "then the next");
	takes(q, -4, 0, "ENOMSG", "not above it");
	takes(q, LONG_MIN, 0, "five", "the lowest of all");
	post(q, 1, "hello", 0);
	is_errno(msgrcv(q, &m, 4, 0, 0), E2BIG, "longer than wanted");
	is(stat_of(q).msg_qnum, 1, "it is there");
	memset(&m, 'x', sizeof m);
	is(msgrcv(q, &m, 4, 0, MSG_NOERROR), 4, "a part of it");
	ok(memcmp(m.text, "hellx", 5) == 0, "and no more");
	is(stat_of(q).msg_qnum, 0, "the rest is lost");
	post(q, 1, "hello", 0);
	is(msgrcv(q, &m, 0, 0, MSG_NOERROR), 0, "nothing of it");
	post(q, 1, "hello", 0);
	is_errno(msgrcv(q, UNMAPPED, LARGE, 0, 0), EFAULT, "to nowhere");
	is(stat_of(q).msg_qnum, 0, "it is lost");
	end(q);
}

static void
test_copy(void)
{
	int q = new_queue();

	is_errno(msgrcv(q, &m, LARGE, 0, MSG_COPY), EINVAL,
	    "MSG_COPY needs IPC_NOWAIT");
	is_errno(msgrcv(q, &m, LARGE, 0, MSG_COPY | MSG_EXCEPT | IPC_NOWAIT),
	    EINVAL, "and no MSG_EXCEPT");
	takes(q, 0, MSG_COPY, "ENOMSG", "nothing is there");
	post(q, 7, "zero", 0);
	post(q, 8, "one", 0);
	takes(q, 1, MSG_COPY, "one", "by number");
	is(m.type, 8, "with its type");
	takes(q, 0, MSG_COPY, "zero", "another");
	takes(q, 2, MSG_COPY, "ENOMSG", "no such number");
	takes(q, -1, MSG_COPY, "ENOMSG", "nor that");
	is(stat_of(q).msg_qnum, 2, "all are there");
	is(stat_of(q).msg_lrpid, 0, "nobody has received");
	is_errno(msgrcv(q, &m, 2, 0, MSG_COPY | IPC_NOWAIT), E2BIG,
	    "longer than wanted");
	is_errno(msgrcv(q, &m, 2, 0, MSG_COPY | IPC_NOWAIT | MSG_NOERROR),
	    EINVAL, "a part is not copied");
	end(q);
}

/* --- Waiting ------------------------------------------------------------------------------ */

/* A child that receives, and ends with the first byte of it, or 200 + errno. */
static pid_t
receiver(int q, long type, size_t size, int flags)
{
	pid_t pid = fork();

	if (pid == 0) {
		ssize_t n = msgrcv(q, &m, size, type, flags);

		_exit(n < 0 ? 200 + errno : m.text[0]);
	}
	if (!sleeps(pid))
		diag("child %d does not sleep", (int)pid);
	return pid;
}

/* One that sends, and ends with 0, or 200 + errno. */
static pid_t
sender(int q, long type, const char *text)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(post(q, type, text, 0) == 0 ? 0 : 200 + errno);
	if (!sleeps(pid))
		diag("child %d does not sleep", (int)pid);
	return pid;
}

static void
test_receivers(void)
{
	int q = new_queue();
	pid_t a = receiver(q, 0, LARGE, 0), b, c;

	is(post(q, 9, "a", 0), 0, "send");
	is(result(a), 'a', "who waits has it");
	is(stat_of(q).msg_qnum, 0, "it was in no queue");
	is(stat_of(q).msg_lrpid, a, "and is received by that");
	a = receiver(q, 2, LARGE, 0);
	b = receiver(q, 3, LARGE, MSG_EXCEPT);
	c = receiver(q, -4, LARGE, 0);
	is(post(q, 3, "c", 0), 0, "to the third");
	is(result(c), 'c', "who takes low ones");
	is(post(q, 2, "a", 0), 0, "to the first");
	is(result(a), 'a', "who wants that type");
	is(post(q, 3, "x", 0), 0, "to none");
	ok(is_asleep(b), "the second waits");
	is(post(q, 1, "b", 0), 0, "to the second");
	is(result(b), 'b', "who has it");
	takes(q, 0, 0, "x", "what nobody wanted is there");
	a = receiver(q, 0, 2, 0);
	b = receiver(q, 0, 2, MSG_NOERROR);
	is(post(q, 1, "long", 0), 0, "too long for the first");
	is(result(a), 200 + E2BIG, "who is told so");
	is(result(b), 'l', "the second has a part");
	end(q);
}

static void
test_senders(void)
{
	int q = new_queue(), status;
	pid_t a, b, c;

	set_room(q, 10);
	is(post(q, 1, "12345678", 0), 0, "eight of ten bytes");
	is_errno(post(q, 1, "abc", IPC_NOWAIT), EAGAIN, "three do not fit");
	is(post(q, 1, "ab", IPC_NOWAIT), 0, "two do");
	is_errno(post(q, 1, "c", IPC_NOWAIT), EAGAIN, "then it is full");
	is(post(q, 1, "", IPC_NOWAIT), 0, "but for nothing");
	a = sender(q, 1, "123456789");
	b = sender(q, 1, "b");
	takes(q, 0, 0, "12345678", "receive");
	is(result(b), 0, "a short one fits");
	ok(is_asleep(a), "a long one does not");
	is(stat_of(q).msg_lspid, b, "the short one was sent");
	takes(q, 0, 0, "ab", "receive");
	takes(q, 0, 0, "", "receive");
	is(result(a), 0, "with one byte the long one fits");
	takes(q, 0, 0, "b", "in order");
	takes(q, 0, 0, "123456789", "of being sent");
	set_room(q, 3);
	is(post(q, 1, "", 0), 0, "one");
	is(post(q, 1, "", 0), 0, "two");
	is(post(q, 1, "", 0), 0, "three messages");
	is_errno(post(q, 1, "", IPC_NOWAIT), EAGAIN, "as many as bytes");
	a = sender(q, 1, "x");
	c = sender(q, 1, "y");
	set_room(q, 4);
	b = wait(&status);
	ok((b == a || b == c) && exited_with(status, 0), "more room");
	ok(is_asleep(b == a ? c : a), "for one");
	set_room(q, 100);
	is(result(b == a ? c : a), 0, "and for the other");
	end(q);
}

static void
test_removed(void)
{
	int q = new_queue();
	pid_t a, b;

	set_room(q, 1);
	post(q, 1, "x", 0);
	a = receiver(q, 2, LARGE, 0);
	b = sender(q, 1, "y");
	is(msgctl(q, IPC_RMID, NULL), 0, "remove");
	is(result(a), 200 + EIDRM, "who receives");
	is(result(b), 200 + EIDRM, "who sends");
}

static void
test_interrupted(void)
{
	int q = new_queue();
	pid_t a, b;

	set_room(q, 1);
	post(q, 1, "x", 0);
	catch_usr1();
	a = receiver(q, 2, LARGE, 0);
	b = sender(q, 1, "y");
	kill(a, SIGUSR1);
	kill(b, SIGUSR1);
	is(result(a), 200 + EINTR, "a handler ends a wait for a message");
	is(result(b), 200 + EINTR, "or for room, SA_RESTART or not");
	a = receiver(q, 2, LARGE, 0);
	kill(a, SIGSTOP);
	waitpid(a, NULL, WUNTRACED);
	kill(a, SIGCONT);
	ok(is_asleep(a), "to be stopped does not");
	kill(a, SIGKILL);
	ok(died_by(wait_for(a), SIGKILL), "to be killed does");
	takes(q, 0, 0, "x", "what was there");
	takes(q, 0, 0, "ENOMSG", "and nothing else");
	end(q);
}

/* --- Who may what --------------------------------------------------------------------------- */

static void
as_reader(void)
{
	struct msqid_ds ds;

	is_errno(msgget(KEY, 0600), EACCES, "to send by key");
	is(msgget(KEY, 0400), id, "to receive by key");
	is_errno(post(id, 1, "x", 0), EACCES, "nor send");
	takes(id, 0, 0, "for all", "but receive");
	is(msgctl(id, IPC_STAT, &ds), 0, "or ask");
	is_errno(msgctl(id, IPC_SET, &ds), EPERM, "but not change it");
	is_errno(msgctl(id, IPC_RMID, NULL), EPERM, "nor remove");
}

static void
as_writer(void)
{
	struct msqid_ds ds;

	is(post(id, 1, "hello", 0), 0, "send");
	is_errno(msgrcv(id, &m, LARGE, 0, 0), EACCES, "but not receive");
	is_errno(msgctl(id, IPC_STAT, &ds), EACCES, "nor ask");
	is(msgctl(id & 0x7fff, MSG_STAT_ANY, &ds), id, "but as all may");
	is_errno(msgctl(id & 0x7fff, MSG_STAT, &ds), EACCES,
	    "who know the index");
}

static void
as_owner(void)
{
	struct msqid_ds ds = stat_of(id);

	ds.msg_qbytes = 16385;
	is_errno(msgctl(id, IPC_SET, &ds), EPERM, "more room needs rights");
	ds.msg_qbytes = 16384;
	is(msgctl(id, IPC_SET, &ds), 0, "as much as is usual does not");
	is(msgctl(id, IPC_RMID, NULL), 0, "remove");
}

static void
own_mode(int q, uid_t uid, int mode)
{
	struct msqid_ds ds = stat_of(q);

	ds.msg_perm.uid = uid;
	ds.msg_perm.mode = (unsigned short)mode;
	msgctl(q, IPC_SET, &ds);
}

static void
wait_as_user(void)
{
	is_errno(msgrcv(id, &m, LARGE, 77, 0), EACCES,
	    "who waits and may not any more");
}

static void
test_permissions(void)
{
	pid_t pid;

	id = msgget(KEY, IPC_CREAT | 0604);
	post(id, 1, "for all", 0);
	as_user(USER, USER, as_reader);
	own_mode(id, 0, 0602);
	as_user(USER, USER, as_writer);
	own_mode(id, 0, 0604);
	pid = fork();
	if (pid == 0) {
		become_user(USER, USER);
		wait_as_user();
		_exit(0);
	}
	ok(sleeps(pid), "a user waits for a message");
	own_mode(id, 0, 0600);
	is(wait_for(pid), 0, "is told");
	own_mode(id, USER, 0600);
	as_user(USER, USER, as_owner);
}

/* --- /proc ----------------------------------------------------------------------------------- */

static void
test_proc(void)
{
	int q = msgget(KEY, IPC_CREAT | 0640);
	char line[512] = "", want[512];
	struct msqid_ds ds;
	FILE *f = fopen("/proc/sysvipc/msg", "r");

	ok(f && fgets(line, sizeof line, f), "a head");
	ok(strcmp(line,
	       "       key      msqid perms      cbytes       qnum lspid lrpid "
	       "  uid   gid  cuid  cgid      stime      rtime      ctime\n") ==
		0,
	    "which is Linux's");
	fclose(f);
	post(q, 1, "hello", 0);
	ok(ipc_line("msg", q, line, sizeof line), "a line");
	ds = stat_of(q);
	snprintf(want, sizeof want,
	    "%10d %10d  %4o  %10lu %10lu %5u %5u %5u %5u %5u %5u %10lu %10lu "
	    "%10lu\n",
	    KEY, q, 0640, 5UL, 1UL, (unsigned)getpid(), 0U, 0U,
	    (unsigned)getegid(), 0U, (unsigned)getegid(),
	    (unsigned long)ds.msg_stime, 0UL, (unsigned long)ds.msg_ctime);
	ok(strcmp(line, want) == 0, "which says all");
	if (strcmp(line, want) != 0)
		diag("%s# %s", line, want);
	end(q);
}

static void
test_limits(void)
{
	enum {
		LENGTH = 80000
	};
	static long big[LENGTH / 8 + 1] = { 1 };
	char longest[32], room[32], queues[32];
	int q = new_queue(), r;

	strcpy(longest, setting("msgmax"));
	strcpy(room, setting("msgmnb"));
	strcpy(queues, setting("msgmni"));
	ok(put_setting("msgmax", "4"), "msgmax");
	is_errno(post(q, 1, "12345", 0), EINVAL, "no longer message");
	is(post(q, 1, "1234", 0), 0, "but as long");
	ok(put_setting("msgmax", "100000"), "a longer one");
	is_errno(msgsnd(q, big, sizeof big - 8, IPC_NOWAIT), EAGAIN,
	    "is longer than the queue");
	ok(put_setting("msgmnb", "200000"), "a large queue");
	r = new_queue();
	big[LENGTH / 8] = 12345678;
	is(msgsnd(r, big, LENGTH, IPC_NOWAIT), 0, "takes it");
	big[LENGTH / 8] = 0;
	is(msgrcv(r, big, LENGTH, 1, IPC_NOWAIT), LENGTH, "and gives it");
	is(big[LENGTH / 8], 12345678, "to its end");
	end(r);
	ok(put_setting("msgmax", longest), "put back");
	ok(put_setting("msgmnb", "5"), "msgmnb");
	r = new_queue();
	is(stat_of(r).msg_qbytes, 5, "of new queues");
	is(stat_of(q).msg_qbytes, 16384, "not of others");
	ok(put_setting("msgmnb", room), "put back");
	ok(put_setting("msgmni", "2"), "msgmni");
	is_errno(new_queue(), ENOSPC, "no more queues");
	is(put_setting("msgmni", "32769"), false, "more than 32768");
	ok(put_setting("msgmni", queues), "put back");
	end(q);
	end(r);
	if (put_setting("msg_next_id", "131077")) {
		q = new_queue();
		is(q, 131077, "msg_next_id");
		end(q);
	} else {
		skip("msg_next_id needs CAP_CHECKPOINT_RESTORE");
	}
}

int
main(void)
{
	own_ipc();
	test_get();
	test_stat();
	test_info();
	test_send();
	test_receive();
	test_copy();
	test_receivers();
	test_senders();
	test_removed();
	test_interrupted();
	test_permissions();
	test_proc();
	test_limits();
	return done();
}
