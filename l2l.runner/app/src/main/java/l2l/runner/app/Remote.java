package l2l.runner.app;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import l2l.runner.control.Call;
import l2l.runner.control.Client;

/** Has a workbench that is up do the command; no container is started here. */
final class Remote {

  private static final int HUNG_UP = 129;
  private static final int INTERRUPTED = 130;

  private final Client client;
  private final Words words;
  private volatile boolean interrupted;

  Remote(Client client, Words words) {
    this.client = client;
    this.words = words;
  }

  /** Returns the exit code. */
  int run() throws InterruptedException {
    on("HUP", () -> Runtime.getRuntime().halt(HUNG_UP));
    on("INT", this::interruptOrLeave);
    try (client; OutputStream out = new FileOutputStream(FileDescriptor.out); OutputStream err = new FileOutputStream(FileDescriptor.err)) {
      int code = client.call(call(), out, err, Keyboards.of(words.directory().resolve("history"), interactive(), this::interrupt));
      if (code == 0 && words.stopsWorkbench()) {
        Occupation.awaitEnd(words.directory());
      }
      return code;
    } catch (EOFException e) {
      System.err.println("l2l: the workbench ended, or ended the connection, before the command was done");
      return 1;
    } catch (SocketException e) {
      System.err.println("l2l: the connection to the workbench is lost (" + e.getMessage() + ")");
      return 1;
    } catch (IOException e) {
      return 1; // nobody reads on, as behind "| head"
    }
  }

  /** The user interrupts the command; here it goes on until the workbench says that it ended. */
  void interrupt() {
    interrupted = true;
    try {
      client.interrupt();
    } catch (IOException e) {
      // it has ended
    }
  }

  private Call call() {
    Map<String, String> encodings = new LinkedHashMap<>();
    Call.ENCODINGS.forEach(name -> encodings.put(name, System.getProperty(name, "")));
    Map<String, String> environment = words.environment().entrySet().stream().filter(e -> Call.VARIABLES.contains(e.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new Call(words.all(), words.here().toString(), environment, encodings, interactive());
  }

  /** Whether somebody looks on; from JDK 22 on there is a console object even where nobody does. */
  static boolean interactive() {
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

  private void interruptOrLeave() {
    if (interrupted) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    interrupt();
  }

  /**
   * What to do at a signal: a closed terminal is no Ctrl-C, and the run goes on in the workbench; a second Ctrl-C leaves at once.
   *
   * <p>By reflection, for the JDK promises no such class; without it both end this process, as without a workbench.
   */
  private static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler act = (proxy, method, arguments) -> {
        action.run();
        return null;
      };
      signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name),
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, act));
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // no such signal here
    }
  }
}
