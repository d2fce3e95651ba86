# gzip, bzip2, xz, zstd, brotli, lz4, lzip, lzop, pigz, pbzip2, plzip, compress: there and back
# needs: gzip bzip2 xz-utils zstd brotli lz4 lzip lzop pigz pbzip2 plzip ncompress
seq 1 60000 >f; sum=$(md5sum <f)
for c in 'gzip -n' 'bzip2' 'xz -T2' 'zstd -q -T2' 'brotli' 'lz4 -q' lzip 'lzop -q' 'pigz -n -p4' 'pbzip2 -q -p4' 'plzip -n4' compress; do
	case $c in brotli) b='brotli -c' d='brotli -dc' ;; compress) b='compress -c' d='uncompress -c' ;; *) b="$c -c" d="${c%% *} -dc" ;; esac
	$b <f >f.z 2>/dev/null; s=$(wc -c <f.z); [ "$($d <f.z 2>/dev/null | md5sum)" = "$sum" ] && [ $s -lt 260000 ] && echo "${c%% *} good" || echo "${c%% *} bad $s"
	head -c 1000 f.z | $d >/dev/null 2>&1; [ $? != 0 ] && echo "  a piece is refused"
done
xz -9e -k f; xz -lv f.xz | grep -c -i crc; xz --robot -l f.xz | tail -1 | cut -f 2-5; gzip -nk f; zcat f.gz | tail -1; zgrep -c 99 f.gz; zstd -q --train-fastcover -o dict $(for i in 1 2 3 4 5 6 7 8 9 10; do for j in 1 2 3 4 5 6 7 8 9; do echo "{\"id\":$i,\"name\":\"n$j\"}" >s$i$j; echo s$i$j; done; done) 2>/dev/null; echo $?
bzip2 -k f; bzip2recover f.bz2 2>/dev/null; ls rec* | wc -l; xzcat f.xz | zstd -q -19 | zstd -dc | md5sum
