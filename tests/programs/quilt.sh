# quilt and patchutils: a stack of patches
# needs: quilt patchutils patch diffutils
seq 1 20 >f; export QUILT_PATCHES=p QUILT_NO_DIFF_TIMESTAMPS=1 QUILT_NO_DIFF_INDEX=1; mkdir p
quilt new a; quilt add f; sed -i s/^5$/five/ f; quilt refresh; quilt new b; quilt add f; sed -i s/^15$/fifteen/ f; echo new >g; quilt refresh; quilt pop -a; cat f | md5sum; quilt push -a; quilt series; grep f f; cat p/a
cp f f2; sed -i 's/1/one/' f2; diff -u f f2 >d1; lsdiff d1; filterdiff -i 'f*' d1 | grep -c '^[-+]'; interdiff p/a p/b | wc -l; diffstat d1 2>/dev/null; splitdiff -a d1 >/dev/null; combinediff p/a p/b | grep -c '^[-+]'
