# java: compile and run; threads, collections, streams, files, two collectors
# needs: openjdk-17-jdk-headless
# lacks: sockets
cat >T.java <<'END'
import java.nio.file.*; import java.util.*; import java.util.concurrent.*; import java.util.concurrent.atomic.*; import java.util.stream.*;
public class T {
	sealed interface S permits Sq, Ci {} record Sq(double s) implements S {} record Ci(double r) implements S {}
	static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
	public static void main(String[] a) throws Exception {
		System.out.println(fib(25));
		var ex = Executors.newFixedThreadPool(4); var n = new AtomicInteger(); var fs = new ArrayList<Future<Integer>>();
		for (int i = 0; i < 50; i++) { int k = i; fs.add(ex.submit(() -> { n.addAndGet(k); return k * k; })); }
		int s = 0; for (var f : fs) s += f.get(); ex.shutdown(); System.out.println(s + " " + n);
		System.out.println(IntStream.rangeClosed(1, 1000).parallel().filter(x -> x % 7 == 0).sum());
		var g = Stream.of("b", "a", "c", "a").collect(Collectors.groupingBy(x -> x, Collectors.counting())); System.out.println(new TreeMap<>(g));
		Files.writeString(Path.of("out"), "x\ny\nz\n"); System.out.println(Files.readAllLines(Path.of("out")).size());
		try { Files.readString(Path.of("/none")); } catch (NoSuchFileException e) { System.out.println(e.getMessage()); }
		List<byte[]> l = new ArrayList<>(); for (int i = 0; i < 20000; i++) { l.add(new byte[10000]); if (l.size() > 500) l.clear(); } System.out.println(l.size());
		S q = new Sq(3); System.out.println(q instanceof Sq x ? x : "no");
		var t = new Thread(() -> { synchronized (T.class) { T.class.notifyAll(); } }); synchronized (T.class) { t.start(); T.class.wait(); } t.join(); System.out.println("notified");
		try { Object o = null; o.hashCode(); } catch (NullPointerException e) { System.out.println("null"); }
		System.out.println(new java.math.BigInteger("2").pow(200) + String.format(" %05.2f %-4s|", 3.14159, "ab"));
		System.exit(3);
	}
}
END
javac T.java && java -Xmx128m T; echo $?
jar cf t.jar T*.class && java -XX:+UseSerialGC -Xint -cp t.jar T | cksum
