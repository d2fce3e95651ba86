# nginx and curl: pages over the loopback
# needs: nginx-light curl
# lacks: sockets
printf 'events {}\npid %s/pid; error_log %s/err;\nhttp { access_log off; server { listen 127.0.0.1:8099; root %s/w; location /x { return 200 "made\\n"; } } }\n' $PWD $PWD $PWD >c; mkdir w; chmod 755 . w; echo page >w/index.html; ip link set lo up 2>/dev/null; nginx -c $PWD/c; curl -s http://127.0.0.1:8099/ http://127.0.0.1:8099/x; curl -s -o /dev/null -w '%{http_code}\n' http://127.0.0.1:8099/none; nginx -c $PWD/c -s stop 2>/dev/null
