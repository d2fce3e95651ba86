#---
trap foo BAR; echo $?
#---
trap "echo hi" INT EXIT 1; trap; trap - EXIT
#---
(exit 3) & wait $!; echo $?; (kill -9 $$) ; sleep 1 & kill -9 $!; wait $!; echo $?
#---
trap "echo exit \$?" EXIT; (exit 3); trap; (trap); (trap "echo sub" EXIT); x=$(trap); echo "$x"; exit 5
#---
trap "return 3" USR1; f() { kill -USR1 $$; echo notr; }; f; echo $?
#---
trap "echo x; false" USR1; true; kill -USR1 $$; echo $?
#---
set -e; trap "echo bye \$?" EXIT; false
#---
trap "echo A; trap \"echo B\" EXIT" EXIT; exit 3
#---
trap "exit 7" EXIT; exit 3
#---
trap "exit" EXIT; exit 3
#---
trap "false; exit" USR1; (exit 4); kill -USR1 $$; echo no
#---
f() { trap "echo ret" EXIT; return 2; }; f; echo $?
#---
kill -TERM $$; echo no
#---
kill -s TERM $$; echo no
#---
sleep 5 & kill $!; wait $!; echo $?; wait $!; echo $?
