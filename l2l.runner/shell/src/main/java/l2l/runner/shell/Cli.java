package l2l.runner.shell;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.Callable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The command line of the distribution: offered to its launcher, which calls it on the main thread.
 *
 * <p>Only where the framework has the property l2l.home, so that containers of tests are left alone.
 */
@Component(service = {})
public final class Cli {

  private static final String ARGUMENTS = "launcher.arguments";

  private final ServiceRegistration<?> offered;

  @Activate
  public Cli(BundleContext context, @Reference Runs runs,
      @Reference(service = Object.class, target = "(" + ARGUMENTS + "=*)") Map<String, Object> launcher) {
    Workplace place = new Workplace(runs, context.getBundle(), System.out, System.err);
    String[] arguments = launcher.get(ARGUMENTS) instanceof String[] a ? a : new String[0];
    Callable<Integer> command = () -> Commands.over(place).execute(arguments);
    Dictionary<String, Object> properties = new Hashtable<>(Map.of("main.thread", "true"));
    offered = context.getProperty("l2l.home") == null ? null : context.registerService(Callable.class, command, properties);
  }

  @Deactivate
  void withdraw() {
    if (offered != null) {
      offered.unregister();
    }
  }
}
