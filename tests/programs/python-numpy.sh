# python3-numpy: linear algebra on OpenBLAS's threads, FFTs, sorting
# needs: python3-numpy
cat >t.py <<'END'
import numpy as np
r = np.random.RandomState(1)
a = r.rand(200, 200); b = a @ a.T
w = np.linalg.eigvalsh(b); print(round(float(w.sum() - np.trace(b)), 6), bool((w > -1e-9).all()))
x = np.linalg.solve(a, np.ones(200)); print(np.allclose(a @ x, 1))
s = np.sin(np.arange(4096) * 2 * np.pi * 50 / 4096); print(int(np.abs(np.fft.rfft(s)).argmax()))
v = r.randint(0, 1000, 100000); print(int(np.sort(v)[5000]), int(np.bincount(v).argmax()), int(v.sum()))
np.save('x.npy', v); m = np.load('x.npy', mmap_mode='r'); print(int(m[-1]), m.shape)
u, sv, vt = np.linalg.svd(a[:50, :50]); print(np.allclose(u * sv @ vt, a[:50, :50]))
END
OPENBLAS_NUM_THREADS=4 python3 t.py
