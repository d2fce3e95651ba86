# valac, nim, gdc: languages that go through C or gcc
# needs: valac nim gdc gcc libc6-dev libglib2.0-dev
cat >t.vala <<'END'
void main() { var m = new HashTable<string, int>(str_hash, str_equal); foreach (var w in "a b a".split(" ")) m[w] = m[w] + 1; print("%d %d\n", m["a"], (int) m.size()); var t = new Thread<int>("t", () => { return 42; }); print("%d\n", t.join()); }
END
valac -o tv t.vala 2>/dev/null && ./tv
cat >t.nim <<'END'
import tables, strutils, sequtils
proc fib(n: int): int = (if n < 2: n else: fib(n - 1) + fib(n - 2))
echo fib(20)
var c = initCountTable[string]()
for w in "a b a".split: c.inc w
echo c["a"], " ", toSeq(1..5).mapIt(it * it)
try: raise newException(ValueError, "thrown") except ValueError as e: echo e.msg
END
HOME=$PWD nim c --hints:off --warnings:off --nimcache:cache -o:tn t.nim && ./tn
cat >t.d <<'END'
import std.stdio, std.algorithm, std.range, std.parallelism;
void main() { writeln(iota(1, 11).map!(x => x * x).filter!(x => x % 2).sum); auto v = new int[100]; foreach (i, ref x; parallel(v)) x = cast(int) i; writeln(v.sum); try throw new Exception("thrown"); catch (Exception e) writeln(e.msg); }
END
gdc -O1 -o td t.d && ./td
