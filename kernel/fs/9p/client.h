/*
 * A connection to a 9P2000.L server: requests, and who waits for their answers.
 *
 * Life of a request:
 *
 *	p9_request_begin()	made, and to be filled by its caller
 *	  -> p9_rpc()		on its way; the caller waits for the answer
 *	       -> p9_request_end()
 *	       the wait ended first (a fatal signal, the time): left to who brings
 *	       the answer, since the server may write into it until then
 *	  -> p9_submit()	on its way; .done() is called in a thread when it has
 *	     an answer, or never will
 *
 * A server that answers late, wrongly or never costs its callers -EIO and nobody else
 * anything: a request keeps its tag and its memory until its answer is there or the
 * connection ends, and there are at most P9_TAGS.
 */
#ifndef FS_9P_CLIENT_H
#define FS_9P_CLIENT_H

#include "fs/9p/fid.h"
#include "fs/9p/wire.h"
#include "lib/bitmap.h"
#include "lib/list.h"
#include "sched/mutex.h"
#include "sched/waitq.h"
#include "sched/work.h"
#include "sync/spinlock.h"

/* Requests on their way at a time: as many as QEMU answers for one notice. */
#define P9_TAGS     128
#define P9_NOTAG    0xffff
#define P9_SEGMENTS 128 /* pieces of payload of one request */
#define P9_SMALL_T  320
#define P9_SMALL_R  192

struct p9_client;
struct p9_transport;

struct p9_segment {
	void *p; /* in the direct map */
	u32 n;
};

enum p9_state {
	P9_MADE,
	P9_SENT,
	P9_LEFT, /* as P9_SENT: nobody waits any more */
	P9_ANSWERED
};

/* Key: [c] the client's lock. */
struct p9_request {
	struct p9_client *client; /* [I] */
	struct list node;         /* [c] in client->sent, or .ended */
	enum p9_state state;      /* [c] [a] to who waits */
	u16 tag;                  /* [I] once sent */
	u8 type;                  /* [I] of the T-message */
	int err;                  /* [c] no answer will come: why */
	ktime_t deadline;         /* [I] once sent */
	struct p9_wire t, r;      /* the message, and room for the answer */
	struct p9_segment
	    payload[P9_SEGMENTS]; /* behind the one or the other */
	unsigned nsegments;       /* 0: all is in t and r */
	bool to_server;           /* the payload is behind t, else behind r */
	bool waited;              /* [I] by p9_rpc(), not p9_submit() */
	bool at_once; /* [I] when it cannot be sent now, it is not */
	bool kept;    /* [I] client->kept: goes back there */
	u32 newfid;   /* what to give up, if nobody waits for a success */
	void *keep;   /* memory of the payload, freed with the request */
	/* Of p9_submit(), in a thread, once: there is an answer, or r->err says why there
	 * will be none.  Then, with p9_is_late(), the server may still write to the
	 * payload.  NULL: nobody wants to know. */
	void (*done)(struct p9_request *r);
	/* The payload is not used any more. NULL: nothing to do */
	void (*end)(struct p9_request *r);
	void *owner;                /* theirs */
	struct list transport_node; /* the transport's, */
	bool written;               /* [a] like this */
	struct waitq wake;
	u8 small_t[P9_SMALL_T], small_r[P9_SMALL_R];
};

/* A way to a server. */
struct p9_transport {
	const char *name;
	/* Takes the connection of that name, sets c->channel.
	 * => errors: -ENOENT, -EBUSY: another has it */
	int (*open)(struct p9_client *c, const char *source);
	/* Sends; the answer comes by p9_answered(), at once or later.
	 * => sleeps, but not for the answer => errors: -EIO; -ETIMEDOUT, -EINTR: not sent */
	int (*send)(struct p9_request *r, unsigned how);
	/* From here on no memory of a request is read or written. => sleeps */
	void (*stop)(struct p9_client *c);
	/* Gives c->channel back, after stop(). => sleeps */
	void (*close)(struct p9_client *c);
	u32 max_msize;
	const struct p9_transport *next; /* client.c's */
};

struct p9_client {
	const struct p9_transport *transport; /* [I] */
	void *channel;                        /* [I] the transport's */
	u32 msize;                            /* [I] after Tversion */
	ktime_t timeout;                      /* [I] */
	int rfdno, wfdno;                     /* [I] trans=fd */
	bool remapped; /* [I] multidevs=remap: see p9_qid_of() */

	struct spinlock lock;
	BITMAP(tags, P9_TAGS) OWN_LOCK(lock); /* in use */
	struct p9_request *by_tag[P9_TAGS] OWN_LOCK(lock);
	struct list sent OWN_LOCK(lock);  /* oldest first */
	struct list ended OWN_LOCK(lock); /* for the work */
	unsigned nsent OWN_LOCK(lock);    /* with those that are being ended */
	bool broken OWN_LOCK(lock);       /* [a] no request any more */
	bool complained;                  /* [a] in the log */
	struct p9_request *kept;          /* [a] owned; NULL: it is in use */
	struct waitq room; /* a tag, or .kept, is free; nothing is sent */
	struct timed_work ending;
	bool timed OWN_LOCK(lock); /* that waits for a deadline */

	struct p9_fids fids;
};

void p9_transport_register(struct p9_transport *t);

/* A connection by the transport of that name, to `source`, that has agreed on
 * 9P2000.L and the message size.
 * => sleeps; killable => errors: -ENOENT, -EBUSY, -EIO, -EPROTO, -ENOMEM */
int p9_connect(struct p9_client *c, const char *transport, const char *source,
    u32 msize) __must_check;
/* Ends it; no request is under way but such as nobody waits for. => sleeps */
void p9_disconnect(struct p9_client *c);

/* A request of that type, with room for messages of t and r bytes in all.
 * => returns: NULL: no memory */
struct p9_request *p9_request_begin(struct p9_client *c, u8 type, u32 t, u32 r)
    __must_check;
/* One where there is no memory: that which the client keeps, once nobody has it.  For what
 * cannot be refused, which frees memory when it is done; messages are short.
 * => sleeps => returns: NULL: the server does not answer who has it */
struct p9_request *p9_request_kept(struct p9_client *c, u8 type, u32 t, u32 r)
    __must_check;
void p9_request_end(struct p9_request *r);

/* Sends it and waits for the answer, which r->r then stands at, behind the header.
 * => sleeps; killable => errors: of the server; -EIO; -EINTR: killed; then, and
 * only then, the request is not the caller's any more: *r is NULL */
int p9_rpc(struct p9_request **r) __must_check;
/* Sends it, calls r->done(), and ends it. => sleeps, unless it is sent at once or not
 * => errors: -ETIMEDOUT: it is not, and the caller's still; others are told to done() */
int p9_submit(struct p9_request *r);
static inline bool
p9_is_late(const struct p9_request *r)
{
	return atomic_load(&r->state) == P9_LEFT;
}
/* What the answer says. => errors: of the server; -EIO: it is none */
int p9_result(struct p9_request *r) __must_check;

/* --- For transports --- */

/* The answer is there, n bytes. => any context */
void p9_answered(struct p9_request *r, u32 n);
/* The server cannot be understood, or has gone: every request ends with -EIO.
 * => any context */
void p9_broken(struct p9_client *c);
static inline bool
p9_is_broken(const struct p9_client *c)
{
	return atomic_load(&c->broken);
}
/* The request with that tag, which waits for an answer. => returns: NULL: none */
struct p9_request *p9_find(struct p9_client *c, u16 tag);

#endif
