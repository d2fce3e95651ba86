# apt: a repository of its own by file:, with dependencies; install, upgrade, remove
# needs: apt dpkg-dev
mk() { mkdir -p b/DEBIAN repo; printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: A <a@b>\nDepends: %s\nDescription: demo %s\n' $1 $2 "$3" $1 >b/DEBIAN/control; mkdir -p b/usr/share/$1; echo $2 >b/usr/share/$1/v; dpkg-deb -b b repo/$1_$2_all.deb >/dev/null; rm -r b; }
mk xa 1.0 'xb (>= 1)'; mk xb 1.0 dpkg; mk xb 2.0 dpkg; mk xc 1.0 'nothere'; rm -f repo/xb_2.0*
(cd repo; dpkg-scanpackages . 2>/dev/null >Packages; gzip -kn Packages)
rm -f /etc/apt/sources.list /etc/apt/sources.list.d/*; echo "deb [trusted=yes] file:$PWD/repo ./" >/etc/apt/sources.list
export DEBIAN_FRONTEND=noninteractive; o='-o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 -q'
apt-get $o update >/dev/null 2>&1; echo $?; apt-cache search --names-only '^x[abc]$' | sort; apt-cache depends xa; apt-cache policy xb | sed -n 3p
apt-get $o -y install xa 2>&1 | grep -E '^(Setting up|The following|  x)'; cat /usr/share/xb/v
mk xb 2.0 dpkg; (cd repo; dpkg-scanpackages -m . 2>/dev/null >Packages; gzip -nf -k Packages); apt-get $o update >/dev/null 2>&1; apt-get $o -y upgrade 2>&1 | grep -E '^(Setting|[0-9]+ upgraded)'; cat /usr/share/xb/v
apt-get $o -y install xc 2>&1 | tail -2; apt-mark showmanual | grep '^x.$'; apt-get $o -y remove xa 2>&1 | grep -E '^Removing'; apt-get $o -y autoremove 2>&1 | grep -c '^Removing xb'; dpkg -l 'x[ab]' 2>&1 | grep -c ^ii; apt-cache stats | grep -c Total; apt-get check >/dev/null 2>&1; echo $?
