# mke2fs, debugfs, e2fsck, mtools, dosfstools, genisoimage: file systems inside files
# needs: e2fsprogs mtools dosfstools genisoimage fdisk
truncate -s 8M e; mkdir d; seq 1000 >d/f; mke2fs -q -t ext4 -E hash_seed=6ad2d2ca-1d4e-4f0a-9b3e-111111111111 -U 6ad2d2ca-1d4e-4f0a-9b3e-000000000000 -d d e 2>&1; debugfs -R 'cat /f' e 2>/dev/null | md5sum; debugfs -w -R 'mkdir /x' e 2>/dev/null; e2fsck -fn e >out 2>&1; echo $?; dumpe2fs -h e 2>/dev/null | grep -E '^(Inode count|Block size)'; resize2fs e 6M 2>&1 | grep -o 'now.*blocks'; tune2fs -L lab e >/dev/null; e2label e; debugfs -w -R 'clri /f' e 2>/dev/null; e2fsck -fy e >/dev/null 2>&1; echo $?
truncate -s 4M m; mkfs.vfat -i 12345678 m >/dev/null; export MTOOLS_SKIP_CHECK=1; mcopy -i m d/f ::F.TXT; mmd -i m ::DIR; mcopy -i m d/f ::DIR/G.TXT; mdir -i m -b ::; mtype -i m ::DIR/G.TXT | md5sum; fsck.vfat -n m | tail -1
genisoimage -quiet -R -V vol -o i d 2>/dev/null; isoinfo -i i -R -f; isoinfo -i i -R -x /f | md5sum
truncate -s 10M p; printf 'label: dos\nlabel-id: 0x12345678\n2048,4096,83\n,,82\n' | sfdisk -q p; sfdisk -d p | tail -2
