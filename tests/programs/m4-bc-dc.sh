# m4, bc and dc: macros that recurse, numbers that do not end
# needs: m4 bc dc
cat >t.m4 <<'END'
define(`fact', `ifelse($1, 0, 1, `eval($1 * fact(decr($1)))')')dnl
fact(10)
define(`forloop', `pushdef(`$1', `$2')_forloop($@)popdef(`$1')')dnl
define(`_forloop', `$4`'ifelse($1, `$3', , `define(`$1', incr($1))$0($@)')')dnl
forloop(`i', 1, 10, `i*i=eval(i * i) ')
translit(`hello', `a-y', `b-z') len(`twelve chars') substr(`abcdef', 2, 3) regexp(`foobar', `o+\(.\)', `\1')
syscmd(`echo from the shell')esyscmd(`printf again')
divert(1)last
divert(0)first
format(`%05d %s', 42, `text') maketemp(`/nowhere/xXXXXXX')
END
m4 t.m4 2>&1 | sed 's/m4:.*directory/no such folder/'
seq 1 500 | sed 's/.*/define(m&, &)m&/' | m4 | tail -1
echo 'scale=200; 4*a(1); e(1); sqrt(2)' | bc -l
echo '2^1000; obase=16; 2^64-1; ibase=2; 1011' | bc
bc <<'END'
define f(n) {
	if (n < 2) return (1)
	return (n * f(n-1))
}
f(100) % 1000007
for (i = 0; i < 5; i++) i^i
END
dc -e '50k2vp 2 500^ p 16o255p [la1+dsa*pla10>y]sy 0sa1 lyx'
dc -e '[[is even]p]se [[is odd]p]so 7 2%0=e 7 2%1=o 3 4 ^ 5 7 | p' 2>&1
