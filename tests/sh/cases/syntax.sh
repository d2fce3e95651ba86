#---
if
#---
if true; fi
#---
echo $((
#---
echo ${x-
#---
echo >&a; echo $?
#---
eval "if"; echo no
#---
eval "echo )"; echo no
#---
for x in a b; do echo $x
#---
case x in a) esac; case x in
#---
echo "abc
#---
cat <<EOF
${x
#---
}
#---
)
#---
;;
#---
&
#---
| foo
#---
a | ; b
#---
f( ) { echo x; }; 1f() { :; }; 1f
#---
for 1 in a; do :; done
#---
f-a() { echo x; }; f-a
#---
x= f() { echo x; }; f
#---
echo $(((1))
#---
echo $((1+(2))
#---
echo "${x"
#---
echo ${x#a
#---
! true; echo $?; ! ! true
#---
{ echo a; } > ff; cat ff; rm ff; exec 3>ff; echo hi >&3; exec 3>&-; cat ff; rm ff; echo x 2>&1 >/dev/null | cat; echo a >&2; echo b 1>&2 2>/dev/null; 2>/dev/null nofoo; cat 0<ff; echo x<>ff; cat ff; rm ff; echo >&-; echo $?; f() { echo $1; } >ff; f q; cat ff; rm ff; echo a >ff b; cat ff; 12>ff echo; cat ff; rm ff; echo 1>&$x; echo >&"" 
#---
echo "echo \$0 \$# \$1; return 4; echo no" > ff; . ./ff x y; echo $?; sh ./ff 1; rm ff; echo "foo
if" > ff; . ./ff; echo no
#---
command foo; command -p ls /dev/null; command cd /nope; echo still; command . /nope; echo still; command exec 9</nope; echo s $?; command export 1a=2; echo z $?; command set -o qq; echo zz $?; command eval "if"; echo no $?;command shift 10; echo sh $?
#---
eval "echo a; false"; echo $?; eval; echo $?; eval ""; echo $?; false; eval; echo $?; . /dev/null; echo $?; false; :; echo $?; false; { :; }; x=1; echo $?; false; x=2; echo $?; false; $nothing; echo $?; ! ! true; echo $?
#---
echo "a
b"; true &
wait; { echo a; echo b; } ; (echo c) ; { echo a;}; {echo; }
#---
[ a = ]; echo $?; [ = a ]; echo $?; [ -f ]; echo $?; [ a -eq 1 ]; echo $?; [ 1 -eq ]; echo $?; [ a b ]; echo $?; [ ( ]; echo $?
#---
echo "x=5; return 3; x=6" > f; . ./f; echo $? $x; echo "exit 4" > f; (. ./f); echo $?; echo "echo \$1" > f; . ./f a; echo "false" > f; . ./f; echo $?; : > f; false; . ./f; echo $?; PATH=.:$PATH; echo "echo found" > g; . g; command . nonesuch; echo $?; echo "if" > h; . ./h; echo no
#---
echo ok
if true; then
echo "unterminated
fi
#---
echo ok; for
#---
echo ok
for i in a b
done
#---
case x in
a) echo;
b) echo;;
esac
#---
while true; done
#---
if true; then echo; else; fi
#---
f() {
#---
f() }
#---
{ echo; 
#---
( echo
#---
echo $(echo
#---
echo `echo
#---
echo ${x
#---
echo "$(echo "
#---
echo a && && b
#---
echo a; ; b
#---
a |
#---
&& a
#---
if; then
#---
case
#---
case x
#---
case x in a
#---
for x in a; echo
#---
for x y
#---
echo >
#---
echo > > a
#---
echo <<
#---
cat << | x
#---
echo a >&
#---
do
#---
then
#---
esac
#---
echo a
)
#---
f() echo hi; f; g ( ) { echo g; }; g; h()
{ echo h; }
h; function x { :; }
#---
{ echo a;}; { echo b
}; {
echo c; }; echo {; echo }; echo {a,b}; { { echo d; }; }; ( ( echo e ) ); ((echo f)); !
true; echo $?
#---
if() { :; }
#---
x() { echo $0 $1; }; x y; set() { echo; }
