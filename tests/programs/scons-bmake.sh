# scons, bmake, ccache
# needs: scons bmake ccache gcc libc6-dev
echo 'int main(void) { return 3; }' >m.c
printf 'env = Environment(); env.Program("m", ["m.c"])\n' >SConstruct; scons -Q; ./m; echo $?; scons -Q; scons -Q -c
printf 'OBJS=m.o\nall: m2\nm2: ${OBJS}\n\tcc -o $@ ${OBJS}\n.for i in 1 2 3\nall: t$i\nt$i:\n\t@echo $i > $@\n.endfor\n' >Makefile; bmake -j2 >/dev/null 2>&1; ls; ./m2; echo $?
export CCACHE_DIR=$PWD/cc; for i in 1 2 3; do rm -f m.o; ccache gcc -c m.c; done; ccache --print-stats | grep -E '^(direct|preprocessed)_cache_hit|^cache_miss' | sort
