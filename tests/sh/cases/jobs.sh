#---
wait 99999; echo $?; wait %3; echo $?; wait abc; echo $?
#---
fg; echo $?; bg; echo $?; jobs; fg %1; echo $?
#---
false & wait $!; echo $?; true & false & wait; echo $?; wait 1; echo $?
#---
true && echo a || echo b; false && echo a || echo b; false || false && echo c; true || true && echo d; (false || true) && echo e; { false; } || echo f; true &&
echo g ||

echo h
#---
times | wc -l; times x | wc -l; wait; echo $?; true; jobs; echo $?; jobs %1; echo $?; fg; bg %3; echo $?
#---
nosuchcmd; echo $?; ./nosuch; echo $?; /etc/passwd; echo $?; /; echo $?; "" ; echo $?; echo "echo script \$1" > s; chmod +x s; ./s a; PATH=.; s b; PATH=/bin; mkdir dir; ./dir; echo $?; nosuch | cat; echo $?; nosuch & wait $!; echo $?; $(nosuch); echo $?; echo "#!/nonexistent" > s; ./s; echo $?
#---
echo a\
b; ec\
ho c; echo "d\
e"; echo 'f\
g'; if tr\
ue; then echo h; fi; x=a\
b; echo $x; echo $\
x; echo ${\
x}; echo a &\
& echo i
#---
sleep 0 & sleep 0 & wait; echo $?; { sleep 0.1; exit 3; } & p=$!; wait $p; echo $?; (exit 5) & wait %1; echo $?; sleep 0.1 | exit 4 & wait $!; echo $?
#---
echo a & wait; (echo b; exit 3) & wait $!; echo $?; f() { echo c; return 2; }; f & wait $!; echo $?; x=1; { x=2; } & wait; echo $x; cat & wait; echo d | cat & wait
