# python3: the standard library over a wide front
# needs: python3
# quick
cat >t.py <<'END'
import json, csv, io, re, collections, itertools, functools, hashlib, zlib, bz2, lzma, base64
import datetime, decimal, fractions, statistics, random, struct, tempfile, os, pathlib, shutil
import subprocess, threading, queue, textwrap, string, heapq, bisect, pickle, sqlite3, zipfile
import tarfile, configparser, difflib, calendar, operator, contextlib, dataclasses, enum, ast
d = json.loads(json.dumps({'a': [1, 2.5, None, True], 'b': {'c': 'é'}}, sort_keys=True))
print(d)
w = io.StringIO(); csv.writer(w).writerows([[1, 'a,b'], [2, 'c"d']]); print(w.getvalue().split())
print(collections.Counter('mississippi').most_common(2))
print(re.sub(r'(\w+)@(\w+)', r'\2 at \1', 'me@home you@work'))
data = bytes(range(256)) * 400
for c in (zlib, bz2, lzma):
    assert c.decompress(c.compress(data)) == data
print(hashlib.sha256(data).hexdigest(), hashlib.blake2b(data, digest_size=8).hexdigest())
print(decimal.Decimal(2).sqrt(decimal.Context(prec=40)), fractions.Fraction(22, 7) + 1)
random.seed(7); xs = [random.random() for _ in range(1000)]
print(round(statistics.mean(xs), 6), round(statistics.stdev(xs), 6))
print(struct.pack('>IhB', 1, -2, 3).hex())
p = pathlib.Path('d/e'); p.mkdir(parents=True); (p / 'f.txt').write_text('hello\n' * 3)
print(sorted(str(x) for x in pathlib.Path('d').rglob('*')))
shutil.copytree('d', 'copy'); print(os.path.getsize('copy/e/f.txt'))
print(subprocess.run(['tr', 'a-z', 'A-Z'], input='piped', capture_output=True, text=True).stdout)
q = queue.Queue(); out = []
def work():
    while (n := q.get()) is not None: out.append(n * n)
ts = [threading.Thread(target=work) for _ in range(4)]
[t.start() for t in ts]; [q.put(i) for i in range(100)]; [q.put(None) for _ in ts]; [t.join() for t in ts]
print(sum(out), len(out))
db = sqlite3.connect('x.db'); db.execute('create table t(a, b)')
db.executemany('insert into t values(?, ?)', [(i, i * i) for i in range(500)]); db.commit()
print(db.execute('select sum(b) from t where a % 7 = 0').fetchone())
with zipfile.ZipFile('x.zip', 'w', zipfile.ZIP_DEFLATED) as z: z.write('d/e/f.txt')
with tarfile.open('x.tar.xz', 'w:xz') as t: t.add('d')
print(zipfile.ZipFile('x.zip').namelist(), tarfile.open('x.tar.xz').getnames())
print(list(difflib.unified_diff(['a', 'b'], ['a', 'c'], lineterm=''))[2:])
@dataclasses.dataclass(order=True)
class P: x: int; y: int = 0
print(sorted([P(2), P(1, 5), P(1)]))
print(pickle.loads(pickle.dumps(P(3, 4))), datetime.date(2024, 2, 29) + datetime.timedelta(366))
print(calendar.month(2024, 2).splitlines()[2], eval(compile(ast.parse('6*7', mode='eval'), '', 'eval')))
print(functools.reduce(operator.mul, range(1, 25)), 3 ** 200 % 1000007)
class E(enum.IntFlag): A = 1; B = 2
print(E.A | E.B, textwrap.fill('word ' * 20, 40).count('\n'))
try: os.open('/none', os.O_RDONLY)
except OSError as e: print(e.errno, e.strerror)
END
python3 t.py
