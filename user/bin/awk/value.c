/*
 * value: strings, numbers, arrays and variables of awk.
 *
 * A value may have a number, a string or both. Text that came from outside
 * (fields, getline, ARGV ...) is marked INPUT: when it looks like a number it
 * compares as one, which is found out at the first comparison.
 *
 * Strings are shared by reference count. Arrays are hash tables with open
 * chains that double when they hold more elements than chains.
 */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../lib/memory.h"
#include "awk.h"

struct string *
string_make(const char *text, size_t length)
{
	struct string *s = xmalloc(sizeof *s + length + 1);

	s->refs = 1;
	s->length = length;
	if (length && text)
		memcpy(s->text, text, length);
	s->text[length] = '\0';
	return s;
}

struct string *
string_hold(struct string *s)
{
	s->refs++;
	return s;
}

void
string_drop(struct string *s)
{
	if (s && --s->refs == 0)
		free(s);
}

struct value
value_number(double number)
{
	return (struct value){ .flags = NUMBER, .number = number };
}

struct value
value_string(struct string *string)
{
	return (struct value){ .flags = STRING, .string = string };
}

struct value
value_text(const char *text, size_t length)
{
	return value_string(string_make(text, length));
}

struct value
value_input(const char *text, size_t length)
{
	struct value value = value_text(text, length);

	value.flags |= INPUT;
	return value;
}

struct value
value_copy(const struct value *value)
{
	if (value->flags & STRING)
		string_hold(value->string);
	return *value;
}

void
value_drop(struct value *value)
{
	if (value->flags & STRING)
		string_drop(value->string);
	value->flags = 0;
	value->string = NULL;
	value->number = 0;
}

/* Decimal numbers only: no hexadecimal, no "nan" that is somebody's name. */
static double
parse_number(const char *text, const char **end)
{
	const char *p = text;
	char *stop;
	double number;

	while (isspace((unsigned char)*p))
		p++;
	*end = text;
	if (*p == '+' || *p == '-') {
		const char *sign = p++;

		/* "+inf" and "-nan" are numbers, with their sign. */
		if (strncasecmp(p, "inf", 3) == 0 ||
		    strncasecmp(p, "nan", 3) == 0) {
			if (isalnum((unsigned char)p[3]))
				return 0;
			*end = p + 3;
			number = tolower((unsigned char)*p) == 'i' ? HUGE_VAL :
								     NAN;
			return *sign == '-' ? -number : number;
		}
	}
	if (!isdigit((unsigned char)*p) &&
	    !(*p == '.' && isdigit((unsigned char)p[1])))
		return 0;
	if (*p == '0' && (p[1] == 'x' || p[1] == 'X')) {
		*end = p + 1;
		return 0;
	}
	number = strtod(text, &stop);
	*end = stop;
	return number;
}

double
value_to_number(struct value *value)
{
	const char *end;

	if (value->flags & NUMBER)
		return value->number;
	if (!(value->flags & STRING))
		return 0;
	return parse_number(value->string->text, &end);
}

bool
value_is_numeric(struct value *value)
{
	const char *end;
	double number;

	if (!(value->flags & INPUT))
		return value->flags == 0 ||
		    ((value->flags & NUMBER) && !(value->flags & STRING));
	if (value->flags & NUMBER)
		return true;
	number = parse_number(value->string->text, &end);
	if (end == value->string->text)
		value->flags &= ~(unsigned int)INPUT;
	while (isspace((unsigned char)*end))
		end++;
	if (!(value->flags & INPUT) ||
	    end != value->string->text + value->string->length) {
		/* Not one: do not ask again. */
		value->flags &= ~(unsigned int)INPUT;
		return false;
	}
	value->number = number;
	value->flags |= NUMBER;
	return true;
}

static struct string *
number_to_string(double number, const char *format)
{
	char text[400];
	int n;

	if (number == (double)(long long)number && fabs(number) < 1e18)
		n = snprintf(text, sizeof text, "%lld", (long long)number);
	else if (isnan(number))
		n = snprintf(text, sizeof text, "%s",
		    signbit(number) ? "-nan" : "nan");
	else if (isinf(number))
		n = snprintf(text, sizeof text, "%s",
		    number < 0 ? "-inf" : "inf");
	else
		n = snprintf(text, sizeof text, format, number);
	if (n < 0)
		n = 0;
	return string_make(text,
	    (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

struct string *
value_to_string(struct value *value, const char *format)
{
	static struct string *empty;

	if (value->flags & STRING)
		return string_hold(value->string);
	if (value->flags & NUMBER)
		return number_to_string(value->number, format);
	if (!empty)
		empty = string_make("", 0);
	return string_hold(empty);
}

bool
value_is_true(struct value *value)
{
	if (value_is_numeric(value))
		return value_to_number(value) != 0;
	return value->string->length != 0;
}

int
value_compare(struct value *a, struct value *b)
{
	struct string *sa, *sb;
	size_t n;
	int order;

	if (value_is_numeric(a) && value_is_numeric(b)) {
		double x = value_to_number(a), y = value_to_number(b);

		return x < y ? -1 : x == y ? 0 : 1;
	}
	sa = value_to_string(a, format_convfmt());
	sb = value_to_string(b, format_convfmt());
	n = sa->length < sb->length ? sa->length : sb->length;
	order = memcmp(sa->text, sb->text, n);
	if (order == 0)
		order = sa->length < sb->length ? -1 : sa->length > sb->length;
	string_drop(sa);
	string_drop(sb);
	return order;
}

/* --- Arrays --------------------------------------------------------------- */

struct element {
	struct element *next;
	uint32_t hash;
	struct string *key;
	struct value value;
};

struct array {
	size_t n, nchains;
	struct element **chains;
};

/* FNV-1a. */
static uint32_t
hash(const struct string *key)
{
	uint32_t h = 0x811c9dc5u;

	for (size_t i = 0; i < key->length; i++)
		h = (h ^ (unsigned char)key->text[i]) * 0x01000193u;
	return h;
}

struct array *
array_create(void)
{
	return xcalloc(1, sizeof(struct array));
}

void
array_clear(struct array *array)
{
	for (size_t i = 0; i < array->nchains; i++) {
		struct element *next;

		for (struct element *e = array->chains[i]; e; e = next) {
			next = e->next;
			string_drop(e->key);
			value_drop(&e->value);
			free(e);
		}
	}
	free(array->chains);
	*array = (struct array){ 0 };
}

void
array_destroy(struct array *array)
{
	array_clear(array);
	free(array);
}

size_t
array_length(const struct array *array)
{
	return array->n;
}

static bool
is_key(const struct element *e, const struct string *key, uint32_t h)
{
	return e->hash == h && e->key->length == key->length &&
	    memcmp(e->key->text, key->text, key->length) == 0;
}

struct value *
array_find(struct array *array, const struct string *key)
{
	uint32_t h = hash(key);

	if (array->nchains == 0)
		return NULL;
	for (struct element *e = array->chains[h & (array->nchains - 1)]; e;
	     e = e->next) {
		if (is_key(e, key, h))
			return &e->value;
	}
	return NULL;
}

static void
array_rehash(struct array *array)
{
	size_t n = array->nchains ? 2 * array->nchains : 16;
	struct element **chains = xcalloc(n, sizeof *chains);

	for (size_t i = 0; i < array->nchains; i++) {
		struct element *next;

		for (struct element *e = array->chains[i]; e; e = next) {
			next = e->next;
			e->next = chains[e->hash & (n - 1)];
			chains[e->hash & (n - 1)] = e;
		}
	}
	free(array->chains);
	array->chains = chains;
	array->nchains = n;
}

struct value *
array_get(struct array *array, struct string *key)
{
	struct value *value = array_find(array, key);
	struct element *e;

	if (value)
		return value;
	if (array->n >= array->nchains)
		array_rehash(array);
	e = xcalloc(1, sizeof *e);
	e->hash = hash(key);
	e->key = string_hold(key);
	e->next = array->chains[e->hash & (array->nchains - 1)];
	array->chains[e->hash & (array->nchains - 1)] = e;
	array->n++;
	return &e->value;
}

void
array_delete(struct array *array, const struct string *key)
{
	uint32_t h = hash(key);
	struct element **link;

	if (array->nchains == 0)
		return;
	for (link = &array->chains[h & (array->nchains - 1)]; *link;
	     link = &(*link)->next) {
		struct element *e = *link;

		if (!is_key(e, key, h))
			continue;
		*link = e->next;
		string_drop(e->key);
		value_drop(&e->value);
		free(e);
		array->n--;
		return;
	}
}

static int
compare_keys(const void *a, const void *b)
{
	struct value x = value_string(*(struct string *const *)a);
	struct value y = value_string(*(struct string *const *)b);

	/* Keys that are numbers go by their value, before all others. */
	x.flags |= INPUT;
	y.flags |= INPUT;
	if (value_is_numeric(&x) != value_is_numeric(&y))
		return value_is_numeric(&x) ? -1 : 1;
	return value_compare(&x, &y);
}

struct string **
array_keys(const struct array *array, size_t *n)
{
	struct string **keys = xcalloc(array->n + 1, sizeof *keys);

	*n = 0;
	for (size_t i = 0; i < array->nchains; i++) {
		for (struct element *e = array->chains[i]; e; e = e->next)
			keys[(*n)++] = string_hold(e->key);
	}
	/* Any order would do; this one can be relied upon. */
	qsort(keys, *n, sizeof *keys, compare_keys);
	return keys;
}

/* --- Variables ------------------------------------------------------------ */

static struct variable **globals;
static size_t nglobals, globals_capacity;

struct variable *
variable_find(const char *name)
{
	struct variable *variable;

	for (size_t i = 0; i < nglobals; i++) {
		if (strcmp(globals[i]->name, name) == 0)
			return globals[i];
	}
	variable = xcalloc(1, sizeof *variable);
	variable->name = xstrdup(name);
	array_grow(&globals, nglobals, &globals_capacity, sizeof *globals);
	globals[nglobals++] = variable;
	return variable;
}

static struct variable *
resolve(struct variable *variable)
{
	while (variable->kind == ALIAS)
		variable = variable->alias;
	return variable;
}

struct array *
variable_array(struct variable *variable)
{
	struct variable *v = resolve(variable);

	if (v->kind == SCALAR)
		fatal("can't use scalar %s as an array", v->name);
	if (v->kind == UNTYPED) {
		v->kind = ARRAY;
		v->array = array_create();
	}
	/* A local that stood for the caller's shares it from here on. */
	if (v != variable)
		*variable = (struct variable){ .kind = ARRAY,
			.array = v->array,
			.alias = v,
			.name = variable->name };
	return v->array;
}

struct value *
variable_scalar(struct variable *variable)
{
	/* As a scalar an argument is a copy of its own. */
	if (variable->kind == ALIAS)
		variable->kind = resolve(variable)->kind == ARRAY ? ALIAS :
								    UNTYPED;
	if (resolve(variable)->kind == ARRAY)
		fatal("can't use array %s in scalar context", variable->name);
	return &variable->value;
}

void
variable_set(struct variable *variable, struct value value)
{
	struct value *place = variable_scalar(variable);
	struct value old = *place;

	variable->kind = SCALAR;
	*place = value;
	value_drop(&old);
	if (variable->changed)
		variable->changed();
}
