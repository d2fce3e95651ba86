#---
foo
#---
cd /nonexist; echo $?
#---
exec /nonexist; echo no
#---
. /nonexist; echo no
#---
. nonexist; echo no
#---
/; echo $?
#---
/etc/passwd; echo $?
#---
shift 9; echo no
#---
shift a; echo no
#---
return 3; echo no
#---
break; echo ok
#---
break x; echo ok
#---
break 0; echo ok
#---
exit a; echo ok
#---
umask; umask -S; umask 8; echo $?; umask a=q
#---
[ 1 ; echo $?
#---
echo $"abc"
#---
x=`echo a; exit 3`; echo $?; x=$(false) y=1; echo $?; echo $(false); echo $?; $(false); echo $?; $(true) false; echo $?; `echo echo` hi
#---
. ./nofile
#---
return; echo x
#---
echo $(echo a; echo b) "$(echo a; echo; echo b; echo; echo)" | od -c | head
#---
umask 022; umask; umask -S; umask u=rwx,g=,o=; umask; umask g+r; umask; umask a-w; umask -S; umask 777; umask; umask 1000; umask; umask 08; umask abc; umask -x; umask =; umask -S; umask u+x,g-w; umask
#---
exec echo replaced; echo no
#---
. ./f; echo no
