/*
 * Requests to a 9P server.
 *
 * A tag for each that is on its way; who finds none free waits for one.  The transport
 * sends, and says when the answer is there, from an interrupt perhaps.  That wakes who
 * waits; for the others a work calls done() and ends them.
 *
 * Who stops waiting leaves the request behind: it is ended when its answer comes.  If that
 * answer made a fid, nobody knows it: it is given up then.
 *
 * A broken connection: the work stops the transport, after which no memory of a request
 * is touched any more, and then ends them all.  That order is why nothing is ended
 * where the fault is noticed.
 */
#include "fs/9p/client.h"

#include "abi/errno.h"
#include "debug/log.h"
#include "fs/9p/calls.h"
#include "fs/9p/proto.h"
#include "mm/slab.h"
#include "sched/sched.h"
#include "time/clock.h"

static struct slab_cache request_cache = SLAB_CACHE("p9_request",
    struct p9_request);
static const struct p9_transport *transports; /* [I] after boot */

/* How long fsync() may take, in ordinary requests. */
#define FSYNC_TIMES 10

void
p9_transport_register(struct p9_transport *t)
{
	t->next = transports;
	transports = t;
}

/* --- Making requests --- */

/* => returns: false: no memory */
static bool
give_room(struct p9_wire *w, u8 *small, u32 nsmall, u32 n)
{
	w->buf = n <= nsmall ? small : kmalloc(n);
	w->size = n;
	w->at = 0;
	w->bad = false;
	return w->buf;
}

/* => returns: false: no memory for long messages */
static bool
request_init(struct p9_request *q, struct p9_client *c, u8 type, u32 t, u32 r)
{
	memset(q, 0, offsetof(struct p9_request, small_t));
	q->client = c;
	q->type = type;
	q->newfid = P9_NOFID;
	waitq_init(&q->wake);
	if (!give_room(&q->t, q->small_t, P9_SMALL_T, t) ||
	    !give_room(&q->r, q->small_r, P9_SMALL_R, max(r, 11U)))
		return false;
	q->t.at = P9_HEADER; /* filled by send() */
	return true;
}

struct p9_request *
p9_request_begin(struct p9_client *c, u8 type, u32 t, u32 r)
{
	struct p9_request *q = slab_alloc(&request_cache);

	if (q && !request_init(q, c, type, t, r)) {
		p9_request_end(q);
		return NULL;
	}
	return q;
}

struct p9_request *
p9_request_kept(struct p9_client *c, u8 type, u32 t, u32 r)
{
	struct p9_request *q = NULL;

	assert(t <= P9_SMALL_T && r <= P9_SMALL_R);
	if (WAIT_EVENT(&c->room, (q = atomic_xchg(&c->kept, NULL)), 0,
		clock_monotonic() + c->timeout))
		return NULL;
	(void)request_init(q, c, type, t, r);
	q->kept = true;
	return q;
}

void
p9_request_end(struct p9_request *q)
{
	if (q->end)
		q->end(q);
	if (q->t.buf != q->small_t)
		kfree(q->t.buf);
	if (q->r.buf != q->small_r)
		kfree(q->r.buf);
	kfree(q->keep);
	if (q->kept) {
		struct p9_client *c = q->client;

		store_release(&c->kept, q);
		wake_all(&c->room);
	} else {
		slab_free(&request_cache, q);
	}
}

/* --- On their way --- */

/* => returns: a tag was free, or the connection is broken */
static bool
enlist(struct p9_client *c, struct p9_request *q)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	size_t tag = bitmap_find_clear(c->tags, P9_TAGS, 0);
	bool ok = tag < P9_TAGS && !c->broken;

	if (ok) {
		bitmap_set(c->tags, tag);
		c->by_tag[tag] = q;
		c->nsent++;
		q->tag = (u16)tag;
		q->state = P9_SENT;
		list_add_tail(&c->sent, &q->node);
	} else if (c->broken) {
		q->err = -EIO;
	}
	ok = ok || c->broken;
	spin_unlock_irqrestore(&c->lock, flags);
	return ok;
}

/* Takes a request out of those that are on their way. */
static void
delist(struct p9_client *c, struct p9_request *q) REQUIRES(c->lock)
{
	list_remove(&q->node);
	bitmap_clear(c->tags, q->tag);
	c->by_tag[q->tag] = NULL;
}

/* It is not on its way any more, and nobody needs the client for it. */
static void
uncount(struct p9_client *c, unsigned n)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);

	c->nsent -= n;
	if (atomic_load(&c->fids.waiting))
		work_queue(&c->ending.work);
	spin_unlock_irqrestore(&c->lock, flags);
	wake_all(&c->room);
}

static void
write_header(struct p9_request *q)
{
	struct p9_wire w = { .buf = q->t.buf, .size = P9_HEADER };
	u32 n = q->t.at;

	if (q->to_server)
		for (unsigned i = 0; i < q->nsegments; i++)
			n += q->payload[i].n;
	p9_put32(&w, n);
	p9_put8(&w, q->type);
	p9_put16(&w, q->type == P9_TVERSION ? P9_NOTAG : q->tag);
}

/* Gives it a tag and to the transport. => errors: why it is not on its way */
static int
send(struct p9_request *q, unsigned how)
{
	struct p9_client *c = q->client;
	irqflags_t flags;
	int err;

	if (q->t.bad)
		return -ENAMETOOLONG;
	q->deadline = clock_monotonic() +
	    c->timeout * (q->type == P9_TFSYNC ? FSYNC_TIMES : 1);
	err = WAIT_EVENT(&c->room, enlist(c, q), how,
	    q->at_once ? 0 : q->deadline);
	if (err || q->err)
		return err ? err : q->err;
	write_header(q);
	err = c->transport->send(q, how);
	if (!err)
		return 0;
	flags = spin_lock_irqsave(&c->lock);
	delist(c, q);
	spin_unlock_irqrestore(&c->lock, flags);
	uncount(c, 1);
	return err;
}

/* An answer came, or the end: what is to be done with it is the waiter's, or the
 * work's. */
static void
ended(struct p9_client *c, struct p9_request *q) REQUIRES(c->lock)
{
	delist(c, q);
	if (!q->waited || q->state == P9_LEFT) {
		list_add_tail(&c->ended, &q->node);
		work_queue(&c->ending.work);
		return;
	}
	/* Its waiter ends it, but not before he has had the client's lock. */
	atomic_store(&q->state, P9_ANSWERED);
	wake_all(&q->wake);
}

void
p9_answered(struct p9_request *q, u32 n)
{
	struct p9_client *c = q->client;
	irqflags_t flags = spin_lock_irqsave(&c->lock);

	q->r.size = min(q->r.size, n);
	ended(c, q);
	spin_unlock_irqrestore(&c->lock, flags);
}

struct p9_request *
p9_find(struct p9_client *c, u16 tag)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	struct p9_request *q = c->by_tag[tag < P9_TAGS ? tag : 0];

	if (q && tag != q->tag && (tag != P9_NOTAG || q->type != P9_TVERSION))
		q = NULL;
	spin_unlock_irqrestore(&c->lock, flags);
	return q;
}

void
p9_broken(struct p9_client *c)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	bool news = !c->broken;

	c->broken = true;
	spin_unlock_irqrestore(&c->lock, flags);
	if (!news)
		return;
	log_err("9p: the connection to the server is broken");
	work_queue(&c->ending.work);
	wake_all(&c->room);
}

/* --- Answers --- */

int
p9_result(struct p9_request *q)
{
	struct p9_wire *r = &q->r;
	u8 type;
	u16 tag;
	u32 size;

	if (q->err)
		return q->err;
	r->at = 0;
	size = p9_get32(r);
	type = p9_get8(r);
	tag = p9_get16(r);
	if (!r->bad && size >= r->size &&
	    (tag == q->tag || q->type == P9_TVERSION)) {
		if (type == q->type + 1)
			return 0;
		if (type == P9_RLERROR) {
			u32 code = p9_get32(r);

			if (!r->bad && code && code <= P9_MAX_ERRNO)
				return -(int)code;
		}
	}
	if (!atomic_xchg(&q->client->complained, true))
		log_warn("9p: no answer to a message of type %u: %u, %u bytes",
		    q->type, type, r->size);
	return -EIO;
}

/* Nobody waits for it. */
static void
end_left(struct p9_request *q)
{
	if (q->newfid != P9_NOFID) {
		if (p9_result(q))
			p9_number_free(&q->client->fids, q->newfid);
		else
			p9_number_drop(q->client, q->newfid);
	}
	p9_request_end(q);
}

static void
finish(struct p9_request *q)
{
	struct p9_client *c = q->client;

	if (q->state == P9_LEFT) {
		end_left(q);
	} else {
		q->state = P9_ANSWERED;
		if (q->done)
			q->done(q);
		p9_request_end(q);
	}
	uncount(c, 1);
}

static struct p9_request *
next_ended(struct p9_client *c)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	struct p9_request *q = NULL;

	if (!list_empty(&c->ended)) {
		q = list_entry(c->ended.next, struct p9_request, node);
		list_remove(&q->node);
	}
	spin_unlock_irqrestore(&c->lock, flags);
	return q;
}

/* The transport has stopped: what is on its way stays so for ever. */
static void
end_all(struct p9_client *c)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);

	while (!list_empty(&c->sent)) {
		struct p9_request *q = list_entry(c->sent.next,
		    struct p9_request, node);

		q->err = -EIO;
		ended(c, q);
	}
	spin_unlock_irqrestore(&c->lock, flags);
}

/* One that is not waited for and whose time is over: it is left.  *next: when the time of
 * another is.  => returns: NULL: none */
static struct p9_request *
next_late(struct p9_client *c, ktime_t now, ktime_t *next)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	struct p9_request *q, *late = NULL;

	*next = KTIME_FOREVER;
	list_for_each(q, &c->sent, node) {
		if (q->waited || q->state == P9_LEFT)
			continue;
		if (q->deadline > now)
			*next = min(*next, q->deadline);
		else
			late = q;
	}
	if (late) {
		late->state = P9_LEFT;
		late->err = -EIO;
	} else {
		c->timed = *next != KTIME_FOREVER;
	}
	spin_unlock_irqrestore(&c->lock, flags);
	return late;
}

/* Only here are such ended, so a late one stays while done() looks at it. */
static void
tell_late(struct p9_client *c)
{
	ktime_t now = clock_monotonic(), next;
	struct p9_request *q;

	while ((q = next_late(c, now, &next)))
		if (q->done)
			q->done(q);
	if (next != KTIME_FOREVER)
		timed_work_set(&c->ending, next);
}

static void
ending(struct work *w)
{
	struct p9_client *c = container_of(w, struct p9_client, ending.work);
	struct p9_request *q;

	if (p9_is_broken(c)) {
		c->transport->stop(c);
		end_all(c);
	}
	while ((q = next_ended(c))) {
		finish(q);
		sched_point();
	}
	p9_fids_clunk(c);
	tell_late(c);
}

/* --- Waiting --- */

/* Leaves a request to its answer. => returns: false: that has come */
static bool
leave(struct p9_request *q)
{
	struct p9_client *c = q->client;
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	bool left = q->state == P9_SENT;

	if (left)
		q->state = P9_LEFT;
	spin_unlock_irqrestore(&c->lock, flags);
	return left;
}

int
p9_rpc(struct p9_request **request)
{
	struct p9_request *q = *request;
	struct p9_client *c = q->client;
	int err;

	q->waited = true;
	err = send(q, WAIT_KILLABLE);
	if (err)
		return err == -ETIMEDOUT ? -EIO : err;
	err = WAIT_EVENT(&q->wake, atomic_load(&q->state) == P9_ANSWERED,
	    WAIT_KILLABLE, q->deadline);
	if (err && leave(q)) {
		*request = NULL;
		return err == -ETIMEDOUT ? -EIO : err;
	}
	uncount(c, 1); /* takes the lock: see ended() */
	return p9_result(q);
}

/* The work is to look at its deadline. */
static void
note_deadline(struct p9_client *c)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	bool was = c->timed;

	c->timed = true;
	spin_unlock_irqrestore(&c->lock, flags);
	if (!was)
		timed_work_set(&c->ending, clock_monotonic() + c->timeout);
}

int
p9_submit(struct p9_request *q)
{
	struct p9_client *c = q->client;
	bool at_once = q->at_once;
	int err = send(q, 0);

	if (!err) {
		note_deadline(c); /* q may have gone by now */
		return 0;
	}
	if (at_once && err == -ETIMEDOUT)
		return err;
	q->err = -EIO;
	if (q->done)
		q->done(q);
	p9_request_end(q);
	return 0;
}

/* --- Connections --- */

static const struct p9_transport *
find_transport(const char *name)
{
	const struct p9_transport *t = transports;

	while (t && strcmp(t->name, name) != 0)
		t = t->next;
	return t;
}

/* => returns: false: no memory */
static bool
client_init(struct p9_client *c)
{
	spin_init(&c->lock, LC_P9);
	p9_fids_init(&c->fids);
	list_init(&c->sent);
	list_init(&c->ended);
	waitq_init(&c->room);
	timed_work_init(&c->ending, ending);
	c->kept = slab_alloc(&request_cache);
	return c->kept;
}

int
p9_connect(struct p9_client *c, const char *transport, const char *source,
    u32 msize)
{
	const struct p9_transport *t = find_transport(transport);
	int err;

	if (!t)
		return -EINVAL;
	if (!client_init(c))
		return -ENOMEM;
	c->transport = t;
	err = t->open(c, source);
	if (err) {
		slab_free(&request_cache, c->kept);
		return err;
	}
	c->msize = min(msize, t->max_msize);
	err = p9_version(c);
	if (err)
		p9_disconnect(c);
	return err;
}

static bool
nothing_is_sent(struct p9_client *c)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);
	bool none = !c->nsent;

	spin_unlock_irqrestore(&c->lock, flags);
	return none;
}

void
p9_disconnect(struct p9_client *c)
{
	irqflags_t flags = spin_lock_irqsave(&c->lock);

	c->broken = true;
	spin_unlock_irqrestore(&c->lock, flags);
	work_queue(&c->ending.work);
	wait_event(&c->room, nothing_is_sent(c));
	timed_work_cancel(&c->ending);
	c->transport->stop(c); /* if the work had nothing to end */
	c->transport->close(c);
	p9_fids_fini(&c->fids);
	slab_free(&request_cache, c->kept);
}
