# time, ulimit and CPU accounting
# needs: time bash
/usr/bin/time -f '%x %C' true; /usr/bin/time -f '%e %U' sleep 0.1 2>&1 | awk '{ print ($1 >= 0.1), ($2 < $1) }'; bash -c 'ulimit -t 1; while :; do :; done'; echo $?; /usr/bin/time -f %M head -c 50000000 /dev/zero 2>&1 >/dev/null | awk '{ print ($1 > 500) }'; bash -c 'i=0; while ((i < 100000)); do ((i++)); done; times' | awk 'NR == 1 { print ($1 != "0m0.000s") }'; bash -c 'ulimit -u 0; true & ' >/dev/null 2>&1; bash -c 'ulimit -s 200; f() { f; }; f' >/dev/null 2>&1; echo $?
