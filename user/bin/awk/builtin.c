/*
 * builtin: the functions that awk has, and printf's formats.
 *
 * Positions in strings count characters, which in UTF-8 may be several bytes;
 * text that is ASCII throughout is handled by bytes.
 */
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <wchar.h>
#include <wctype.h>

#include "../lib/memory.h"
#include "awk.h"

/* --- Regular expressions -------------------------------------------------- */

enum {
	NREGEXES = 64
};

static struct {
	char *text;
	size_t length;
	regex_t *regex;
} regexes[NREGEXES];

/*
 * awk's escapes in regular expressions are those of its strings: what is special
 * in an expression keeps its backslash, \t and \052 become what they mean.
 */
static char *
translate_regex(const char *text, size_t length)
{
	char *result = xmalloc(2 * length + 1), *out = result;

	for (size_t i = 0; i < length; i++) {
		size_t n, plain_length;
		char *plain;

		if (text[i] != '\\' || i + 1 == length) {
			*out++ = text[i];
			continue;
		}
		if (text[i + 1] == '"' || text[i + 1] == '/' ||
		    text[i + 1] == '&') {
			*out++ = text[++i];
			continue;
		}
		if (!strchr("abfnrtv01234567", text[i + 1])) {
			*out++ = text[i++];
			*out++ = text[i];
			continue;
		}
		n = 2;
		while (n < 4 && i + n < length && text[i + 1] <= '7' &&
		    text[i + n] >= '0' && text[i + n] <= '7')
			n++;
		plain = unescape(text + i, n, &plain_length);
		if (*plain && strchr("^$.[]|()*+?{}\\", *plain))
			*out++ = '\\';
		*out++ = *plain;
		free(plain);
		i += n - 1;
	}
	*out = '\0';
	return result;
}

static regex_t *
compile(const char *text, size_t length)
{
	regex_t *regex = xmalloc(sizeof *regex);
	char *translated = translate_regex(text, length);
	int error = regcomp(regex, translated, REG_EXTENDED);

	if (error) {
		char message[128];

		regerror(error, regex, message, sizeof message);
		fatal("regular expression /%s/: %s", text, message);
	}
	free(translated);
	return regex;
}

regex_t *
regex_get(const char *text, size_t length)
{
	uint32_t hash = 0;
	size_t slot;

	for (size_t i = 0; i < length; i++)
		hash = 31 * hash + (unsigned char)text[i];
	slot = hash % NREGEXES;
	if (regexes[slot].regex && regexes[slot].length == length &&
	    memcmp(regexes[slot].text, text, length) == 0)
		return regexes[slot].regex;
	/* What was here may be a constant of the program: it stays alive. */
	regexes[slot].text = xstrndup(text, length);
	regexes[slot].length = length;
	regexes[slot].regex = compile(text, length);
	return regexes[slot].regex;
}

/* --- Characters ----------------------------------------------------------- */

static bool
is_ascii(const struct string *s)
{
	if (MB_CUR_MAX == 1)
		return true;
	for (size_t i = 0; i < s->length; i++) {
		if ((unsigned char)s->text[i] >= 0x80)
			return false;
	}
	return true;
}

static size_t
step(const char *text, size_t length)
{
	int n = mblen(text, length);

	return n > 0 ? (size_t)n : 1;
}

static size_t
count_chars(const struct string *s, size_t bytes)
{
	size_t n = 0;

	if (is_ascii(s))
		return bytes;
	for (size_t i = 0; i < bytes; n++)
		i += step(s->text + i, s->length - i);
	return n;
}

static size_t
skip_chars(const struct string *s, size_t from, double n)
{
	size_t i = from;

	if (is_ascii(s))
		return n < (double)(s->length - from) ? from + (size_t)n :
							s->length;
	for (; n > 0 && i < s->length; n--)
		i += step(s->text + i, s->length - i);
	return i;
}

static struct value
substring(struct string *s, double start, double length)
{
	size_t from, to;

	/* A start before the text is its beginning, as everywhere but in
	 * POSIX, which counts the characters that are not there. */
	start = start < 1 ? 1 : trunc(start);
	length = trunc(length);
	if (!(length > 0))
		return value_text("", 0);
	from = skip_chars(s, 0, start - 1);
	to = skip_chars(s, from, length);
	return value_text(s->text + from, to - from);
}

static struct value
change_case(struct string *s, bool upper)
{
	struct string *result;
	mbstate_t in = { 0 }, out = { 0 };
	size_t i = 0, n = 0;

	if (is_ascii(s)) {
		result = string_make(s->text, s->length);
		for (i = 0; i < s->length; i++) {
			int c = (unsigned char)s->text[i];

			result->text[i] = (char)(upper ? toupper(c) :
							 tolower(c));
		}
		return value_string(result);
	}
	/* Another case may need more bytes, but never more than MB_CUR_MAX. */
	result = string_make(NULL, s->length * MB_CUR_MAX);
	while (i < s->length) {
		wchar_t c;
		size_t used = mbrtowc(&c, s->text + i, s->length - i, &in);
		size_t made;

		if (used == 0 || used > s->length) {
			memset(&in, 0, sizeof in);
			result->text[n++] = s->text[i++];
			continue;
		}
		made = wcrtomb(result->text + n,
		    (wchar_t)(upper ? towupper((wint_t)c) :
				      towlower((wint_t)c)),
		    &out);
		n += made == (size_t)-1 ? 0 : made;
		i += used;
	}
	result->text[n] = '\0';
	result->length = n;
	return value_string(result);
}

/* --- sub, gsub, match, split ---------------------------------------------- */

struct text {
	struct string *string;
	size_t room;
};

static void
append(struct text *t, const char *text, size_t length)
{
	size_t used = t->string ? t->string->length : 0;

	if (!t->string || used + length > t->room) {
		t->room = 2 * (used + length) + 64;
		t->string = xrealloc(t->string, 1,
		    sizeof *t->string + t->room + 1);
		t->string->refs = 1;
		t->string->length = used;
	}
	if (length)
		memcpy(t->string->text + used, text, length);
	t->string->length += length;
	t->string->text[t->string->length] = '\0';
}

/* & is what matched, \& an ampersand, \\ a backslash. */
static void
append_replacement(struct text *out, const struct string *replacement,
    const char *matched, size_t length)
{
	const char *r = replacement->text;

	for (size_t i = 0; i < replacement->length; i++) {
		if (r[i] == '\\' && (r[i + 1] == '&' || r[i + 1] == '\\'))
			append(out, &r[++i], 1);
		else if (r[i] == '&')
			append(out, matched, length);
		else
			append(out, &r[i], 1);
	}
}

static double
replace(regex_t *regex, const struct string *replacement,
    const struct string *s, bool all, struct text *out)
{
	size_t from = 0, last_end = SIZE_MAX;
	double count = 0;

	while (from <= s->length && (all || count == 0)) {
		regmatch_t m = { .rm_so = (regoff_t)from,
			.rm_eo = (regoff_t)s->length };
		size_t start, end;

		if (regexec(regex, s->text, 1, &m,
			REG_STARTEND | (from ? REG_NOTBOL : 0)))
			break;
		start = (size_t)m.rm_so;
		end = (size_t)m.rm_eo;
		append(out, s->text + from, start - from);
		/* An empty match right behind the last one is none. */
		if (end > start || start != last_end) {
			append_replacement(out, replacement, s->text + start,
			    end - start);
			count++;
		}
		from = last_end = end;
		if (end == start) {
			append(out, s->text + end, end < s->length);
			from++;
		}
	}
	if (from < s->length)
		append(out, s->text + from, s->length - from);
	return count;
}

static struct value
substitute(const struct node *args, bool all)
{
	static const struct node zero = { .op = OP_NUMBER,
		.value = { .flags = NUMBER } };
	static const struct node record = { .op = OP_FIELD,
		.a = (struct node *)&zero };
	const struct node *target = args->next->next ? args->next->next :
						       &record;
	regex_t *regex = evaluate_regex(args);
	struct string *replacement = evaluate_string(args->next);
	struct string *s = evaluate_string(target);
	struct text out = { 0 };
	double count;

	append(&out, "", 0);
	count = replace(regex, replacement, s, all, &out);
	if (count > 0 && target->op != OP_STRING && target->op != OP_NUMBER)
		assign(target, value_string(out.string));
	else
		string_drop(out.string);
	string_drop(replacement);
	string_drop(s);
	return value_number(count);
}

static struct value
match(const struct node *args)
{
	struct string *s = evaluate_string(args);
	regex_t *regex = evaluate_regex(args->next);
	regmatch_t m = { .rm_so = 0, .rm_eo = (regoff_t)s->length };
	double start = 0, length = -1;

	if (regexec(regex, s->text, 1, &m, REG_STARTEND) == 0) {
		start = (double)count_chars(s, (size_t)m.rm_so) + 1;
		length = (double)count_chars(s, (size_t)m.rm_eo) - start + 1;
	}
	string_drop(s);
	variable_set(var_rstart, value_number(start));
	variable_set(var_rlength, value_number(length));
	return value_number(start);
}

struct splitting {
	struct array *array;
	long n;
};

static void
add_element(const char *text, size_t length, void *context)
{
	struct splitting *splitting = context;
	struct value index = value_number((double)++splitting->n);
	struct string *key = value_to_string(&index, "%d");
	struct value *element = array_get(splitting->array, key);

	value_drop(element);
	*element = value_input(text, length);
	string_drop(key);
}

static struct value
split(const struct node *args)
{
	struct string *s = evaluate_string(args), *separator;
	struct splitting splitting = { evaluate_array(args->next), 0 };
	const struct node *by = args->next->next;

	/* The array may have held the text: it is cleared only now. */
	array_clear(splitting.array);
	if (by && by->op == OP_REGEX) {
		if (s->length)
			split_regex(s->text, s->length, by->regex, add_element,
			    &splitting);
	} else {
		separator = by ?
		    evaluate_string(by) :
		    value_to_string(variable_scalar(var_fs), format_convfmt());
		split_text(s->text, s->length, separator, false, add_element,
		    &splitting);
		string_drop(separator);
	}
	string_drop(s);
	return value_number((double)splitting.n);
}

/* --- printf --------------------------------------------------------------- */

static void
append_formatted(struct text *out, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		fatal("printf: format too large");
	append(out, text, (size_t)n);
	free(text);
}

static void
append_char(struct text *out, const char *spec, const struct node *arg)
{
	struct value value = evaluate(arg);
	char text[MB_LEN_MAX + 1] = "";
	int n = 1;

	if (value_is_numeric(&value) && value.flags) {
		double number = value_to_number(&value);

		if (MB_CUR_MAX > 1 && number >= 0x80 && number < 0x110000)
			n = wctomb(text, (wchar_t)number);
		else
			text[0] = (char)(int)number;
		if (n < 1)
			n = 1;
	} else {
		struct string *s = value_to_string(&value, format_convfmt());

		n = (int)(s->length ? step(s->text, s->length) : 0);
		memcpy(text, s->text, (size_t)n);
		string_drop(s);
	}
	value_drop(&value);
	/* A NUL is a character as well. */
	if (n == 1 && text[0] == '\0') {
		append(out, text, 1);
	} else {
		text[n] = '\0';
		append_formatted(out, spec, text);
	}
}

/* Width and precision of %s count characters, and s may hold NULs. */
static void
append_string(struct text *out, const char *flags, int width, int precision,
    const struct string *s)
{
	size_t bytes = precision < 0 ? s->length : skip_chars(s, 0, precision);
	long padding = width - (long)count_chars(s, bytes);
	bool left = strchr(flags, '-') != NULL;

	for (; !left && padding > 0; padding--)
		append(out, " ", 1);
	append(out, s->text, bytes);
	for (; left && padding > 0; padding--)
		append(out, " ", 1);
}

static void
append_integer(struct text *out, const char *flags, int width, int precision,
    char letter, double number)
{
	char spec[64];

	if (!(fabs(number) < 9.2e18)) {
		snprintf(spec, sizeof spec, "%%%s*.0f", flags);
		append_formatted(out, spec, width, number);
		return;
	}
	snprintf(spec, sizeof spec, "%%%s*.*ll%c", flags, letter);
	append_formatted(out, spec, width, precision, (long long)number);
}

enum {
	MAX_SIZE = 10000000
};

struct conversion {
	char flags[8];
	int width, precision; /* -1: none */
};

/* A width or a precision beyond any use is cut, so that it stays an int. */
static int
parse_size(const char **p, const struct node **arg)
{
	double size;
	int n = 0;

	if (**p == '*') {
		++*p;
		if (!*arg)
			fatal("not enough arguments for printf");
		size = evaluate_number(*arg);
		*arg = (*arg)->next;
		if (!(fabs(size) < MAX_SIZE))
			size = copysign(MAX_SIZE, size);
		return (int)size;
	}
	for (; isdigit((unsigned char)**p); ++*p) {
		if (n < MAX_SIZE / 10)
			n = 10 * n + **p - '0';
	}
	return n;
}

static void
parse_conversion(const char **p, const struct node **arg, struct conversion *c)
{
	size_t n = 0;

	*c = (struct conversion){ .precision = -1 };
	for (; **p && strchr("-+ #0", **p); ++*p) {
		if (n < sizeof c->flags - 1 && !strchr(c->flags, **p))
			c->flags[n++] = **p;
	}
	c->width = parse_size(p, arg);
	if (c->width < 0) {
		if (!strchr(c->flags, '-') && n < sizeof c->flags - 1)
			c->flags[n++] = '-';
		c->width = -c->width;
	}
	if (**p == '.') {
		++*p;
		c->precision = parse_size(p, arg);
	}
	while (**p && strchr("hlLqjzt", **p))
		++*p;
}

static void
append_conversion(struct text *out, const struct conversion *c, char letter,
    const struct node *arg)
{
	char spec[64];
	struct string *s;

	switch (letter) {
	case 'c':
		snprintf(spec, sizeof spec, "%%%s%ds",
		    strchr(c->flags, '-') ? "-" : "", c->width);
		append_char(out, spec, arg);
		break;
	case 's':
		s = evaluate_string(arg);
		append_string(out, c->flags, c->width, c->precision, s);
		string_drop(s);
		break;
	case 'd':
	case 'i':
		append_integer(out, c->flags, c->width, c->precision, 'd',
		    evaluate_number(arg));
		break;
	case 'o':
	case 'u':
	case 'x':
	case 'X':
		append_integer(out, c->flags, c->width, c->precision, letter,
		    evaluate_number(arg));
		break;
	default:
		snprintf(spec, sizeof spec, "%%%s*.*%c", c->flags, letter);
		append_formatted(out, spec, c->width, c->precision,
		    evaluate_number(arg));
	}
}

struct string *
format_text(const struct node *args)
{
	static const struct node nothing = { .op = OP_STRING };
	struct string *format = evaluate_string(args);
	const struct node *arg = args->next;
	struct text out = { 0 };
	const char *p = format->text, *end = p + format->length;

	append(&out, "", 0);
	while (p < end) {
		const char *start = p;
		struct conversion c;

		if (*p != '%') {
			while (p < end && *p != '%')
				p++;
			append(&out, start, (size_t)(p - start));
			continue;
		}
		p++;
		if (*p == '%') {
			append(&out, p++, 1);
			continue;
		}
		parse_conversion(&p, &arg, &c);
		if (!*p || !strchr("cdiouxXeEfFgGaAs", *p)) {
			append(&out, start, (size_t)(p - start));
			continue;
		}
		/* Missing arguments are empty. */
		append_conversion(&out, &c, *p++, arg ? arg : &nothing);
		if (arg)
			arg = arg->next;
	}
	string_drop(format);
	return out.string;
}

/* --- The rest ------------------------------------------------------------- */

static double random_seed, previous_seed;

static double
seed(const struct node *args)
{
	previous_seed = random_seed;
	random_seed = args ? evaluate_number(args) : (double)time(NULL);
	srandom((unsigned int)random_seed);
	return previous_seed;
}

static double
run_command(const char *command)
{
	int status;

	fflush(NULL);
	status = system(command);
	if (status == -1)
		return -1;
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

static struct value
length(const struct node *args)
{
	struct string *s;
	struct value value;
	double n;

	/* An array's length is how many elements it has. */
	if (args && is_array(args))
		return value_number((double)array_length(evaluate_array(args)));
	if (args) {
		s = evaluate_string(args);
	} else {
		value = field_get(0);
		s = value_to_string(&value, format_convfmt());
		value_drop(&value);
	}
	n = (double)count_chars(s, s->length);
	string_drop(s);
	return value_number(n);
}

static struct value
index_of(const struct node *args)
{
	struct string *s = evaluate_string(args);
	struct string *what = evaluate_string(args->next);
	const char *at = memmem(s->text, s->length, what->text, what->length);
	double result = at ?
	    (double)count_chars(s, (size_t)(at - s->text)) + 1 :
	    0;

	string_drop(s);
	string_drop(what);
	return value_number(result);
}

static struct value
format_time(const struct node *args)
{
	struct string *format = args ?
	    evaluate_string(args) :
	    string_make("%a %b %e %H:%M:%S %Z %Y", 23);
	time_t when = args && args->next ? (time_t)evaluate_number(args->next) :
					   time(NULL);
	bool utc = args && args->next && args->next->next &&
	    evaluate_number(args->next->next) != 0;
	struct tm *tm = utc ? gmtime(&when) : localtime(&when);
	char text[1024];
	size_t n = tm ? strftime(text, sizeof text, format->text, tm) : 0;

	string_drop(format);
	return value_text(text, n);
}

static struct value
call_on_string(const struct node *node)
{
	struct string *s = node->a ? evaluate_string(node->a) : NULL;
	struct value result = { 0 };

	switch (node->slot) {
	case B_CLOSE:
		result = value_number(stream_close(s->text));
		break;
	case B_FFLUSH:
		result = value_number(stream_flush(s && s->length ? s->text :
								    NULL) ?
			0 :
			-1);
		break;
	case B_SYSTEM:
		result = value_number(run_command(s->text));
		break;
	case B_TOLOWER:
		result = change_case(s, false);
		break;
	case B_TOUPPER:
		result = change_case(s, true);
		break;
	case B_SUBSTR: {
		double start = evaluate_number(node->a->next);
		const struct node *n = node->a->next->next;

		result = substring(s, start, n ? evaluate_number(n) : HUGE_VAL);
		break;
	}
	}
	string_drop(s);
	return result;
}

static double
call_on_number(const struct node *node)
{
	double x = evaluate_number(node->a);

	switch (node->slot) {
	case B_ATAN2:
		return atan2(x, evaluate_number(node->a->next));
	case B_COS:
		return cos(x);
	case B_EXP:
		return exp(x);
	case B_INT:
		return trunc(x);
	case B_LOG:
		return log(x);
	case B_SIN:
		return sin(x);
	default:
		return sqrt(x);
	}
}

struct value
call_builtin(const struct node *node)
{
	switch ((enum builtin)node->slot) {
	case B_ATAN2:
	case B_COS:
	case B_EXP:
	case B_INT:
	case B_LOG:
	case B_SIN:
	case B_SQRT:
		return value_number(call_on_number(node));
	case B_CLOSE:
	case B_FFLUSH:
	case B_SYSTEM:
	case B_TOLOWER:
	case B_TOUPPER:
	case B_SUBSTR:
		return call_on_string(node);
	case B_GSUB:
		return substitute(node->a, true);
	case B_SUB:
		return substitute(node->a, false);
	case B_INDEX:
		return index_of(node->a);
	case B_LENGTH:
		return length(node->a);
	case B_MATCH:
		return match(node->a);
	case B_RAND:
		return value_number((double)random() / 2147483648.0);
	case B_SPLIT:
		return split(node->a);
	case B_SPRINTF:
		return value_string(format_text(node->a));
	case B_SRAND:
		return value_number(seed(node->a));
	case B_STRFTIME:
		return format_time(node->a);
	case B_SYSTIME:
		return value_number((double)time(NULL));
	case NBUILTINS:
		break;
	}
	fatal("no such function");
}

void
builtin_init(void)
{
	srandom(0);
}
