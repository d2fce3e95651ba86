# ionice and logger: what goes to the scheduler of disks, and to a log that is a socket
# needs: util-linux bsdutils
# lacks: ioprio sockets
ionice -c 3 ionice; ionice -c 2 -n 5 sh -c 'ionice -p $$'; logger -s --no-act -t tag text 2>&1 | sed 's/.*tag/tag/'
