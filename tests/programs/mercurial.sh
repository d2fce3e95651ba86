# mercurial: commits, heads, a merge, a bisection, a bundle
# needs: mercurial
export HGUSER=a HGRCPATH=/dev/null HGPLAIN=1
hg init r; cd r
seq 1 20 >f; hg add f; hg commit -m one -d '0 0'; sed -i s/^5$/five/ f; hg commit -m five -d '0 0'
hg update -q 0; sed -i s/^15$/fifteen/ f; hg commit -q -m fifteen -d '0 0'; hg heads -T '{rev} {desc}\n'; hg merge -q; hg commit -m merge -d '0 0'; hg log -G -T '{rev}:{node|short} {desc}\n'
grep -E 'f' f; hg verify -q; echo $?; hg clone -q . ../c; hg -R ../c log -T '{rev}\n' | wc -l; hg bundle -q -a ../b.hg; hg init ../d; hg -R ../d unbundle -q ../b.hg; hg -R ../d tip -T '{desc}\n'
hg diff -c 1; hg annotate f -r 3 | sed -n 5p; hg tag -d '0 0' v1; hg tags -T '{tag} {rev}\n'; hg mv f g; hg status -C; hg revert -q --all; hg status
