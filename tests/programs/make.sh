# make: patterns, functions, jobs, recursion, an error in the middle
# needs: make
# quick
cat >Makefile <<'END'
N := $(shell seq 1 40)
all: $(N:%=out/%.txt) | sum
out/%.txt: | out ; @echo $* >$@
out: ; @mkdir $@
sum: $(N:%=out/%.txt) ; @cat out/*.txt | awk '{ s += $$1 } END { print s }' >$@; cat $@
words = $(sort $(foreach w,c a b a,$(w)x))
info: ; @echo '$(words) $(patsubst %.c,%.o,a.c b.c) $(if $(filter b,a b),yes) $(call f,1,2)'
f = <$2-$1>
define body
t$1: ; @echo made $1
endef
$(foreach i,1 2 3,$(eval $(call body,$i)))
sub: ; @$(MAKE) -s -f sub.mk X=5
bad: ; @echo before; false; echo after
END
echo 'all: ; @echo sub $(X) $(MAKELEVEL)' >sub.mk
make -j8; make -j8; make info t1 t2 t3 sub; make -k bad info 2>&1; echo $?
touch out/7.txt; make -q all; echo $?
printf 'x: y\n\t@echo x\ny: x\n\t@echo y\n' | make -f - 2>&1
printf 'all: a b c d\na b c d:; @sleep 0.1; echo done\n' | make -s -j4 -f -
printf 'a:; @echo one; echo two\nb:; @echo three\n' | make -O -j2 -f - a b | sort
