# breezy and darcs: two more
# needs: brz darcs
export BRZ_EMAIL='a <a@b>' HOME=$PWD BRZ_LOG=/dev/null
brz init -q r; cd r; seq 1 9 >f; brz add -q; brz commit -q -m one; brz branch -q . ../b; cd ../b; sed -i s/5/five/ f; brz commit -q -m five; cd ../r; sed -i s/9/nine/ f; brz commit -q -m nine; brz merge -q ../b; brz commit -q -m merge; cat f | tr '\n' ' '; brz log --line | wc -l; brz revno; brz check -q 2>/dev/null; echo $?
cd ..; mkdir d; cd d; darcs init >/dev/null; seq 1 9 >f; darcs add f >/dev/null; darcs record -a -A a -m one >/dev/null; cd ..; darcs clone -q d e >/dev/null; cd e; sed -i s/5/five/ f; darcs record -a -A a -m five >/dev/null; cd ../d; sed -i s/9/nine/ f; darcs record -a -A a -m nine >/dev/null; darcs pull -a ../e >/dev/null; cat f | tr '\n' ' '; darcs log --count; darcs check -q >/dev/null; echo $?
