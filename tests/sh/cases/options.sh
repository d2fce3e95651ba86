#---
set -u; echo $x
#---
set -u; echo ${1} $9
#---
set -z; echo ok
#---
set -o foo; echo ok
#---
set -x; a=1 echo "a b" c\d; x=5; y="1 2"; : $x; for i in 1; do :; done; echo > /dev/null
#---
IFS=:; x=a:b::c:; set -- $x; echo $#; for i; do echo "[$i]"; done; x=:a; set -- $x; echo $#; IFS=" :"; x=" a : b  :: c "; set -- $x; echo $#; for i; do echo "[$i]"; done
#---
set -- "" ""; for i in $@; do echo "[$i]"; done; for i in x$@; do echo "[$i]"; done;  for i in "$@$@"; do echo "[$i]"; done; for i in ""$@; do echo "[$i]"; done
#---
set -- a b; x="$@"; echo "$x"; x=$*; echo "$x"; IFS=-; x="$*" y=$* z=$@ w="$@"; echo "$x,$y,$z,$w"; case "$@" in "a b") echo ab;; a-b) echo dash;; esac
#---
set -C; echo a > ff; echo b > ff; echo $?; echo c >| ff; cat ff; rm ff
#---
set -f; echo *; set +f; set -a; x=1; env | grep ^x=; set +a; set -n; echo no
#---
set -v; echo a
echo b
#---
set -- a b c d e f g h i j k; echo $10 ${10} ${11}; shift 3; echo $# $1; shift; echo $*; shift 20; echo no
#---
IFS="x "; v="a x b"; set -- $v; echo $#; v="axxb"; set -- $v; echo $#; v=" x "; set -- $v; echo $#; v="x"; set -- $v; echo $# "[$1]"; v=" a"; set -- x$v; echo $# $1; set -- $v$v; echo $#; v="a "; set -- $v"b"; echo $#
#---
IFS=:; set -- a:b c; echo $*; x="$*"; echo "$x"; x=a:b; echo ${x} "${x}" ${x}:c; for i in $x; do echo $i; done; echo ${x+p:q} ${y-p:q}; for i in ${y-p:q r}; do echo "<$i>"; done
#---
mkdir d; cd d; touch a b .h "x y" "[z]"; mkdir s; touch s/1 s/2; echo *; echo .*; echo */*; echo s/*; echo [ab]; echo [!a]; echo "*"; echo *.nope; echo ./*; echo */; echo \[z]; echo "[z]"*; x="*"; echo $x "$x"; for i in *; do echo "<$i>"; done; set -f; echo *; set +f; echo ?; echo s/[12]; echo "s"/*; echo s*/1; echo [a-b]; cd ..; echo d/*y; echo d/.[!.]*; echo /dev/nul[l]; echo //dev/nul?
#---
set -u; x=; echo [$x] ${x:?bad}; echo no
#---
set -v; echo a; set +v
