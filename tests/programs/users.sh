# useradd, groupadd, usermod, passwd, su, chage, newgrp's like: accounts
# needs: passwd login adduser
useradd -m -u 2000 -s /bin/sh anna; groupadd -g 3000 staff2; usermod -aG staff2 -c 'Anna A' anna; id anna; getent passwd anna; ls -A /home/anna; echo 'anna:secret' | chpasswd -c SHA256 -s 1000; getent shadow anna | cut -c1-8; chage -d 2020-01-01 -M -1 anna; chage -l anna | head -2
su anna -c 'id -un; whoami; echo $HOME; umask; cd; touch f; ls -l f | cut -c1-20; cat /etc/shadow 2>&1; kill -0 1 2>&1; groups'; su - anna -c 'pwd; env | sort | grep -E "^(HOME|USER|SHELL|LOGNAME)="'
adduser --disabled-password --gecos '' --quiet berta; id berta; addgroup --quiet clan; adduser --quiet berta clan; groups berta; deluser --quiet berta clan; userdel -r anna; id anna 2>&1; ls /home; groupdel staff2; passwd -l berta; passwd -S berta | cut -d' ' -f1,2; pwck -r -q; echo $?; grpck -r; echo $?; vipw --help 2>&1 | head -1 >/dev/null; newusers <<'END'
carl:x:2500:2500:Carl:/home/carl:/bin/sh
END
getent passwd carl; gpasswd -a carl users 2>&1; getent group users; su carl -c 'echo $0; exit 7'; echo $?; login -f 2>&1 | head -1 >/dev/null
