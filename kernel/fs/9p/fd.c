/*
 * trans=fd: a server behind two descriptors of who mounts, rfdno= and wfdno=: pipes to a
 * program, which may be one that runs here.
 *
 * A thread writes what is to be sent, one message after another; another reads.  Both wait
 * until their file is ready, and move no more then than is sure not to block: so they can
 * be stopped whatever the other side does, or does not.
 *
 * The stream has no borders but the sizes that messages begin with, so a server that
 * breaks them, or answers what it was not asked, cannot be understood any more.
 */
#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/poll.h"
#include "fs/9p/9p.h"
#include "fs/9p/client.h"
#include "fs/9p/proto.h"
#include "fs/fdtable.h"
#include "fs/file.h"
#include "fs/poll.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "sched/thread.h"

#define QUEUES 4 /* that a file may name, fs/poll.h */

struct end;

struct registration {
	struct waiter waiter;
	struct waitq *queue;
	struct end *end;
};

/* A thread and its file.  Key: [t] the thread's alone */
struct end {
	struct channel *channel;                   /* [I] */
	struct file *file;                         /* [I] a reference */
	struct thread *thread;                     /* [I] before it registers */
	struct poll_table table;                   /* [t] */
	struct registration registrations[QUEUES]; /* [t] */
	unsigned nregistrations;                   /* [t] */
	bool asked;        /* [t] the file knows who waits */
	struct waitq self; /* what the thread sleeps on */
	bool woken, ended; /* [a] */
};

struct channel {
	struct p9_client *client; /* [I] */
	struct end reader, writer;
	bool stop; /* [a] */
	struct spinlock lock;
	struct list queue OWN_LOCK(lock); /* of requests to be written */
};

static struct waitq all_ended = WAITQ_INIT(all_ended);

/* --- Waiting for files --- */

static bool
wake(struct waiter *w, unsigned events)
{
	struct end *e = container_of(w, struct registration, waiter)->end;

	(void)events;
	atomic_store(&e->woken, true);
	return thread_wake(e->thread);
}

static void
add_waiter(struct poll_table *pt, struct waitq *q)
{
	struct end *e = container_of(pt, struct end, table);
	struct registration *r = &e->registrations[e->nregistrations];

	if (e->nregistrations == QUEUES)
		return;
	e->nregistrations++;
	*r = (struct registration){ .queue = q, .end = e };
	r->waiter = (struct waiter){ .thread = e->thread, .wake = wake };
	waitq_add(q, &r->waiter);
}

/* => returns: the file is ready; false: the end */
static bool
await_file(struct end *e, unsigned events)
{
	struct channel *ch = e->channel;
	unsigned got = 0;

	while (!atomic_load(&ch->stop)) {
		atomic_store(&e->woken, false);
		memory_barrier(); /* before the file is asked */
		got = file_poll(e->file, e->asked ? NULL : &e->table);
		e->asked = true;
		if (got & (events | POLLERR | POLLHUP))
			return true;
		wait_event(&e->self,
		    atomic_load(&e->woken) || atomic_load(&ch->stop));
	}
	return false;
}

static void
end_thread(struct end *e)
{
	for (unsigned i = 0; i < e->nregistrations; i++)
		waitq_remove(e->registrations[i].queue,
		    &e->registrations[i].waiter);
	atomic_store(&e->ended, true);
	wake_all(&all_ended);
}

/* --- Writing --- */

/* => returns: all n bytes were written */
static bool
write_bytes(struct end *e, const void *p, size_t n)
{
	while (n) {
		struct uio u;
		loff_t pos = 0;
		ssize_t moved;

		if (!await_file(e, POLLOUT))
			return false;
		uio_init_kernel(&u, (void *)p, min(n, (size_t)PIPE_BUF));
		moved = file_write(e->file, &u, &pos);
		if (moved == -EAGAIN)
			continue; /* others write to it too */
		if (moved <= 0)
			return false;
		p = (const char *)p + moved;
		n -= (size_t)moved;
	}
	return true;
}

static bool
write_request(struct end *e, struct p9_request *q)
{
	bool ok = write_bytes(e, q->t.buf, q->t.at);

	for (unsigned i = 0; ok && q->to_server && i < q->nsegments; i++)
		ok = write_bytes(e, q->payload[i].p, q->payload[i].n);
	return ok;
}

static struct p9_request *
next_request(struct channel *ch)
{
	struct p9_request *q = NULL;

	spin_lock(&ch->lock);
	if (!list_empty(&ch->queue)) {
		q = list_entry(ch->queue.next, struct p9_request,
		    transport_node);
		list_remove(&q->transport_node);
	}
	spin_unlock(&ch->lock);
	return q;
}

static void
writer(void *arg)
{
	struct end *e = arg;
	struct channel *ch = e->channel;
	struct p9_request *q = NULL;
	bool ok = true;

	e->thread = current();
	while (ok && !atomic_load(&ch->stop)) {
		wait_event(&e->self,
		    (q = next_request(ch)) || atomic_load(&ch->stop));
		if (!q)
			continue;
		ok = write_request(e, q);
		/* Whoever answers may end it from here on. */
		if (ok)
			store_release(&q->written, true);
		wake_all(&ch->reader.self);
	}
	if (!ok)
		p9_broken(ch->client);
	end_thread(e);
}

/* --- Reading --- */

static bool
read_bytes(struct end *e, void *p, size_t n)
{
	while (n) {
		struct uio u;
		loff_t pos = 0;
		ssize_t moved;

		if (!await_file(e, POLLIN))
			return false;
		uio_init_kernel(&u, p, n);
		moved = file_read(e->file, &u, &pos);
		if (moved == -EAGAIN)
			continue;
		if (moved <= 0)
			return false;
		p = (char *)p + moved;
		n -= (size_t)moved;
	}
	return true;
}

/* n bytes of an answer behind its header. => returns: false: nonsense, or the end */
static bool
read_answer(struct end *e, struct p9_request *q, u32 n)
{
	u32 part = min(n, q->r.size - P9_HEADER);
	bool ok = read_bytes(e, q->r.buf + P9_HEADER, part);

	n -= part;
	for (unsigned i = 0; ok && !q->to_server && n && i < q->nsegments;
	     i++) {
		part = min(n, q->payload[i].n);
		ok = read_bytes(e, q->payload[i].p, part);
		n -= part;
	}
	return ok && !n;
}

/* The request that a message answers, wholly written: what is on its way stays until it
 * is answered, which only we do. => returns: NULL: there is none, or the end */
static struct p9_request *
answered_by(struct end *e, u16 tag)
{
	struct channel *ch = e->channel;
	struct p9_request *q = p9_find(ch->client, tag);

	if (!q)
		return NULL;
	wait_event(&e->self,
	    load_acquire(&q->written) || atomic_load(&ch->stop));
	return load_acquire(&q->written) ? q : NULL;
}

static bool
read_message(struct end *e)
{
	struct p9_wire w = { .size = P9_HEADER };
	u8 header[P9_HEADER];
	struct p9_request *q;
	u32 size;

	w.buf = header;
	if (!read_bytes(e, header, sizeof(header)))
		return false;
	size = p9_get32(&w);
	(void)p9_get8(&w);
	if (size < P9_HEADER || size > e->channel->client->msize)
		return false;
	q = answered_by(e, p9_get16(&w));
	if (!q)
		return false;
	memcpy(q->r.buf, header, sizeof(header));
	if (!read_answer(e, q, size - P9_HEADER))
		return false;
	p9_answered(q, size);
	return true;
}

static void
reader(void *arg)
{
	struct end *e = arg;

	e->thread = current();
	while (read_message(e))
		sched_point();
	p9_broken(e->channel->client);
	end_thread(e);
}

/* --- Life --- */

static int
send(struct p9_request *q, unsigned how)
{
	struct channel *ch = q->client->channel;

	(void)how;
	q->written = false;
	spin_lock(&ch->lock);
	list_add_tail(&ch->queue, &q->transport_node);
	spin_unlock(&ch->lock);
	wake_all(&ch->writer.self);
	return 0;
}

static void
stop(struct p9_client *c)
{
	struct channel *ch = c->channel;

	atomic_store(&ch->stop, true);
	wake_all(&ch->reader.self);
	wake_all(&ch->writer.self);
	wait_event(&all_ended,
	    atomic_load(&ch->reader.ended) && atomic_load(&ch->writer.ended));
}

static void
close_channel(struct p9_client *c)
{
	struct channel *ch = c->channel;

	file_put(ch->reader.file);
	file_put(ch->writer.file);
	kfree(ch);
}

/* => errors: -EBADF */
static int
take_file(int fd, u32 mode, struct file **out)
{
	struct fdref r = fd_get(fd);

	if (!r.file)
		return -EBADF;
	if (!(r.file->mode & mode)) {
		fd_put(r);
		return -EBADF;
	}
	file_get(r.file);
	*out = r.file;
	fd_put(r);
	return 0;
}

static void
end_init(struct channel *ch, struct end *e)
{
	e->channel = ch;
	e->table.queue = add_waiter;
	waitq_init(&e->self);
}

static int
start_thread(const char *name, void (*fn)(void *arg), struct end *e)
{
	int err = kthread_run(name, fn, e);

	if (err)
		atomic_store(&e->ended, true);
	return err;
}

static int
open_channel(struct p9_client *c, const char *source)
{
	struct channel *ch = kzalloc(sizeof(*ch));
	int err;

	(void)source;
	if (!ch)
		return -ENOMEM;
	ch->client = c;
	end_init(ch, &ch->reader);
	end_init(ch, &ch->writer);
	spin_init(&ch->lock, LC_INODE_STATE);
	spin_unshared(&ch->lock);
	list_init(&ch->queue);
	err = take_file(c->rfdno, FMODE_READ, &ch->reader.file);
	if (err)
		goto free;
	err = take_file(c->wfdno, FMODE_WRITE, &ch->writer.file);
	if (err)
		goto put;
	c->channel = ch;
	err = start_thread("9p-read", reader, &ch->reader);
	if (!err)
		err = start_thread("9p-write", writer, &ch->writer);
	else
		atomic_store(&ch->writer.ended, true);
	if (!err)
		return 0;
	stop(c);
	file_put(ch->writer.file);
put:
	file_put(ch->reader.file);
free:
	kfree(ch);
	return err;
}

static struct p9_transport transport = {
	.name = "fd",
	.open = open_channel,
	.send = send,
	.stop = stop,
	.close = close_channel,
	.max_msize = 128 * 1024,
};

void
p9_fd_init(void)
{
	p9_transport_register(&transport);
}
