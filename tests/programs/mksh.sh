# mksh: arrays, a coprocess, types of variables, traps
# needs: mksh
cat >script <<'END'
set -A a x y z; print ${a[1]} ${#a[*]}
cat |& print -p hello; read -p l; print "$l"
x=foo; print ${x@Q} $((16#ff)) ${x:1:1}
typeset -u up=lower; print $up
typeset -Z5 n=42; print $n
i=0; while ((i < 2000)); do ((i++)); done; print $i
trap 'print exit' EXIT
print -r -- $(<script) | wc -l
[[ abc == a* && ! abc == *d ]] && print match
END
mksh script
