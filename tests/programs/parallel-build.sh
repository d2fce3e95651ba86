# make -j8 of a generated project of sixty files, twice over
# needs: gcc libc6-dev make
for i in $(seq 60); do printf '#include <stdio.h>\n#include "all.h"\nint f%d(int x) { return x + %d; }\n' $i $i >f$i.c; done; seq 60 | sed 's/.*/int f&(int);/' >all.h; { echo '#include "all.h"'; echo '#include <stdio.h>'; echo 'int main(void) { int s = 0;'; seq 60 | sed 's/.*/s = f&(s);/'; echo 'return printf("%d ", s) < 0; }'; } >main.c
cat >Makefile <<'END'
O := $(patsubst %.c,%.o,$(wildcard *.c))
prog: $(O)
	@gcc -o $@ $^
%.o: %.c all.h
	@gcc -pipe -c -o $@ $<
END
make -s -j8 && ./prog; touch f7.c; make -j8 -n | grep -c gcc; make -s -j3; ./prog; make -q; echo $?
