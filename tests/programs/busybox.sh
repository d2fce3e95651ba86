# busybox: its applets as one userland
# needs: busybox
b=busybox; mkdir bin; $b --install -s bin; ls bin | wc -l | awk '{ print ($1 > 200) }'; PATH=$PWD/bin; export PATH
seq 1 300 >f; sort -rn f | head -2; sed -n '/^5.$/p' f | tr '\n' ' '; awk '{ s += $1 } END { print s }' f; grep -c 7 f; find . -name f; tar czf t.tgz f; tar tzf t.tgz; gzip -c f | zcat | md5sum; bzip2 -c f | bunzip2 | cat | wc -c; xz -dc </dev/null 2>/dev/null; diff f f && echo same; vi --help >/dev/null 2>&1; printf '3 4 * p\n' | dc; dd if=f bs=10 count=1 2>/dev/null | od -c; cpio -o -H newc <<END 2>/dev/null | cpio -t 2>/dev/null
f
END
expr 6 \* 7; printf '%s\n' a b | xargs -n1 echo x; stat -c %s f; cut -c1-2 f | uniq | wc -l; hexdump -C f | head -1; ash -c 'echo $((1 << 40))'; ps | grep -c init >/dev/null; usleep 1000; timeout 1 sleep 0.01; echo $?; nproc >/dev/null; base64 f | base64 -d | cmp - f && echo cmp; sha256sum f; patch --help >/dev/null 2>&1; unzip 2>/dev/null; tr a-z A-Z <<END
upper
END
