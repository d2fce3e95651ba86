# autoconf, automake, libtool: a package from nothing to its distribution
# needs: autoconf automake libtool make gcc libc6-dev
cat >configure.ac <<'END'
AC_INIT([demo], [1.0])
AM_INIT_AUTOMAKE([foreign])
AC_PROG_CC
AC_CHECK_HEADERS([stdio.h none.h])
AC_CHECK_FUNCS([fork vfork nosuch])
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
END
printf 'bin_PROGRAMS = demo\ndemo_SOURCES = demo.c\nTESTS = t.sh\nEXTRA_DIST = t.sh\n' >Makefile.am
echo 'int main(void) { return 0; }' >demo.c; printf '#!/bin/sh\n./demo\n' >t.sh; chmod +x t.sh
autoreconf -i >/dev/null 2>&1; echo $?; mkdir b; cd b; ../configure >log; echo $?; grep -E '^checking for (stdio.h|none.h|fork|vfork|nosuch)' log
make -j2 >/dev/null 2>&1; make check 2>&1 | grep '# PASS'; make dist >/dev/null 2>&1; tar tzf demo-1.0.tar.gz | sort | tail -4
