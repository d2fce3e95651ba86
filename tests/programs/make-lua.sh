# make: Lua from Debian's source, with four jobs; then a second time, with nothing to do
# needs: src:lua5.4 gcc libc6-dev make
cp -r /usr/src/lua5.4-5.4.4/src .; cd src
echo '#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"' >lua5.4-deb-multiarch.h
cat >Makefile.own <<'END'
O := $(patsubst %.c,%.o,$(filter-out luac.c,$(wildcard l*.c)))
mine: $(O); gcc -o $@ $(O) -lm -ldl
%.o: %.c; @gcc -O1 -DLUA_USE_LINUX -c -o $@ $<
END
rm -f *.o; make -f Makefile.own -j4 | sort | tail -1 | cut -c1-20; echo 'print(_VERSION, 10 // 3, ("x"):rep(3))' | ./mine -; ./mine -e 'local s = 0 for i = 1, 1e5 do s = s + i end print(s)'
make -f Makefile.own -j4; touch lua.c; make -f Makefile.own -n | wc -l
