# tar and cpio: links, modes, times, incremental, listed and compared
# needs: tar cpio
mkdir -p t/a/b t/empty; seq 1000 >t/a/f; ln t/a/f t/hard; ln -s a/f t/soft; chmod 4755 t/a/f; mkfifo t/fifo; truncate -s 1M t/sparse; printf x >>t/sparse; touch -d '2020-01-02 03:04:05.123456789 UTC' t/a/f; dd if=/dev/zero bs=1k count=300 2>/dev/null | tr '\0' z >t/z; n=$(printf '%0120d' 1); mkdir -p "t/$n/$n"; echo deep >"t/$n/$n/f"
find t -exec touch -h -d '2020-01-02 UTC' {} +
for f in gnu pax ustar; do tar -c --format=$f --sort=name -S -f $f.tar t 2>/dev/null; echo $?; done
tar tvf pax.tar | sed -n '1,9p'; mkdir x; tar xpf pax.tar -C x; diff -r t x/t 2>&1 | grep -v fifo; stat -c '%a %h %Y %F' x/t/a/f x/t/hard x/t/soft x/t/fifo; du -k --apparent-size x/t/sparse | cut -f1; [ $(du -k x/t/sparse | cut -f1) -lt 100 ] && echo sparse
tar df pax.tar 2>&1; echo more >>t/z; tar df pax.tar 2>&1 | grep -c z; tar -g snap -cf l0.tar t; echo new >t/new; tar -g snap -cf l1.tar t; tar tf l1.tar | grep new
tar -c --sort=name -f - t | tar xf - -C x --strip-components=1 --wildcards '*/f'; find x -maxdepth 2 -name f | sort | head -3; tar rf gnu.tar t/new; tar --delete -f gnu.tar t/new; tar tf gnu.tar | wc -l; for c in z J j --zstd; do tar c $c -f c.tar t; tar t $c -f c.tar | wc -l; done 2>/dev/null
find t -print0 | sort -z | cpio -0 -o -H newc --quiet >c.cpio; mkdir y; (cd y; cpio -idm --quiet <../c.cpio); diff -r t y/t 2>&1 | grep -v fifo; cpio -itv --quiet <c.cpio | wc -l; cd t; find . | cpio -pdm --quiet ../p; cd ..; ls p
