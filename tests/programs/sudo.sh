# sudo: rules, environment, another user, who may not
# needs: sudo
printf 'user ALL=(root) NOPASSWD: /usr/bin/id, /bin/sh -c *\n' >/etc/sudoers.d/t; chmod 440 /etc/sudoers.d/t; visudo -c -f /etc/sudoers.d/t
su user -s /bin/sh -c 'sudo -n id -u; sudo -n cat /etc/shadow 2>&1 | grep -o "password is required"; sudo -n -l 2>&1 | tail -1; X=1 sudo -n sh -c "echo \$X\$SUDO_USER"; sudo -n sh -c "exit 4"; echo $?'; sudo -u user id -un; sudo -u nobody -g user id -gn
