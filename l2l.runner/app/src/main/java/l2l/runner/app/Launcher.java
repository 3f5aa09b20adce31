package l2l.runner.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleException;

/**
 * Starts the container of this distribution, has it do what the command line says, and ends with its exit code.
 *
 * <p>What the container is given: a service of type {@link Object} with the property {@code launcher.arguments} ({@code String[]}: the
 * command line). What it must offer within 30 seconds: a service of type {@link Callable} with the property {@code main.thread=true}; it
 * is called once, on the main thread, and returns the exit code as an {@link Integer}. (bnd's own launcher has the same two.)
 *
 * <p>Ctrl-C, SIGTERM, and a stop of the framework from inside all do the same: the main thread is <em>interrupted</em>. The callable has
 * {@value #PATIENCE_SECONDS} seconds to write what it must and to return (130 where the user interrupted it); the JVM ends with the code
 * it returns, or with 130 if it does not return. Its context class loader is the callable's own.
 *
 * <p>Start levels are the leading numbers of the folders under {@code bundles/}. The container comes up at {@value Container#COMMANDS};
 * whoever wants the interactive shell raises it to {@value Container#TERMINAL} ({@code bundle 0} adapted to {@code FrameworkStartLevel}).
 *
 * <p>Properties: {@code l2l.home} (folder of the distribution), {@code l2l.load} (the folder whose jars are installed; {@code load} in it),
 * and whatever {@code conf/framework.properties} sets.
 */
public final class Launcher {

  static final int PATIENCE_SECONDS = 30;

  private final Thread main = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int code = 130;

  private Launcher() {}

  /** Runs one command and ends the JVM. */
  public static void main(String[] arguments) {
    Launcher launcher = new Launcher();
    Thread hook = new Thread(launcher::interrupted, "l2l-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    int code = launcher.run(arguments);
    System.exit(code);
  }

  private int run(String[] arguments) {
    int result = 1;
    main.setContextClassLoader(null); // the framework's threads inherit it: no bundle is to look for its classes among the launcher's
    try (Container container = Container.open(home())) {
      container.start(arguments, main::interrupt);
      result = call(container.command(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      result = 130;
    } catch (IOException | BundleException | IllegalStateException e) {
      System.err.println("l2l: " + (e instanceof IOException ? "cannot read or write " : "") + e.getMessage());
    } finally {
      code = result;
      ended.countDown();
    }
    return result;
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

  /** Runs when the JVM is told to end, from outside or by ourselves. */
  private void interrupted() {
    boolean inTime = true;
    if (ended.getCount() > 0) {
      main.interrupt();
      inTime = await();
    }
    Runtime.getRuntime().halt(inTime ? code : 130);
  }

  private boolean await() {
    try {
      return ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static Path home() {
    String home = System.getProperty("l2l.home");
    if (home == null) {
      throw new IllegalStateException("the property l2l.home is not set; start the distribution by its bin/l2l");
    }
    return Path.of(home).toAbsolutePath().normalize();
  }
}
