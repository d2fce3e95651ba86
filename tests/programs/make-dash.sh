# make: Debian's dash, configured, built with four jobs, and tried
# needs: src:dash gcc libc6-dev make
cp -r /usr/src/dash-0.5.12 d; cd d
./configure --quiet --disable-dependency-tracking >/dev/null 2>&1; echo "configure $?"; grep -c define config.h
make -j4 >log 2>&1; echo "make $?"
src/dash -c 'i=0; while [ $i -lt 1000 ]; do i=$((i+1)); done; echo $i; echo ${0##*/}'
make install DESTDIR=$PWD/dest >/dev/null 2>&1; (cd dest; find . -type f | sort)
