/*
 * Numbers and strings of 9P messages, which are little-endian and packed.
 *
 * A struct p9_wire is a place in a buffer: what does not fit, or is not there, is left
 * out and noted, once for a whole message.  Who reads gets zeroes from then on.
 */
#ifndef FS_9P_WIRE_H
#define FS_9P_WIRE_H

#include "lib/compiler.h"
#include "lib/string.h"
#include "lib/types.h"

struct p9_wire {
	u8 *buf;
	u32 size; /* of buf: room to write, or what is there to be read */
	u32 at;   /* <= size */
	bool bad; /* something went beyond size */
};

/* size + type + tag, which every message begins with. */
#define P9_HEADER 7

struct p9_qid {
	u8 type; /* P9_QID_* */
	u32 version;
	u64 path;
};
#define P9_QID_DIR     0x80
#define P9_QID_SYMLINK 0x02
#define P9_QID_SIZE    13 /* bytes */

/* A string in the buffer it was read from: not terminated. */
struct p9_string {
	const char *s;
	u16 len;
};

static inline void
p9_put_bytes(struct p9_wire *w, const void *p, u32 n)
{
	if (w->bad || n > w->size - w->at) {
		w->bad = true;
		return;
	}
	memcpy(w->buf + w->at, p, n);
	w->at += n;
}

static inline void
p9_put8(struct p9_wire *w, u8 v)
{
	p9_put_bytes(w, &v, sizeof(v));
}

static inline void
p9_put16(struct p9_wire *w, u16 v)
{
	p9_put_bytes(w, &v, sizeof(v));
}

static inline void
p9_put32(struct p9_wire *w, u32 v)
{
	p9_put_bytes(w, &v, sizeof(v));
}

static inline void
p9_put64(struct p9_wire *w, u64 v)
{
	p9_put_bytes(w, &v, sizeof(v));
}

/* n <= 65535, or it is bad. */
static inline void
p9_put_string(struct p9_wire *w, const char *s, size_t n)
{
	if (n > UINT16_MAX)
		w->bad = true;
	p9_put16(w, (u16)n);
	p9_put_bytes(w, s, (u32)n);
}

/* => returns: NULL: they are not there */
static inline const u8 *
p9_get_bytes(struct p9_wire *w, u32 n)
{
	const u8 *p = w->buf + w->at;

	if (w->bad || n > w->size - w->at) {
		w->bad = true;
		return NULL;
	}
	w->at += n;
	return p;
}

static inline u8
p9_get8(struct p9_wire *w)
{
	const u8 *p = p9_get_bytes(w, 1);

	return p ? *p : 0;
}

static inline u16
p9_get16(struct p9_wire *w)
{
	const u8 *p = p9_get_bytes(w, 2);
	u16 v = 0;

	if (p)
		memcpy(&v, p, sizeof(v));
	return v;
}

static inline u32
p9_get32(struct p9_wire *w)
{
	const u8 *p = p9_get_bytes(w, 4);
	u32 v = 0;

	if (p)
		memcpy(&v, p, sizeof(v));
	return v;
}

static inline u64
p9_get64(struct p9_wire *w)
{
	const u8 *p = p9_get_bytes(w, 8);
	u64 v = 0;

	if (p)
		memcpy(&v, p, sizeof(v));
	return v;
}

static inline struct p9_string
p9_get_string(struct p9_wire *w)
{
	struct p9_string s = { .len = p9_get16(w) };

	s.s = (const char *)p9_get_bytes(w, s.len);
	if (!s.s)
		s.len = 0;
	return s;
}

static inline struct p9_qid
p9_get_qid(struct p9_wire *w)
{
	struct p9_qid q;

	q.type = p9_get8(w);
	q.version = p9_get32(w);
	q.path = p9_get64(w);
	return q;
}

#endif
