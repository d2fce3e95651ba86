# zsh: glob qualifiers, associative arrays, modules, floating point
# needs: zsh
cat >script <<'END'
setopt extended_glob
mkdir -p t/a t/b; for i in {1..20}; do print -n ${(l:$i::x:)} >t/f$i; done; ln -s f1 t/link
print -l t/*(.L+15:t)
print -l t/*(/:t) t/*(@:t)
typeset -A h; h=(one 1 two 2 three 3)
for k in ${(ok)h}; do print $k=$h[$k]; done
zmodload zsh/mathfunc zsh/stat zsh/datetime zsh/regex
print $(( floor(sqrt(2) * 1000) ))
zstat -A st +size t/f7; print $st
a=(banana apple cherry); print ${(o)a} ${(Oa)a} ${(j:-:)a} ${#${(M)a:#*an*}}
print ${(s:,:)${:-x,y,z}}
f() { local i; for i; do (( i % 3 == 0 )) && print -n "fizz " || print -n "$i "; done; print }
f {1..10}
print ${"$(<t/f3)"//x/y}
autoload -U zmv; zmv 't/f(*)' 't/g$1'; print t/g1*
exec {fd}>out; print -u$fd hello; exec {fd}>&-; cat out
sleep 100 & kill $!; wait $!; print $?
print -r - ${(q)${:-it\'s}}
for x y in 1 2 3 4; do print $x-$y; done
TRAPUSR1() { print usr1 }; kill -USR1 $$
cat <(print one) =(print two)
END
zsh -f script
