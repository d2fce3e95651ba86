# dpkg-buildpackage with debhelper and fakeroot's stand-in: Debian's hello from source to package
# needs: debhelper dpkg-dev make gcc libc6-dev fakeroot
mkdir -p hi-1.0/debian/source; cd hi-1.0
printf '#include <stdio.h>\nint main(void) { puts("hi"); return 0; }\n' >hi.c; printf 'hi: hi.c\n\t$(CC) $(CFLAGS) -o $@ $<\ninstall: hi\n\tinstall -D hi $(DESTDIR)/usr/bin/hi\n' >Makefile
printf 'hi (1.0) unstable; urgency=low\n\n  * First.\n\n -- A <a@b>  Wed, 01 Jan 2020 00:00:00 +0000\n' >debian/changelog; printf 'Source: hi\nSection: misc\nPriority: optional\nMaintainer: A <a@b>\nRules-Requires-Root: no\nStandards-Version: 4.6.0\nBuild-Depends: debhelper-compat (= 13)\n\nPackage: hi\nArchitecture: any\nDepends: ${shlibs:Depends}, ${misc:Depends}\nDescription: says hi\n long\n' >debian/control; printf '#!/usr/bin/make -f\n%%:\n\tdh $@\n' >debian/rules; chmod +x debian/rules; echo '3.0 (native)' >debian/source/format; echo x >debian/copyright
dpkg-buildpackage -us -uc -b -d >../log 2>&1; echo $?; cd ..; ls *.deb; dpkg -i hi_1.0_amd64.deb >/dev/null 2>&1; hi; dpkg -L hi | grep bin/; dpkg-deb -f hi_1.0_amd64.deb Depends; grep -c '^ *dh_' log
