/*
 * strftime, with the flags and widths that glibc adds:
 *
 *	%[_-0+^#][width][EO]conversion
 *
 * _ pads with blanks, - only to a width that is given, 0 with zeros; ^ makes upper case, # the opposite
 * case. Conversions that stand for others (%c is "%a %b %e %H:%M:%S %Y") are
 * formatted by them.
 */
#include <ctype.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tz.h"

struct output {
	char *buf;
	size_t size, used;
	bool full;
};

struct spec {
	char pad; /* 0: the conversion's own; '_' '-' '0' '+' */
	bool upper, lower, swap;
	int width; /* -1: none given */
	char conversion;
};

static void format(struct output *o, const char *f, const struct tm *tm,
    bool upper);

static void
put(struct output *o, char c)
{
	if (o->used + 1 >= o->size)
		o->full = true;
	else
		o->buf[o->used++] = c;
}

static void
put_times(struct output *o, char c, long n)
{
	for (; n > 0 && !o->full; n--)
		put(o, c);
}

/* Text is padded on the left with blanks, or zeros if asked for. */
static void
put_text(struct output *o, const struct spec *s, const char *text)
{
	long n = (long)strlen(text);

	put_times(o, s->pad == '0' || s->pad == '+' ? '0' : ' ', s->width - n);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (s->lower)
			c = (unsigned char)tolower(c);
		else if (s->upper)
			c = (unsigned char)toupper(c);
		else if (s->swap)
			c = (unsigned char)(isupper(c) ? tolower(c) :
							 toupper(c));
		put(o, (char)c);
	}
}

/* digits: the width the conversion has by itself; pad: what it is padded with. */
static void
put_number(struct output *o, const struct spec *s, long value, int digits,
    char pad)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%ld", value < 0 ? -value : value);
	int width = s->width >= 0 ? s->width : digits;
	char sign = value < 0 ? '-' : s->pad == '+' && n > digits ? '+' : 0;

	if (s->pad != 0)
		pad = s->pad == '+' ? '0' : s->pad;
	if (s->pad == '+' && s->width > digits)
		sign = value < 0 ? '-' : '+';
	if (sign != 0)
		n++;
	if (pad == '-')
		width = s->width;
	if (pad == '_' || pad == '-')
		put_times(o, ' ', width - n);
	if (sign != 0)
		put(o, sign);
	if (pad == '0')
		put_times(o, '0', width - n);
	for (const char *p = text; *p != '\0'; p++)
		put(o, *p);
}

static const char *
name_of(nl_item first, int index, int n)
{
	return index >= 0 && index < n ? nl_langinfo(first + index) : "?";
}

/* "+0100": hours and minutes, or more with colons. */
static void
put_zone(struct output *o, const struct spec *s, const struct tm *tm)
{
	long minutes = tm->tm_gmtoff / 60;
	struct spec t = *s;
	char text[16];
	long n = minutes < 0 ? -minutes : minutes;

	if (tm->tm_isdst < 0)
		return;
	if (s->pad == '_' || s->pad == '-') {
		n = snprintf(text, sizeof text, "%c%ld",
		    tm->tm_gmtoff < 0 ? '-' : '+', n / 60 * 100 + n % 60);
		if (s->pad == '_')
			put_times(o, ' ', (s->width > 5 ? s->width : 5) - n);
		t.width = -1;
		put_text(o, &t, text);
		return;
	}
	put(o, tm->tm_gmtoff < 0 ? '-' : '+');
	t.pad = 0;
	t.width = s->width > 5 ? s->width - 1 : 4;
	put_number(o, &t, n / 60 * 100 + n % 60, 4, '0');
}

static void
put_composed(struct output *o, const struct spec *s, const struct tm *tm,
    const char *f)
{
	char text[256];
	struct output inner = { text, sizeof text, 0, false };
	struct spec t = *s;

	format(&inner, f, tm, s->upper);
	text[inner.used] = '\0';
	t.upper = t.swap = false;
	put_text(o, &t, text);
}

static void
put_year(struct output *o, const struct spec *s, long year)
{
	/* A year is padded only if a width or the sign asks for it. */
	if (s->pad == '+')
		put_number(o, s, year, 4, '0');
	else
		put_number(o, s, year, s->pad == '0' || s->pad == '_' ? 4 : 1,
		    s->width > 0 ? '0' : '0');
}

static long
floor_div(long a, long b)
{
	return a / b - (a % b < 0);
}

static int
hour12(const struct tm *tm)
{
	return tm->tm_hour % 12 == 0 ? 12 : tm->tm_hour % 12;
}

/* Conversions that are one number. => returns: false if it is none */
static bool
convert_number(struct output *o, const struct spec *s, const struct tm *tm)
{
	long year = tm->tm_year + 1900L, iso_year;

	switch (s->conversion) {
	case 'C':
		put_number(o, s, floor_div(year, 100), 2, '0');
		break;
	case 'd':
		put_number(o, s, tm->tm_mday, 2, '0');
		break;
	case 'e':
		put_number(o, s, tm->tm_mday, 2, '_');
		break;
	case 'g':
		__iso_week(tm, &iso_year);
		put_number(o, s, (iso_year % 100 + 100) % 100, 2, '0');
		break;
	case 'G':
		__iso_week(tm, &iso_year);
		put_year(o, s, iso_year);
		break;
	case 'H':
		put_number(o, s, tm->tm_hour, 2, '0');
		break;
	case 'I':
		put_number(o, s, hour12(tm), 2, '0');
		break;
	case 'j':
		put_number(o, s, tm->tm_yday + 1, 3, '0');
		break;
	case 'k':
		put_number(o, s, tm->tm_hour, 2, '_');
		break;
	case 'l':
		put_number(o, s, hour12(tm), 2, '_');
		break;
	case 'm':
		put_number(o, s, tm->tm_mon + 1, 2, '0');
		break;
	case 'M':
		put_number(o, s, tm->tm_min, 2, '0');
		break;
	case 'S':
		put_number(o, s, tm->tm_sec, 2, '0');
		break;
	case 'u':
		put_number(o, s, (tm->tm_wday + 6) % 7 + 1, 1, '0');
		break;
	case 'U':
		put_number(o, s, (tm->tm_yday + 7 - tm->tm_wday) / 7, 2, '0');
		break;
	case 'V':
		put_number(o, s, __iso_week(tm, &iso_year), 2, '0');
		break;
	case 'w':
		put_number(o, s, tm->tm_wday, 1, '0');
		break;
	case 'W':
		put_number(o, s, (tm->tm_yday + 7 - (tm->tm_wday + 6) % 7) / 7,
		    2, '0');
		break;
	case 'y':
		put_number(o, s, (year % 100 + 100) % 100, 2, '0');
		break;
	case 'Y':
		put_year(o, s, year);
		break;
	default:
		return false;
	}
	return true;
}

static void
put_seconds(struct output *o, const struct spec *s, const struct tm *tm)
{
	struct tm copy = *tm;

	put_number(o, s, mktime(&copy), 1, '0');
}

static void
put_half(struct output *o, const struct spec *s, const struct tm *tm)
{
	struct spec t = *s;
	char text[8];
	size_t i = 0;

	for (const char *p = nl_langinfo(tm->tm_hour < 12 ? AM_STR : PM_STR);
	     *p != '\0'; p++)
		text[i++] = s->conversion == 'P' || s->swap ?
		    (char)tolower((unsigned char)*p) :
		    *p;
	text[i] = '\0';
	t.swap = false;
	t.upper &= s->conversion == 'p';
	put_text(o, &t, text);
}

/* Conversions that are text or stand for others. => returns: false: unknown */
static bool
convert_text(struct output *o, const struct spec *s, const struct tm *tm)
{
	struct spec t = *s;

	switch (s->conversion) {
	case 'a':
	case 'A':
	case 'b':
	case 'B':
	case 'h':
		/* "Opposite case" of names is upper case. */
		t.upper |= t.swap;
		if (s->conversion == 'a')
			put_text(o, &t, name_of(ABDAY_1, tm->tm_wday, 7));
		else if (s->conversion == 'A')
			put_text(o, &t, name_of(DAY_1, tm->tm_wday, 7));
		else
			put_text(o, &t,
			    name_of(s->conversion == 'B' ? MON_1 : ABMON_1,
				tm->tm_mon, 12));
		break;
	case 'p':
	case 'P':
		put_half(o, s, tm);
		break;
	case 'Z':
		t.lower = t.swap;
		put_text(o, &t, tm->tm_zone == NULL ? "" : tm->tm_zone);
		break;
	case 'n':
		put_text(o, s, "\n");
		break;
	case 't':
		put_text(o, s, "\t");
		break;
	case '%':
		put_text(o, s, "%");
		break;
	case 's':
		put_seconds(o, s, tm);
		break;
	case 'z':
		put_zone(o, s, tm);
		break;
	default:
		return false;
	}
	return true;
}

static const char *
meaning_of(char conversion)
{
	switch (conversion) {
	case 'c':
		return nl_langinfo(D_T_FMT);
	case 'D':
		return "%m/%d/%y";
	case 'F':
		return "%Y-%m-%d";
	case 'r':
		return nl_langinfo(T_FMT_AMPM);
	case 'R':
		return "%H:%M";
	case 'T':
		return "%H:%M:%S";
	case 'x':
		return nl_langinfo(D_FMT);
	case 'X':
		return nl_langinfo(T_FMT);
	case '+':
		return "%a %b %e %H:%M:%S %Z %Y";
	default:
		return NULL;
	}
}

/* The conversions that E and O may stand before; what they ask for is not there. */
static bool
takes(char modifier, char conversion)
{
	const char *which = modifier == 'E' ? "cCxXyYprRTntPsuzZ%" :
	    modifier == 'O' ? "bBhdeHIkljmMSuUVgGwWyCprRTntPszZ%" :
			      "";

	return conversion != '\0' && strchr(which, conversion) != NULL;
}

static const char *
parse_spec(struct spec *s, const char *f, bool upper)
{
	*s = (struct spec){ .upper = upper, .width = -1 };
	for (;; f++) {
		if (*f == '_' || *f == '-' || *f == '0' || *f == '+')
			s->pad = *f;
		else if (*f == '^')
			s->upper = true;
		else if (*f == '#')
			s->swap = true;
		else
			break;
	}
	if (isdigit((unsigned char)*f))
		s->width = 0;
	for (; isdigit((unsigned char)*f); f++)
		if (s->width < 100000000)
			s->width = s->width * 10 + *f - '0';
	if (takes(*f, f[1]))
		f++;
	s->conversion = *f;
	return f;
}

static void
format(struct output *o, const char *f, const struct tm *tm, bool upper)
{
	for (; *f != '\0' && !o->full; f++) {
		const char *start = f, *meaning;
		struct spec s;

		if (*f != '%') {
			put(o, *f);
			continue;
		}
		f = parse_spec(&s, f + 1, upper);
		meaning = meaning_of(s.conversion);
		if (meaning != NULL) {
			put_composed(o, &s, tm, meaning);
		} else if (!convert_number(o, &s, tm) &&
		    !convert_text(o, &s, tm)) {
			/* Unknown: as it is. */
			for (; start < f || (start == f && *f != '\0'); start++)
				put(o, *start);
			if (*f == '\0')
				break;
		}
	}
}

size_t
strftime(char *restrict buf, size_t size, const char *restrict f,
    const struct tm *restrict tm)
{
	struct output o = { buf, size, 0, size == 0 };

	__tz_update();
	format(&o, f, tm, false);
	if (size > 0)
		buf[o.used] = '\0';
	return o.full ? 0 : o.used;
}

size_t
strftime_l(char *restrict buf, size_t size, const char *restrict f,
    const struct tm *restrict tm, locale_t l)
{
	(void)l;
	return strftime(buf, size, f, tm);
}
