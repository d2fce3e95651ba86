# ksh93: compound variables, discipline functions, pipelines, which are pairs of sockets
# needs: ksh
# lacks: sockets
cat >script93 <<'END'
typeset -C p=(x=3 y=4)
(( d = hypot(p.x, p.y) )); print $d
function v.get { .sh.value=computed; }
v=1; print $v
typeset -A m=([a]=1 [b]=2); for k in "${!m[@]}"; do print $k ${m[$k]}; done | sort
integer i; for ((i=0;i<5;i++)); do print -n "$i "; done; print
cat |& print -p to; read -p x; print "$x"
print ${.sh.version:0:7}
printf '%T\n' '1970-01-01 00:00:00 UTC' | wc -w
float f=1.0/3; printf '%.5f\n' $f
x=$(seq 1 10 | while read n; do ((s+=n)); done; print $s); print $x
s=0; seq 1 10 | while read n; do ((s+=n)); done; print $s
END
ksh script93
