# setpriv: one capability of root's kept by a user, through programs
# needs: util-linux
mkdir d; setpriv --reuid 1000 --clear-groups --inh-caps=+chown --ambient-caps=+chown sh -c 'chown 5 d; grep CapAmb /proc/self/status'; stat -c %u d
