/*
 * Thread-specific data.
 *
 * A key is an index into a table of generations, odd while the key exists, and of
 * destructors. A thread's value counts only if it was set in the key's present
 * generation, so that a key that is made anew starts without values in all threads
 * and nobody has to visit them.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

#include "pthread_impl.h"

static struct {
	volatile int lock;
	struct key {
		uintptr_t generation;
		void (*destructor)(void *);
	} keys[PTHREAD_KEYS_MAX];
} table;

static bool
exists(pthread_key_t key)
{
	return key < PTHREAD_KEYS_MAX && table.keys[key].generation % 2 == 1;
}

int
pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
	int result = EAGAIN;

	__lock(&table.lock);
	for (unsigned int i = 0; i < PTHREAD_KEYS_MAX; i++) {
		struct key *k = &table.keys[i];

		if (k->generation % 2 == 0) {
			k->generation++;
			k->destructor = destructor;
			*key = i;
			result = 0;
			break;
		}
	}
	__unlock(&table.lock);
	return result;
}

int
pthread_key_delete(pthread_key_t key)
{
	int result = EINVAL;

	__lock(&table.lock);
	if (exists(key)) {
		table.keys[key].generation++;
		table.keys[key].destructor = NULL;
		result = 0;
	}
	__unlock(&table.lock);
	return result;
}

void *
pthread_getspecific(pthread_key_t key)
{
	struct key_value *values = __thread_self()->values;

	if (values == NULL || !exists(key) ||
	    values[key].generation != table.keys[key].generation)
		return NULL;
	return values[key].value;
}

int
pthread_setspecific(pthread_key_t key, const void *value)
{
	struct thread *self = __thread_self();

	if (!exists(key))
		return EINVAL;
	if (self->values == NULL) {
		if (value == NULL)
			return 0;
		self->values = calloc(PTHREAD_KEYS_MAX, sizeof *self->values);
		if (self->values == NULL)
			return ENOMEM;
	}
	self->values[key] = (struct key_value){ table.keys[key].generation,
		(void *)value };
	return 0;
}

/* The value of a key that has a destructor, taken away. */
static void *
take_value(struct key_value *v, unsigned int key, void (**destructor)(void *))
{
	void *value = NULL;

	__lock(&table.lock);
	*destructor = table.keys[key].destructor;
	if (v->generation == table.keys[key].generation && *destructor != NULL)
		value = v->value;
	__unlock(&table.lock);
	v->value = NULL;
	return value;
}

/* Destructors may set values again: some rounds, as POSIX says. */
void
__run_key_destructors(void)
{
	struct thread *self = __thread_self();
	bool again = self->values != NULL;

	for (int i = 0; again && i < PTHREAD_DESTRUCTOR_ITERATIONS; i++) {
		again = false;
		for (unsigned int key = 0; key < PTHREAD_KEYS_MAX; key++) {
			void (*destructor)(void *);
			void *value;

			if (self->values[key].value == NULL)
				continue;
			value = take_value(&self->values[key], key,
			    &destructor);
			if (value != NULL) {
				destructor(value);
				again = true;
			}
		}
	}
	free(self->values);
	self->values = NULL;
}
