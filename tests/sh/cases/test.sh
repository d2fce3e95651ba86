#---
test 1 -eq a; echo $?
#---
test 1 -foo a; echo $?
#---
test a b; echo $?
#---
test -e; test ! ; echo $?; test \( a; echo $?; test -x a b; echo $?
#---
test; echo $?; test ""; echo $?; [ -n x -a -z "" ]; echo $?; [ 1 = 1 -o 2 = 3 ]; echo $?; [ ! 1 ]; echo $?; [ \( 1 = 1 \) ]; echo $?; [ 10 -gt 9 ]; echo $?; [ " 1" -eq 1 ]; echo $?; [ a \< b ]; echo $?; [ a == a ]; echo $?; [ -t 0 ]; echo $?; [ -e /dev/null ]; echo $?; [ a -nt b ]; echo $?; [ = = = ]; echo $?; [ ! = ! ]; echo $?; [ -a ]; echo $?; [ ! ]; echo $?; [ "(" a ")" ]; echo $?; [ a -o ]; echo $?; [ -f = x ]; echo $?; [ ! a = a ]; echo $?; [ 1 -eq 1 -a ]; echo $?; [ a b c d ]; echo $?; [ 9999999999999999999 -eq 1 ]; echo $?; [ "" -eq 0 ]; echo $?; [ 1x -eq 1 ]; echo $?; test a = a b; echo $?; test -n; test -z -a -z; echo $?; test ! -n; echo $?
#---
[ a = a ] && echo 1; [ a != b ] && echo 2; [ -z "" ] && echo 3; [ "a" ] && echo 4; [ ! "" ] && echo 5; [ 1 -lt 2 -a 3 -gt 2 ] && echo 6; [ 1 = 2 -o 1 = 1 ] && echo 7; [ \( a = b \) -o c = c ] && echo 8; [ -d / ] && echo 9; [ ! -f / ] && echo 10; [ -x /bin/sh ] && echo 11; [ abc \< abd ] && echo 12; [ a -a "" ] || echo 13; [ -n = ] || echo 14; [ ! = a ] || echo 15; [ "(" = "(" ] && echo 16; [ -e /dev/null -a -c /dev/null ] && echo 17; [ -s /etc/passwd ] && echo 18; [ -h /proc/self ] && echo 19; [ -t 5 ] || echo 20; [ 05 -eq 5 ] && echo 21; [ -5 -lt 3 ] && echo 22; [ +5 -eq 5 ] && echo 23; test a -ot b || echo 24; [ / -ef /. ] && echo 25; [ -p /dev/null ] || echo 26; [ -u /bin/ls ] || echo 27; [ ! a ] || echo 28; [ ! ! a ] && echo 29; [ a -o b -a "" ] && echo 30
#---
[ -e a b ]; echo $?; [ a = b c ]; echo $?; [ x -foo y ]; echo $?; [ "(" a ]; echo $?; [ "(" ")" ]; echo $?; [ ")" ]; echo $?; [ a -a ]; echo $?; [ -a a ]; echo $?; [ a "(" b ]; echo $?; test ! a b c d; echo $?; test a = a -a; echo $?; test a = a -o b; echo $?; [ "1 " -eq 1 ]; echo $?; test 1 -eq 1x; echo $?
