# redis: a server, commands through a socket, a file of them
# needs: redis-server redis-tools
# lacks: sockets
redis-server --port 0 --unixsocket $PWD/s --daemonize yes --dir $PWD --logfile log >/dev/null; sleep 0.5; r="redis-cli -s $PWD/s"; $r set k v; $r get k; $r incr n; $r lpush l a b c; $r lrange l 0 -1; $r eval 'return redis.call("get", KEYS[1])' 1 k; $r save; $r shutdown nosave; ls dump.rdb
