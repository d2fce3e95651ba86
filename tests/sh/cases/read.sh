#---
read x; echo $?; read 1a; echo $?; read; echo $?
#---
echo a >x1 >x2; ls x1 x2; cat x1 x2; echo b >>x2; cat x2; cat <x2 >x3; cat x3; echo err >&2 2>x4; cat x4; { echo o; echo e >&2; } >x5 2>&1; cat x5; { echo o; echo e >&2; } 2>&1 >x6 | cat; cat x6; exec 4<x5; read a <&4; echo $a; exec 4<&-; read a <&4; echo $?; exec 5>x7; echo hi >&5; exec 5>&-; cat x7; echo x 5>&1 >&5
#---
for i in 1 2 3; do echo $i; done >f; cat f; while read x; do echo "r$x"; done <f; if :; then echo if; fi >f; cat f; case a in a) echo case;; esac >f; cat f; { echo g; } >f; cat f; ( echo s ) >f; cat f; f() { echo fn; }; f >f; cat f; f() { echo fn2; } >g; f; cat g; until false; do echo u; break; done >f; cat f
#---
echo a | { read x; echo "got $x"; }; echo b | while read y; do echo $y; done; echo c | (cat; echo d) | tr a-z A-Z; { echo 1; echo 2; } | { read a; read b; echo $b$a; }; ! false | true; echo $?; ! true | false; echo $?
