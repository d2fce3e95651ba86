/*
 * run: walks the syntax tree.
 *
 * Expressions give values that the caller owns and drops. Statements give a
 * signal that says how control goes on (next statement, break, return ...),
 * which every construct passes up or takes. A call makes a frame of variables,
 * one a parameter; an untyped variable among the arguments is passed as an
 * alias, so that the function may make an array of it.
 */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "../lib/memory.h"
#include "awk.h"

enum {
	/* Less than what lies free below the stack (128 MiB with Linux). */
	STACK_SIZE = 64 << 20
};

enum signal {
	NORMAL,
	BREAK,
	CONTINUE,
	NEXT,
	EXIT,
	RETURN
};

static struct variable *frame;
static struct value return_value;
static int exit_status;

/* Where the stack was when the program began, and how much of it may be used. */
static const char *stack_base;
static size_t stack_limit;

static enum signal run(const struct node *node);

void
fatal(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("awk: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static struct variable *
variable_of(const struct node *node)
{
	if (node->op == OP_GLOBAL)
		return node->variable;
	if (node->op == OP_LOCAL)
		return &frame[node->slot];
	fatal("not a variable");
}

struct array *
evaluate_array(const struct node *node)
{
	if (node->op == OP_GROUP)
		node = node->a;
	return variable_array(variable_of(node));
}

bool
is_array(const struct node *node)
{
	struct variable *variable;

	if (node->op != OP_GLOBAL && node->op != OP_LOCAL)
		return false;
	variable = variable_of(node);
	while (variable->kind == ALIAS)
		variable = variable->alias;
	return variable->kind == ARRAY;
}

struct string *
evaluate_string(const struct node *node)
{
	struct value value = evaluate(node);
	struct string *string = value_to_string(&value, format_convfmt());

	value_drop(&value);
	return string;
}

double
evaluate_number(const struct node *node)
{
	struct value value = evaluate(node);
	double number = value_to_number(&value);

	value_drop(&value);
	return number;
}

static bool
evaluate_condition(const struct node *node)
{
	struct value value = evaluate(node);
	bool result = value_is_true(&value);

	value_drop(&value);
	return result;
}

regex_t *
evaluate_regex(const struct node *node)
{
	struct string *text;
	regex_t *regex;

	if (node->op == OP_REGEX)
		return node->regex;
	text = evaluate_string(node);
	regex = regex_get(text->text, text->length);
	string_drop(text);
	return regex;
}

/* The key for a subscript: one value, or a list joined by SUBSEP. */
static struct string *
evaluate_key(const struct node *node)
{
	struct string *key, *separator, *part, *joined;

	if (node->op != OP_SUBSCRIPTS)
		return evaluate_string(node);
	key = evaluate_string(node->a);
	separator = value_to_string(variable_scalar(var_subsep),
	    format_convfmt());
	for (const struct node *n = node->a->next; n; n = n->next) {
		part = evaluate_string(n);
		joined = string_make(NULL,
		    key->length + separator->length + part->length);
		memcpy(joined->text, key->text, key->length);
		memcpy(joined->text + key->length, separator->text,
		    separator->length);
		memcpy(joined->text + key->length + separator->length,
		    part->text, part->length);
		string_drop(key);
		string_drop(part);
		key = joined;
	}
	string_drop(separator);
	return key;
}

static long
field_number(const struct node *node)
{
	double number = evaluate_number(node->a);

	if (!(number >= 0))
		fatal("attempt to access field %g", number);
	if (number > 10000000)
		fatal("field number %g is too large", number);
	return (long)number;
}

/* --- Assignments ---------------------------------------------------------- */

void
assign(const struct node *target, struct value value)
{
	struct array *array;
	struct string *key;
	struct value *element;

	switch (target->op) {
	case OP_GLOBAL:
	case OP_LOCAL:
		variable_set(variable_of(target), value);
		break;
	case OP_FIELD:
		field_set(field_number(target), value);
		break;
	case OP_INDEX:
		array = evaluate_array(target->a);
		key = evaluate_key(target->b);
		element = array_get(array, key);
		value_drop(element);
		*element = value;
		string_drop(key);
		break;
	default:
		fatal("assignment to no variable");
	}
}

static struct value
assign_and_keep(const struct node *target, struct value value)
{
	struct value result = value_copy(&value);

	assign(target, value);
	return result;
}

static double
compute(enum op op, double a, double b)
{
	switch (op) {
	case OP_ADD:
		return a + b;
	case OP_SUBTRACT:
		return a - b;
	case OP_MULTIPLY:
		return a * b;
	case OP_DIVIDE:
		if (b == 0)
			fatal("division by zero");
		return a / b;
	case OP_MODULO:
		if (b == 0)
			fatal("division by zero in %%");
		return fmod(a, b);
	default:
		return pow(a, b);
	}
}

static struct value
evaluate_increment(const struct node *node)
{
	double old = evaluate_number(node->a);
	bool up = node->op == OP_PRE_INCREMENT || node->op == OP_POST_INCREMENT;
	double new = up ? old + 1 : old - 1;

	assign(node->a, value_number(new));
	return value_number(node->op == OP_PRE_INCREMENT ||
		    node->op == OP_PRE_DECREMENT ?
		new :
		old);
}

/* --- Calls ---------------------------------------------------------------- */

static void
bind(struct variable *slot, const struct node *argument)
{
	struct variable *variable;
	struct value value;

	if (argument->op == OP_GLOBAL || argument->op == OP_LOCAL) {
		variable = variable_of(argument);
		while (variable->kind == ALIAS)
			variable = variable->alias;
		if (variable->kind == ARRAY) {
			slot->kind = ARRAY;
			slot->array = variable->array;
			slot->alias = variable;
			return;
		}
		if (variable->kind == UNTYPED) {
			slot->kind = ALIAS;
			slot->alias = variable;
			return;
		}
	}
	value = evaluate(argument);
	slot->kind = SCALAR;
	slot->value = value;
}

/* Arrays that belong to the caller stay. */
static void
unbind(struct variable *slot)
{
	value_drop(&slot->value);
	if (slot->kind == ARRAY && !slot->alias)
		array_destroy(slot->array);
}

static struct value
call(const struct node *node)
{
	const struct function *f = node->function;
	struct variable *slots = xcalloc(f->nparams, sizeof *slots);
	struct variable *caller = frame;
	struct value result;
	size_t i = 0;

	for (size_t j = 0; j < f->nparams; j++)
		slots[j].name = f->params[j];
	for (const struct node *a = node->a; a; a = a->next, i++) {
		if (i == f->nparams)
			fatal("function %s called with too many arguments",
			    f->name);
		bind(&slots[i], a);
	}
	frame = slots;
	return_value = (struct value){ 0 };
	if (run(f->body) == EXIT) {
		/* The whole program ends; nothing may be evaluated any more. */
		stream_close_all();
		exit(exit_status);
	}
	result = return_value;
	return_value = (struct value){ 0 };
	frame = caller;
	for (size_t j = 0; j < f->nparams; j++)
		unbind(&slots[j]);
	free(slots);
	return result;
}

/* --- Expressions ---------------------------------------------------------- */

static bool
matches_record(regex_t *regex)
{
	struct value record = field_get(0);
	struct string *text = value_to_string(&record, format_convfmt());
	bool result = regexec(regex, text->text, 0, NULL, 0) == 0;

	string_drop(text);
	value_drop(&record);
	return result;
}

static bool
evaluate_match(const struct node *node)
{
	struct string *text = evaluate_string(node->a);
	regex_t *regex = evaluate_regex(node->b);
	bool result = regexec(regex, text->text, 0, NULL, 0) == 0;

	string_drop(text);
	return result;
}

static struct value
concatenate(const struct node *node)
{
	struct string *a = evaluate_string(node->a);
	struct string *b = evaluate_string(node->b);
	struct string *both;

	/* `s = s "x"` in a loop: a string that is nobody else's can grow. */
	if (a->refs == 1) {
		both = xrealloc(a, 1, sizeof *a + a->length + b->length + 1);
	} else {
		both = string_make(NULL, a->length + b->length);
		memcpy(both->text, a->text, a->length);
		both->length = a->length;
		string_drop(a);
	}
	memcpy(both->text + both->length, b->text, b->length + 1);
	both->length += b->length;
	string_drop(b);
	return value_string(both);
}

static struct value
evaluate_in(const struct node *node)
{
	struct string *key = evaluate_key(node->a);
	bool found = array_find(evaluate_array(node->b), key) != NULL;

	string_drop(key);
	return value_number(found);
}

static struct value
evaluate_index(const struct node *node)
{
	struct string *key = evaluate_key(node->b);
	struct value value = value_copy(array_get(evaluate_array(node->a),
	    key));

	string_drop(key);
	return value;
}

static struct value
evaluate_getline(const struct node *node)
{
	struct string *line = NULL, *name;
	int result = 1;

	if (node->op == OP_GETLINE) {
		line = input_next();
		result = line ? 1 : 0;
	} else {
		name = evaluate_string(node->b);
		result = input_getline(name->text,
		    node->op == OP_GETLINE_COMMAND, &line);
		string_drop(name);
	}
	if (result <= 0)
		return value_number(result);
	if (node->a) {
		struct value value = value_string(line);

		value.flags |= INPUT;
		assign(node->a, value);
	} else {
		record_set(line);
	}
	return value_number(1);
}

static bool
evaluate_comparison(const struct node *node)
{
	struct value a = evaluate(node->a), b = evaluate(node->b);
	int order = value_compare(&a, &b);

	value_drop(&a);
	value_drop(&b);
	switch (node->op) {
	case OP_LESS:
		return order < 0;
	case OP_LESS_EQUAL:
		return order <= 0;
	case OP_EQUAL:
		return order == 0;
	case OP_NOT_EQUAL:
		return order != 0;
	case OP_GREATER:
		return order > 0;
	default:
		return order >= 0;
	}
}

/*
 * The stack itself is measured: what a call takes depends on the expression that
 * it is in, and chains (1+1+...), which the parser builds in a loop, nest as well.
 */
static void
check_stack(void)
{
	const char *now = __builtin_frame_address(0);

	if ((size_t)(stack_base - now) > stack_limit)
		fatal("expressions or function calls nested too deeply");
}

struct value
evaluate(const struct node *node)
{
	double a;

	check_stack();
	switch (node->op) {
	case OP_NUMBER:
	case OP_STRING:
		return value_copy(&node->value);
	case OP_REGEX:
		return value_number(matches_record(node->regex));
	case OP_GLOBAL:
		if (node->variable == var_nf)
			field_get(1);
		return value_copy(variable_scalar(node->variable));
	case OP_LOCAL:
		return value_copy(variable_scalar(&frame[node->slot]));
	case OP_FIELD:
		return field_get(field_number(node));
	case OP_INDEX:
		return evaluate_index(node);
	case OP_IN:
		return evaluate_in(node);
	case OP_ASSIGN:
		return assign_and_keep(node->a, evaluate(node->b));
	case OP_ASSIGN_OP:
		a = evaluate_number(node->b);
		return assign_and_keep(node->a,
		    value_number(compute(node->operation,
			evaluate_number(node->a), a)));
	case OP_CONDITION:
		return evaluate(evaluate_condition(node->a) ? node->b :
							      node->c);
	case OP_OR:
		return value_number(evaluate_condition(node->a) ||
		    evaluate_condition(node->b));
	case OP_AND:
		return value_number(evaluate_condition(node->a) &&
		    evaluate_condition(node->b));
	case OP_NOT:
		return value_number(!evaluate_condition(node->a));
	case OP_MATCH:
		return value_number(evaluate_match(node));
	case OP_NO_MATCH:
		return value_number(!evaluate_match(node));
	case OP_LESS:
	case OP_LESS_EQUAL:
	case OP_EQUAL:
	case OP_NOT_EQUAL:
	case OP_GREATER:
	case OP_GREATER_EQUAL:
		return value_number(evaluate_comparison(node));
	case OP_CONCAT:
		return concatenate(node);
	case OP_ADD:
	case OP_SUBTRACT:
	case OP_MULTIPLY:
	case OP_DIVIDE:
	case OP_MODULO:
	case OP_POWER:
		a = evaluate_number(node->a);
		return value_number(compute(node->op, a,
		    evaluate_number(node->b)));
	case OP_NEGATE:
		return value_number(-evaluate_number(node->a));
	case OP_PLUS:
		return value_number(evaluate_number(node->a));
	case OP_PRE_INCREMENT:
	case OP_PRE_DECREMENT:
	case OP_POST_INCREMENT:
	case OP_POST_DECREMENT:
		return evaluate_increment(node);
	case OP_GROUP:
		return evaluate(node->a);
	case OP_CALL:
		return call(node);
	case OP_BUILTIN:
		return call_builtin(node);
	case OP_GETLINE:
	case OP_GETLINE_FILE:
	case OP_GETLINE_COMMAND:
		return evaluate_getline(node);
	case OP_SUBSCRIPTS:
		fatal("a list where a value is needed");
	default:
		break;
	}
	fatal("not an expression");
}

/* --- Statements ----------------------------------------------------------- */

static FILE *
output_for(const struct node *node)
{
	struct string *name;
	FILE *file;

	if (node->redirect == TO_STDOUT)
		return stdout;
	name = evaluate_string(node->b);
	file = output_get(name->text, node->redirect);
	string_drop(name);
	return file;
}

static void
put_variable(struct variable *variable, FILE *file)
{
	struct string *text = value_to_string(variable_scalar(variable),
	    format_convfmt());

	fwrite(text->text, 1, text->length, file);
	string_drop(text);
}

static void
put_value(struct value *value, FILE *file)
{
	struct string *format = value_to_string(variable_scalar(var_ofmt),
	    format_convfmt());
	struct string *text = value_to_string(value, format->text);

	fwrite(text->text, 1, text->length, file);
	string_drop(text);
	string_drop(format);
}

/* All arguments are evaluated before anything is printed. */
static void
run_print(const struct node *node)
{
	struct value *values;
	size_t n = 0;
	FILE *file;

	for (const struct node *a = node->a; a; a = a->next)
		n++;
	values = xcalloc(n ? n : 1, sizeof *values);
	n = 0;
	for (const struct node *a = node->a; a; a = a->next)
		values[n++] = evaluate(a);
	if (n == 0)
		values[n++] = field_get(0);
	file = output_for(node);
	for (size_t i = 0; i < n; i++) {
		if (i)
			put_variable(var_ofs, file);
		put_value(&values[i], file);
		value_drop(&values[i]);
	}
	put_variable(var_ors, file);
	free(values);
	if (file == stdout && ferror(file))
		exit(2);
}

static void
run_printf(const struct node *node)
{
	struct string *text = format_text(node->a);

	fwrite(text->text, 1, text->length, output_for(node));
	string_drop(text);
}

static enum signal
run_loop_body(const struct node *body, bool *leave)
{
	enum signal signal = run(body);

	*leave = signal != NORMAL && signal != CONTINUE;
	return signal == BREAK || signal == CONTINUE ? NORMAL : signal;
}

static enum signal
run_for(const struct node *node)
{
	enum signal signal = NORMAL;
	bool leave = false;

	if (node->a)
		run(node->a);
	while (!node->b || evaluate_condition(node->b)) {
		signal = run_loop_body(node->d, &leave);
		if (leave)
			break;
		if (node->c)
			run(node->c);
	}
	return signal;
}

static enum signal
run_for_in(const struct node *node)
{
	struct array *array = evaluate_array(node->b);
	struct string **keys;
	enum signal signal = NORMAL;
	bool leave = false;
	size_t n;

	keys = array_keys(array, &n);
	for (size_t i = 0; i < n; i++) {
		/* What the loop deleted is not visited. */
		if (!leave && array_find(array, keys[i])) {
			struct value value = value_string(string_hold(keys[i]));

			value.flags |= INPUT;
			assign(node->a, value);
			signal = run_loop_body(node->c, &leave);
		}
		string_drop(keys[i]);
	}
	free(keys);
	return signal;
}

static enum signal
run_while(const struct node *node)
{
	enum signal signal = NORMAL;
	bool leave = false;

	if (node->op == OP_DO)
		signal = run_loop_body(node->b, &leave);
	while (!leave && evaluate_condition(node->a))
		signal = run_loop_body(node->b, &leave);
	return signal;
}

static void
run_delete(const struct node *node)
{
	struct array *array = evaluate_array(node->a);
	struct string *key;

	if (!node->b) {
		array_clear(array);
		return;
	}
	key = evaluate_key(node->b);
	array_delete(array, key);
	string_drop(key);
}

static enum signal
run(const struct node *node)
{
	enum signal signal = NORMAL;
	struct value value;

	switch (node->op) {
	case OP_BLOCK:
		for (const struct node *n = node->a; n && signal == NORMAL;
		     n = n->next)
			signal = run(n);
		return signal;
	case OP_EXPRESSION:
		value = evaluate(node->a);
		value_drop(&value);
		return NORMAL;
	case OP_PRINT:
		run_print(node);
		return NORMAL;
	case OP_PRINTF:
		run_printf(node);
		return NORMAL;
	case OP_IF:
		if (evaluate_condition(node->a))
			return run(node->b);
		return node->c ? run(node->c) : NORMAL;
	case OP_WHILE:
	case OP_DO:
		return run_while(node);
	case OP_FOR:
		return run_for(node);
	case OP_FOR_IN:
		return run_for_in(node);
	case OP_BREAK:
		return BREAK;
	case OP_CONTINUE:
		return CONTINUE;
	case OP_NEXT_FILE:
		input_skip_file();
		return NEXT;
	case OP_NEXT:
		return NEXT;
	case OP_EXIT:
		if (node->a)
			exit_status = (int)evaluate_number(node->a);
		return EXIT;
	case OP_RETURN:
		value = node->a ? evaluate(node->a) : (struct value){ 0 };
		value_drop(&return_value);
		return_value = value;
		return RETURN;
	case OP_DELETE:
		run_delete(node);
		return NORMAL;
	default:
		return NORMAL;
	}
}

/* --- Rules ---------------------------------------------------------------- */

static enum signal
run_action(const struct rule *rule)
{
	static const struct node print = { .op = OP_PRINT };
	enum signal signal = run(rule->action ? rule->action : &print);

	if (signal == NEXT &&
	    (rule->kind == RULE_BEGIN || rule->kind == RULE_END))
		fatal("next in BEGIN or END");
	return signal;
}

static bool
applies(struct rule *rule)
{
	switch (rule->kind) {
	case RULE_ALWAYS:
		return true;
	case RULE_PATTERN:
		return evaluate_condition(rule->pattern);
	case RULE_RANGE:
		if (!rule->in_range && !evaluate_condition(rule->pattern))
			return false;
		rule->in_range = !evaluate_condition(rule->last);
		return true;
	default:
		return false;
	}
}

static enum signal
run_kind(int kind)
{
	enum signal signal = NORMAL;

	for (struct rule *r = program; r && signal != EXIT; r = r->next) {
		if ((int)r->kind == kind)
			signal = run_action(r);
	}
	return signal;
}

static enum signal
run_record(void)
{
	for (struct rule *r = program; r; r = r->next) {
		enum signal signal;

		if (!applies(r))
			continue;
		signal = run_action(r);
		if (signal == EXIT)
			return EXIT;
		if (signal == NEXT)
			break;
	}
	return NORMAL;
}

static bool
reads_input(void)
{
	for (struct rule *r = program; r; r = r->next) {
		if (r->kind != RULE_BEGIN)
			return true;
	}
	return false;
}

/*
 * Makes room for deep recursion: the stack grows as far as its limit allows when it
 * is touched. A third is left to the arguments and the environment, which are on it
 * too, and to what the library does.
 */
static void
prepare_stack(const char *base)
{
	struct rlimit limit = { 0 };

	getrlimit(RLIMIT_STACK, &limit);
	if (limit.rlim_cur < STACK_SIZE) {
		limit.rlim_cur = limit.rlim_max < STACK_SIZE ? limit.rlim_max :
							       STACK_SIZE;
		setrlimit(RLIMIT_STACK, &limit);
		getrlimit(RLIMIT_STACK, &limit);
	}
	if (limit.rlim_cur > STACK_SIZE)
		limit.rlim_cur = STACK_SIZE;
	stack_base = base;
	stack_limit = limit.rlim_cur / 3 * 2;
}

int
run_program(void)
{
	enum signal signal;
	struct string *record;

	prepare_stack(__builtin_frame_address(0));
	signal = run_kind(RULE_BEGIN);
	if (signal != EXIT && reads_input()) {
		while (signal != EXIT && (record = input_next())) {
			record_set(record);
			signal = run_record();
		}
	}
	if (reads_input())
		run_kind(RULE_END);
	if (stream_close_all() && exit_status == 0)
		exit_status = 2;
	return exit_status;
}
