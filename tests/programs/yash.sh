# yash, rc and busybox's shell: more ways to read a command line
# needs: yash rc busybox
yash -c 'a=(x y z); echo ${a[2]} ${a[#]}; f() { local v=1; echo $((v + 41)); }; f
for i in 1 2 3; do echo $i; done | tac; printf "%s\n" "$(seq 3 | paste -sd+)"; echo ${HOME:+home}
trap "echo bye" EXIT; case abc in (a*) echo a;; esac; [ -d / ] && echo dir'
cat >script.rc <<'END'
fn f { echo got $#* $1 }
f a b c
x=(1 2 3)
echo $x(2) $#x a^$x
for (i in $x) echo item $i
if (~ foo f*) echo matched
echo `{echo one two | wc -w}
switch (b) { case a; echo A; case b; echo B }
{echo to file} >out; cat out
sh -c 'exit 3'; echo $status
END
rc script.rc
busybox sh -c 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done; echo $i; echo abc | busybox sed s/b/X/; busybox seq 5 | busybox awk "{s+=\$1} END{print s}"'
busybox printf '%s\n' b a c | busybox sort | busybox md5sum
busybox find /etc -maxdepth 1 -name 'pass*'
busybox tar cf - /etc/passwd 2>/dev/null | busybox tar tf -
