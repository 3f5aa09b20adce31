package l2l.runner.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** An Apache Karaf that was just unpacked and started, on 127.0.0.1 alone. */
final class Karaf {

  private static final int PATIENCE_SECONDS = 240;

  private final Path home;
  private final int port;
  private final Process server;

  private Karaf(Path home, int port, Process server) {
    this.home = home;
    this.port = port;
    this.server = server;
  }

  /** Unpacks, starts, and waits until its shell answers: bundles are to be dropped only into a Karaf that is up. */
  static Karaf boot(Path archive, Path home, Map<String, String> environment) throws IOException, InterruptedException {
    Files.createDirectories(home);
    Said tar = Said.by(new ProcessBuilder("tar", "xzf", archive.toString(), "-C", home.toString(), "--strip-components=1"), home, 60);
    assertTrue(tar.code() == 0, tar::all);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path shell = home.resolve("etc/org.apache.karaf.shell.cfg");
    Files.writeString(shell, Files.readString(shell)
        .replaceFirst("(?m)^sshPort *=.*", "sshPort = " + port).replaceFirst("(?m)^sshHost *=.*", "sshHost = 127.0.0.1"));
    Files.writeString(home.resolve("etc/users.properties"),
        "\nkaraf = karaf,_g_:admingroup\n_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh\n", StandardOpenOption.APPEND);
    ProcessBuilder start = command(home, "karaf", "server").redirectErrorStream(true).redirectOutput(home.resolve("console").toFile());
    start.environment().putAll(environment);
    Karaf karaf = new Karaf(home, port, start.start());
    karaf.await("bundle:list -t 0 -s", said -> said.contains("org.apache.karaf.shell.core"));
    return karaf;
  }

  private static ProcessBuilder command(Path home, String name, String... arguments) {
    List<String> command = Stream.concat(Stream.of(home.resolve("bin").resolve(name).toString()), Stream.of(arguments)).toList();
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /** What its shell says to a line. */
  String say(String line) throws IOException, InterruptedException {
    Path script = Files.writeString(home.resolve("line"), line + "\n");
    ProcessBuilder client = command(home, "client", "-h", "127.0.0.1", "-a", Integer.toString(port), "-u", "karaf", "-p", "karaf", "-b");
    Said said = Said.by(client.redirectInput(script.toFile()), home, PATIENCE_SECONDS);
    return said.output().replaceAll("\u001b\\[[0-9;]*m", "");
  }

  /** Says a line again and again until the answer is as it should be. */
  String await(String line, Predicate<String> wanted) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String said;
    do {
      said = say(line);
      if (wanted.test(said)) {
        return said;
      }
      Thread.sleep(500);
    } while (server.isAlive() && System.nanoTime() < end);
    throw new AssertionError("Karaf does not come to the answer wanted to '" + line + "'; its last one:\n" + said + log());
  }

  /** Puts a bundle, a jar or a folder, into deploy/, whole at once. */
  void drop(Path bundle) throws IOException {
    Path deploy = home.resolve("deploy");
    Path copy = home.resolve("data").resolve(bundle.getFileName().toString());
    for (Path file : Checkout.files(bundle, any -> true)) {
      Path to = copy.resolve(bundle.relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.copy(file, Files.isDirectory(bundle) ? to : copy, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(copy, deploy.resolve(bundle.getFileName().toString()), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes a bundle out of deploy/. */
  void take(Path bundle) throws IOException {
    Files.delete(home.resolve("deploy").resolve(bundle.getFileName().toString()));
  }

  String log() throws IOException {
    Path log = home.resolve("data/log/karaf.log");
    return Files.readString(Files.exists(log) ? log : home.resolve("console"));
  }

  /** Stops it; what does not end of itself is ended. */
  void stop() throws IOException, InterruptedException {
    List<ProcessHandle> all = Stream.concat(server.descendants(), Stream.of(server.toHandle())).toList();
    Said.by(command(home, "stop"), home, PATIENCE_SECONDS);
    if (!server.waitFor(30, TimeUnit.SECONDS)) {
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
