package l2l.runner.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import l2l.runner.control.Client;
import org.osgi.framework.BundleException;

/**
 * Has done what the command line says, by a workbench that is up or in a container started for it, and ends with its exit code.
 *
 * <p>What the container is given: a service of type {@link Object} with the property {@code launcher.arguments} ({@code String[]}: the
 * command line). What it must offer within 30 seconds: a service of type {@link Callable} with the property {@code main.thread=true}; it
 * is called once, on the main thread, and returns the exit code as an {@link Integer}. (bnd's own launcher has the same two.)
 *
 * <p>Ctrl-C, SIGTERM, and a stop of the framework from inside all do the same: the main thread is <em>interrupted</em>. The callable has
 * {@value #PATIENCE_SECONDS} seconds to write what it must and to return (130 where the user interrupted it); the JVM ends with the code
 * it returns, or with 130 if it does not return. Its context class loader is the callable's own. Where a workbench does the command, it
 * is told of the interrupt instead.
 *
 * <p>Start levels are the leading numbers of the folders under {@code bundles/}. The container comes up at {@value Container#COMMANDS};
 * whoever wants the interactive shell raises it to {@value Container#TERMINAL} ({@code bundle 0} adapted to {@code FrameworkStartLevel}).
 *
 * <p>Properties: {@code l2l.home} (folder of the distribution), {@code l2l.load} (the folder whose jars are installed; {@code load} in it),
 * {@code l2l.workbench} (the directory of the workbench; absent where this is none), and whatever {@code conf/framework.properties} sets.
 */
public final class Launcher {

  static final int PATIENCE_SECONDS = 30;

  private static final int INTERRUPTED = 130;
  private static final long LOG_BYTES = 4 << 20;

  private final Words words;
  private final Thread main = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int code = INTERRUPTED;
  private volatile boolean stopped;
  private volatile Remote remote;
  private Occupation occupation;

  private Launcher(Words words) {
    this.words = words;
  }

  /** Runs one command and ends the JVM. */
  public static void main(String[] arguments) {
    Launcher launcher = new Launcher(new Words(List.of(arguments), Path.of("").toAbsolutePath(), System.getenv()));
    Thread hook = new Thread(launcher::interrupted, "l2l-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    int code = launcher.run();
    System.exit(code);
  }

  private int run() {
    int result = 1;
    try {
      result = done();
    } catch (InterruptedException e) {
      result = INTERRUPTED;
    } catch (Refused e) {
      System.err.println("l2l: " + e.getMessage());
      result = 2;
    } catch (IOException | BundleException | IllegalStateException e) {
      System.err.println("l2l: " + (e instanceof IOException ? "cannot read or write " : "") + e.getMessage());
    } finally {
      code = result;
      ended.countDown();
    }
    return result;
  }

  private int done() throws IOException, BundleException, InterruptedException, Refused {
    if (words.startsWorkbench()) {
      return words.background() ? new Background(home(), words).start(standard(), System.err) : workbench();
    }
    Optional<Client> workbench = words.alone() ? Optional.empty() : Client.connect(words.directory());
    if (workbench.isPresent()) {
      remote = new Remote(workbench.get(), words);
      return stopped ? INTERRUPTED : remote.run();
    }
    if (words.needsWorkbench() && !words.alone()) {
      throw new Refused("no workbench answers in " + words.directory() + "; l2l workbench --background starts one"
          + ", --directory or L2L_WORKBENCH names another directory");
    }
    return contained(Optional.empty());
  }

  private int workbench() throws IOException, BundleException, InterruptedException, Refused {
    String log = words.environment().getOrDefault(Background.LOG, "");
    occupation = Occupation.of(words);
    if (!log.isEmpty() && Path.of(log).startsWith(words.directory())) {
      PrintStream stream = new PrintStream(new Log(Path.of(log), LOG_BYTES), true, StandardCharsets.UTF_8);
      System.setOut(stream);
      System.setErr(stream);
    }
    return contained(Optional.of(occupation.directory()));
  }

  private int contained(Optional<Path> workbench) throws IOException, BundleException, InterruptedException {
    main.setContextClassLoader(null); // the framework's threads inherit it: no bundle is to look for its classes among the launcher's
    try (Container container = Container.open(home(), workbench)) {
      container.start(words.all().toArray(String[]::new), this::interrupt);
      Callable<?> command = container.command(PATIENCE_SECONDS);
      return stopped ? INTERRUPTED : call(command);
    }
  }

  private int call(Callable<?> command) throws InterruptedException {
    main.setContextClassLoader(command.getClass().getClassLoader());
    try {
      return command.call() instanceof Integer code ? code : 0;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      e.printStackTrace(); // ours to mend: a command says itself what a user can mend
      return 1;
    }
  }

  /** Remembered too, for while the framework starts somebody swallows the interrupt. */
  private void interrupt() {
    stopped = true;
    if (remote == null) {
      main.interrupt();
    } else {
      remote.interrupt();
    }
  }

  /** Runs when the JVM is told to end, from outside or by ourselves. */
  private void interrupted() {
    boolean inTime = true;
    if (ended.getCount() > 0) {
      interrupt();
      inTime = await();
    }
    Runtime.getRuntime().halt(inTime ? code : INTERRUPTED);
  }

  private boolean await() {
    try {
      return ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static PrintStream standard() {
    return new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
  }

  private static Path home() {
    String home = System.getProperty("l2l.home");
    if (home == null) {
      throw new IllegalStateException("the property l2l.home is not set; start the distribution by its bin/l2l");
    }
    return Path.of(home).toAbsolutePath().normalize();
  }
}
