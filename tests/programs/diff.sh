# diff, diff3, sdiff, cmp, patch: differences and back
# needs: diffutils patch
seq 1 50 >a; sed -e 's/^10$/ten/' -e 30d -e '40i new' a >b; sed -e 's/^20$/twenty/' -e 's/^10$/TEN/' a >c; diff a b; diff -u --label x --label y a b; diff -c --label x --label y a b | head -12; diff -y -W 30 --suppress-common-lines a b; diff -e a b; diff3 b a c; diff3 -m b a c | sed -n 5,15p; sdiff -s -w 30 a c; cmp a b; cmp -l a b | wc -l; cmp -s a a; echo $?
mkdir p q; cp a p/f; cp b q/f; echo only >p/o; echo bin >p/z; printf 'b\0n' >q/z; ln -s f q/l; diff -r p q | tail -4; diff -rq p q; diff -Nur p q >d; (cd p; patch -p1 -s <../d; echo $?; ls; patch -p1 -R --dry-run <../d | head -2); diff -r p q; cp c f; diff -u a b | patch -b -f f; echo $?; ls f*; tail -n +3 f.rej | head -5; diff -D X a b | grep -c X; diff -i a a; diff --brief a none 2>&1; diff /dev/null a | head -1; for i in 1 2 3; do seq 1 7 20000 >x$i; sed -i "${i}d" x$i; done; diff x1 x3; ed -s a <<END
1,3p
END
