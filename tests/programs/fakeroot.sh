# fakeroot: a root in the mind, whose daemon speaks System V messages or TCP
# needs: fakeroot
# user:
fakeroot sh -c 'id -u; touch f; chown 5:6 f; mknod n c 1 3; stat -c "%u %g %F" f n; tar cf t.tar f n'; tar tvf t.tar | awk '{ print $1, $2 }'; id -u; stat -c %F n
