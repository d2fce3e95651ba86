# python3: an HTTP server of its own, socket pairs, asyncio
# needs: python3 iproute2
# lacks: sockets
ip link set lo up; cat >t.py <<'END'
import asyncio, http.server, socket, threading, urllib.request
a, b = socket.socketpair(); a.sendall(b'pair'); print(b.recv(10))
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(200); self.end_headers(); self.wfile.write(self.path.encode())
    def log_message(self, *a): pass
s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), H); threading.Thread(target=s.serve_forever, daemon=True).start()
print(urllib.request.urlopen('http://127.0.0.1:%d/path' % s.server_port).read())
async def main():
    p = await asyncio.create_subprocess_exec('echo', 'sub', stdout=asyncio.subprocess.PIPE); print((await p.communicate())[0])
    print(await asyncio.gather(*[asyncio.sleep(0.01, i) for i in range(5)]))
asyncio.run(main())
END
python3 t.py
