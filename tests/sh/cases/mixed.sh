#---
f() { echo a; return; echo b; } ; f; x=$(f; echo c); echo "$x"; g() { local x=1 y; echo $x-$y-$1; [ $1 = 0 ] || g $(($1-1)); echo $x; }; g 2
#---
set -- "a b" c; f() { echo "$1|$2"; }; f "$@"; f $@; f "$*"; f $*; eval "f \"\$@\""; for i; do echo "<$i>"; done; echo "${1}x${2}" "${@}" "pre $@ post"; set -- ; f "$@" x; echo "[${1-}]" "[${*}]"
#---
x="a b"; y=$x; case $x in "a b") echo ok;; esac; case "$x" in a\ b) echo ok2;; esac; [ "$x" = "$y" ] && echo same; set -- $x; echo $#; IFS=; set -- $x; echo $#
#---
echo "${x:=a b}" $x; unset x; echo ${x:="a b"}; echo "$x"; unset x; for i in ${x="p q" r}; do echo "<$i>"; done; echo "$x"
#---
x=abc; echo "${x#"a"}" "${x%"${x#?}"}" "${x#${x%??}}"; y="[b]"; echo ${x#a$y} ${x#a"$y"}; z=abcabc; echo ${z##*[ab]} ${z%%[bc]*} ${z#?(a)} ; p="a*"; echo ${z##$p} "${z##"$p"}" "${z##$p}"
#---
echo "a${x+b}c" "a${x:-}c" "${x:+}" ${x:-} end; echo ${x-"a  b"} ${x-a  b} "${x-a  b}" "${x-"a  b"}" ${x-'a  b'} "${x-'a  b'}"
#---
x="a\\b"; echo "$x" $x ${x} "${x#a\\}" ${x#a\\} "${x%\\b}"; y="\\*"; echo $y "$y"; case "*" in $y) echo m;; esac; case "\\*" in "$y") echo m2;; esac; z=\\; echo "$z" "$z$z" $z; case a in \a) echo esc;; esac
#---
mkdir d; touch d/a.c d/b.c d/.h; for f in d/*.c; do echo ${f%.c}.o; done; echo d/*.[ch] d/.*h d/"*".c d/*".c" d/\*.c; x="d/*.c"; echo $x "$x"; y=d; echo $y/*; cd d; echo *.c; set -- *; echo $#; echo nomatch* [xyz]* ?.c [a-b].c [!a].c; rm *.c; echo *
#---
a=1; b=a; eval echo \$$b; eval "$b=2"; echo $a; eval "c=\$((a+1))"; echo $c; eval "d() { echo dfn \$1; }"; d x; e="echo hi; echo there"; eval $e; $e; eval "case x in x) echo case;; esac"; eval "for i in 1 2" "; do echo \$i; done"
#---
trap "echo TERM" TERM; kill -TERM $$; trap "echo EXIT" EXIT; trap; trap - TERM; trap; (trap; echo in); trap "" HUP; trap; (trap); trap -- "echo q" 2 3; trap; trap 2; trap; trap "x y" NOSIG; echo $?; trap - NOSIG; echo $?; trap "echo 0" 0; trap 99; echo $?; trap SIGINT; echo $?; trap "echo z" int; trap
#---
f() { trap "echo fexit" EXIT; }; f; echo after; (exit 2); echo $?
#---
trap "echo one" EXIT; trap "echo two" EXIT; exec true
#---
trap "echo exit" EXIT; nosuch; false; (exit 9)
#---
trap "echo exit \$?" EXIT; echo ${x?fatal}
#---
trap "echo exit \$?" EXIT; eval "if"
#---
trap "echo exit \$?" EXIT; set -u; echo $nope
#---
exit 1 2; echo no
#---
return 1 2 || echo x; f() { return 300; }; f; echo $?; f() { return -1; }; f; echo $?; f() { return abc; }; f; echo no
#---
while :; do break; echo no; done; echo $?; while false; do :; done; echo $?; for i in 1 2 3; do case $i in 2) break;; esac; echo $i; done; f() { break; echo inf; }; for i in 1 2; do f; echo $i; done; while :; do (break); echo sub; break; done; for i in 1; do eval break; echo no; done; echo done; break 5; continue; echo ok
#---
i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done; until [ $i = 0 ]; do i=$((i-1)); done; echo $i; while read x && [ "$x" != q ]; do echo "r:$x"; done <<E
a
q
b
E
for i in 1 2; do for j in 1 2; do continue 2; done; done; echo $i$j; while [ ${n:=0} -lt 2 ]; do n=$((n+1)); done; echo $n
#---
if ! false; then echo neg; fi; ! false && echo and; ! true || echo or; ! (exit 3); echo $?; ! { false; }; echo $?; if ! ls /nope 2>/dev/null; then echo nols; fi; ! f() { :; }; f; echo $?
#---
(cd /; pwd); pwd >/dev/null; (x=1; echo $x); echo [$x]; (exit 3) || echo $?; ( (echo nested) ); (echo a; (echo b)) | cat; x=$( (echo p) ); echo $x; { (echo q); }; (set -- x y; echo $#); echo $#; (umask 077; umask); umask 022; umask
#---
x=`echo "a  b"`; echo "$x" $x; y="`echo 'q  r'`"; echo "$y"; echo `echo \\\\a` `echo '\\a'`; echo "`echo "in quotes"`"; echo `echo \`echo \\\`echo deep\\\`\``; echo "$(echo "$(echo "nest $(echo ed)")")"; z=$(case x in x) echo c;; esac); echo $z; w=$(echo ")"); echo $w; v=$(# comment )
echo v); echo $v; echo $(echo a
echo b
); echo "$(printf "x\n\n\n")y"
#---
exec 3>out; echo a >&3; echo b 1>&3; exec 3>&-; cat out; exec 4<out; read x <&4; read y <&4; echo $x$y; exec 4<&-; { echo e >&2; } 2>err; cat err; (echo se >&2) 2>>err; cat err; echo x 2>/dev/null >&2; exec 5<<E
here5
E
cat <&5; cat 0<&5; echo q >|out; cat out; echo w 1>out; cat <out >out2; cat out2; cat <<A 3<<B
a
A
b
B
cat <<A <&3 3<<B
a
A
b3
B
#---
echo a >f; echo b >>f; cat <f; cat f f; wc -l <f; { cat; echo c; } <f; while read l; do echo "l=$l"; done <f; read a b <f; echo "$a$b"; cat <<E >f2
$(cat f)
E
cat f2; : <nofile; echo no
#---
nosuch 2>/dev/null; echo $?; nosuch >/dev/null 2>&1; echo $?; { nosuch; } 2>&1; (nosuch) 2>&1; nosuch 2>&1 | cat; eval nosuch 2>&1; f() { nosuch; }; f 2>&1; x=$(nosuch 2>&1); echo "$x"; . ./nosuch 2>&1; echo no
#---
PATH=/nonexistent; ls; echo $?; PATH=; ls; echo $?; /bin/ls /dev/null; unset PATH; ls; echo $?; command -v ls; echo $?; PATH=/bin; command -v ls; PATH=/tmp:/bin ls /dev/null
#---
export X=1 Y="a b" Z; export | grep "^export [XYZ]"; readonly R=2 S; readonly; R=3; echo no
#---
unset X; X=5 export X; echo $X; export X; sh -c "echo X=\$X"; X=6 sh -c "echo \$X"; echo $X; (X=7; sh -c "echo \$X"); f() { sh -c "echo f\$Q"; }; Q=1 f; echo [$Q]; Q=2; f; export Q; f; unset Q; f; A=1 B=$A sh -c "echo \$A\$B"; C=3 D=4; echo $C$D; env X2=1 sh -c "echo \$X2"; Q=1 :; echo $Q; P=1 eval "echo \$P"; echo $P; P=2 true; echo $P
#---
x=1; readonly x; x=2 2>/dev/null; echo no
#---
f() { local a=1; local b=$a c="x y" d=*; echo "$a$b$c$d"; local; local a; echo $a; }; f; a=out; g() { local a; echo "[$a]"; a=in; h; }; h() { echo h$a; }; g; echo $a; k() { local x=1; readonly x; x=2; }; k; echo no
#---
read x <<E
  a\
b  c
E
echo "[$x]"; read -r x <<"E"
a\
E
echo "[$x]"; echo "a	b  c" | { read x y z w; echo "[$x][$y][$z][$w]"; }; echo "a b c" | { read x y; echo "[$x][$y]"; }; echo "::a::" | { IFS=: read x y z; echo "[$x][$y][$z]"; }; echo "a,b" | { IFS=, read x; echo "[$x]"; }; echo "a," | { IFS=, read x; echo "[$x]"; }; echo "a,," | { IFS=, read x; echo "[$x]"; }; echo " a , b " | { IFS=" ," read x y; echo "[$x][$y]"; }; echo "a\\ b c" | { read x y; echo "[$x][$y]"; }; IFS= read -r x <<E
   sp   
E
echo "[$x]"; read x y z </dev/null; echo $? "[$x]"; printf "nonl" | { read x; echo $? $x; }; printf "" | { read x; echo $?; }; printf "a\0b\n" | { read x; echo $x; }
#---
type :; type cd; type nosuch; echo $?; f() { :; }; type f; type if; type /bin/ls; command -V f; command -v f; command -v if; command -v ./nosuch; echo $?; command nosuch; echo $?; command -p ls /dev/null; command command echo cc; command . /dev/null; echo $?; command eval "echo ev"; command exec; command return 3; echo no
#---
command set -- a b; echo $#; command export CE=1; echo $CE; command readonly CR=2; command CR=3; echo $?; command unset CR; echo $?; command shift 9; echo $?; command break; command :; command trap "echo x" EXIT; command exit 3
#---
umask 027; umask; umask -S; umask g+w; umask; umask o=r; umask; umask a=; umask; umask u=rwx,go=; umask -S; umask +w; umask; umask -- -x; umask; umask ug-w; umask; umask 0; umask; umask 1777; umask; umask 9; echo $?; umask z; echo $?
#---
ulimit -f 1000; ulimit -f; ulimit -n 64; ulimit -n; ulimit -Sn; ulimit -Hn; ulimit -n unlimited; echo $?; ulimit -n 32x; echo $?; ulimit -c 0; ulimit -c; ulimit -s 100 -n; ulimit -S -n 20; ulimit -n; ulimit -H -n
#---
kill; echo $?; kill abc; echo $?; kill -l 9; kill -l 130; kill -l 999; echo $?; kill -l HUP; kill -s NOSUCH 1; echo $?; kill -NOSUCH 1; echo $?; kill -9; echo $?; kill %5; echo $?; kill -s; echo $?; kill -0 $$; echo $?; kill -s 0 $$; echo $?; kill 99999999; echo $?; kill -l 0; kill -l abc; kill -TERM; kill -- ; kill -s TERM -- 99999998; echo $?; kill -15 99999999
#---
set -f; echo *; set +f; set -C; echo x >f; echo y >f; echo $?; echo z >|f; cat f; echo w >>f; set +C; echo v >f; cat f; set -a; AA=1; sh -c "echo \$AA"; set +a; BB=2; sh -c "echo [\$BB]"; set -n; echo not
#---
set -e; f() { false; echo f; }; f || true; (f) || true; if f; then :; fi; f && :; x=$(f; echo x) || true; echo $x; ! f; while f; do break; done; until f; do :; done; f | cat; echo here; { f; }; echo no
#---
set -e; x=$(false; echo y); echo $x; echo $(false); local z 2>/dev/null || :; export w=$(false); echo w; : $(false); readonly v=$(false); f() { local u=$(false); echo u; }; f; y=1 z=$(false); echo no
#---
set -e; (set +e; false; echo sub); set +e; false; echo $?; set -e; { false || false; }; echo no
#---
set -e; trap "echo T" EXIT; f() { return 3; }; f; echo no
#---
set -e; false & wait $! || echo w; . /dev/null; eval ""; true | false || :; case x in y) false;; esac; for i in; do false; done; if false; then :; fi; echo ok; test 1 = 2; echo no
#---
set -u; f() { echo ${1-none}; echo $1; }; f a; f; echo no
#---
set -u; unset x; echo ${x:-d} ${x+s}; echo "${#x}"; echo no
#---
set -u; echo $*; echo "$@"; set --; echo "$@" $*; for i in "$@"; do :; done; echo ok; (echo ${x%y}); echo $?; (echo $((x+1))); (x=$y); echo $?
#---
set -x; x=1; echo $x; f() { echo in; }; f; for i in 1; do echo $i; done; if true; then :; fi; case a in a) echo c;; esac; (echo s); { echo g; }; y=$(echo cs); ! true; x=1 y=2 true; x=3 f; echo "a b" '' >/dev/null; : ${z:=5}; eval "echo ev"; set +x
#---
alias e=echo; e hi
e hi; alias e2="e " w=world
e2 w
alias ls="echo LS"; ls
\ls -d /
"ls" -d /
unalias ls; alias for=echo
for i in 1; do echo $i; done
alias x="if true"; 
x; then echo al; fi
alias lp="("; 
lp echo sub )
alias r="r2" r2="echo r2"
r
alias self="echo self; self"
alias q="echo 'a b'"; alias q; 
q
f() { q; }; unalias q; f; alias q=changed; f
#---
case $1 in a) echo arg1;; esac; case "$#" in 3) echo three;; esac; case $(echo x) in x) echo sub;; esac; case `echo "a b"` in "a b") echo bq;; esac; case a$(echo b) in ab) echo cat;; esac; case ab in a""b) echo mid;; esac; case "a*" in a\*) echo star;; esac; case a in [[:alpha:]]) echo alpha;; esac; case 1 in [[:alpha:][:digit:]]) echo two;; esac; case - in [!a-z]) echo dash;; esac; case z in [a-y]) ;; [z]) echo z;; esac; case "]" in []a]) echo rb;; esac; case "[" in "[") echo lb;; esac; case a-b in a[-]b) echo hy;; esac; case "a\\b" in a\\b) echo bs;; esac; case x in x|y) echo or1;& esac
#---
cat <<E; cat <<"F"; cat <<-G
$((1+2)) ${x:-d} $(echo c) `echo b` \$x \\ \a "q" 's' \
joined
E
$((1+2)) ${x} \\ \
F
	tab
		two
	G
cat <<E
no newline at end
#---
cat <<E
$(cat <<F
inner $x
F
)
`cat <<F
bq
F
`
${x:-$(echo "a
b")}
E
f() { cat <<E; }; f
body
E
x() { cat; } <<E
redir
E
x; x; for i in 1 2; do cat <<E; done
loop $i
E
cat <<E1; echo mid; cat <<E2
1
E1
2
E2
if cat <<E
cond
E
then echo then; fi; cat <<E | cat
pipe
E
(cat <<E
paren
E
)
cat <<\E; cat <<"E E"; cat <<E$x
\$a
E
b
E E
c
E$x
#---
echo $((2147483647+1)) $((0xff)) $((0XFF)) $((07)) $((1e3))
#---
x=010; echo $((x)) $((x+1)) $(($x)) $((010)); y=0x10; echo $((y)); z="1 + 2"; echo $(($z)) $(($z*2)); w=" 5"; echo $((w)); echo $((z))
#---
echo $((1,2))
#---
echo $((3=4))
#---
echo $((x y))
#---
echo $((1)) $((  )) 
#---
echo $((5 ** 2))
#---
echo $((++x)) $x $((--x)) $((x++))
#---
a=5 b=0; echo $((a/b))
#---
echo $((a=3)) $((a+=a)) $((b=a,a))
#---
echo $((1<2?3:4)) $((1>2?3:4)) $((0||0)) $((0||5)) $((2&&3)) $((!5)) $((!0)) $((~0)) $((-5/2)) $((-5%2)) $((5%-2)) $((1<<62)) $((1<<63)) $((1<<64)) $((-1>>1)) $((5&3)) $((5|3)) $((5^3)) $((4==4)) $((4!=4)) $((3<=3)) $((3>=4)) $(( ( 1 + 2 ) * 3 )) $((+5)) $((- 5)) $((1-1-1)) $((2*3+4*5)) $((10-2*3)) $((1+1<<2)) $((6/2*3)) $((7%4*2)) $((1|2^3&4)) $((1==2==0)) $((!1+1)) $((~1+1)) $((-1-1)) $((1--1)) $((1-+-1))
#---
a() if true; then echo A; fi; a; b() for i in 1 2; do echo $i; done; b; c() { echo C; } >&2; c; d() (echo D; exit 3); d; echo $?; e() while true; do echo E; break; done; e; f() case $1 in x) echo X;; esac; f x; g() { return $1; }; g 7; echo $?; h ()
{
echo H
}
h; i() { i2() { echo I2; }; }; i; i2; j() { :; }; j() { echo J; }; j
#---
echo start; { echo a; echo b; } | { read x; read y; echo $y$x; }; echo x | cat | cat | tr x y; true | true; echo $?; false | true | false; echo $?; (exit 2) | (exit 3); echo $?; echo a | (read x; echo "($x)"); x=1 | echo $x; echo a |
cat; echo b | # comment
cat; ! echo c | grep -q d; echo $?; cat </dev/null | wc -c
#---
x=1; f() { x=2 g; echo $x; }; g() { echo $x; x=3; }; f; echo $x; PATH=/bin:/usr/bin h=1 env | grep ^h=
#---
a=; b="" ; c="  "; echo ${a:-A}${b:=B}${c:+C}; for i in $a $b "$a" $c; do echo "<$i>"; done; set -- $a "$a" $c "$c"; echo $#
#---
echo "$((1+1))" $((`echo 2`*3)) "a$((x=5))b$x" ${y:-$((x*2))} $(($(echo 1)+$(echo 2)))
#---
nl="
"; x="a${nl}b"; echo $x; echo "$x"; IFS="$nl"; set -- $x; echo $#; for l in $x; do echo "<$l>"; done
#---
f() { case $# in 0) return 1;; *) shift; f "$@";; esac; }; f a b c; echo $?; loop() { [ "$1" -gt 0 ] && { echo "$1"; loop $(($1-1)); }; }; loop 3
#---
echo a > "f 1"; for f in *; do echo "[$f]"; mv "$f" "${f%1}2"; done; ls; [ -f "f 2" ] && echo yes; rm -f *; ls | wc -l
#---
set -- one "two three" four; while [ $# -gt 0 ]; do echo "$1"; shift; done; echo $#; while getopts x o; do :; done; echo ok
#---
cmd="echo hi"; $cmd; "$cmd"; echo $?; e=echo; $e a; ${e} b; "$e" c; ${nope} echo d; $nope; echo $?; "" 2>/dev/null; echo $?; ${nope}; ${nope}echo e
#---
if [ -z "${x+x}" ]; then echo unset; fi; x=; if [ -z "${x+x}" ]; then echo unset; else echo set; fi; : "${y:=default}"; echo $y; : ${z?} ; echo no
#---
log() { printf "%s: %s\n" "$0" "$*" >&2; }; log a b; die() { log "$@"; exit 3; }; (die x); echo $?; die y; echo no
#---
tmp=$(mktemp -d); cd "$tmp" && touch a b; set -- *; echo "$@"; cd /; rm -r "$tmp"; [ -d "$tmp" ] || echo gone
#---
i=10; while [ $((i-=3)) -gt 0 ]; do printf "%d " $i; done; echo; j=0; until [ $j -eq 3 ]; do j=$((j+1)); printf "%s," $j; done; echo
#---
case "$(uname)" in Linux) echo L;; esac; v=$(echo "multi
line"); echo "$v"; w=$(cat <<E
x
E
); echo $w; echo $(echo "a   b") "$(echo "a   b")"
#---
trap "rm -f lock; echo cleaned" EXIT; trap "exit 2" INT TERM; touch lock; kill -TERM $$; echo no
#---
{ echo out; echo err >&2; } 2>&1 >/dev/null | sed s/^/E:/; exec 3>&1; x=$({ echo o; echo e >&2; } 2>&1 1>&3); echo "x=$x"; exec 3>&-
#---
a="1 2 3"; for n in $a; do t=$((t+n)); done; echo $t; set -f; p="*"; echo $p; set +f; IFS=,; l="x,y,,z"; for k in $l; do echo "<$k>"; done; IFS=" "; echo "$*"
#---
echo ${x:-a}${x:=b}${x:+c}${x:?d}${#x}; echo "${x#b}|${x%b}|${x##*}|${x%%*}"; s=abc; while [ -n "$s" ]; do r=${s#?}; echo "${s%"$r"}"; s=$r; done
#---
test -f /etc/passwd && echo f; test -d /etc -a -r /etc && echo d; [ "$HOME" ] && echo h; [ ! -e /nope ] && echo ne; [ abc = abc ] && [ abc != abd ] && echo cmp; test 3 -gt 2 || echo no; [ -n "$(echo x)" ] && echo sub; [ "a" "=" "a" ] && echo q; [ -z ] && echo z; [ -n ] && echo n; test "(" = ")" ; echo $?; [ "-f" = "-f" ] && echo df; [ "!" ] && echo bang; [ "" -o a ] && echo or; [ a -a "" ] || echo and
#---
echo "a;b" a\;b 'a;b' ; echo a;echo b; echo "x$(echo "y;z")"; echo $(echo a; echo b); (echo a; echo b); { echo a; echo b; }; echo a & wait; true; ; echo no
#---
for i in 1 2 3
do
  if [ $i -eq 2 ]
  then
    echo two
    continue
  elif [ $i -eq 3 ]
  then echo three; break
  else
    echo other # comment
  fi
done
while
  read l
do
  echo "$l"
done <<-X
	a
	b
	X
case $i in
  1|2) echo no
  ;;
  3)
    echo yes ;;
  *) echo no
esac
f ()
{
  echo "$1"
}
f x && \
echo y ||
echo z
! false |
true; echo $?
#---
exec 2>&1; nosuch; cd /nope; echo ${x?y}
#---
eval "
nosuch
echo \${x?y}"
#---
f() {
  nosuch
  cd /nope
  eval nosuch
  . ./nope
}
f
#---
a=$((1/0)); echo no
#---
if echo ${x?a}; then :; fi; echo no
#---
f() { echo ${x?a}; echo no; }; (f); echo $?; x=$(f); echo $?; f | cat; echo $?; f & wait; f; echo no
#---
cd nope || echo failed; cd nope && echo no; if cd nope; then echo no; else echo else; fi; cd nope; echo $?; shift 5 || echo no; echo no
#---
readonly a=1; (a=2; echo no); echo $?; (readonly a=3; echo no); echo $?; (unset a; echo no); echo $?; (export a=2; echo no); echo $?; (for a in 1; do echo no; done); echo $?; (read a </etc/passwd; echo r$?); (getopts x a -x; echo g$?); (: ${a:=x}; echo $a); (: $((a=2)); echo no); echo $?; (local a=2; echo no); echo $?; f() { local a; echo l; }; (f); echo $?; (a=2 :; echo no); echo $?; (a=2 true; echo no); echo $?; (a=2 f; echo no); echo $?; command readonly a=5; echo $?; echo end
#---
printf "%s\n" "$@"; printf "%s-" "$@"; echo; set --; printf "%s\n" "$@"; printf "[%s]" "" a ""; echo; printf "%s %s\n" "a b" c; printf "%d%%\n" 50; printf "\045d\n"; printf "%b" "x\n" "y\n"; printf "%s" "$(printf "a\n\n")"; echo "|"
#---
f() (exit 3); f || echo $?; x() { echo "$@"; }; x "$(printf "a\tb")" "$(echo "\$x")"; y="a\\nb"; echo "$y"; printf "%s\n" "$y"; echo 'a\nb'; echo a\\nb
#---
n=3; while [ $n -gt 0 ]; do n=$((n-1)); (exit $n) && echo zero || echo $?; done; a=$( (echo x); echo y ); echo "$a"; b=$(cat <<E
$( echo deep )
E
); echo $b
#---
set -- "$(echo a b)" $(echo c d); echo $#; set -- ${1+"$@"}; echo $#; set -- ${nope+"$@"}; echo $#; for a in "${@:-x y}"; do echo "<$a>"; done; set --; echo ${@:+yes} "${@:+yes}" ${@-no} "${*:-no}"
#---
exec 3<<E; cat <&3; exec 3<&-
text
E
exec 6>&1 >f; echo inf; exec >&6 6>&-; cat f; echo back
#---
a=1; { a=2; } ; echo $a; { a=3; } >/dev/null; echo $a; a=4 | :; echo $a; while :; do a=5; break; done </dev/null; echo $a; if a=6; then :; fi >/dev/null; echo $a; ! a=7; echo $a; a=8 && a=9; echo $a; eval a=10; echo $a; a=11 eval :; echo $a
#---
echo "${x:-"$(echo "in")"}" "${x:-$(echo ")")}" "${x:-`echo "b q"`}" ${x:-"a"'b'c\ d}; echo "${x:-a\
b}" ${x:-$HOME} ${x:-~}; echo ${x:-{a,b}} ${x:-\}}; echo "${x:-'}'}"
#---
echo $((0x7fffffffffffffff)) $((-0x8000000000000000)) $((-9223372036854775807-1)) $((9223372036854775807*2)) $((1<<31)) $((0777)) $((00)) $((1 + 0x))
#---
set -o errexit; set +o errexit; false; echo on; set -eu +e; false; echo off; set -o nounset; set +u; echo ${q}ok; set -- -e; echo $1; set -e -- x; echo $1; false; echo no
#---
while getopts :a:bc opt -a 1 -b -d -c -a; do case $opt in a) echo a=$OPTARG;; b) echo b;; c) echo c;; :) echo miss $OPTARG;; \?) echo bad $OPTARG;; esac; done; echo $OPTIND
