/*
 * A 9P2000.L server in a child process, over pipes, that answers rightly until it is told
 * to do otherwise.
 *
 * It serves a folder in memory: /a of 10,000 bytes, /d with /d/x, and /w, which can be
 * written.  Byte i of a file is byte_at(i) at first.
 */
#ifndef TESTS_STRESS_P9_H
#define TESTS_STRESS_P9_H

#include "tests/sys/tap.h"
#include <sys/mount.h>

#define MSIZE     65536
#define A_SIZE    10000
#define FILE_MOST 200000

enum {
	TSTATFS = 8,
	TLOPEN = 12,
	TGETATTR = 24,
	TSETATTR = 26,
	TREADDIR = 40,
	TFSYNC = 50,
	TVERSION = 100,
	TATTACH = 104,
	TWALK = 110,
	TREAD = 116,
	TWRITE = 118,
	TCLUNK = 120
};

enum fault {
	GOOD,
	SILENT,      /* no answer */
	LATE,        /* an answer, when `late` is set to GOOD again */
	ERROR,       /* EACCES */
	WRONG_ERROR, /* an errno that there is not */
	WRONG_TYPE,
	WRONG_TAG,
	SHORT_BODY, /* the size is right, the body lacks its end */
	LONG_COUNT, /* says that there is more data than it sends */
	SHORT_DATA, /* fewer bytes than asked for, as a server may */
	NO_DATA,    /* none, though the file has them */
	HUGE_SIZE,  /* of a message beyond msize */
	TINY_SIZE,  /* below its header */
	GARBAGE,    /* random bytes in the body */
	GONE        /* the server ends */
};

/* Shared with the server. */
static struct {
	volatile int fault; /* enum fault */
	volatile int type;  /* the T-message that it is of; 0: all */
	volatile int asked; /* how often that came */
	volatile int clunks, fids;
} * p9;

enum node {
	ROOT,
	A,
	D,
	X,
	W,
	NODES
};

static const struct {
	const char *name;
	enum node parent;
	bool dir;
} p9_tree[NODES] = { { "/", ROOT, true }, { "a", ROOT, false },
	{ "d", ROOT, true }, { "x", D, false }, { "w", ROOT, false } };

static uint64_t p9_size[NODES] = { [A] = A_SIZE, [X] = 3 };
static unsigned char p9_data[NODES][FILE_MOST];
static int p9_fid[4096]; /* number -> node + 1 */

static inline unsigned char
byte_at(uint64_t i)
{
	return (unsigned char)(i * 7 + i / 251);
}

struct reply {
	unsigned char b[MSIZE];
	uint32_t n;
};

static void
put(struct reply *r, uint64_t v, unsigned bytes)
{
	memcpy(r->b + r->n, &v, bytes);
	r->n += bytes;
}

static void
put_qid(struct reply *r, int node)
{
	put(r, p9_tree[node].dir ? 0x80 : 0, 1);
	put(r, 1, 4);
	put(r, (uint64_t)node + 100, 8);
}

static uint64_t
number(const unsigned char *m, unsigned at, unsigned bytes)
{
	uint64_t v = 0;

	memcpy(&v, m + at, bytes);
	return v;
}

static void
server_error(struct reply *r, unsigned err)
{
	r->b[4] = 7;
	r->n = 7;
	put(r, err, 4);
}

static void
server_walk(struct reply *r, const unsigned char *m)
{
	int node = p9_fid[number(m, 7, 4)] - 1, n;
	uint32_t newfid = (uint32_t)number(m, 11, 4);

	if (number(m, 15, 2)) {
		unsigned len = (unsigned)number(m, 17, 2);

		for (n = 1; n < NODES; n++)
			if ((int)p9_tree[n].parent == node &&
			    strlen(p9_tree[n].name) == len &&
			    !memcmp(p9_tree[n].name, m + 19, len))
				break;
		if (n == NODES) {
			server_error(r, ENOENT);
			return;
		}
		node = n;
		put(r, 1, 2);
		put_qid(r, node);
	} else {
		put(r, 0, 2);
	}
	p9_fid[newfid] = node + 1;
	p9->fids++;
}

static void
server_getattr(struct reply *r, int node)
{
	put(r, 0x7ff, 8);
	put_qid(r, node);
	put(r, p9_tree[node].dir ? S_IFDIR | 0777 : S_IFREG | 0666, 4);
	put(r, 0, 4);
	put(r, 0, 4);
	put(r, 1, 8);
	put(r, 0, 8);
	put(r, p9_size[node], 8);
	put(r, 4096, 8);
	put(r, p9_size[node] / 512, 8);
	for (int i = 0; i < 10; i++)
		put(r, 1000, 8);
}

static void
server_readdir(struct reply *r, int node, uint64_t offset)
{
	uint32_t start = r->n;

	put(r, 0, 4);
	for (int n = 1; n < NODES; n++) {
		if ((int)p9_tree[n].parent != node || (uint64_t)n <= offset)
			continue;
		put_qid(r, n);
		put(r, (uint64_t)n, 8);
		put(r, p9_tree[n].dir ? 4 : 8, 1);
		put(r, strlen(p9_tree[n].name), 2);
		memcpy(r->b + r->n, p9_tree[n].name, strlen(p9_tree[n].name));
		r->n += (uint32_t)strlen(p9_tree[n].name);
	}
	memcpy(r->b + start, &(uint32_t){ r->n - start - 4 }, 4);
}

static void
server_read(struct reply *r, int node, uint64_t at, uint64_t n)
{
	if (at > p9_size[node])
		at = p9_size[node];
	if (n > p9_size[node] - at)
		n = p9_size[node] - at;
	if (p9->fault == SHORT_DATA && n > 700)
		n = 700;
	if (p9->fault == NO_DATA)
		n = 0;
	put(r, p9->fault == LONG_COUNT ? n + 100 : n, 4);
	memcpy(r->b + r->n, p9_data[node] + at, n);
	r->n += (uint32_t)n;
}

static void
server_answer(struct reply *r, const unsigned char *m)
{
	int node = p9_fid[number(m, 7, 4) % 4096] - 1;
	uint64_t at = number(m, 11, 8), n = number(m, 19, 4);

	switch (m[4]) {
	case TVERSION:
		put(r, MSIZE, 4);
		put(r, 8, 2);
		memcpy(r->b + r->n, "9P2000.L", 8);
		r->n += 8;
		break;
	case TATTACH:
		p9_fid[number(m, 7, 4)] = ROOT + 1;
		put_qid(r, ROOT);
		break;
	case TWALK:
		server_walk(r, m);
		break;
	case TGETATTR:
		server_getattr(r, node);
		break;
	case TLOPEN:
		put_qid(r, node);
		put(r, 0, 4);
		break;
	case TREADDIR:
		server_readdir(r, node, at);
		break;
	case TREAD:
		server_read(r, node, at, n);
		break;
	case TWRITE:
		memcpy(p9_data[node] + at, m + 23, n);
		if (at + n > p9_size[node])
			p9_size[node] = at + n;
		put(r, n, 4);
		break;
	case TSETATTR:
		if (number(m, 11, 4) & 8)
			p9_size[node] = number(m, 27, 8);
		break;
	case TSTATFS:
		for (int i = 0; i < 60; i++)
			put(r, 1, 1);
		break;
	case TCLUNK:
		p9->clunks++;
		break;
	case TFSYNC:
		break;
	default:
		server_error(r, EOPNOTSUPP);
		break;
	}
}

static bool
read_all(int fd, void *p, size_t n)
{
	for (ssize_t got; n; p = (char *)p + got, n -= (size_t)got)
		if ((got = read(fd, p, n)) <= 0)
			return false;
	return true;
}

/* What is wrong about the answer. */
static void
server_spoil(struct reply *r)
{
	switch (p9->fault) {
	case WRONG_TYPE:
		r->b[4] = (unsigned char)(r->b[4] + 3);
		break;
	case WRONG_TAG:
		r->b[5] ^= 0x55;
		break;
	case SHORT_BODY:
		r->n = r->n > 9 ? 9 : 7;
		break;
	case HUGE_SIZE:
		memcpy(r->b, &(uint32_t){ 0x40000000 }, 4);
		return;
	case TINY_SIZE:
		memcpy(r->b, &(uint32_t){ 3 }, 4);
		return;
	case GARBAGE:
		for (uint32_t i = 7; i < r->n; i++)
			r->b[i] = (unsigned char)rand();
		break;
	case GONE:
		_exit(0);
	default:
		break;
	}
	memcpy(r->b, &r->n, 4);
}

static void
server(int in, int out)
{
	static unsigned char m[MSIZE];
	static struct reply r, late;
	uint32_t size;

	for (int n = 1; n < NODES; n++)
		for (unsigned i = 0; i < p9_size[n]; i++)
			p9_data[n][i] = byte_at(i);
	while (read_all(in, m, 4)) {
		bool fault;

		memcpy(&size, m, 4);
		if (size > MSIZE || !read_all(in, m + 4, size - 4))
			break;
		fault = p9->fault && (!p9->type || p9->type == m[4]);
		r.n = 0;
		put(&r, 0, 4);
		put(&r, m[4] + 1u, 1);
		put(&r, number(m, 5, 2), 2);
		server_answer(&r, m);
		if (fault) {
			__atomic_add_fetch(&p9->asked, 1, __ATOMIC_SEQ_CST);
			if (p9->fault == SILENT)
				continue;
			if (p9->fault == ERROR)
				server_error(&r, EACCES);
			if (p9->fault == WRONG_ERROR)
				server_error(&r, 70000);
			if (p9->fault == LATE) {
				late = r;
				memcpy(late.b, &late.n, 4);
				continue;
			}
			server_spoil(&r);
		} else {
			memcpy(r.b, &r.n, 4);
		}
		if (late.n && p9->fault == GOOD) {
			if (write(out, late.b, late.n) < 0)
				break;
			late.n = 0;
		}
		if (write(out, r.b, r.n) != (ssize_t)r.n)
			break;
	}
	_exit(0);
}

/* Starts a server and mounts it at dir. => returns: its process, or -1 */
static pid_t
p9_mount(const char *dir, const char *options)
{
	int to[2], from[2], err;
	char data[128];
	pid_t pid;

	if (pipe(to) || pipe(from))
		return -1;
	pid = fork();
	if (pid == 0) {
		close(to[1]);
		close(from[0]);
		server(to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	mkdir(dir, 0755);
	snprintf(data, sizeof data, "trans=fd,rfdno=%d,wfdno=%d%s", from[0],
	    to[1], options);
	err = mount("server", dir, "9p", 0, data) ? errno : 0;
	close(from[0]);
	close(to[1]);
	if (!err)
		return pid;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	errno = err;
	return -1;
}

static void
p9_end(const char *dir, pid_t pid)
{
	p9->fault = GOOD;
	is(umount(dir), 0, "umount");
	waitpid(pid, NULL, 0);
}

static void
p9_spoil(enum fault fault, int type)
{
	p9->type = type;
	p9->asked = 0;
	p9->fault = fault;
}

static void
p9_begin(void)
{
	p9 = mmap(NULL, sizeof *p9, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

#endif
