# util-linux: flock, getopt, column, hexdump, setsid, prlimit, chrt, taskset, fallocate, findmnt, mount
# needs: util-linux bsdextrautils mount uuid-runtime
flock l -c 'flock -n l -c "echo in" || echo busy'; flock -s l flock -s -n l echo shared; getopt -o ab: --long alpha,beta: -- -a -b 1 --beta=2 rest; printf 'a bb\nccc d\n' | column -t; seq 9 | column -x -c 20; printf 'x\001y' | hexdump -C; hexdump -e '3/1 "%02x " "\n"' l; echo abc | rev; colrm 2 3 <<END
abcd
END
setsid -w sh -c 'exit 3'; echo $?; prlimit --nofile=50 sh -c 'ulimit -n'; chrt -o 0 true; chrt -p $$ | sed 's/pid [0-9]*/pid/'; chrt -f 5 sh -c 'chrt -p $$ | tail -1' | sed 's/pid [0-9]*/pid/'; taskset -c 0 nproc; fallocate -l 1M fa; stat -c %s fa; fallocate -p -o 4096 -l 8192 fa; echo $?; fallocate -d fa; uuidgen --sha1 --namespace @dns --name example; mcookie | wc -c; namei -m /tmp/work | tail -1; ipcs -q >/dev/null 2>&1; look abc /dev/null; whereis -b sh | cut -d' ' -f1; isosize /dev/null 2>/dev/null; nsenter --version | wc -l; mkdir m n; mount -t tmpfs -o size=1m,mode=750 none m; findmnt -n -o FSTYPE m; echo x >m/f; mount --bind m n; cat n/f; mount -o remount,ro,bind n; touch n/g 2>&1; umount n; dd if=/dev/zero of=m/big bs=64k count=30 2>&1 | head -1; df --output=size m | tail -1; umount m; ls m; mountpoint -q m; echo $?; mount -t unheardof none m 2>&1; wdctl 2>/dev/null; unshare --help | wc -l | awk '{ print ($1 > 10) }'; swapon --show; blkid -p fa 2>/dev/null; choom -p $$ | wc -l; setarch -R true; echo $?; scriptreplay --version | wc -l; line=1; ul <<END
x
END
