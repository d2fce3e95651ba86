#---
a=1 true; echo $a; a=1 :; echo $a; f() { echo $a; a=3; }; a=2 f; echo $a
#---
a() b() { echo nested; }; a; b
