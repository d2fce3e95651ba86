#---
echo ${x!}
#---
echo ${x:?}
#---
echo ${x?msg here}
#---
x=abcabc; echo ${x#*b} ${x##*b} ${x%b*} ${x%%b*} ${x#"*"} ${x%"c"}; p="*b"; echo ${x#$p} ${x#"$p"}
#---
echo ${x:=5} $x; echo ${1:=3}
#---
echo ${9:=3}
#---
echo ${x=a b  c}; echo "$x"; for i in ${y:-a b "c d" e"f g"h}; do echo "[$i]"; done; for i in "${y:-a b "c d" e}"; do echo "[$i]"; done
#---
echo "${x:-"}"}" "${x:-'}'}" ${x:-'}'}
#---
echo ${x+a} ${PATH+set} ${x:+y} "${PATH:+"a  b"}" ${PATH:+a  b}
#---
echo ${x:1:2}
#---
echo ${x/a/b}
#---
echo ${x^}
#---
echo ${}
#---
echo ${ x}
#---
echo ${x }
#---
echo ${1a}
#---
echo ${12} $12 ${#12}
#---
f() { f2; }; f2() { echo ${1?oops}; }; f; echo no
#---
x="a  b"; echo ${x#a} "${x#a}" ${x%b}.; y=${x}z; echo "$y"; z=$x$x; echo "$z"; echo ${x:+$x} "${x:+$x}" "${x:+"$x"}" ${x:+"$x"}
#---
x=/usr/lib/foo.tar.gz; echo ${x##*/} ${x%/*} ${x%%.*} ${x#*.} ${x%.gz} ${x#/usr} ${x%%/*}. ${x##/}; y=.gz; echo ${x%$y} ${x%"$y"}; z="*"; echo ${x#$z/} ${x#"$z"/} ${x##$z/}; echo ${x#[/]} ${x%[!a]} ${x%?}
#---
a="x y"; b=$a; echo "$b"; b="$a"z; echo "$b"; c=$a" "$b; echo "$c"; d=`echo $a  w`; echo "$d"; e=*; echo "$e"; f=~/x; echo $f; g="~"; echo $g; h=a:~; echo $h; i=$(echo "  sp  "); echo "[$i]"
#---
echo ${x:?}; echo no
#---
x=; echo ${x?ok}fine; echo ${x:?is empty}; echo no
#---
echo ${1:?a} ${4:?four missing}
