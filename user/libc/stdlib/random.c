/*
 * random, rand: the additive feedback generator of BSD.
 *
 *	r[i] = r[i - 3] + r[i - 31]	(modulo 2^32; for the largest state)
 *
 * gives r[i] >> 1. The table is seeded by a linear congruential generator, and ten
 * times its length of numbers are thrown away. The numbers are those of other
 * libraries with the same design, on which some programs depend.
 *
 * A state array begins with a word that says which type it is of and where the
 * rear pointer stands, so that setstate can take it up again.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "libc.h"
#include "lock.h"

#define NTYPES 5

static const struct type {
	size_t size; /* of the array, in bytes */
	int degree;
	int separation;
} types[NTYPES] = { { 8, 0, 0 }, { 32, 7, 3 }, { 64, 15, 1 }, { 128, 31, 3 },
	{ 256, 63, 1 } };

static int
step_type_0(struct random_data *data)
{
	uint32_t next = (uint32_t)data->state[0] * 1103515245U + 12345U;

	data->state[0] = (int)(next & 0x7fffffff);
	return data->state[0];
}

static int
step(struct random_data *data)
{
	uint32_t sum;

	if (data->rand_type == 0)
		return step_type_0(data);
	sum = (uint32_t)*data->fptr + (uint32_t)*data->rptr;
	*data->fptr = (int)sum;
	if (++data->fptr == data->end_ptr)
		data->fptr = data->state;
	if (++data->rptr == data->end_ptr)
		data->rptr = data->state;
	return (int)(sum >> 1);
}

static void
sow(unsigned int seed, struct random_data *data)
{
	int64_t word = (int32_t)(seed ? seed : 1);

	data->state[0] = (int)word;
	if (data->rand_type == 0)
		return;
	for (int i = 1; i < data->rand_deg; i++) {
		/* Without overflow of 32 bits (Park and Miller, 1988). */
		word = 16807 * (word % 127773) - 2836 * (word / 127773);
		if (word < 0)
			word += 2147483647;
		data->state[i] = (int)word;
	}
	data->fptr = data->state + data->rand_sep;
	data->rptr = data->state;
	for (int i = 0; i < 10 * data->rand_deg; i++)
		step(data);
}

/* The first word of the array: type, and where the rear pointer is. */
static void
save_position(struct random_data *data)
{
	int rear = data->rand_type == 0 ? 0 : (int)(data->rptr - data->state);

	data->state[-1] = NTYPES * rear + data->rand_type;
}

static void
use_type(struct random_data *data, int type, int *words)
{
	data->rand_type = type;
	data->rand_deg = types[type].degree;
	data->rand_sep = types[type].separation;
	data->state = words;
	data->end_ptr = words + types[type].degree;
}

int
random_r(struct random_data *data, int *result)
{
	if (!data || !result || !data->state) {
		errno = EINVAL;
		return -1;
	}
	*result = step(data);
	return 0;
}

int
srandom_r(unsigned int seed, struct random_data *data)
{
	if (!data || !data->state || (unsigned int)data->rand_type >= NTYPES)
		return -1;
	sow(seed, data);
	return 0;
}

int
initstate_r(unsigned int seed, char *array, size_t size,
    struct random_data *data)
{
	int type = NTYPES - 1;

	if (!data || size < types[0].size) {
		errno = EINVAL;
		return -1;
	}
	if (data->state)
		save_position(data);
	while (size < types[type].size)
		type--;
	use_type(data, type, (int *)array + 1);
	sow(seed, data);
	save_position(data);
	return 0;
}

int
setstate_r(char *array, struct random_data *data)
{
	int *words = (int *)array + 1;
	int type = words[-1] % NTYPES, rear = words[-1] / NTYPES;

	if (type < 0) {
		errno = EINVAL;
		return -1;
	}
	if (data->state)
		save_position(data);
	use_type(data, type, words);
	if (type > 0) {
		data->rptr = words + rear;
		data->fptr = words + (rear + data->rand_sep) % data->rand_deg;
	}
	save_position(data);
	return 0;
}

/* --- The generator of the process --------------------------------------------- */

/* Its array begins with a word for type and position. */
static int words[1 + 31] = { 3 };
static volatile int lock;
static struct random_data own;

/* Seeded by 1 unless the program says otherwise. */
static struct random_data *
own_data(void)
{
	if (!own.state) {
		use_type(&own, 3, words + 1);
		sow(1, &own);
	}
	return &own;
}

int
rand(void)
{
	int result;

	__lock(&lock);
	result = step(own_data());
	__unlock(&lock);
	return result;
}

long
random(void)
{
	return rand();
}

void
srand(unsigned int seed)
{
	__lock(&lock);
	sow(seed, own_data());
	__unlock(&lock);
}

weak_alias(srand, srandom);

char *
initstate(unsigned int seed, char *array, size_t size)
{
	struct random_data *data = &own;
	char *old;

	__lock(&lock);
	old = (char *)(own_data()->state - 1);
	if (initstate_r(seed, array, size, data))
		old = NULL;
	__unlock(&lock);
	return old;
}

char *
setstate(char *array)
{
	char *old;

	__lock(&lock);
	old = (char *)(own_data()->state - 1);
	if (setstate_r(array, &own))
		old = NULL;
	__unlock(&lock);
	return old;
}

/* Three steps of a linear congruential generator, for its upper bits. */
int
rand_r(unsigned int *seed)
{
	unsigned int next = *seed;
	int result;

	next = next * 1103515245U + 12345U;
	result = (int)(next / 65536 % 2048);
	next = next * 1103515245U + 12345U;
	result = result << 10 ^ (int)(next / 65536 % 1024);
	next = next * 1103515245U + 12345U;
	result = result << 10 ^ (int)(next / 65536 % 1024);
	*seed = next;
	return result;
}
