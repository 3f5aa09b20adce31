package l2l.runner.app;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.Callable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A bundle for the test: its command ends with the code it is given, or waits to be interrupted and then ends with 130. */
public final class WaitingCommand implements BundleActivator {

  @Override
  public void start(BundleContext context) throws Exception {
    ServiceReference<?> launcher = context.getServiceReferences(Object.class, "(launcher.arguments=*)").iterator().next();
    String[] arguments = (String[]) launcher.getProperty("launcher.arguments");
    if (arguments[0].equals("slow")) {
      System.err.println("starting");
      Thread.sleep(2_000); // on a thread of the framework, for which the main thread waits deaf to interrupts
    }
    Callable<Integer> command = () -> {
      switch (arguments[0]) {
        case "end" -> {
          return Integer.valueOf(arguments[1]);
        }
        case "shut" -> context.getBundle(0).stop();
        case "throw" -> throw new IllegalStateException("thrown");
        default -> { }
      }
      return waited();
    };
    Dictionary<String, Object> properties = new Hashtable<>(Map.of("main.thread", "true"));
    context.registerService(Callable.class, command, properties);
  }

  private static int waited() {
    System.err.println("waiting on " + Thread.currentThread().getName());
    try {
      Thread.sleep(60_000);
      return 0;
    } catch (InterruptedException e) {
      System.err.println("interrupted");
      return 130;
    }
  }

  @Override
  public void stop(BundleContext context) {
    System.err.println("stopped");
  }
}
