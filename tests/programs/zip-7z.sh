# zip, unzip, 7z, arj, cabextract, squashfs: archives with directories of their own
# needs: zip unzip p7zip-full arj squashfs-tools
mkdir -p d/e; seq 1 5000 >d/a; head -c 100000 /dev/zero >d/e/z; ln -s a d/l; touch -d '2020-01-02 UTC' d/a d/e/z d/e d
zip -qry t.zip d; unzip -qq t.zip -d x && diff -r d x/d; zipinfo -1 t.zip | sort; unzip -tq t.zip; zip -q -P secret s.zip d/a; unzip -p -P secret s.zip d/a | tail -1; unzip -p -P wrong s.zip d/a 2>&1 | head -1 | cut -c1-30; zip -qd t.zip d/a; zipinfo -1 t.zip | wc -l
7z a -bd t.7z d >/dev/null; 7z t t.7z | grep -c 'Everything is Ok'; 7z x -bd -oy t.7z >/dev/null; diff d/a y/d/a; 7z a -mx9 -mmt4 -pp u.7z d >/dev/null; 7z x -pq -oz u.7z >/dev/null 2>&1; echo $?; 7z l -slt t.7z | grep -E '^Path = d' | sort
arj a -i t.arj d/a >/dev/null; mkdir j; cd j; arj x -i -y ../t.arj >/dev/null; cmp d/a ../d/a; cd ..
mksquashfs d t.sq -quiet -no-progress -processors 4; unsquashfs -q -n -d q t.sq; diff -r d q; unsquashfs -ll t.sq | awk '{ print $1, $NF }' | tail -3
