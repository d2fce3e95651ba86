# ed and sed: editing as it was meant
# needs: ed sed
# quick
seq 1 20 >f
ed -s f <<'END'
5,7d
$a
last
.
1i
first
.
g/1/s//one/g
,n
/one2
=
3,5m0
w g
1,3p
u
H
99p
!echo from the shell
r !seq 3
$p
Q
END
echo $?; md5sum g
sed -n '/3/,/7/{=;p}' f | paste - - | head -4; sed -e :a -e '$!N;s/\n/,/;ta' f; sed '1!G;h;$!d' f | head -2; sed -E 's/([0-9])([0-9])/\2\1/;y/12/ab/' f | tail -2
sed -i.bak -e '2c\changed' -e '$d' f; head -3 f; cmp f f.bak; sed -n '$=' f f.bak; sed -s -n '$=' f f.bak; echo abc | sed 's/b/&&/;w out' ; cat out; printf 'a\nb\n' | sed 'N;P;D'; echo hello | sed 's/l/L/2;e echo run'
