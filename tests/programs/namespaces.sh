# unshare: mounts, users and processes in worlds of their own
# needs: util-linux
# lacks: namespaces
unshare -m sh -c 'mount -t tmpfs t /mnt && touch /mnt/x && ls /mnt'; ls /mnt; unshare -p -f --mount-proc sh -c 'echo $$'; unshare -u sh -c 'hostname inside; hostname'; unshare -r id -u
