# coreutils: sort, join, uniq, cut, tr, paste, comm, fmt and their like on text
# needs: coreutils
seq 1 20000 | sed 's/\(.*\)/\1 \1x/' >n; sort -R --random-source=n n >s; sort -n s | cmp - n; sort -k2,2r -s s | head -2; sort -c n 2>&1; sort -nr -u n | head -1; sort --parallel=4 -S 100k -n s | md5sum; printf '1K\n2M\n3\n' | sort -h; printf 'v1.10\nv1.9\n' | sort -V; printf 'Feb\nJan\n' | sort -M; split -n l/4 s p; sort -n p* -o m; sort -m p* | wc -l; cmp m n
printf 'a 1\nb 2\n' >1; printf 'a x\nc y\n' >2; join 1 2; join -a1 -a2 -e - -o 0,1.2,2.2 1 2; comm 1 2; paste 1 2; paste -sd+ 1; cut -d' ' -f2 n | tail -1; cut -c1-3,5 --output-delimiter=: n | tail -1; printf 'a\na\nb\n' | uniq -c; printf 'aA\n' | uniq -i; tr -d 0-8 <n | sort | uniq | wc -l; tr -cs '[:alnum:]' '\n' <n | wc -l; echo hello | tr 'a-y' 'b-z'; fmt -w 20 <1; fold -w 3 1; nl -ba 1; pr -2 -t -l 4 n | head -3; expand -t4 <<END
a	b
END
unexpand -a <<END
a       b
END
tac n | head -1; head -c 10 n; tail -c 5 n; tail -n +19999 n; wc n; wc -L n; cksum n; for h in md5 sha1 sha224 sha256 sha384 sha512 b2; do ${h}sum n; done; sha256sum n >c; sha256sum -c c; echo x >>n; sha256sum -c c 2>&1; sum n; base64 1; base32 1; basenc --base16 1; base64 1 | base64 -d | cmp - 1; od -Ax -tx1z 1; shuf --random-source=s -n 3 s | wc -l; seq -s, -w 8 11; seq 1 .5 2; numfmt --to=iec 1048576 1500; numfmt --from=si 2K; factor 360 1000000007; expr 5 '*' 7; expr abc : 'a\(.\)'; tsort <<END
a b
b c
END
ptx -G 1 | head -2; /usr/bin/printf '%5.2f|%-5s|%05d|%x|%q\n' 3.14159 ab 42 255 "a b"; /bin/echo -e 'a\tb'; yes | head -1000 | md5sum; basename /a/b.c .c; dirname /a/b; dircolors -b | head -c 9; date -u -d '2024-02-29 +1 year' +%F; date -u -d @0 '+%c %j %U'; od -An -td4 -N8 1; stty -a 2>&1 </dev/null; tty; numfmt --to=si --field=1 1500
