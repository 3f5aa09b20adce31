package l2l.runner.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import l2l.runner.control.Call;
import l2l.runner.control.Peer;
import l2l.runner.report.Terminal;

/**
 * Who typed a command: where its words go, where its paths start, what its terminal shows.
 *
 * @param directory where relative paths start; empty for this process's own
 * @param peer at another terminal, if it is one
 * @param waits whether a run is followed to its end unless asked otherwise; in the workbench's shell it goes on in the background
 */
record Caller(PrintStream out, PrintStream err, Path directory, Terminal terminal, Optional<Peer> peer, boolean waits) {

  /** Whoever started this process. */
  static Caller local(PrintStream out, PrintStream err) {
    Terminal terminal = Terminal.of(Map.copyOf(System.getenv()), (Properties) System.getProperties().clone(), interactive());
    return new Caller(out, err, Path.of(""), terminal, Optional.empty(), true);
  }

  /** Somebody at another terminal. */
  static Caller of(Peer peer) {
    Call call = peer.call();
    Properties properties = new Properties();
    properties.putAll(call.properties());
    Charset charset = charset(call);
    return new Caller(new PrintStream(peer.out(), true, charset), new PrintStream(peer.err(), true, charset), Path.of(call.directory()),
        Terminal.of(call.environment(), properties, call.interactive()), Optional.of(peer), true);
  }

  /** The same at the workbench's shell, which may send its words through a pipe. */
  Caller shell(PrintStream out, PrintStream err) {
    return new Caller(out, err, directory, terminal, peer, false);
  }

  /** Who they are, for the record. */
  String name() {
    return System.getProperty("user.name");
  }

  /** The place a path among the words means. */
  Path path(Path given) {
    return directory.resolve(given);
  }

  /** Whether they left without waiting for the end. */
  boolean gone() {
    return peer.map(Peer::gone).orElse(false);
  }

  /** The next line they type; empty where no more comes, or where nobody asks at another terminal. */
  Optional<String> line() throws IOException, InterruptedException {
    return peer.isEmpty() ? Optional.empty() : peer.get().line();
  }

  private static Charset charset(Call call) {
    try {
      return Call.ENCODINGS.stream().map(name -> call.properties().getOrDefault(name, "")).filter(name -> !name.isEmpty()).findFirst()
          .map(Charset::forName).orElse(StandardCharsets.UTF_8);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return StandardCharsets.UTF_8;
    }
  }

  /** Whether somebody looks on; from JDK 22 on there is a console object even where nobody does. */
  private static boolean interactive() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
