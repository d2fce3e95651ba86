# gdb: a program that does not run: symbols, types, code
# needs: gdb gcc libc6-dev
printf 'struct p { int x; char y[3]; } g = { 7, "ab" };\nint twice(int n) { return n * 2; }\nint main(void) { return twice(g.x); }\n' >t.c; gcc -g -O0 -o t t.c; gdb -q -nx -batch -ex 'ptype g' -ex 'print g' -ex 'print sizeof(g)' -ex 'info line twice' -ex 'list main' -ex 'disassemble twice' ./t 2>&1 | sed 's/0x[0-9a-f]*//g'; gdb -q -nx -batch -ex 'python print(sum(range(10)))' 2>&1
