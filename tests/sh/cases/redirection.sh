#---
cat < /nonexist; echo $?
#---
echo > /nonexist/a; echo $?
#---
: > /nonexist/a; echo $?
#---
echo >&9; echo $?
#---
exec 9>/nonexist/x; echo no
#---
exec 2>/dev/null; nofoo; echo $?
#---
exec 3>&1; echo a >&3; exec >f; echo b; exec >&3; cat f; exec 3>&-; echo c >&3; echo $?; exec nonesuch; echo no
#---
(exec nonesuch); echo $?; (exec /); echo $?; exec; echo $?; exec <f; echo no
#---
cd /nonesuch; echo $?; cd /etc/passwd; echo $?; cd /; pwd; cd usr; pwd; cd ..; pwd; cd; pwd; cd - >/dev/null; pwd; (cd /tmp; pwd); pwd; cd /usr//bin/../lib; pwd; cd .; pwd; cd ./; pwd; PWD=foo; pwd; cd ..; pwd; CDPATH=/usr:; cd lib; cd /; cd tmp; pwd
#---
mkdir -p x/usr/lib x/bin; ln -s ../bin x/usr/bin; cd x/usr/bin/../lib && echo "${PWD##*/x}"; cd -P ../bin/../lib 2>/dev/null || echo no; cd /nonexistent/..; echo $?
