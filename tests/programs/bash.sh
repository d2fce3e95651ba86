# bash: arrays, here-documents, process substitution, coprocesses, traps, job control
# needs: bash
# quick
cat >script <<'END'
declare -A count
while read -r -a words; do
	for w in "${words[@]}"; do ((count[${w,,}]++)); done
done < <(printf 'The cat and THE dog\nand the bird\n')
for w in $(printf '%s\n' "${!count[@]}" | sort); do echo "$w ${count[$w]}"; done
a=(5 3 9 1)
echo "${a[@]:1:2} ${#a[@]} ${a[-1]}"
mapfile -t lines < <(seq 1 100 | grep 7)
echo "${#lines[@]} ${lines[*]}"
coproc up { while read -r l; do echo "${l^^}"; done; }
echo quiet >&"${up[1]}"; read -r answer <&"${up[0]}"; echo "$answer"
eval "exec ${up[1]}>&-"
trap 'echo got USR1' USR1
kill -USR1 $$
trap 'echo leaving' EXIT
set -m
sleep 100 & kill $!; wait $!; echo "status $?"
(exit 3) & wait $!; echo "status $?"
set -o pipefail
false | true; echo "${PIPESTATUS[*]}"
fib() { local n=$1; ((n < 2)) && echo "$n" || echo $(($(fib $((n-1))) + $(fib $((n-2))))); }
fib 11
[[ 2024-05-17 =~ ^([0-9]+)-([0-9]+) ]] && echo "${BASH_REMATCH[2]}"
printf -v x '%08.3f' 3.14159; echo "$x"
exec 5>out; echo five >&5; exec 5>&-; cat out
diff <(seq 1 5) <(seq 2 6)
ulimit -n 64; ulimit -n
time -p true 2>/dev/null
shopt -s globstar; mkdir -p d/e/f; touch d/1.c d/e/2.c d/e/f/3.c; echo **/*.c
END
bash script 2>&1
bash -c 'echo $((2**62)) $SHLVL ${BASH_VERSINFO[0]}'
bash -n script && echo parsed
