#ifndef _WCTYPE_H
#define _WCTYPE_H

#include <bits/types.h>

int iswspace(__wint_t);

#endif
