# socat: addresses that are no sockets, and some that are
# needs: socat
# lacks: sockets
echo through | socat - EXEC:cat; echo u | socat -u - OPEN:f,creat; cat f; socat UNIX-LISTEN:s EXEC:'tr a-z A-Z' & sleep 0.3; echo unix | socat - UNIX-CONNECT:s; wait; echo p | socat - SYSTEM:'cat; echo q'
