# apt: fetching as the user _apt, by a method with pipes
# needs: apt dpkg-dev
mkdir -p repo b/DEBIAN; printf 'Package: xq\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b>\nDescription: d\n' >b/DEBIAN/control; dpkg-deb -b b repo/xq_1_all.deb >/dev/null; (cd repo; dpkg-scanpackages . 2>/dev/null >Packages)
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*; echo "deb [trusted=yes] copy:$PWD/repo ./" >/etc/apt/sources.list; chmod -R a+rX . ; apt-get -q update >out 2>&1; echo $?; cd repo; apt-get -q download xq >/dev/null 2>&1; echo $?; apt-get -q -y -o Dpkg::Use-Pty=0 install xq 2>&1 | grep Setting
