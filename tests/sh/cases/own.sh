#---
set -o pipefail; false | true; echo $?; (exit 3) | (exit 4) | true; echo $?; true | true; echo $?; set +o pipefail; false | true; echo $?
#---
echo $LINENO
echo $LINENO; f() {
echo $LINENO
}
f; echo "$LINENO
$LINENO"
LINENO=7; echo $LINENO
#---
f() { f; }; f; echo no
#---
x='*a*a*a*a*a*a*a*a*a*a*a*b'; y=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; case $y$y$y in $x) echo yes;; *) echo no;; esac
#---
x=1; f() { echo "${x#$((x=22222222222222222))}" $x; }; f; set -- a; f() { set -- b c; echo $#; }; f; echo $#
#---
printf '%ld %5s|%-5s|\n' 5 é é; printf -- '-%s\n' x
#---
sleep 5 & kill %1; wait $!; echo $?
