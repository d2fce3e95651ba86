# ldd, ldconfig, getent, locale, localedef, iconv, zdump, getconf
# needs: libc-bin libc-dev-bin tzdata locales
ldd /bin/ls | sed 's/ (0x.*//' | sort; ldconfig -p | head -1 | awk '{ print ($1 > 50) }'; getent passwd root; getent group 0; getent services http/tcp 2>/dev/null; locale charmap; locale -a | head -3; localedef -i de_DE -f UTF-8 ./de_DE.UTF-8; ls de_DE.UTF-8; LOCPATH=$PWD LC_ALL=de_DE.UTF-8 locale decimal_point; LOCPATH=$PWD LC_ALL=de_DE.UTF-8 sh -c 'printf "b\n\303\244\na\n" | sort'; LOCPATH=$PWD LC_ALL=de_DE.UTF-8 date -u -d @0 +%A; iconv -l | wc -l | awk '{ print ($1 > 500) }'; zdump Europe/Berlin | awk '{ print $1 }'; TZ=Europe/Berlin date -d @1700000000; getconf PAGESIZE; getconf LONG_BIT; getconf PATH; LD_DEBUG=libs /bin/true 2>&1 | grep -c 'find library'; LD_PRELOAD=/none.so /bin/true 2>&1 | grep -o 'cannot be preloaded'; catchsegv true 2>/dev/null; /lib64/ld-linux-x86-64.so.2 --verify /bin/ls; echo $?; /lib64/ld-linux-x86-64.so.2 /bin/echo by hand; LD_TRACE_LOADED_OBJECTS=1 /bin/true | wc -l; gencat o.cat - <<END
\$set 1
1 text
END
test -s o.cat && echo catalogue; pldd $$ >/dev/null 2>&1; LD_BIND_NOW=1 ls /none 2>&1
