# mono: the C# compiler, generics, LINQ, tasks, its collector
# needs: mono-mcs mono-runtime libmono-system-core4.0-cil
cat >t.cs <<'END'
using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading; using System.Threading.Tasks;
class T {
	static int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);
	static IEnumerable<int> Gen() { for (int i = 0; i < 5; i++) yield return i * i; }
	static int Main() {
		Console.WriteLine(Fib(22)); Console.WriteLine(string.Join(",", Gen().Where(x => x % 2 == 0)));
		int n = 0; var ts = Enumerable.Range(0, 4).Select(_ => new Thread(() => { for (int i = 0; i < 1000; i++) Interlocked.Increment(ref n); })).ToList();
		ts.ForEach(t => t.Start()); ts.ForEach(t => t.Join()); Console.WriteLine(n);
		Console.WriteLine(Task.WhenAll(Enumerable.Range(1, 10).Select(i => Task.Run(() => i * i))).Result.Sum());
		var d = new SortedDictionary<string, int>(); foreach (var w in "a b a".Split(' ')) { d.TryGetValue(w, out int c); d[w] = c + 1; }
		foreach (var k in d) Console.Write($"{k.Key}={k.Value} "); Console.WriteLine();
		File.WriteAllText("out", "x\ny\n"); Console.WriteLine(File.ReadAllLines("out").Length);
		try { File.ReadAllText("/none"); } catch (FileNotFoundException) { Console.WriteLine("not there"); }
		var l = new List<byte[]>(); for (int i = 0; i < 5000; i++) { l.Add(new byte[5000]); if (l.Count > 100) l.Clear(); } GC.Collect(); Console.WriteLine(l.Count);
		return 3;
	}
}
END
mcs -out:t.exe t.cs && mono t.exe; echo $?
