# dpkg: a package built, installed, with its scripts, a conffile, an upgrade, a removal
# needs: dpkg
mkdir -p p/DEBIAN p/usr/share/demo p/etc; echo data >p/usr/share/demo/f; echo conf=1 >p/etc/demo.conf; echo /etc/demo.conf >p/DEBIAN/conffiles
printf 'Package: demo\nVersion: 1.0\nArchitecture: all\nMaintainer: A <a@b>\nDescription: a demo\n' >p/DEBIAN/control
for s in preinst postinst prerm postrm; do printf '#!/bin/sh\necho %s "$@"\n' $s >p/DEBIAN/$s; chmod 755 p/DEBIAN/$s; done
dpkg-deb --root-owner-group -b p 1.deb; dpkg-deb -I 1.deb | grep -E 'Package|Version'; dpkg-deb -c 1.deb | awk '{ print $1, $2, $6 }'
dpkg -i 1.deb 2>&1 | grep -v 'Reading database'; dpkg -L demo; dpkg -S /usr/share/demo/f; dpkg -V demo; cat /etc/demo.conf; dpkg -s demo | grep Status
echo conf=local >/etc/demo.conf; sed -i s/1.0/1.1/ p/DEBIAN/control; echo conf=2 >p/etc/demo.conf; dpkg-deb --root-owner-group -Zgzip -b p 2.deb >/dev/null; dpkg --force-confold -i 2.deb 2>&1 | grep -E '^(pre|post)'; ls /etc/demo*
printf 'Package: needy\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b>\nDepends: nothere\nDescription: x\n' >p/DEBIAN/control; rm p/DEBIAN/p* p/DEBIAN/conffiles; rm -r p/etc p/usr; dpkg-deb -b p 3.deb >/dev/null; dpkg -i 3.deb 2>&1 | grep -v -e Reading -e Selecting -e Preparing; dpkg -P needy >/dev/null 2>&1
dpkg -r demo 2>&1 | grep -v Reading; dpkg -l demo | tail -1 | tr -s ' '; dpkg -P demo 2>&1 | grep -v Reading; ls /usr/share/demo 2>&1; dpkg --audit; dpkg --compare-versions 1.0~rc1 lt 1.0; echo $?; dpkg-divert --add --rename --divert /bin/x.real /bin/x; dpkg-divert --list '*x*'; update-alternatives --install /usr/bin/demo demo /bin/true 5; update-alternatives --install /usr/bin/demo demo /bin/false 9; update-alternatives --query demo | grep Value; dpkg --print-architecture
