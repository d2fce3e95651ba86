/*
 * crypt: one-way hashes of passwords, "$5$" by SHA-256 and "$6$" by SHA-512.
 *
 * The method is Ulrich Drepper's "Unix crypt using SHA-256 and SHA-512" (2007), whose
 * steps are numbered here as there. The older methods, DES and MD5, can be tried out
 * too fast and are left out: for them, as for any other setting, the answer is "*0",
 * which is no hash that a password may have.
 */
#include <crypt.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sha2.h"

#define SALT_MAX       16
#define ROUNDS_DEFAULT 5000
#define ROUNDS_MIN     1000
#define ROUNDS_MAX     999999999
#define KEY_MAX        256

struct setting {
	int wide;
	bool has_rounds;
	unsigned long rounds;
	const char *salt;
	size_t salt_length;
};

static bool
parse_setting(const char *text, struct setting *s)
{
	*s = (struct setting){ .wide = text[1] == '6',
		.rounds = ROUNDS_DEFAULT };
	if (text[0] != '$' || (text[1] != '5' && text[1] != '6') ||
	    text[2] != '$')
		return false;
	text += 3;
	if (strncmp(text, "rounds=", 7) == 0) {
		char *end;

		if (text[7] < '0' || text[7] > '9')
			return false;
		s->rounds = strtoul(text + 7, &end, 10);
		if (*end != '$')
			return false;
		text = end + 1;
		s->has_rounds = true;
		if (s->rounds < ROUNDS_MIN)
			s->rounds = ROUNDS_MIN;
		if (s->rounds > ROUNDS_MAX)
			s->rounds = ROUNDS_MAX;
	}
	s->salt = text;
	s->salt_length = strcspn(text, "$:\n");
	if (s->salt_length > SALT_MAX)
		s->salt_length = SALT_MAX;
	return true;
}

/* n bytes of a digest, over and over. */
static void
add_repeated(struct sha *h, const unsigned char *digest, size_t size, size_t n)
{
	for (; n > size; n -= size)
		__sha_update(h, digest, size);
	__sha_update(h, digest, n);
}

/* Steps 1 to 12. */
static size_t
first_digest(const char *key, size_t n, const struct setting *s,
    unsigned char digest[SHA_DIGEST_MAX])
{
	unsigned char b[SHA_DIGEST_MAX];
	struct sha h;
	size_t size;

	__sha_init(&h, s->wide);
	__sha_update(&h, key, n);
	__sha_update(&h, s->salt, s->salt_length);
	__sha_update(&h, key, n);
	size = __sha_final(&h, b);
	__sha_init(&h, s->wide);
	__sha_update(&h, key, n);
	__sha_update(&h, s->salt, s->salt_length);
	add_repeated(&h, b, size, n);
	for (size_t bits = n; bits > 0; bits >>= 1) {
		if (bits & 1)
			__sha_update(&h, b, size);
		else
			__sha_update(&h, key, n);
	}
	return __sha_final(&h, digest);
}

/* Steps 13 to 16: `count` times the data, and the digest of that. */
static void
digest_of_repeats(int wide, const char *data, size_t n, size_t count,
    unsigned char digest[SHA_DIGEST_MAX])
{
	struct sha h;

	__sha_init(&h, wide);
	for (size_t i = 0; i < count; i++)
		__sha_update(&h, data, n);
	__sha_final(&h, digest);
}

/* Step 21. P and S are the digests of key and salt, repeated to their lengths. */
static void
rounds(const struct setting *s, size_t n, const unsigned char *p,
    const unsigned char *salt, unsigned char *digest, size_t size)
{
	for (unsigned long i = 0; i < s->rounds; i++) {
		struct sha h;

		__sha_init(&h, s->wide);
		if (i % 2 == 1)
			add_repeated(&h, p, size, n);
		else
			__sha_update(&h, digest, size);
		if (i % 3 != 0)
			__sha_update(&h, salt, s->salt_length);
		if (i % 7 != 0)
			add_repeated(&h, p, size, n);
		if (i % 2 == 1)
			__sha_update(&h, digest, size);
		else
			add_repeated(&h, p, size, n);
		__sha_final(&h, digest);
	}
}

/* Four characters of 6 bits for three bytes, low bits first. */
static char *
encode(char *to, unsigned int a, unsigned int b, unsigned int c, int n)
{
	static const char digits[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz";
	unsigned int word = a << 16 | b << 8 | c;

	for (; n > 0; n--, word >>= 6)
		*to++ = digits[word & 63];
	return to;
}

/* Step 22: the bytes in an order that steps through the thirds of the digest. */
static void
encode_digest(char *to, const unsigned char *d, int wide)
{
	int third = wide ? 21 : 10, i = 0, j = third, k = 2 * third;

	for (int n = 0; n < third; n++) {
		int t;

		to = encode(to, d[i], d[j], d[k], 4);
		/* The three indexes change places and go on by one. */
		if (wide) {
			t = i;
			i = j + 1;
			j = k + 1;
			k = t + 1;
		} else {
			t = i;
			i = k + 1;
			k = j + 1;
			j = t + 1;
		}
	}
	if (wide)
		to = encode(to, 0, 0, d[63], 2);
	else
		to = encode(to, 0, d[31], d[30], 3);
	*to = '\0';
}

static bool
hash(const char *key, const char *setting, char *to, size_t size)
{
	unsigned char digest[SHA_DIGEST_MAX], p[SHA_DIGEST_MAX];
	unsigned char salt[SHA_DIGEST_MAX];
	size_t n = strlen(key), digest_size;
	struct setting s;
	int used;

	if (!parse_setting(setting, &s) || n > KEY_MAX)
		return false;
	digest_size = first_digest(key, n, &s, digest);
	digest_of_repeats(s.wide, key, n, n, p);
	digest_of_repeats(s.wide, s.salt, s.salt_length, 16 + digest[0], salt);
	rounds(&s, n, p, salt, digest, digest_size);
	used = snprintf(to, size, s.has_rounds ? "$%c$rounds=%lu$" : "$%c$",
	    s.wide ? '6' : '5', s.rounds);
	memcpy(to + used, s.salt, s.salt_length);
	to[(size_t)used + s.salt_length] = '$';
	encode_digest(to + (size_t)used + s.salt_length + 1, digest, s.wide);
	return true;
}

char *
crypt_r(const char *key, const char *setting, struct crypt_data *data)
{
	if (!hash(key, setting, data->__buf, sizeof data->__buf)) {
		errno = EINVAL;
		/* Not equal to the setting, whatever that is. */
		strcpy(data->__buf, strcmp(setting, "*0") == 0 ? "*1" : "*0");
	}
	return data->__buf;
}

char *
crypt(const char *key, const char *setting)
{
	static struct crypt_data data;

	return crypt_r(key, setting, &data);
}
