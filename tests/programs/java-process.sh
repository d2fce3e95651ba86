# java: a child process, which the JDK starts through a helper
# needs: openjdk-17-jdk-headless
# lacks: sockets
cat >P.java <<'END'
public class P {
	public static void main(String[] a) throws Exception {
		var p = new ProcessBuilder("sh", "-c", "cat; exit 3").redirectErrorStream(true).start();
		p.getOutputStream().write("through\n".getBytes()); p.getOutputStream().close();
		System.out.print(new String(p.getInputStream().readAllBytes())); System.out.println(p.waitFor());
		Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
	}
}
END
java -Xmx64m P.java
