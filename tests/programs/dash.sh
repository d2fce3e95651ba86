# dash: loops, pipelines, traps, read, here-documents; a sieve
# needs: dash
# quick
cat >sieve <<'END'
n=300 i=2
while [ $i -le $n ]; do
	eval "c=\${p$i:-}"
	if [ -z "$c" ]; then
		printf '%d ' $i
		j=$((i * i))
		while [ $j -le $n ]; do eval "p$j=x"; j=$((j + i)); done
	fi
	i=$((i + 1))
done
echo
END
dash sieve
dash -c 'trap "echo term" TERM; kill -TERM $$; echo after; exit 4'; echo $?
dash -c 'for i in 1 2 3 4 5 6 7 8 9; do (sleep 0.0$i; echo $i >>out) & done; wait; sort out | tr "\n" " "'
dash -c 'set -e; f() { false; }; f || echo caught; f; echo never'; echo $?
seq 2000 | dash -c 's=0; while read -r n; do s=$((s + n)); done; echo $s'
dash -c 'x=abcabc; echo ${x#*b} ${x##*b} ${x%b*} ${x%%b*} ${#x}'
dash -c 'exec 3<<END
here $((6*7))
END
cat <&3'
dash -c 'umask 027; >f; mkdir d; ls -ld f d | cut -c1-10'
dash -c 'cat /nowhere' 2>&1; echo $?
dash -c 'a=$(for i in 1 2 3; do echo $i; done | sort -r); echo $a'
dash -c 'kill -9 $$'; echo $?
