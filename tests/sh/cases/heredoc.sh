#---
cat <<EOF
abc
#---
echo $(( 1 ? 2 : 3 )) $((0x1F)) $((010)) $((1<<3)) $((~1)) $((!3)) $((-7/2)) $((-7%3)) $((7&3|8^1)) $((1&&0||1)) $((2*3-1))
#---
x=5; echo $((x+=3)) $((x<<=1)) $x $((x=7,1))
#---
cat <<-EOF
	a $((1+1)) `echo b` "$x" ${x:-"q"} \$x \a \\ \"
		b
	EOF
cat <<"EOF"; cat <<E"O"F
$x \a
EOF
$y
EOF
cat <<A <<B
a
A
b
B
#---
cat <<EOF | tr a-z A-Z; echo x
abc
EOF
if true; then cat <<E; fi; echo $(cat <<Q
in $(echo sub)
Q
)
hello
E
#---
cat <<EOF
${x:-a "b" 'c' }
${x:-`echo "a"`} ${x:-$(echo "a b")} \
joined $ $1x
EOF
#---
read a b <<E
x y z
E
echo "$a,$b"; read a <<E
  lead trail  
E
echo "[$a]"; read -r a <<"E"
a\b\
E
echo "$a"; read a b <<"E"
a\ b c\
d
E
echo "$a,$b"; IFS=: read a b c <<E
x::y:z:
E
echo "$a|$b|$c"; printf "noeol" | { read x; echo $? $x; }; printf "a:b:" | { IFS=: read x y; echo "$x|$y"; };  printf "a:b:c:" | { IFS=: read x y; echo "$x|$y"; }; read -p "prompt" x </dev/null; read -t 1 x; read -n 1 x; echo $?
#---
echo $((1 ? 2 : 3 ? 4 : 5)) $((0 ? 1 : 0 ? 2 : 3)) $((1+2*3%4-5)) $((1<<2+1)) $((2-3-4)) $((100/10/2)) $((1==1==1)) $((5&6==6))
#---
cat <<EOF
a\
b \$x \`x\` \\ "q" 's' $((1+1)) ${x:-d
e} $(echo "in
side")
EOF
cat <<"E F"
$x `y` \
E F
cat <<'X'
$z
X
cat <<\Y
$z
Y
#---
cat <<A; cat <<-B
1
A
	2
		3
	B
echo done
#---
while read x; do echo "[$x]"; done <<E
a b
c
E
x=outer; while read y; do x=$y; done <<E
inner
E
echo $x; cat <<E | while read l; do x=$l; done
piped
E
echo $x
#---
f() { cat <<E
$1 in f
E
}; f a; f b; if true; then cat <<E
in if
E
fi; (cat <<E
sub
E
); x=$(cat <<E
in subst
E
); echo "$x"; x=`cat <<E
in bq
E
`; echo "$x"
#---
cat <<E &&
x
E
echo y; cat <<E || echo z
w
E
cat <<E; echo $(cat <<F
f
F
)
e
E
#---
readonly x=5; read x <<E
a
E
echo $? $x; f() { local x=7; echo $x; }; f; echo no
#---
set -x; echo "a'b" "" "c d" $(echo hi) >/dev/null; PS4="+\$x "; x=5; echo y; cat <<E
here
E
while false; do :; done; a=1 b=2; a="q w"; export c=3; f() { local z=1; echo $z; }; f; set +x; echo z
