#---
echo $((1+))
#---
echo $((1/0))
#---
echo $((08))
#---
echo $((a=5, 3))
#---
echo $((a++))
#---
a=x; echo $((a))
#---
a="1+1"; echo $((a))
#---
echo $((2**3))
#---
echo $((9223372036854775807+1)) $((9223372036854775808)) $((-9223372036854775808/-1))
#---
echo $((1 +  + 2)) $((--x)) $(( (1+2)*3 )) $((x))
#---
echo $((1 2))
#---
echo $((a b))
#---
echo $((1=2))
#---
echo $(( ))
#---
echo $((@))
#---
echo $((1?2))
#---
echo $((8%0))
#---
x="08"; echo $((x))
#---
x="0x"; echo $((x))
#---
echo $((0x))
#---
echo $((1a))
#---
echo $((a=b=3)) $a $b; echo $((a==3?b=4:5)) $b
#---
x=" 3 "; echo $((x))
#---
x=; echo $((x)) $((x+1))
#---
x=-3; echo $((x)) $((-x)) $((2-x))
#---
x=0x1g; echo $((x))
#---
echo $((08+1))
#---
set -u; echo $((zz))
#---
readonly q=1; echo $((q=2)); echo no
#---
getopts; echo $?; set -- -ab -c foo -- x; while getopts abc: o; do echo $o $OPTARG $OPTIND; done; echo $? $o $OPTIND; shift $((OPTIND-1)); echo $*; OPTIND=1; getopts a o -x; getopts a 1o -a; echo $?; getopts a o ; echo $? $o
#---
x=1; while [ $x -lt 5 ]; do x=$((x+1)); case $x in 3) continue;; esac; echo $x; done | tail -1
#---
echo ${x:-${y:-${z:-deep}}} "${x:-${y:-"in ner"}}" ${x:-`echo bq` $(echo cs)} ${x:-$((1+1))} ${x:-a}b${y:-c}
#---
x=5; echo $((x)) $(($x)) $((${x}+1)) $(( $(echo 3) + `echo 4` )) $(( "3" + 2 )) $((x==5&&x!=4||0)) $((x>3?10:20)) $(((x))) $(( (x) )) $((-x)) $((- -x)) $((!x)) $((~x)) $((x%3)) $((x&1)) $((x^x)) $((x|8)) $((1<2)) $((1<=1)) $((2>=3)) $((1!=1)) $((7>>1))
#---
echo $((x=1, 2)); echo no
#---
x=3; echo $((x*=2)) $((x/=4)) $((x%=2)) $((x-=5)) $((x&=6)) $((x|=1)) $((x^=3)) $((x>>=1)) $x
#---
echo $((0 && (1/0))) $((1 || 1/0)) $((1 ? 2 : 1/0)) $((0 ? x=5 : 7)) ${x-unset}
#---
echo $((9999999999999999999999))
#---
echo $((1.5))
#---
echo $((1 + ))
#---
echo $((*2))
#---
echo $((1;2))
#---
echo $((a[1]))
#---
echo $(( 1 +
2 ))
echo $((
3))
#---
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(( $1 * $(fact $(($1-1))) )); fi; }; fact 10; fib() { [ $1 -lt 2 ] && { echo $1; return; }; echo $(($(fib $(($1-1)))+$(fib $(($1-2))))); }; fib 8
#---
for i in a b c; do for j in 1 2 3; do [ $j = 2 ] && continue; [ $i = b ] && continue 2; [ $i = c ] && break 2; echo $i$j; done; done; echo $i$j; for x in; do echo no; done; for x in "$@"; do echo $x; done; for x; do echo $x; done; i=0; until [ $i -ge 3 ]; do i=$((i+1)); done; echo $i
#---
set -u; echo $((1)) "$!"; echo no
