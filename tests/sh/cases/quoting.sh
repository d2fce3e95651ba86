#---
x="a\*b"; case "a*b" in $x) echo y;; *) echo n;; esac; touch "q*z"; y="q\*z"; echo $y; y="q\\*z"; echo $y "${y}"; rm "q*z"; echo $y
#---
echo "$(
echo )" `echo \`echo hi\`` "`echo \"a b\"`"
#---
echo "${x:-\}}" "${x-a\"b}" "${x-\a}" ${x-\a} "${x-\$}"
#---
echo $'a\tb'
#---
echo a{b,c} [a-z]* ; echo "*" \* *nothere*
#---
a=1 b=$a; echo $b; a=5 b=$a env | grep ^b=; a=b=c; echo $a; a[1]=3; 1a=b; "a"=b; a\=b; x=a
#---
case a in b|a) echo 1;; esac; case a in (a) echo 2;; esac; case "" in "") echo 3;; esac; case a in esac; echo $?; case "*" in "*") echo lit;; esac; case ab in a"b") echo q;; esac; case "[" in [) echo br;; esac; case "]" in []]) echo cb;; esac; case a in [!b]) echo nb;; esac; case a in [^b]) echo xb;; esac; case "\\" in "\\") echo bs;; esac; case 5 in [[:digit:]]) echo dig;; esac; case x in [a-]) ;; *) echo other;; esac; case - in [a-]) echo minus;; esac; false; case a in a) esac; echo $?
#---
x="a*b"; echo ${x%\*b} ${x%"*"b} "${x%\*b}" "${x%"*b"}" "${x%'*b'}" ${x%'*b'}; x="}"; echo ${x#\}} "${x#\}}" "${x%"}"}" ${x%"}"}.
#---
eval echo a "b c"; eval "x=1; y=2"; echo $x$y; eval "echo \$x"; eval echo \$y; eval "f() { echo \$1; }"; f q; eval "echo a
echo b
nofoo
echo c"; eval "exit 3"; echo no
#---
echo a # comment
# full
echo b#not; echo "#no"; x=a#b; echo $x; echo \# ; : #x
echo c
