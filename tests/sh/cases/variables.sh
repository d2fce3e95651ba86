#---
readonly a=1; a=2; echo hi
#---
readonly a=1; export a=2; echo hi
#---
readonly a=1; a=2 true; echo hi
#---
readonly a=1; unset a; echo hi
#---
export a="b c'd"; export -p | grep "export a"; readonly z=1; readonly -p; readonly q; readonly -p
#---
local x; echo no
#---
f() { local x=1; echo $x; local; }; f; echo $x
#---
unset 1; echo no
#---
unset -f nofoo; echo $?; unset -x; echo no
#---
export 1a=3; echo no
#---
export -x; echo no
#---
x=1; f() { local x; echo [$x]; local x=2; g; }; g() { echo $x; }; f; echo $x
#---
echo ~ ~root ~nosuch ~/x x=~ x:~ "~" \~ ~"root"; y=~:~root:~x; echo $y; export z=~; echo $z
#---
set -- a "b c" ""; for i in "$@"; do echo "[$i]"; done; for i in $@; do echo "[$i]"; done; for i in "x$@y"; do echo "[$i]"; done; for i in "$*"; do echo "[$i]"; done; for i in $*; do echo "[$i]"; done; IFS=-; echo "$*" $*; IFS=; echo "$*" ; for i in $*; do echo "[$i]"; done; unset IFS; echo "$*"; set --; for i in "$@" "" x"$@"; do echo "[$i]"; done; echo "${@:-none}" "${*-nn}"
#---
f() { echo $# $1 $0; shift; return 5; }; f x y; echo $? $#; unset -f f; f; f() echo hi; f
#---
cd /tmp; cd /usr; cd -; echo $OLDPWD $PWD; cd; pwd; cd -P /proc/self/cwd; pwd; cd /usr/../tmp; pwd; cd -L ..; pwd -P; cd ""; echo $?; CDPATH=/usr; cd lib; pwd; cd ./lib; cd a b; echo $?; HOME= ; cd; pwd; unset HOME; cd; echo $?; cd -x; echo $?; pwd -x; echo $?; pwd a b; unset OLDPWD; cd -; echo $?; pwd
#---
export A=1; sh -c "echo \$A"; A=2; sh -c "echo \$A"; A=3 sh -c "echo \$A"; echo $A; unset A; sh -c "echo [\$A]"; B=5; export B; sh -c "echo \$B"; readonly C=1; sh -c "echo [\$C]"; export D; D=7; sh -c "echo \$D"; (export E=9; sh -c "echo \$E"); echo [$E]
#---
x=1; f() { local x=2; g; echo $x; }; g() { x=3; }; f; echo $x; h() { local a b=5 c; a=1; c=$b; echo $a$b$c; }; h; echo [$a$b$c]; k() { local x; x=9; unset x; echo [$x]; }; k; echo $x; m() { local PATH=/nope; ls; }; m; ls /dev/null
#---
x=out; f() { local x; echo "[$x]"; x=in; }; f; echo $x; f() { local IFS=:; set -- $1; echo $#; }; f a:b:c; y=a:b; set -- $y; echo $#
#---
f() { echo "$@" $#; set -- x y; echo "$@"; shift; echo $1; }; f a b; echo "$@"; f() { unset -f f; echo still; }; f; f; f() { f() { echo new; }; echo old; }; f; f
#---
echo ~; HOME=/x; echo ~ ~/a ~nouser ~:a a~ "~"; x=~/y; echo $x; x=~; echo $x; unset HOME; echo ~; echo ~root/x; PATH=~/bin:~root/bin; echo $PATH
#---
readonly x=5; echo $x; (x=6); echo $?; unset x; echo no
#---
readonly x=5; x=6 echo hi; echo no
#---
readonly x=5; for x in 1; do :; done; echo no
#---
unset x; set -u; echo "${x-def}" "${x:-def}" "${x+alt}" "${#}" "$@" "$*"; echo ${#x}; echo no
#---
x=a; x=${x}b; x=$x"c"; echo $x; y=1 z=$y; echo $z; a= b=c; echo [$a]$b; a=b c=d; echo $a$c; A=1 B=2 env | grep -c "^[AB]="; x=1 y=2 : ; echo $x$y; z=5 true; echo [$z]; z=6 eval "echo \$z"; echo $z; q=1 export r=2; echo $q$r; f() { echo in $v; }; v=7 f; echo [$v]; v=8 cd .; echo [$v]
#---
unset IFS; unset nope; unset -v nope; unset -f nope; echo $?; x=1; unset x; echo ${x-gone}; f() { :; }; unset f; f; echo $?; f() { :; }; f=1; unset f; f; echo $?; unset f; f; unset 1a; echo no
