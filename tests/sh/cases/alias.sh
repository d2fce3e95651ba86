#---
type ls cd foo if echo :; f() { :; }; type f; alias x=y; type x
#---
command -v ls cd if; f() { :; }; command -v f; alias x=y; command -v x; command -v nothere; echo $?
#---
alias foo; echo $?; unalias foo; echo $?; alias a="b c" d="e'f"; alias
#---
alias a="echo "; alias b="hello"; a b
alias c="echo x;echo"
c y
alias e="e f"; alias f=echo
alias if=foo; if true; then echo z; fi
unalias -a; alias; alias x= ; x echo hi
#---
alias a="echo "; alias b="hello"
a b
alias c="echo x;echo"
c y
alias if=foo
if true; then echo z; fi
\a b
alias g="for i in"
g 1 2; do echo $i; done

#---
type cat nonesuch; echo $?; alias ll="ls -l"; type ll; command -v ll; unalias ll; alias ll; unalias nope; echo $?; unalias; alias a=b c="d e"; alias a c; alias; unalias -a; alias; alias "x y=z"; alias; alias =x; alias "a/b=c"; alias
