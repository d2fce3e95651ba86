#---
command -V ls; command -V cd; command -V if; command -V nope; echo $?
#---
false; eval; echo $?; eval ""; echo $?; false; . /dev/null; echo $?; false; { :; }; x=1; echo $?; false; x=2; echo $?; false; $nothing; echo $?; false; > /dev/null; echo $?; false; (:); echo $?; false; f() { :; }; echo $?; false; if false; then :; fi; echo $?; false; for i in 1; do x=2; done; echo $?
#---
for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done; for i in 1 2; do for j in a b; do continue 2; done; echo no; done; while :; do while :; do break 2; done; done; echo ok; until true; do :; done; echo $?; while false; do :; done; echo $?; for i in; do :; done; echo $?; for i do echo $i; done; for i
do echo $i; done
#---
f() ( exit 3 ); f; echo $?; f() { return; }; false; f; echo $?; f() if true; then echo yes; fi; f; f() { x=1 return 7; }; f; echo $?
#---
: >ro; chmod 000 ro; echo x >/; echo $?; echo x </nonexistent/y; echo $?; { echo no; } </nope; echo $?; for i in 1; do echo no; done </nope; echo $?; f() { echo no; }; f </nope; echo $?; (echo no) </nope; echo $?; x=1 </nope; echo $?; </nope; echo $?; exec 3</nope; echo no
#---
f() { return 3; echo no; }; f; echo $?; g() { f; }; g; echo $?; h() { f; return; }; h; echo $?; i() { while :; do return 4; done; }; i; echo $?; j() { for x in 1; do (return 5); echo $?; done; }; j; k() { eval "return 6"; echo no; }; k; echo $?; l() { . ./nosuch 2>/dev/null; echo no; }; echo x
#---
if false; then echo 1; elif true; then echo 2; else echo 3; fi; if false; then :; elif false; then :; else echo 4; fi; if (exit 3); then :; else echo $?; fi; if :; then false; fi; echo $?; if false; then :; fi; echo $?; if true
then
echo 5
fi
#---
case abc in a*) echo 1;; *) echo 2;; esac; case abc in *b*) echo 1;; esac; case abc in [a-c]??) echo 1;; esac; case "a b" in "a b") echo 1;; esac; case a in b) ;; esac; echo $?; x="*"; case abc in $x) echo glob;; esac; case abc in "$x") echo no;; *) echo quoted;; esac; case "" in ?) echo no;; "") echo empty;; esac; case x in a|b|x) echo alt;; esac; case x in x) false;; esac; echo $?; case x in (x) echo paren; esac; case -a in -*) echo dash;; esac; case a/b in a*b) echo slash;; esac; case .x in *x) echo dot;; esac; case ab in a[) echo no;; a[!x]) echo neg;; esac; case "a]" in a[]]) echo br;; esac; case é in ?) echo one;; ??) echo two;; esac
