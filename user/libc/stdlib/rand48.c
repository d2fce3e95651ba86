/*
 * The rand48 family: x = a * x + c modulo 2^48, whose upper bits are given.
 *
 * A state is three words of 16 bits, lowest first. Each function exists for the
 * state of the process, for a state of the caller's, and for a whole generator of
 * the caller's, with its own a and c.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MULTIPLIER 0x5deece66dUL
#define ADDEND     0xb
#define MASK       ((1UL << 48) - 1)
#define SEED_LOW   0x330e

static struct drand48_data own = {
	.__a = MULTIPLIER, .__c = ADDEND, .__init = 1
};

static void
use_standard(struct drand48_data *data)
{
	data->__a = MULTIPLIER;
	data->__c = ADDEND;
	data->__init = 1;
}

static uint64_t
step(unsigned short x[3], struct drand48_data *data)
{
	uint64_t n = (uint64_t)x[2] << 32 | (uint64_t)x[1] << 16 | x[0];

	if (!data->__init)
		use_standard(data);
	n = (n * data->__a + data->__c) & MASK;
	x[0] = (unsigned short)n;
	x[1] = (unsigned short)(n >> 16);
	x[2] = (unsigned short)(n >> 32);
	return n;
}

/* In [0, 1), every bit a bit of the fraction. */
int
erand48_r(unsigned short x[3], struct drand48_data *data, double *result)
{
	*result = (double)step(x, data) / (double)(1UL << 48);
	return 0;
}

int
nrand48_r(unsigned short x[3], struct drand48_data *data, long *result)
{
	*result = (long)(step(x, data) >> 17);
	return 0;
}

int
jrand48_r(unsigned short x[3], struct drand48_data *data, long *result)
{
	*result = (int32_t)(step(x, data) >> 16);
	return 0;
}

int
drand48_r(struct drand48_data *data, double *result)
{
	return erand48_r(data->__x, data, result);
}

int
lrand48_r(struct drand48_data *data, long *result)
{
	return nrand48_r(data->__x, data, result);
}

int
mrand48_r(struct drand48_data *data, long *result)
{
	return jrand48_r(data->__x, data, result);
}

int
srand48_r(long seed, struct drand48_data *data)
{
	data->__x[0] = SEED_LOW;
	data->__x[1] = (unsigned short)seed;
	data->__x[2] = (unsigned short)(seed >> 16);
	use_standard(data);
	return 0;
}

int
seed48_r(unsigned short x[3], struct drand48_data *data)
{
	memcpy(data->__old_x, data->__x, sizeof(data->__x));
	memcpy(data->__x, x, sizeof(data->__x));
	use_standard(data);
	return 0;
}

int
lcong48_r(unsigned short p[7], struct drand48_data *data)
{
	memcpy(data->__x, p, sizeof(data->__x));
	data->__a = (uint64_t)p[5] << 32 | (uint64_t)p[4] << 16 | p[3];
	data->__c = p[6];
	data->__init = 1;
	return 0;
}

double
erand48(unsigned short x[3])
{
	double result;

	erand48_r(x, &own, &result);
	return result;
}

long
nrand48(unsigned short x[3])
{
	long result;

	nrand48_r(x, &own, &result);
	return result;
}

long
jrand48(unsigned short x[3])
{
	long result;

	jrand48_r(x, &own, &result);
	return result;
}

double
drand48(void)
{
	return erand48(own.__x);
}

long
lrand48(void)
{
	return nrand48(own.__x);
}

long
mrand48(void)
{
	return jrand48(own.__x);
}

void
srand48(long seed)
{
	srand48_r(seed, &own);
}

unsigned short *
seed48(unsigned short x[3])
{
	seed48_r(x, &own);
	return own.__old_x;
}

void
lcong48(unsigned short p[7])
{
	lcong48_r(p, &own);
}
