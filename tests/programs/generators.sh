# flex, bison, re2c, ragel, gperf, swig: programs that write programs
# needs: flex bison re2c ragel gperf swig gcc libc6-dev python3 libpython3-dev
cat >c.l <<'END'
%option noyywrap noinput nounput
%{
#include "c.tab.h"
%}
%%
[0-9]+ { yylval = atoi(yytext); return NUM; }
[ \t]
.|\n return *yytext;
END
cat >c.y <<'END'
%{
#include <stdio.h>
int yylex(void); void yyerror(const char *s) { puts(s); }
%}
%token NUM
%left '+' '-'
%left '*' '/'
%%
in: | in line; line: '\n' | e '\n' { printf("%d\n", $1); } | error '\n' { yyerrok; };
e: NUM | e '+' e { $$ = $1 + $3; } | e '-' e { $$ = $1 - $3; } | e '*' e { $$ = $1 * $3; } | '(' e ')' { $$ = $2; };
%%
int main(void) { return yyparse(); }
END
bison -d c.y && flex -o lex.c c.l && gcc -w -o calc c.tab.c lex.c && printf '1+2*3\n(1+2)*3\n1++\n10-2-3\n' | ./calc
cat >s.re <<'END'
#include <stdio.h>
static int lex(const char *s) { const char *YYMARKER;
/*!re2c re2c:define:YYCTYPE = char; re2c:define:YYCURSOR = s; re2c:yyfill:enable = 0;
[0-9]+ { return 1; } [a-z]+ { return 2; } * { return 0; } */ }
int main(void) { (void)lex; printf("%d %d %d\n", lex("12"), lex("ab"), lex("?")); return 0; }
END
re2c -o s.c s.re && gcc -w -o s s.c && ./s
printf 'if\nelse\nwhile\n' | gperf -L ANSI-C | gcc -w -xc -fsyntax-only -include string.h - && echo gperf
printf '%%%%{ machine m; main := [a-z]+ "!" @{ ok = 1; }; }%%%%\n#include <stdio.h>\n#include <string.h>\n%%%% write data;\nint main(void) { const char *p = "abc!", *pe = p + strlen(p); int cs, ok = 0; %%%% write init;\n%%%% write exec;\nprintf("%%d\\n", ok); return 0; }\n' >r.rl; ragel -G2 -o r.c r.rl && gcc -w -o r r.c && ./r
printf '%%module m\n%%{ int add(int, int); %%}\nint add(int a, int b);\n' >m.i; echo 'int add(int a, int b) { return a + b; }' >m.c; swig -python m.i && gcc -w -shared -fPIC -I/usr/include/python3.11 -o _m.so m.c m_wrap.c && python3 -c 'import m; print(m.add(40, 2))'
